"""The artifact: a trained classifier as files that can be read without running anything.

In goes a folder, out comes a classifier, or `ConfigurationError` with the remedy. Weights are JSON and `.npz` without
pickles; the manifest holds the digest of every file, is written last, and is checked before a file is opened.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.pillars.classifier import PillarClassifier
from jpeu_nlp.pillars.encoder import ENCODER_FILES, Encoder
from jpeu_nlp.pillars.features import FORMS, SurfaceFeatures, Vocabulary
from jpeu_nlp.pillars.regression import Regressions
from jpeu_nlp.pillars.weights import Decision, Weights
from jpeu_nlp.taxonomy import PILLARS

FORMAT = 1
MANIFEST_FILE = "manifest.json"
ENCODER_FOLDER = "encoder"
REMEDY = "run `jpeu-nlp train`, or give the folder of a trained classifier with JPEU_MODELS"


@lru_cache(maxsize=4)
def load_classifier(folder: Path, *, profile: str = "fast") -> PillarClassifier:
    """Return the classifier of a folder; raise `ConfigurationError` where it is missing, incomplete or altered."""
    manifest = read_manifest(folder)
    for name, expected in manifest["files"].items():
        path = folder / name
        if not path.is_file():
            raise ConfigurationError(f"{path}: is missing; {REMEDY}")
        if file_digest(path) != expected:
            raise ConfigurationError(f"{path}: is not the file that was trained (its digest differs from {MANIFEST_FILE}); {REMEDY}")
    try:
        weights = _read_weights(folder)
        has_encoder = weights.stacked is not None
        encoder = Encoder(folder / ENCODER_FOLDER) if has_encoder else None
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise ConfigurationError(f"{folder}: cannot be read as a classifier ({error!r}); {REMEDY}") from error
    return PillarClassifier(weights, encoder, version=manifest["digest"], profile=profile)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder; raise `ConfigurationError` where there is none of this format."""
    path = folder / MANIFEST_FILE
    if not path.is_file():
        raise ConfigurationError(f"{folder}: holds no classifier ({MANIFEST_FILE} is missing); {REMEDY}")
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        is_ours = manifest["format"] == FORMAT and tuple(manifest["pillars"]) == PILLARS and isinstance(manifest["files"], dict)
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{path}: is no manifest ({error!r}); {REMEDY}") from error
    if not is_ours:
        raise ConfigurationError(f"{path}: was written for other pillars or by another version; {REMEDY}")
    return manifest


def write_classifier(folder: Path, weights: Weights, *, encoder: Path | None, notes: Mapping[str, str], data: Mapping[str, Any]) -> str:
    """Write a classifier, its notes (files by name, not part of the digest) and its manifest; return the digest.

    Files are written beside their places and renamed, the manifest last: a crash leaves the old classifier, or one
    that is refused because its digests differ; never a mixture that loads.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".train-") as name:
        fresh = Path(name)
        _write_weights(fresh, weights)
        if encoder is not None:
            (fresh / ENCODER_FOLDER).mkdir()
            for file in ENCODER_FILES:
                shutil.copyfile(encoder / file, fresh / ENCODER_FOLDER / file)
        files = {path.relative_to(fresh).as_posix(): file_digest(path) for path in sorted(fresh.rglob("*")) if path.is_file()}
        digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:12]
        for note, text in notes.items():
            (fresh / note).write_text(text.replace("{digest}", digest), encoding="utf-8")
        manifest = {"format": FORMAT, "digest": digest, "pillars": list(PILLARS), "files": files, "data": dict(data)}
        (fresh / MANIFEST_FILE).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        for file in [*files, *notes, MANIFEST_FILE]:
            (folder / file).parent.mkdir(exist_ok=True)
            (fresh / file).replace(folder / file)
    load_classifier.cache_clear()
    return digest


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_weights(folder: Path, weights: Weights) -> None:
    terms = {name: list(vocabulary.terms) for name, vocabulary in weights.features.vocabularies.items()}
    (folder / "vocabulary.json").write_text(json.dumps(terms, ensure_ascii=False, indent=0), encoding="utf-8")
    arrays: dict[str, Any] = {f"idf_{name}": vocabulary.idf for name, vocabulary in weights.features.vocabularies.items()}
    np.savez(folder / "surface.npz", weights=weights.surface.weights, intercepts=weights.surface.intercepts, **arrays)
    decisions = {"alone": _decision_row(weights.alone), "clear": list(weights.clear)}
    if weights.stacked is not None:
        decisions["stacked"] = _decision_row(weights.stacked)
    (folder / "decisions.json").write_text(json.dumps(decisions, indent=1) + "\n", encoding="utf-8")


def _decision_row(decision: Decision) -> dict[str, Any]:
    return {
        "weights": decision.regressions.weights.tolist(),
        "intercepts": decision.regressions.intercepts.tolist(),
        "thresholds": decision.thresholds.tolist(),
    }


def _read_weights(folder: Path) -> Weights:
    terms = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
    with np.load(folder / "surface.npz", allow_pickle=False) as file:
        vocabularies = {name: Vocabulary(tuple(terms[name]), file[f"idf_{name}"]) for name in FORMS}
        surface = Regressions(file["weights"], file["intercepts"])
    decisions = json.loads((folder / "decisions.json").read_text(encoding="utf-8"))
    stacked = decisions.get("stacked")
    return Weights(
        features=SurfaceFeatures(vocabularies),
        surface=surface,
        alone=_as_decision(decisions["alone"]),
        stacked=None if stacked is None else _as_decision(stacked),
        clear=(decisions["clear"][0], decisions["clear"][1]),
    )


def _as_decision(row: Mapping[str, Any]) -> Decision:
    regressions = Regressions(np.array(row["weights"]), np.array(row["intercepts"]))
    return Decision(regressions, np.array(row["thresholds"]))
