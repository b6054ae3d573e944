"""Addresses on the command line: refused ones are rows, and files given beside them are read."""

import csv
import json
from pathlib import Path

import pytest

from tests.conftest import Cli

pytestmark = pytest.mark.slow


def test_an_address_that_may_not_be_fetched_is_a_row_and_the_run_goes_on(served: Cli, corpus: Path, tmp_path: Path) -> None:
    address = "http://169.254.169.254/latest/meta-data/"
    result = served("run", address, corpus / "quiet.txt", "--output", tmp_path / "out", "--json", check=1)
    outcome = json.loads(result.stdout)
    assert (outcome["n_read"], outcome["n_failed"]) == (1, 1)
    with (tmp_path / "out" / "tables" / "failures.csv").open(encoding="utf-8", newline="") as file:
        (failure,) = [row for row in csv.DictReader(file) if row["stage"] == "fetch"]
    assert failure["source_uri"] == address
    assert "not a public address" in failure["reason"]


def test_a_name_that_the_table_does_not_hold_creates_nothing(served: Cli, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "sources.toml").write_text(
        '[office]\nreader = "page"\naddress = "https://office.example/"\npublisher = "Office"\n', encoding="utf-8"
    )
    for command in ("ingest", "run", "schedule"):
        assert "offise: no such file or folder" in served(command, "offise", check=2).stderr
    assert not (tmp_path / "output").exists()
