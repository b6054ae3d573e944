"""The sample corpus, read by the readers, against what a careful reader finds in it (`corpus/expected.json`)."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from jpeu_nlp.ingest.catalogue import find_items
from jpeu_nlp.ingest.drafts import ReadingLimits
from jpeu_nlp.ingest.duplicates import DuplicateIndex, signature, text_digest
from jpeu_nlp.ingest.readers import read_document
from jpeu_nlp.ingest.split import split_passages
from jpeu_nlp.records import SourceDocument, SourceItem

CORPUS = Path(__file__).parents[2] / "corpus"
DOCUMENTS = CORPUS / "documents"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))
FIELDS = ("title", "authors", "publisher", "published_date", "date_origin", "kind", "language", "n_passages", "must", "must_not")


@cache
def read(name: str) -> SourceDocument:
    path = DOCUMENTS / name
    return read_document(SourceItem(source_uri=name, path=path), path.read_bytes(), limits=ReadingLimits())


@cache
def passages_of(name: str) -> list[str]:
    return [passage.text for passage in split_passages(read(name))]


def found_in(name: str, field: str) -> Any:
    if field == "n_passages":
        return len(passages_of(name))
    if field == "must":
        return [words for words in EXPECTED[name]["must"] if any(words in text for text in passages_of(name))]
    if field == "must_not":
        return [words for words in EXPECTED[name]["must_not"] if not any(words in text for text in passages_of(name))]
    found = getattr(read(name), field)
    return list(found) if isinstance(found, tuple) else found


def is_as_expected(found: Any, expected: Any, field: str) -> bool:
    """Tell whether a value is the expected one; a list stands for a range of counts, or for kinds that both will do."""
    if field == "n_passages" and isinstance(expected, list):
        return bool(expected[0] <= found <= expected[1])
    if field == "kind" and isinstance(expected, list):
        return found in expected
    return bool(found == expected)


def list_cases() -> list[Any]:
    return [
        pytest.param(
            name, field, marks=[pytest.mark.xfail(strict=True, reason=reason)] if (reason := entry.get("not_yet", {}).get(field)) else []
        )
        for name, entry in EXPECTED.items()
        for field in FIELDS
    ]


@pytest.mark.parametrize(("name", "field"), list_cases())
def test_a_sample_is_read_as_a_careful_reader_reads_it(name: str, field: str) -> None:
    """A case that passes against its `not_yet` entry fails here: delete the entry."""
    found, expected = found_in(name, field), EXPECTED[name][field]
    assert is_as_expected(found, expected, field), f"{name}: {field} is {found!r}, a reader finds {expected!r}"


def test_every_document_is_expected_and_nothing_else_is_read() -> None:
    items = [item for item in find_items(["documents"], base=CORPUS) if isinstance(item, SourceItem)]
    assert sorted(item.source_uri.removeprefix("documents/") for item in items) == sorted(EXPECTED)


def test_the_copy_and_the_reprint_are_found_and_nothing_else() -> None:
    index, found = DuplicateIndex(), {}
    for name in sorted(EXPECTED):
        text = read(name).text
        digest, sketch = text_digest(text), signature(text)
        if (hit := index.find(digest, sketch)) is not None:
            found[name] = (hit[0], hit[2])
        index.add(name, digest, sketch)
    expected = {name: (entry["duplicate_of"], entry["duplicate_relation"]) for name, entry in EXPECTED.items() if "duplicate_of" in entry}
    assert found == expected


def test_every_not_yet_names_a_field_and_a_reason() -> None:
    for name, entry in EXPECTED.items():
        for field, reason in entry.get("not_yet", {}).items():
            assert field in FIELDS, (name, field)
            assert len(reason.split()) > 4, (name, field, reason)
