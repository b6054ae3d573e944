"""Train and evaluate: labelled passages and people's corrections in, a classifier or its scores out.

Corrections teach, gold never does: gold passages and random audit items are left out of training. The same inputs give
the same digest.
"""

import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.pillars.artifact import ENCODER_FOLDER, load_classifier, write_classifier
from jpeu_nlp.pillars.card import model_card
from jpeu_nlp.pillars.dataset import GOLD_FILE, TRAINING_FILE, label_matrix, merge_corrections, read_passages
from jpeu_nlp.pillars.encoder import Encoder, read_out_of_fold
from jpeu_nlp.pillars.evaluation import Bools, Evaluation, Floats
from jpeu_nlp.pillars.evaluation import evaluate as score
from jpeu_nlp.pillars.sessions import MODEL_FILE
from jpeu_nlp.pillars.training import Trained, train_weights
from jpeu_nlp.pillars.worst import write_worst
from jpeu_nlp.records import LabelledPassage, digest_id
from jpeu_nlp.report.figures import calibration_curve
from jpeu_nlp.settings import Settings, shipped_path
from jpeu_nlp.stages.progress import tell_progress
from jpeu_nlp.stages.store import open_store, store_exists
from jpeu_nlp.store.teaching import corrected_passages

log = logging.getLogger(__name__)


def train(settings: Settings, *, corrections: Sequence[LabelledPassage] | None = None) -> dict[str, Any]:
    """Rebuild the classifier in `settings.models`; `corrections` are those of the store, where there is one, unless given."""
    passages = list(read_passages(settings.labels / TRAINING_FILE))
    gold = list(read_passages(settings.labels / GOLD_FILE))
    if corrections is None:
        corrections = _stored_corrections(settings)
    passages = sorted(merge_corrections(passages, corrections, gold), key=lambda passage: passage.id)
    _check_enough(passages, settings.labels / TRAINING_FILE)
    n_corrections = sum(passage.origin == "correction" for passage in passages)
    log.info("train: %d passages, %d of them corrected by people", len(passages), n_corrections)
    encoder = _encoder_folder(settings)
    trained = train_weights(passages, _encoder_scores(encoder, passages), lambda done, total: tell_progress("train", done, total))
    data = {"passages": len(passages), "corrections": n_corrections, "data_digest": data_digest(passages), "gold_digest": data_digest(gold)}
    write_classifier(settings.models, trained.weights, encoder=encoder, notes={}, data=data)
    found, on_gold = _tags(settings.models, gold, settings.profile)
    across = _evaluation(passages, trained.predicted, trained.probabilities)
    notes = {
        "README.md": model_card(passages, trained, across, gold, found[1], on_gold, data),
        "calibration.svg": calibration_curve(on_gold.calibration, error=on_gold.calibration_error),
    }
    digest = write_classifier(settings.models, trained.weights, encoder=encoder, notes=notes, data=data)
    log.info("train: classifier %s in %s, macro-F1 %.3f on gold", digest, settings.models, on_gold.macro_f1)
    return _report(digest, data, trained, across, on_gold)


def evaluate(gold_path: Path, settings: Settings, worst_path: Path | None = None) -> dict[str, Any]:
    """Score the classifier on a gold file; write its worst errors to `worst_path`, Markdown or CSV by its suffix."""
    gold = list(read_passages(gold_path))
    if not gold:
        raise ConfigurationError(f"{gold_path}: holds no passages; give a file of JSON lines with id, text and labels")
    (probabilities, predicted), evaluation = _tags(settings.models, gold, settings.profile)
    n_worst = write_worst(worst_path, gold, predicted, probabilities) if worst_path is not None else 0
    classifier = load_classifier(settings.models, profile=settings.profile)
    return {"gold": str(gold_path), "digest": classifier.version, "profile": settings.profile, "n_worst": n_worst, **asdict(evaluation)}


def data_digest(passages: Sequence[LabelledPassage]) -> str:
    """Return the digest of words and labels, whatever their order in the file."""
    return digest_id(*sorted(digest_id(passage.text, *passage.labels, passage.sure) for passage in passages))


def _stored_corrections(settings: Settings) -> list[LabelledPassage]:
    if not store_exists(settings):
        return []
    with open_store(settings) as store:
        return corrected_passages(store)


def _check_enough(passages: Sequence[LabelledPassage], path: Path) -> None:
    labels = label_matrix(passages)
    if len(passages) < 50 or labels.sum(axis=0).min() < 10 or (~labels).sum(axis=0).min() < 10:
        raise ConfigurationError(f"{path}: too few passages to learn from; give at least 50, with 10 for and 10 against every pillar")


def _encoder_folder(settings: Settings) -> Path | None:
    """Return where the sentence model lies: beside the weights, or else where it ships."""
    for folder in (settings.models / ENCODER_FOLDER, shipped_path("models") / ENCODER_FOLDER):
        if (folder / MODEL_FILE).is_file():
            return folder
    return None


def _encoder_scores(folder: Path | None, passages: Sequence[LabelledPassage]) -> Floats | None:
    """Return the sentence model's logits: from outside the fold for what it learnt from, its own for all that came later."""
    if folder is None:
        return None
    known = read_out_of_fold(folder)
    new = [passage for passage in passages if passage.id not in known]
    fresh = Encoder(folder).scores(passage.text for passage in new) if new else np.zeros((0, 0))
    scores = {**known, **{passage.id: row for passage, row in zip(new, fresh, strict=True)}}
    return np.array([scores[passage.id] for passage in passages])


def _tags(models: Path, gold: Sequence[LabelledPassage], profile: str) -> tuple[tuple[Floats, Bools], Evaluation]:
    classifier = load_classifier(models, profile=profile)
    probabilities, predicted = [], []
    for number, passage in enumerate(gold):
        tell_progress("evaluate", number, len(gold))
        row, labels, _ = classifier.decide([passage.text])
        probabilities.append(row[0])
        predicted.append(labels[0])
    tell_progress("evaluate", len(gold), len(gold))
    found = np.array(probabilities), np.array(predicted)
    return found, _evaluation(gold, found[1], found[0])


def _evaluation(passages: Sequence[LabelledPassage], predicted: Bools, probabilities: Floats) -> Evaluation:
    is_hard = np.array([passage.hard_negative for passage in passages])
    return score(label_matrix(passages), predicted, probabilities, is_hard_negative=is_hard)


def _report(digest: str, data: dict[str, Any], trained: Trained, across: Evaluation, on_gold: Evaluation) -> dict[str, Any]:
    return {
        "digest": digest,
        **data,
        "share_read_by_encoder": round(trained.share_read, 4),
        "cross_validated": {
            pillar: {"precision": scores.precision, "recall": scores.recall, "f1": scores.f1} for pillar, scores in across.by_pillar.items()
        },
        "macro_f1_cross_validated": across.macro_f1,
        "macro_f1_gold": on_gold.macro_f1,
        "calibration_error_gold": on_gold.calibration_error,
    }
