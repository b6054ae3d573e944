"""Doctor: what is installed, what is missing, and how to get it."""

import importlib
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from jpeu_nlp.errors import JpeuError
from jpeu_nlp.settings import Settings
from jpeu_nlp.stages.store import open_store, store_exists
from jpeu_nlp.stages.versions import REPORTED_PACKAGES, model_digests, triggers_folder
from jpeu_nlp.store.reading import counts

MINIMUM_FREE_BYTES = 500_000_000
"""Below it a run of some thousand documents may fill the disk (chosen)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at."""

    name: str
    state: str
    """`ok`, `warning` or `missing`."""
    detail: str
    remedy: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield what was found, one thing after another; nothing is created or changed."""
    python = ".".join(map(str, sys.version_info[:3]))
    is_supported = (3, 11) <= sys.version_info[:2] <= (3, 12)
    yield Finding(
        name="python", state="ok" if is_supported else "warning", detail=python, remedy="" if is_supported else "use Python 3.11 or 3.12"
    )
    yield from _packages()
    yield _looked_at("pipeline", lambda: model_digests(settings)["pipeline"], "make run, or set --pipeline to an installed package")
    yield _looked_at("classifier", lambda: _classifier(settings), "jpeu-nlp train")
    yield _looked_at("trigger model", lambda: _triggers(settings), "take models/triggers of the release again")
    yield _looked_at("gazetteer", lambda: _gazetteer(settings), "mend the row that the message names")
    yield _store(settings)
    yield _output(settings)
    yield Finding(name="sqlite", state="ok", detail=sqlite3.sqlite_version)
    server = os.environ.get("PREFECT_API_URL", "")
    yield Finding(name="prefect server", state="ok", detail=server or "none set: runs start a temporary one")


def _packages() -> Iterator[Finding]:
    for name in REPORTED_PACKAGES:
        try:
            yield Finding(name=name, state="ok", detail=version(name))
        except PackageNotFoundError:
            yield Finding(name=name, state="missing", detail="not installed", remedy="make run")
    try:
        importlib.import_module("psycopg")
        yield Finding(name="psycopg", state="ok", detail=version("psycopg"))
    except ImportError:
        yield Finding(
            name="psycopg", state="ok", detail="not installed; only PostgreSQL needs it", remedy="pip install 'jpeu-nlp[postgresql]'"
        )


def _looked_at(name: str, look: Callable[[], str], remedy: str) -> Finding:
    try:
        return Finding(name=name, state="ok", detail=look())
    except JpeuError as error:
        return Finding(name=name, state="missing", detail=str(error), remedy=remedy)


def _classifier(settings: Settings) -> str:
    from jpeu_nlp.pillars.artifact import load_classifier

    return f"{load_classifier(settings.models, profile=settings.profile).version} in {settings.models}"


def _triggers(settings: Settings) -> str:
    from jpeu_nlp.pillars.triggers import load_triggers

    load_triggers(triggers_folder(settings))
    return f"{model_digests(settings)['triggers']} in {triggers_folder(settings)}"


def _gazetteer(settings: Settings) -> str:
    from jpeu_nlp.language.gazetteer import load_gazetteer

    gazetteer = load_gazetteer(settings.gazetteer)
    return f"{len(gazetteer.entries):,} entities, digest {gazetteer.digest}"


def _store(settings: Settings) -> Finding:
    if not store_exists(settings):
        return Finding(name="store", state="ok", detail=f"none yet in {settings.output}", remedy="jpeu-nlp run")
    try:
        with open_store(settings) as store:
            return Finding(
                name="store", state="ok", detail=f"{store.url}: " + ", ".join(f"{n:,} {name}" for name, n in counts(store).items())
            )
    except Exception as error:  # whatever a database driver raises is the finding
        return Finding(
            name="store", state="missing", detail=f"cannot be opened: {error}", remedy="check --database and that the server runs"
        )


def _output(settings: Settings) -> Finding:
    folder = settings.output if settings.output.exists() else settings.output.absolute().parent
    if not os.access(folder, os.W_OK):
        return Finding(name="output", state="missing", detail=f"{folder} cannot be written", remedy="give --output a folder of yours")
    stat = os.statvfs(folder)
    free = stat.f_bavail * stat.f_frsize
    state = "ok" if free > MINIMUM_FREE_BYTES else "warning"
    return Finding(
        name="output", state=state, detail=f"{folder}, {free / 1e9:.1f} GB free", remedy="" if state == "ok" else "free some space"
    )
