"""Versions: fingerprints of everything that shapes a result, so that a re-run knows what is still true.

In go the settings, out come digests of the code, the vocabulary, the models and the pipeline package. Nothing heavy is
imported: an unchanged corpus must be recognised without loading a model. A stage's rules are versioned by the digest
of their source files, because a version number that somebody must remember to raise is one day forgotten.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import jpeu_nlp
from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.records import digest_id
from jpeu_nlp.settings import Settings, shipped_path

PACKAGE = Path(jpeu_nlp.__file__).parent
REPORTED_PACKAGES = ("jpeu-nlp", "spacy", "scikit-learn", "numpy", "onnxruntime", "prefect", "sqlalchemy", "pypdfium2", "trafilatura")


@lru_cache
def files_digest(paths: tuple[Path, ...]) -> str:
    """Return a digest of the names and bytes of files and of all files in folders, 12 hex digits."""
    digest = hashlib.sha256()
    for root in paths:
        found = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.is_file())
        for path in found:
            if "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(root.parent).as_posix()}\n".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def rooms_digest(names: Iterable[str]) -> str:
    """Return the digest of rooms and modules of this package."""
    return files_digest(tuple(PACKAGE / name for name in names))


def reading_version() -> str:
    """Return what a document's text depends on besides its bytes: the readers."""
    return f"ingest@{rooms_digest(('ingest', 'records.py'))}"


def pipeline_version(settings: Settings) -> str:
    """Return name, version and digest of the spaCy pipeline without loading it; raise `ConfigurationError` where it is missing."""
    folder = Path(settings.pipeline)
    if folder.is_dir():
        return f"{folder.name}@{files_digest((folder,))}"
    try:
        spec = find_spec(settings.pipeline)  # finds the package without importing it, which would load spaCy
        folders = tuple(Path(folder) for folder in (spec.submodule_search_locations or ())) if spec else ()
        return f"{settings.pipeline}@{version(settings.pipeline)}+{files_digest(folders)}"
    except PackageNotFoundError as error:
        raise ConfigurationError(
            f"pipeline {settings.pipeline!r}: neither an installed package nor a folder; run `make run`, or set --pipeline"
        ) from error


def triggers_folder(settings: Settings) -> Path:
    """Return where the trigger model lies: beside the classifier, or else where it ships."""
    beside = settings.models / "triggers"
    return beside if beside.is_dir() else shipped_path("models") / "triggers"


def model_digests(settings: Settings) -> Mapping[str, str]:
    """Return the digests of the models that shape an analysis."""
    return {
        "pipeline": pipeline_version(settings),
        "language_rules": rooms_digest(("language", "vocabulary")),
        "gazetteer_files": files_digest(tuple(settings.gazetteer)) if settings.gazetteer else "",
        "pillars": files_digest((settings.models,)) if settings.models.is_dir() else "missing",
        "pillar_rules": rooms_digest(("pillars",)),
        "triggers": files_digest((triggers_folder(settings),)),
        "profile": settings.profile,
    }


def analysis_version(settings: Settings) -> str:
    """Return what an analysis depends on besides the passages: one digest for a document's marker."""
    return digest_id(*model_digests(settings).values())


def package_versions() -> Mapping[str, str]:
    """Return the versions of the packages that matter for a result."""
    return {name: version(name) for name in REPORTED_PACKAGES}
