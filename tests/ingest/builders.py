"""Builders: a document from bytes in one line of a test."""

from pathlib import Path

from jpeu_nlp.ingest.drafts import ReadingLimits
from jpeu_nlp.ingest.readers import read_document
from jpeu_nlp.ingest.split import split_passages
from jpeu_nlp.records import SourceDocument, SourceItem

LIMITS = ReadingLimits(max_seconds=20)
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


def make_item(name: str, *, path: Path | None = None, date: str | None = None, source_id: str = "") -> SourceItem:
    return SourceItem(source_uri=name, path=path or Path(name), published_date=date, source_id=source_id)


def read(content: bytes | str, name: str = "a.txt", **options: str | None) -> SourceDocument:
    data = content.encode() if isinstance(content, str) else content
    return read_document(make_item(name, **options), data, limits=LIMITS)  # type: ignore[arg-type]


def roles_of(document: SourceDocument) -> dict[str, str]:
    return {block.text: block.role for block in document.blocks}


def passages_of(document: SourceDocument) -> list[str]:
    return [passage.text for passage in split_passages(document)]
