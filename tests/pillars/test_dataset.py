import json

import pytest

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.pillars.dataset import NearDuplicates, label_matrix, merge_corrections, read_passages
from tests.pillars.builders import a_passage

LONG = "The coast guards of both states will hold a second exercise off Okinawa in March and share the tracks of vessels that go dark"


def write(path, *rows):
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_a_gold_file_of_another_project_needs_only_id_text_and_labels(tmp_path):
    [passage] = read_passages(
        write(tmp_path / "gold.jsonl", {"id": 7, "text": "Some words.", "labels": ["space", "cyber"], "genre": "news"})
    )
    assert (passage.id, passage.labels, passage.register, passage.sure) == ("7", ("cyber", "space"), "news", True)


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ("{not json", "no labelled passage"),
        ({"id": "a", "labels": []}, "no labelled passage"),
        ({"id": "a", "text": "Words.", "labels": ["sea"]}, r"unknown labels \['sea'\]"),
        ({"id": "a", "text": "  ", "labels": []}, "the text is empty"),
        ({"id": "a", "text": 3, "labels": []}, "the text is empty"),
    ],
)
def test_a_bad_row_is_named_by_its_line(tmp_path, row, finding):
    path = write(tmp_path / "gold.jsonl", {"id": "ok", "text": "Fine.", "labels": []}, row)
    with pytest.raises(ConfigurationError, match=f"line 2: {finding}"):
        list(read_passages(path))


def test_a_missing_file_is_a_configuration_error(tmp_path):
    with pytest.raises(ConfigurationError, match="no such file"):
        list(read_passages(tmp_path / "none.jsonl"))


def test_labels_become_columns_in_the_order_of_the_taxonomy():
    assert label_matrix([a_passage("a", "space"), a_passage("b", "cyber", "counterterrorism"), a_passage("c")]).tolist() == [
        [False, False, False, True],
        [True, False, True, False],
        [False] * 4,
    ]


def test_the_latest_correction_of_the_same_words_wins():
    merged = merge_corrections([a_passage(LONG, "cyber")], [a_passage(LONG.upper(), "space"), a_passage(LONG + ".", "maritime")], [])
    assert [passage.labels for passage in merged] == [("maritime",)]


def test_nothing_that_nearly_repeats_gold_teaches():
    gold = [a_passage(LONG, "maritime")]
    nearly = a_passage(LONG.replace("March", "April") + " again", "maritime")
    other = a_passage("Budget talks went on until the early hours and ended without a figure that either side would print")
    assert merge_corrections([], [nearly, other], gold) == [other]


def test_near_duplicates_share_two_fifths_of_their_runs_of_five_words():
    finder = NearDuplicates([a_passage(LONG)])
    assert finder.similar(LONG.lower()) == ["p-The coas"]
    assert finder.similar("The coast guards of both states met.") == []
    assert finder.similar("") == []
