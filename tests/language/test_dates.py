"""Dates: a table of phrases with their sentences, and what holds for any text."""

import re
import time
from datetime import date
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from jpeu_nlp.language import pipeline  # noqa: F401  (registers what a document is read with)
from jpeu_nlp.language.dates.component import find_dates
from jpeu_nlp.language.dates.words import WORDS
from jpeu_nlp.records import DateMention, is_iso_date

PHRASES = Path(__file__).parents[1] / "data" / "dates" / "phrases.txt"


def read_phrases(path: Path) -> list[tuple[str, str, list[str]]]:
    """Return document date, marked sentence and answers of every line."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]
    rows = [[part.strip() for part in line.split("|")] for line in lines]
    return [(published, sentence, [one.strip() for one in answers.split(";") if one.strip()]) for published, sentence, answers in rows]


TABLE = read_phrases(PHRASES)


def unmark(sentence: str) -> tuple[str, list[str]]:
    """Return the sentence without its brackets, and what stood in them, without a leading article."""
    return re.sub(r"[\[\]]", "", sentence), [re.sub(r"^the ", "", one) for one in re.findall(r"\[([^\]]*)\]", sentence)]


def answer(mention: DateMention) -> str:
    if mention.iso is None:
        return "?"
    return mention.iso + (" quarter" if mention.precision == "quarter" else "")


@pytest.mark.parametrize(("published", "sentence", "answers"), TABLE, ids=[sentence for _, sentence, _ in TABLE])
def test_a_phrase_is_found_and_says_what_the_table_says(published: str, sentence: str, answers: list[str]) -> None:
    text, marked = unmark(sentence)
    mentions = find_dates(text, published or None)
    assert [(mention.text, answer(mention)) for mention in mentions] == list(zip(marked, answers, strict=True))


def test_the_table_holds_enough_phrases_and_traps() -> None:
    traps = [sentence for _, sentence, answers in TABLE if not answers]
    assert len(TABLE) - len(traps) >= 150
    assert len(traps) >= 40


@pytest.mark.parametrize(("published", "sentence", "answers"), TABLE, ids=[sentence for _, sentence, _ in TABLE])
def test_precision_agrees_with_iso(published: str, sentence: str, answers: list[str]) -> None:
    for mention in find_dates(unmark(sentence)[0], published or None):
        by_length = {None: {""}, 4: {"year"}, 7: {"month"}, 10: {"day"}}
        assert mention.precision in by_length.get(len(mention.iso) if mention.iso else None, {"range", "quarter"})


NAMES = ["March", "May", "June", "August", "October", "Nov.", "Monday", "Fri.", "2024", "1999", "’22", "FY2027", "1990s", "31", "29", "0"]
PIECES = [*WORDS, *NAMES, *",-–/.()’%$", "\n", "\n\n"]
PUBLISHED = st.one_of(
    st.none(),
    st.dates().map(date.isoformat),
    st.sampled_from(["2024", "2024-02", "0001", "9999", "9999-12-31", "0001-01-01", "", "soon", "2024-13", "2024-00-10", "٢٠٢٤"]),
    st.text(max_size=10),
)


def check(text: str, published: str | None) -> None:
    end = 0
    for mention in find_dates(text, published):
        assert end <= mention.start_char < mention.end_char <= len(text)
        assert text[mention.start_char : mention.end_char] == mention.text == mention.text.strip()
        end = mention.end_char
        parts = mention.iso.split("/") if mention.iso else []
        assert all(is_iso_date(part) for part in parts)
        assert parts == sorted(parts)
        assert len(parts) < 2 or all(len(part) == 10 for part in parts)
        assert bool(mention.iso) == bool(mention.precision)


@given(text=st.text(), published=PUBLISHED)
@settings(max_examples=300, deadline=None)
def test_any_text_and_any_document_date_give_valid_mentions(text: str, published: str | None) -> None:
    check(text, published)


@given(words=st.lists(st.sampled_from(PIECES), max_size=25), joint=st.sampled_from([" ", ""]), published=PUBLISHED)
@settings(max_examples=400, deadline=None)
def test_any_order_of_date_words_gives_valid_mentions(words: list[str], joint: str, published: str | None) -> None:
    check(joint.join(words), published)


@given(day=st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
@settings(deadline=None)
def test_every_day_is_read_in_every_form(day: date) -> None:
    day_first, month_first = f"{day.day} {day:%B} {day.year}", f"{day:%B} {day.day}, {day.year}"
    for form in (day.isoformat(), day_first, month_first, f"{day:%A}, {day_first}"):
        assert [(one.text, one.iso) for one in find_dates(f"It was signed on {form}.", None)] == [(form, day.isoformat())]


@given(day=st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31)), back=st.integers(0, 364))
@settings(deadline=None)
def test_a_day_without_year_is_the_latest_on_or_before_the_document(day: date, back: int) -> None:
    told = date.fromordinal(day.toordinal() - back)
    if (told.month, told.day) != (2, 29):
        assert [one.iso for one in find_dates(f"They met on {told:%B} {told.day}.", day.isoformat())] == [told.isoformat()]


@pytest.mark.parametrize(
    "words", ["3, ", "2024, ", "March and ", "early to mid ", "March 3 to ", "2024-", "on Monday, ", "between 2024 and "]
)
def test_repeated_date_words_take_time_in_proportion(words: str) -> None:
    def seconds(n_times: int) -> float:
        taken = []
        for _ in range(3):  # the least of three: others use the processor too
            started = time.process_time()
            find_dates(words * n_times, "2024-11-15")
            taken.append(time.process_time() - started)
        return min(taken)

    assert seconds(8000) < 12 * max(seconds(2000), 0.05)  # in proportion it is 4, with the square 16


def test_dates_of_a_whole_paragraph_keep_their_offsets() -> None:
    text = "東京 — On 1 November 2024 they met.\n\nOn 4\u00a0November, and in 2025, they meet again."
    mentions = find_dates(text, "2024-11-15")
    assert [text[one.start_char : one.end_char] for one in mentions] == ["1 November 2024", "4\u00a0November", "2025"]


def test_the_component_counts_from_the_document_date_of_the_doc() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("jpeu_dates")
    doc = nlp.make_doc("They met yesterday.")
    doc._.published_date = "2024-03-01"
    assert [(one.text, one.iso) for one in nlp(doc)._.dates] == [("yesterday", "2024-02-29")]
