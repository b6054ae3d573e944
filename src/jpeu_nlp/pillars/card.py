"""The model card: what was learnt from what, how good it is, and where it fails; numbers in, Markdown out."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from typing import Any

import numpy as np

from jpeu_nlp.pillars.dataset import label_matrix
from jpeu_nlp.pillars.evaluation import Bools, Evaluation, precision_recall_f1
from jpeu_nlp.pillars.training import Trained
from jpeu_nlp.records import LabelledPassage
from jpeu_nlp.taxonomy import PILLARS

PACKAGES = ("scikit-learn", "numpy", "onnxruntime", "tokenizers")

CARD = """# Pillar classifier `{{digest}}`

Written by `jpeu-nlp train`; do not edit. It gives every passage a calibrated probability for each pillar, in English only.

- **Learnt from** {passages} passages (data digest `{data_digest}`), {corrections} of them corrected by people.
- **Measured on** {n_gold} gold passages that it never learns from (digest `{gold_digest}`), and by five-fold cross-validation.
- **Made with** {versions}.
- **Form**: TF-IDF of words and pieces of words with cue counts; {form}
  Weights are JSON and `.npz`, without pickles; `manifest.json` holds the digest of every file.

## Scores

On gold: macro-F1 **{gold_f1:.3f}** (95 % interval {low:.3f} to {high:.3f}), expected calibration error {gold_ece:.3f},
{tagged} of {hard} hard negatives tagged. By cross-validation: macro-F1 {across_f1:.3f}, calibration error {across_ece:.3f}.

{by_pillar}

Macro-F1 by register and by how sure the writer was (gold | cross-validation), with the number of passages:

{by_group}

Predicted probability against the share of passages that carry the label, on gold:

![Calibration curve](calibration.svg)

## Known weaknesses

- The passages were written for this project in the registers of real sources; real prose is more varied. `docs/pillars.md` holds
  the scores on real passages.
- A pillar's own sentence among many others in a long passage is missed more often than a passage on that pillar alone.
- Lists of areas in which an item carries a few words of content are the commonest false alarms.
- New names (a group, a malware family, a shoal that no passage mentions) are recognised by their context only.
- English of 2001 to 2026; other languages get probabilities that mean nothing.
"""


def model_card(
    passages: Sequence[LabelledPassage],
    trained: Trained,
    across: Evaluation,
    gold: Sequence[LabelledPassage],
    predicted: Bools,
    on_gold: Evaluation,
    data: Mapping[str, Any],
) -> str:
    """Return the card; `{digest}` in it stands for the digest, which is known only once everything is written."""
    if trained.weights.stacked is None:
        form = "one logistic regression a pillar."
    else:
        form = (
            "a fine-tuned sentence model (`encoder/encoder.json`) reads what the surface leaves unclear "
            f"({trained.share_read:.0%} of the training passages); one logistic regression a pillar weighs both."
        )
    return CARD.format(
        **data,
        n_gold=len(gold),
        versions=", ".join(f"{name} {version(name)}" for name in PACKAGES),
        form=form,
        gold_f1=on_gold.macro_f1,
        low=on_gold.macro_f1_low,
        high=on_gold.macro_f1_high,
        gold_ece=on_gold.calibration_error,
        tagged=on_gold.hard_negatives_tagged[0],
        hard=on_gold.hard_negatives_tagged[1],
        across_f1=across.macro_f1,
        across_ece=across.calibration_error,
        by_pillar=_pillar_table(on_gold, across),
        by_group=_group_table((gold, predicted), (passages, trained.predicted)),
    )


def _pillar_table(on_gold: Evaluation, across: Evaluation) -> str:
    lines = [
        "| pillar | gold: precision | recall | F1 (95 % interval) | n | cross-validation: precision | recall | F1 | n |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for pillar in PILLARS:
        a, b = on_gold.by_pillar[pillar], across.by_pillar[pillar]
        lines.append(
            f"| {pillar} | {a.precision:.2f} | {a.recall:.2f} | {a.f1:.2f} ({a.f1_low:.2f}-{a.f1_high:.2f}) | {a.n_gold} "
            f"| {b.precision:.2f} | {b.recall:.2f} | {b.f1:.2f} | {b.n_gold} |"
        )
    return "\n".join(lines)


def _group_table(*sets: tuple[Sequence[LabelledPassage], Bools]) -> str:
    groups: list[tuple[str, Callable[[LabelledPassage], bool]]] = [
        ("sure", lambda passage: passage.sure),
        ("in doubt", lambda passage: not passage.sure),
    ]
    registers = sorted({passage.register for passages, _ in sets for passage in passages})
    groups += [(register or "unknown", partial(_is_of_register, register)) for register in registers]
    lines = ["| group | gold | n | cross-validation | n |", "|---|---|---|---|---|"]
    for name, belongs in groups:
        cells = []
        for passages, predicted in sets:
            chosen = np.array([belongs(passage) for passage in passages])
            n = int(chosen.sum())
            cells.append(f"{_macro_f1(label_matrix(passages)[chosen], predicted[chosen]):.2f} | {n}" if n >= 10 else f"- | {n}")
        lines.append(f"| {name} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines)


def _is_of_register(register: str, passage: LabelledPassage) -> bool:
    return passage.register == register


def _macro_f1(gold: Bools, predicted: Bools) -> float:
    return float(np.mean([precision_recall_f1(gold[:, column], predicted[:, column])[2] for column in range(len(PILLARS))]))
