import csv

import numpy as np
import pytest

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.pillars.worst import worst_errors, write_worst
from tests.pillars.builders import a_passage

GOLD = [a_passage("a missed <b>one</b> | here", "cyber"), a_passage("=false()"), a_passage("right", "space")]
PROBABILITIES = np.array([[0.2, 0, 0, 0], [0, 0, 0.9, 0], [0, 0, 0, 0.8]])


def test_the_surest_mistake_comes_first_and_what_is_right_does_not_come():
    rows = worst_errors(GOLD, PROBABILITIES > 0.5, PROBABILITIES)
    assert [(row[1], row[2], row[3]) for row in rows] == [("counterterrorism", "false alarm", "0.900"), ("cyber", "missed", "0.200")]


def test_tables_are_safe_to_open(tmp_path):
    assert write_worst(tmp_path / "w.md", GOLD, PROBABILITIES > 0.5, PROBABILITIES) == 2
    lines = (tmp_path / "w.md").read_text().splitlines()
    assert len(lines) == 4
    assert "&lt;b>one&lt;/b> \\| here" in lines[3]
    write_worst(tmp_path / "w.csv", GOLD, PROBABILITIES > 0.5, PROBABILITIES)
    with (tmp_path / "w.csv").open(newline="") as file:
        assert [row["text"] for row in csv.DictReader(file)] == ["'=false()", "a missed <b>one</b> | here"]


def test_another_suffix_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match=r"cannot write '\.pdf'"):
        write_worst(tmp_path / "w.pdf", GOLD, PROBABILITIES > 0.5, PROBABILITIES)
