import random
import tracemalloc

import pytest

from jpeu_nlp.ingest.duplicates import DuplicateIndex, signature, similarity, text_digest
from tests.ingest.making import make_paragraph

PINNED = "060304cedae98fdefa919b94"
"""Signatures are stored: a new version of datasketch that gives others must not pass unseen."""
WORDS = [f"w{number}" for number in range(4000)]


def make_text(seed: int, n_words: int = 400) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choices(WORDS, k=n_words))


def index_of(*texts: str) -> DuplicateIndex:
    index = DuplicateIndex()
    for number, text in enumerate(texts):
        index.add(f"doc{number}", text_digest(text), signature(text))
    return index


def test_case_marks_and_line_breaks_make_no_difference() -> None:
    assert text_digest("The EU, and\nJapan.") == text_digest("the eu and japan")
    assert text_digest("The EU and Japan") != text_digest("The EU and Korea")


def test_a_signature_is_the_same_on_every_machine_and_version() -> None:
    assert signature("the same words give the same signature, always").hex()[:24] == PINNED
    assert len(signature("")) == 240


def test_the_earliest_copy_is_the_original() -> None:
    text = make_text(1)
    index = index_of(make_text(2), text, text)
    assert index.find(text_digest(text), signature(text)) == ("doc1", 1.0, "exact")


def test_near_and_possible_are_told_from_unrelated() -> None:
    words = make_text(1).split()
    near, possible = words[:360], list(words)
    for at in range(0, 400, 19):
        possible[at] = "other"
    index = index_of(make_text(2), " ".join(words))
    found = index.find(text_digest(" ".join(near)), signature(" ".join(near)))
    assert found is not None
    assert (found[0], found[2]) == ("doc1", "near")
    assert found[1] == pytest.approx(0.9, abs=0.1)
    found = index.find(text_digest(" ".join(possible)), signature(" ".join(possible)))
    assert found is not None
    assert (found[0], found[2]) == ("doc1", "possible")
    assert index.find(text_digest(make_text(3)), signature(make_text(3))) is None


def test_texts_of_one_register_are_not_duplicates() -> None:
    chance = random.Random(4)
    texts = ["\n".join(make_paragraph(chance) for _ in range(8)) for _ in range(2)]
    assert similarity(signature(texts[0]), signature(texts[1])) < 0.4


def test_short_and_empty_texts_are_compared_as_a_whole() -> None:
    index = index_of("two words")
    assert index.find(text_digest("Two words!"), signature("Two words!")) == ("doc0", 1.0, "exact")
    assert index.find(text_digest("other words"), signature("other words")) is None


def test_a_thousand_copies_do_not_slow_the_index_down() -> None:
    text = make_text(1)
    index = index_of(*[f"{text} {number}" for number in range(300)])
    assert len(index) == 300
    found = index.find(text_digest(f"{text} x"), signature(f"{text} x"))
    assert found is not None
    assert found[0] == "doc0"


def test_a_document_takes_about_600_bytes() -> None:
    chance = random.Random(5)
    entries = [(f"{number:016x}", chance.randbytes(32).hex(), chance.randbytes(240)) for number in range(500)]
    tracemalloc.start()
    index = DuplicateIndex()
    for entry in entries:
        index.add(*entry)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken / len(entries) <= 650
