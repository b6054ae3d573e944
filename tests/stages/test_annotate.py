"""`annotate`: order kept, a bad line costs only itself, and every span gives back its text."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from jpeu_nlp.settings import Settings
from jpeu_nlp.stages.annotate import LineError, annotate_lines
from tests.conftest import Cli

KEYS = ["id", "pillars", "labels", "evidence", "entities", "dates", "events"]


def answers(*rows: object) -> list[Mapping[str, Any] | LineError]:
    lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
    return list(annotate_lines(lines, Settings()))


def answer(text: str, date: str | None = None) -> Mapping[str, Any]:
    (found,) = answers({"id": "p", "text": text, "date": date})
    assert not isinstance(found, LineError), found
    return found


def check_spans(text: str, found: Mapping[str, Any]) -> None:
    """Hold the offset promise: spans lie inside the text, and those that carry words give them back."""
    for item in (*found["entities"], *found["dates"]):
        assert text[item["start_char"] : item["end_char"]] == item["text"] != ""
    spans = [span for spans in found["evidence"].values() for span in spans]
    spans += [event[key] for event in found["events"] for key in ("trigger", "sentence")]
    for start, end in spans:
        assert 0 <= start < end <= len(text)
    for event in found["events"]:
        assert event["sentence"][0] <= event["trigger"][0] < event["trigger"][1] <= event["sentence"][1]


def test_the_answer_has_the_keys_of_the_contract() -> None:
    text = "Tokyo and Brussels agreed in November 2024 to share data on ransomware attacks against hospitals."
    found = answer(text, "2024-11-15")
    assert list(found) == KEYS
    assert list(found["pillars"]) == ["cyber", "maritime", "counterterrorism", "space"]
    assert all(0 <= value <= 1 for value in found["pillars"].values())
    assert set(found["evidence"]) == set(found["labels"])
    check_spans(text, found)


def test_answers_come_in_the_order_of_the_lines_and_a_bad_line_costs_only_itself() -> None:
    rows = [{"id": n, "text": f"Passage {n} about ports."} for n in range(150)]
    lines: list[object] = list(rows)
    lines[70] = b'{"id": 70, "text": '
    lines[71] = b"\xff\xfe not text"
    lines[72] = {"id": "72"}
    lines[73] = ["a", "list"]
    lines[74] = {"id": "74", "text": "When?", "date": "yesterday"}
    found = answers(*lines)
    assert len(found) == 150
    assert [number for number, one in enumerate(found) if isinstance(one, LineError)] == [70, 71, 72, 73, 74]
    assert [one["id"] for one in found if not isinstance(one, LineError)] == [str(n) for n in range(150) if n not in range(70, 75)]
    assert all(f"line {number + 1}" in one.reason for number, one in enumerate(found) if isinstance(one, LineError))


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", "\x00", "é" * 3, "日本とEUは安全保障・防衛パートナーシップを発表した。", "🚢" * 50, "a" * 5000, "The " * 900, "‮abc"],
)
def test_odd_texts_are_answered(text: str) -> None:
    check_spans(text, answer(text))


def test_half_a_surrogate_pair_is_refused_and_named() -> None:
    (found,) = answers(b'{"id": "x", "text": "half \\ud800 pair"}')
    assert isinstance(found, LineError)
    assert "surrogate" in found.reason


# fmt: off
PIECES = [
    "Japan", "EU", "’s", "China", "imposed", "sanctions", "on", "Russia", "the", "Foreign Minister", "Iwaya", "met", "in", "Tokyo",
    "on 1 November 2024", ",", ".", "“", "”", "\n", "—", "ō", "😀", "ransomware", "satellites", "Houthis", "attacked", "ships",
    "e\u0301", "\u200b", "last week", "between", "and", "with", "(JMSDF)", "-",
]
# fmt: on
WORDS = st.sampled_from(PIECES)


@pytest.mark.slow
@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join), st.lists(WORDS, max_size=40).map("".join)))
def test_every_span_gives_back_its_text_for_any_unicode(text: str) -> None:
    (found,) = answers({"id": "p", "text": text})
    if isinstance(found, LineError):
        assert "surrogate" in found.reason
    else:
        check_spans(text, found)


@pytest.mark.slow
def test_two_thousand_lines_stream_through_a_pipe(cli: Cli, tmp_path) -> None:
    source = tmp_path / "in.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for number in range(2000):
            file.write(
                json.dumps({"id": f"p{number}", "text": f"In case {number} the navy of Japan escorted ships through the Gulf of Aden."})
                + "\n"
            )
        file.write("not json\n")
    result = cli("annotate", source, "-o", tmp_path / "out.jsonl", check=1)
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in found] == [f"p{number}" for number in range(2000)]
    assert result.stderr.count("line 2001") == 1
    assert result.stdout == ""
