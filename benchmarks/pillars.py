"""What was tried for the pillars, with scores, cost and size: the table of docs/pillars.md.

    OMP_NUM_THREADS=1 python benchmarks/pillars.py [--write] [--minilm model.onnx]

Everything learns from corpus/labels/passages.jsonl and is measured on gold and, where the folder ../shared is there, on
real passages. `--minilm` names an ONNX file of all-MiniLM-L6-v2 as published, for the row that needs one.
"""

import argparse
import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from jpeu_nlp.pillars.artifact import load_classifier
from jpeu_nlp.pillars.dataset import label_matrix, read_passages
from jpeu_nlp.pillars.encoder import Encoder, read_out_of_fold
from jpeu_nlp.pillars.evaluation import Bools, Floats, evaluate
from jpeu_nlp.pillars.features import cue_density, fit_features
from jpeu_nlp.pillars.regression import fit_regressions
from jpeu_nlp.pillars.training import SURFACE_STRENGTH, UNSURE_IMPORTANCE
from jpeu_nlp.records import LabelledPassage
from jpeu_nlp.taxonomy import PILLARS

ROOT = Path(__file__).parents[1]
LABELS, MODELS, PAGE = ROOT / "corpus/labels", ROOT / "models", ROOT / "docs/pillars.md"
REAL = ROOT.parent / "shared/dev/pillars_dev.jsonl"
UNLABELLED = ROOT.parent / "shared/dev/unlabelled.jsonl"

Decide = Callable[[Sequence[str]], tuple[Floats, Bools]]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to tag passages."""

    name: str
    decide: Decide
    size: int
    """Bytes of its files."""


def keywords(texts: Sequence[str]) -> tuple[Floats, Bools]:
    """Tag what holds a cue."""
    found = cue_density(texts) > 0
    return found.astype(np.float64), found


def make_tfidf(passages: Sequence[LabelledPassage], importance: Floats) -> Decide:
    """Return TF-IDF alone with a logistic regression a pillar."""
    features = fit_features([passage.text for passage in passages])
    matrix = features.transform([passage.text for passage in passages])
    regressions = fit_regressions(matrix, label_matrix(passages), importance, strength=SURFACE_STRENGTH)
    return lambda texts: _halved(1 / (1 + np.exp(-regressions.scores(features.transform(texts)))))


def make_vectors(passages: Sequence[LabelledPassage], importance: Floats, path: Path) -> Decide:
    """Return the vectors of MiniLM as published with a logistic regression a pillar."""
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(MODELS / "encoder/tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)

    def vectors(texts: Sequence[str]) -> Floats:
        rows = []
        for text in texts:
            ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
            given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
            vector = session.run(None, {node.name: given[node.name] for node in session.get_inputs()})[0]
            vector = vector[0].mean(axis=0) if vector.ndim == 3 else vector[0]
            rows.append(vector / np.linalg.norm(vector))
        return np.array(rows, dtype=np.float64)

    regressions = fit_regressions(vectors([passage.text for passage in passages]), label_matrix(passages), importance, strength=20.0)
    return lambda texts: _halved(regressions.probabilities(vectors(texts)))


def make_encoder(passages: Sequence[LabelledPassage], importance: Floats) -> Decide:
    """Return the fine-tuned sentence model alone, calibrated on its out-of-fold logits."""
    known = read_out_of_fold(MODELS / "encoder")
    chosen = np.array([passage.id in known for passage in passages])
    logits = np.array([known[passage.id] for passage in passages if passage.id in known])
    regressions = fit_regressions(logits, label_matrix(passages)[chosen], importance[chosen], strength=1.0)
    encoder = Encoder(MODELS / "encoder")
    return lambda texts: _halved(regressions.probabilities(encoder.scores(texts)))


def make_shipped(profile: str) -> Decide:
    """Return the shipped classifier."""
    classifier = load_classifier(MODELS, profile=profile)
    return lambda texts: classifier.decide(texts)[:2]


def _halved(probabilities: Floats) -> tuple[Floats, Bools]:
    return probabilities, probabilities >= 0.5


def _size(*names: str) -> int:
    return sum((MODELS / name).stat().st_size for name in names)


def variants(minilm: Path | None) -> list[Variant]:
    """Return everything that can be measured here, the cheapest first."""
    passages = list(read_passages(LABELS / "passages.jsonl"))
    importance = np.where([passage.sure for passage in passages], 1.0, UNSURE_IMPORTANCE)
    surface = load_classifier(MODELS)._weights
    surface_size = _size("surface.npz", "vocabulary.json")
    encoder_size = _size("encoder/model.onnx", "encoder/tokenizer.json")
    found = [
        Variant("keyword patterns (the cues)", keywords, 0),
        Variant("TF-IDF, words and pieces", make_tfidf(passages, importance), surface_size),
        Variant(
            "surface model: TF-IDF and cues",
            lambda texts: _halved(surface.alone.regressions.probabilities(surface.surface_scores(texts))),
            surface_size,
        ),
    ]
    if minilm is not None:
        size = minilm.stat().st_size + _size("encoder/tokenizer.json")
        found.append(Variant("MiniLM vectors as published", make_vectors(passages, importance, minilm), size))
    return [
        *found,
        Variant("fine-tuned sentence model alone", make_encoder(passages, importance), encoder_size),
        Variant("both, weighed (`accurate`)", make_shipped("accurate"), surface_size + encoder_size),
        Variant("**cascade (`fast`, the default)**", make_shipped("fast"), surface_size + encoder_size),
    ]


def measure(variant: Variant, passages: Sequence[LabelledPassage]) -> dict[str, Any]:
    """Return scores and speed of a variant on some passages."""
    texts = [passage.text for passage in passages]
    variant.decide(texts[:5])
    start = time.process_time()
    probabilities, predicted = variant.decide(texts)
    seconds = time.process_time() - start
    gold, is_hard = label_matrix(passages), np.array([passage.hard_negative for passage in passages])
    sure = np.array([passage.sure for passage in passages])
    whole = evaluate(gold, predicted, probabilities, is_hard_negative=is_hard)
    certain = evaluate(gold[sure], predicted[sure], probabilities[sure], is_hard_negative=is_hard[sure])
    return {"whole": whole, "sure": certain, "per_second": len(texts) / seconds}


def table(found: Sequence[Variant], gold: Sequence[LabelledPassage], real: Sequence[LabelledPassage]) -> str:
    """Return the table as Markdown; columns of real passages are empty where there are none."""
    lines = [
        "| | gold: macro-F1 | ECE | real: macro-F1 | sure | ECE | hard negatives tagged | passages a CPU-second | MB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for variant in found:
        on_gold = measure(variant, gold)
        cells = [variant.name, f"{on_gold['whole'].macro_f1:.3f}", f"{on_gold['whole'].calibration_error:.3f}"]
        if real:
            on_real = measure(variant, real)
            tagged, n_hard = on_real["whole"].hard_negatives_tagged
            whole = on_real["whole"]
            cells += [f"{whole.macro_f1:.3f}", f"{on_real['sure'].macro_f1:.3f}", f"{whole.calibration_error:.3f}", f"{tagged} of {n_hard}"]
        else:
            cells += ["", "", "", ""]
        cells += [f"{on_gold['per_second']:,.0f}", f"{variant.size / 1e6:.1f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def by_pillar(passages: Sequence[LabelledPassage], title: str) -> str:
    """Return the default profile's scores by pillar."""
    whole = measure(Variant("", make_shipped("fast"), 0), passages)["whole"]
    lines = [f"| {title}: pillar | precision | recall | F1 | 95 % interval | n |", "|---|---|---|---|---|---|"]
    for pillar, scores in whole.by_pillar.items():
        interval = f"{scores.f1_low:.2f} to {scores.f1_high:.2f}"
        lines.append(f"| {pillar} | {scores.precision:.2f} | {scores.recall:.2f} | {scores.f1:.2f} | {interval} | {scores.n_gold} |")
    return "\n".join(lines)


def cost() -> str:
    """Return what the default profile costs on real prose that is mostly about none of the pillars."""
    with UNLABELLED.open(encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file][:600]
    classifier = load_classifier(MODELS)
    classifier.decide(texts[:5])
    start = time.process_time()
    _, labels, is_read = classifier.decide(texts)
    milliseconds = (time.process_time() - start) / len(texts) * 1000
    return (
        f"On {len(texts)} unlabelled real passages the default profile takes {milliseconds:.1f} ms a passage; the sentence model reads "
        f"{is_read.mean():.0%} of them, and {labels.any(axis=1).mean():.0%} get a label."
    )


def counts() -> str:
    """Return how many passages there are of each kind."""
    lines = ["| | training | gold |", "|---|---|---|"]
    sets = [list(read_passages(LABELS / name)) for name in ("passages.jsonl", "gold.jsonl")]
    kinds: list[tuple[str, Callable[[LabelledPassage], bool]]] = [("passages", lambda passage: True)]
    kinds += [(pillar, lambda passage, pillar=pillar: pillar in passage.labels) for pillar in PILLARS]  # type: ignore[misc]
    kinds += [
        ("two labels or more", lambda passage: len(passage.labels) > 1),
        ("none", lambda passage: not passage.labels),
        ("of these, hard negatives", lambda passage: passage.hard_negative),
        ("not sure", lambda passage: not passage.sure),
    ]
    lines += [f"| {name} | {' | '.join(str(sum(map(belongs, passages))) for passages in sets)} |" for name, belongs in kinds]
    registers = [Counter(passage.register for passage in passages) for passages in sets]
    lines += [f"| {name.replace('_', ' ')} | {registers[0][name]} | {registers[1][name]} |" for name in sorted(registers[0])]
    return "\n".join(lines)


def write(page: Path, name: str, text: str) -> None:
    """Replace what stands between a page's marks."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    page.write_text(pattern.sub(lambda match: f"{match[1]}{text}\n{match[2]}", page.read_text(encoding="utf-8")), encoding="utf-8")


def main() -> None:
    """Measure, print, and with `--write` put the tables into the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="put the tables into docs/pillars.md")
    parser.add_argument("--minilm", type=Path, help="all-MiniLM-L6-v2 as ONNX, as published")
    arguments = parser.parse_args()
    gold = list(read_passages(LABELS / "gold.jsonl"))
    real = list(read_passages(REAL)) if REAL.is_file() else []
    parts = [table(variants(arguments.minilm), gold, real)]
    parts += [by_pillar(real, "real")] if real else [by_pillar(gold, "gold")]
    parts += [cost()] if UNLABELLED.is_file() else []
    print("\n\n".join(parts))
    if arguments.write:
        write(PAGE, "table", "\n\n".join(parts))
        write(PAGE, "counts", counts())


if __name__ == "__main__":
    main()
