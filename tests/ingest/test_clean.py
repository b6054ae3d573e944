from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jpeu_nlp.ingest.clean import clean_text, cut_sentences, is_complete, join_broken, join_halves, join_lines, list_words, strip_markup
from jpeu_nlp.ingest.drafts import Piece


@pytest.mark.parametrize(
    ("lines", "words", "joined"),
    [
        (["The agree-", "ment holds."], "An agreement.", "The agreement holds."),
        (["a World Cup-", "style event"], "A World Cup-style draw.", "a World Cup-style event"),
        (["a World Cup-", "style event"], "", "a World Cup-style event"),
        (["talks on de-", "confliction"], "The de-confliction line.", "talks on de-confliction"),
        (["under an EU-", "funded scheme"], "", "under an EU-funded scheme"),
        (["they pro-", "mote trade"], "", "they promote trade"),
        (["long-", "term aims in the term"], "The term was long.", "long-term aims in the term"),
        (["second-", "and third-order"], "", "second- and third-order"),
        (["the U.S.-", "Japan alliance"], "", "the U.S.-Japan alliance"),
        (["an out-of-", "control fire"], "", "an out-of-control fire"),
        (["THE NEW PART-", "NERSHIP"], "", "THE NEW PARTNERSHIP"),
        (["with\u0002", "out end"], "", "without end"),
        (["the part\ufffe", "nership"], "", "the partnership"),
        (["海洋安全", "保障"], "", "海洋安全保障"),
    ],
)
def test_a_word_cut_at_a_line_end_is_put_together(lines: list[str], words: str, joined: str) -> None:
    assert join_lines(lines, list_words([words, *lines])) == joined


def test_the_halves_of_a_cut_word_are_no_vocabulary() -> None:
    assert list_words(["the trai-", "ning of staff"]) == {"the", "of", "staff"}
    assert join_halves("trai", "ning", list_words(["the trai-", "ning of staff"])) == "training"


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("The patrols cover the strait and the waters that the two navies share while maintaining and", "improving the peace."),
        (
            "The duties on vehicles were decided in Luxembourg by a vote of the member states of the European",
            "Union last autumn, after months of talks among the capitals.",
        ),
        ("It was announced on Nov.", "1 in the capital, to the surprise of its neighbours."),
    ],
)
def test_a_sentence_cut_by_a_blank_line_is_joined(head: str, tail: str) -> None:
    (piece,) = join_broken([Piece(text=head), Piece(text=tail)])
    assert piece.text == f"{head} {tail}"


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("The patrols began in May.", "Tokyo welcomed them."),
        ("These are the aims of the plan that both sides have agreed upon after a long year of talks:", "Cables come first."),
        ("A shared agenda", "Japan has proposed more than the union can accept, and it says so."),
    ],
)
def test_whole_paragraphs_stay_apart(head: str, tail: str) -> None:
    assert len(join_broken([Piece(text=head), Piece(text=tail)])) == 2


def test_a_sentence_goes_on_below_a_page_number() -> None:
    pieces = [Piece(text="The ships were seen by the"), Piece(text="12", role="running"), Piece(text="coast guard.")]
    assert [piece.text for piece in join_broken(pieces)] == ["The ships were seen by the coast guard.", "12"]


@pytest.mark.parametrize(
    ("text", "complete"), [("It ended.", True), ("It ended.”", True), ("on Nov.", False), ("by 2024", False), ("economy.12", True)]
)
def test_a_full_stop_after_an_abbreviation_ends_nothing(text: str, complete: bool) -> None:
    assert is_complete(text) is complete


def test_markup_goes_and_words_stay() -> None:
    assert strip_markup("The [Partnership](#) of **two *equal* sides**, see [a](b_(c)).") == "The Partnership of two equal sides, see a."
    assert strip_markup("2 * 3 * 4 and snake_case_name") == "2 * 3 * 4 and snake_case_name"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert once.encode().decode() == once  # no lone surrogates are left


@given(st.text(alphabet="aB .!?\"'”)", max_size=200))
def test_sentences_lie_in_order_inside_the_text(text: str) -> None:
    spans = list(cut_sentences(text))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
