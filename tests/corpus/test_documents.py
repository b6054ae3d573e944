"""The sample documents: enough of them, in every format, marked as samples, and rebuilt from their texts."""

import importlib.util
import io
import json
import re
import sys
import zipfile
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import docx
import pypdfium2
import pytest

CORPUS = Path(__file__).parents[2] / "corpus"
FILES = sorted(path for path in (CORPUS / "documents").rglob("*") if path.is_file())
EXPECTED: dict[str, dict[str, Any]] = json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))
REAL_PUBLISHERS = re.compile(
    r"mofa\.go\.jp|europa\.eu|mod\.go\.jp|csis\.org|pacforum|©[^\n]{0,30}(?:Ministry|Commission|Council|European Union)"
)


@cache
def load_builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_documents", CORPUS / "build_documents.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def words_of(data: bytes, suffix: str) -> str:
    """Return every word of a file, margins included, by means that owe nothing to our readers."""
    if suffix == ".pdf":
        text = "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data))
    elif suffix == ".docx":
        document = docx.Document(io.BytesIO(data))
        section = document.sections[0]
        text = "\n".join(part.text for part in [*document.paragraphs, *section.header.paragraphs, *section.footer.paragraphs])
    else:
        text = data.decode()
    return " ".join(text.replace("\ufffe", "").split())


def test_the_corpus_is_broad() -> None:
    originals = [entry for entry in EXPECTED.values() if "duplicate_of" not in entry]
    assert len(originals) >= 26
    formats = [path.suffix for path in FILES]
    assert all(formats.count(suffix) >= 5 for suffix in (".html", ".docx", ".md", ".txt"))
    assert formats.count(".pdf") >= 6
    years = {entry["published_date"][:4] for entry in originals if entry["published_date"]}
    assert years == {str(year) for year in range(2018, 2027)}
    kinds = [entry["kind"] for entry in originals]
    assert min(kinds.count("commentary"), kinds.count("press_release")) >= 8
    assert {entry["language"] for entry in originals} == {"en", "fr", "ja"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_document_says_that_it_is_a_sample_and_bears_no_real_publisher(path: Path) -> None:
    text = words_of(path.read_bytes(), path.suffix)
    # A narrow column may hyphenate the mark itself.
    assert load_builder().MARK in text.replace("cor- pus", "corpus").replace("doc- ument", "document")
    assert not REAL_PUBLISHERS.search(text)


def test_the_copy_is_the_same_bytes() -> None:
    original, copy = (next(path for path in FILES if path.name == name) for name in ("aspides-after-a-year.txt", "aspides-copy.txt"))
    assert original.read_bytes() == copy.read_bytes()


def test_the_builder_makes_the_committed_files_anew(tmp_path: Path) -> None:
    built = load_builder().build(tmp_path)
    assert sorted(path.name for path in built) == sorted(path.name for path in FILES if path.suffix in {".pdf", ".docx"})
    for path in built:
        committed = next(file for file in FILES if file.name == path.name).read_bytes()
        assert words_of(path.read_bytes(), path.suffix) == words_of(committed, path.suffix), f"{path.name}: run corpus/build_documents.py"


def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    builder = load_builder()
    for one, other in zip(builder.build(tmp_path), builder.build(tmp_path / "again"), strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_word_files_carry_no_time_of_their_making() -> None:
    for path in (path for path in FILES if path.suffix == ".docx"):
        with zipfile.ZipFile(path) as archive:
            stamps = {member.date_time for member in archive.infolist()}
        assert len(stamps) == 1
        assert next(iter(stamps))[3:] == (12, 0, 0)
