"""Every command explains itself, with two examples, and answers wrong usage with exit code 2."""

import pytest

from tests.conftest import Cli

COMMANDS = [
    "run",
    "ingest",
    "analyse",
    "publish",
    "annotate",
    "reviews import",
    "reviews export",
    "train",
    "evaluate",
    "schedule",
    "doctor",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_holds_two_examples(cli: Cli, command: str) -> None:
    text = cli(*command.split(), "--help").stdout
    assert text.count(f"jpeu-nlp {command}") >= 2, text


@pytest.mark.parametrize(
    ("arguments", "finding"),
    [
        (["run", "no-such-folder"], "no-such-folder"),
        (["run", "--date", "15.11.2024"], "15.11.2024"),
        (["run", "--workers", "0"], "workers"),
        (["publish", "--format", "docx"], "docx"),
        (["annotate", "missing.jsonl"], "missing.jsonl"),
        (["reviews", "import", "missing.csv", "--reviewer", "ana"], "store"),
        (["frobnicate"], "frobnicate"),
        (["evaluate", "missing.jsonl"], "missing.jsonl"),
    ],
)
def test_wrong_usage_names_the_input_and_exits_with_2(cli: Cli, arguments: list[str], finding: str) -> None:
    result = cli(*arguments, check=2)
    assert finding in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_wrong_usage_creates_nothing(cli: Cli, tmp_path) -> None:
    cli("run", "no-such-folder", check=2)
    assert not (tmp_path / "output").exists()


def test_a_setting_in_the_toml_file_that_nobody_knows_is_named(cli: Cli, tmp_path) -> None:
    (tmp_path / "jpeu.toml").write_text('outputs = "there"\n', encoding="utf-8")
    assert "outputs" in cli("doctor", check=2).stderr


def test_doctor_tells_versions_models_and_store(cli: Cli) -> None:
    text = cli("doctor", check=None).stdout
    for name in ("python", "spacy", "pipeline", "classifier", "gazetteer", "store", "output"):
        assert f" {name} " in text
