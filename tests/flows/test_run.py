"""The main job as a process: what it writes, what a second run does, and what a kill leaves behind."""

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Cli, command_environment

pytestmark = pytest.mark.slow

COMPARED = ["documents", "passages", "mentions", "dates", "entities", "events", "tags"]


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def compared_bytes(folder: Path) -> dict[str, bytes]:
    return {
        f"{name}.{suffix}": (folder / "tables" / f"{name}.{suffix}").read_bytes()
        for name in COMPARED
        for suffix in ("csv", "jsonl", "parquet")
    }


def test_documents_in_tables_out_and_a_second_run_changes_nothing(cli: Cli, corpus: Path, tmp_path: Path) -> None:
    first = cli("run", corpus, "--output", tmp_path / "out", "--json", check=1)
    outcome = json.loads(first.stdout)
    assert (outcome["n_read"], outcome["n_failed"]) == (3, 1)
    out = tmp_path / "out"
    documents = {Path(row["source_uri"]).name: row for row in table(out, "documents")}
    assert documents["quiet.txt"]["authors"] == "Hana Sample; Jon Example"
    assert documents["readout.md"]["published_date"] == "2025-03-04"
    copy, original = documents["quiet.txt"], documents["quiet-again.txt"]
    assert {copy["duplicate_of"], original["duplicate_of"]} == {"", min((original, copy), key=lambda row: row["source_uri"])["document_id"]}
    (failure,) = table(out, "failures")
    assert "broken.pdf" in failure["source_uri"]
    assert failure["reason"]
    assert "Hana Sample" not in "".join(row["text"] for row in table(out, "passages"))
    for row in table(out, "passages"):
        assert (out / "raw" / documents[name_of(row, documents)]["raw_sha256"][:2]).is_dir()
    before = {path: path.stat().st_mtime_ns for path in (out / "tables").iterdir()}
    second = cli("run", corpus, "--output", out, "--json", check=1)
    assert json.loads(second.stdout)["n_read"] == 0
    assert {path: path.stat().st_mtime_ns for path in (out / "tables").iterdir()} == before


def name_of(passage: dict[str, str], documents: dict[str, dict[str, str]]) -> str:
    return next(name for name, row in documents.items() if row["document_id"] == passage["document_id"])


def test_a_changed_document_is_read_again_and_the_others_are_not(served: Cli, corpus: Path, tmp_path: Path) -> None:
    served("run", corpus / "readout.md", corpus / "quiet.txt", "--output", tmp_path / "out")
    with (corpus / "readout.md").open("a", encoding="utf-8") as file:
        file.write("\nOn 4 March 2025 the European Union imposed sanctions on three shipping companies of Russia.\n")
    outcome = json.loads(served("run", corpus / "readout.md", corpus / "quiet.txt", "--output", tmp_path / "out", "--json").stdout)
    assert (outcome["n_read"], outcome["n_unchanged"], outcome["n_analysed_documents"]) == (1, 1, 1)
    assert any("three shipping companies" in row["text"] for row in table(tmp_path / "out", "passages"))


def test_a_correction_wins_and_survives_a_forced_new_analysis(served: Cli, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    served("run", corpus / "quiet.txt", "--output", out)
    rows = table(out, "passages")
    edited = tmp_path / "edited.csv"
    with edited.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows([{**rows[0], "labels": "space"}, *rows[1:]])
    served("reviews", "import", edited, "--reviewer", "ana", "--output", out)
    served("reviews", "import", edited, "--reviewer", "ana", "--output", out)
    extra = tmp_path / "mine.jsonl"
    extra.write_text('{"entity_id": "sample-org", "name": "Sample Institute of Nowhere", "kind": "think_tank"}\n', encoding="utf-8")
    (tmp_path / "jpeu.toml").write_text(f'gazetteer = ["{extra}"]\n', encoding="utf-8")
    outcome = json.loads(served("run", corpus / "quiet.txt", "--output", out, "--json").stdout)
    assert outcome["n_analysed_documents"] == 1
    after = {row["passage_id"]: row for row in table(out, "passages")}[rows[0]["passage_id"]]
    assert (after["labels"], after["review_status"]) == ("space", "reviewed")
    ledger = list(csv.DictReader(served("reviews", "export", "--output", out).stdout.splitlines()))
    assert [row["reviewer"] for row in ledger] == ["ana"]


def test_a_table_that_does_not_fit_is_refused_whole(served: Cli, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    served("run", corpus / "quiet.txt", "--output", out)
    rows = table(out, "passages")
    edited = tmp_path / "edited.csv"
    with edited.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows([{**rows[0], "labels": "space"}, {**rows[1], "labels": "naval"}, {**rows[1], "passage_id": "0" * 16}])
    result = served("reviews", "import", edited, "--reviewer", "ana", "--output", out, check=1)
    assert "naval" in result.stderr
    assert "0" * 16 in result.stderr
    assert served("reviews", "export", "--output", out).stdout.count("\n") <= 1


def test_killed_at_any_moment_and_run_again_the_tables_are_the_same(
    corpus: Path, tmp_path: Path, served: Cli, prefect_address: str
) -> None:
    for number in range(60):
        (corpus / f"note-{number:02}.txt").write_text(
            f"Note {number}\n\nOn {number % 28 + 1} May 2024 Japan met India in Tokyo to discuss ship {number} and its crew.\n",
            encoding="utf-8",
        )
    served("run", corpus, "--output", tmp_path / "calm", check=1, JPEU_BATCH_WORDS="200")
    generator = random.Random(7)
    environment = command_environment(tmp_path) | {"JPEU_BATCH_WORDS": "200", "PREFECT_API_URL": prefect_address}
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-m", "jpeu_nlp", "run", str(corpus), "--output", str(tmp_path / "stormy")],
            cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(generator.uniform(3, 9))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    served("run", corpus, "--output", tmp_path / "stormy", check=1, JPEU_BATCH_WORDS="200")
    assert compared_bytes(tmp_path / "stormy") == compared_bytes(tmp_path / "calm")


def test_two_workers_write_what_one_does(served: Cli, corpus: Path, tmp_path: Path) -> None:
    served("run", corpus, "--output", tmp_path / "one", check=1, JPEU_BATCH_WORDS="100")
    served("run", corpus, "--output", tmp_path / "two", "--workers", "2", check=1, JPEU_BATCH_WORDS="100")
    assert compared_bytes(tmp_path / "one") == compared_bytes(tmp_path / "two")
