"""Catalogue: paths in, the documents they hold out, in an order that never changes.

A folder's files with a suffix we do not read are passed over by name in the log; a file that the user named himself
is not: he asked for it, so it comes back as a failure with its reason.
"""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.records import Failure, SourceItem

logger = logging.getLogger(__name__)

SUFFIXES = (".pdf", ".html", ".htm", ".docx", ".md", ".markdown", ".txt")


def find_items(
    sources: Sequence[str], *, base: Path, date: str | None = None, source_id: str = "", publisher: str = ""
) -> Iterator[SourceItem | Failure]:
    """Yield every document below `sources` once, sorted within each source by its path.

    `date` goes to all of them as given by the user. Raises `ConfigurationError` for a path that does not exist, before
    anything is yielded for that source.
    """
    seen: set[Path] = set()
    for source in sources:
        start = base / source
        if not start.exists():
            raise ConfigurationError(f"{source}: no such file or folder; sources are files, folders or names in the table of sources")
        for path in find_files(start):
            if path.resolve() in seen:
                continue
            seen.add(path.resolve())
            uri = name_source(path, base=base)
            if path.suffix.lower() in SUFFIXES:
                yield SourceItem(source_uri=uri, path=path, source_id=source_id, publisher=publisher, published_date=date)
            else:
                found = path.suffix or "no suffix"
                yield Failure(source_uri=uri, stage="ingest", reason=f"{uri}: {found} is not read; formats are {', '.join(SUFFIXES)}")


def find_files(start: Path) -> Iterator[Path]:
    """Yield `start` itself if it is a file, else the readable files below it, sorted; hidden names are skipped."""
    if start.is_file():
        yield start
        return
    if not start.is_dir():
        raise ConfigurationError(f"{start}: neither a file nor a folder; pipes and devices are not read")
    for path in sorted(start.rglob("*"), key=lambda found: found.relative_to(start).as_posix()):
        if any(part.startswith(".") for part in path.relative_to(start).parts) or not path.is_file():
            continue
        if path.suffix.lower() in SUFFIXES:
            yield path
        else:
            logger.debug("passed over %s: suffix not among %s", path, ", ".join(SUFFIXES))


def name_source(path: Path, *, base: Path) -> str:
    """Return the path as tables name it: relative to `base` when below it, else absolute, with forward slashes."""
    absolute = path.resolve() if ".." in path.parts else path.absolute()
    root = base.absolute()
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else absolute.as_posix()
