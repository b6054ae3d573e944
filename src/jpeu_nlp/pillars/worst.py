"""The worst errors of an evaluation as a table to read: the surest mistakes first, with the words."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.pillars.evaluation import Bools, Floats
from jpeu_nlp.records import LabelledPassage
from jpeu_nlp.taxonomy import PILLARS

COLUMNS = ("surprise", "pillar", "error", "probability", "id", "register", "sure", "gold", "tagged", "text")


def write_worst(path: Path, gold: Sequence[LabelledPassage], predicted: Bools, probabilities: Floats) -> int:
    """Write one row for every wrong tag, Markdown for `.md` and CSV for `.csv`; return how many."""
    rows = worst_errors(gold, predicted, probabilities)
    if path.suffix not in {".md", ".csv"}:
        raise ConfigurationError(f"{path}: cannot write {path.suffix!r}; give a file that ends in .md or .csv")
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            if path.suffix == ".csv":
                writer = csv.writer(file)
                writer.writerow(COLUMNS)
                writer.writerows([_harmless(cell) for cell in row] for row in rows)
            else:
                file.write(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}\n")
                file.writelines(f"| {' | '.join(_one_line(cell) for cell in row)} |\n" for row in rows)
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be written ({error.strerror}); give --worst another file") from error
    return len(rows)


def worst_errors(gold: Sequence[LabelledPassage], predicted: Bools, probabilities: Floats) -> list[tuple[str, ...]]:
    """Return the cells of every wrong tag, the most surprising first."""
    found = []
    for row, passage in enumerate(gold):
        tagged = "; ".join(pillar for pillar, is_label in zip(PILLARS, predicted[row], strict=True) if is_label) or "none"
        for column in np.flatnonzero([bool(predicted[row, i]) != (pillar in passage.labels) for i, pillar in enumerate(PILLARS)]):
            probability = float(probabilities[row, column])
            is_missed = PILLARS[column] in passage.labels
            found.append((1 - probability if is_missed else probability, is_missed, probability, PILLARS[column], tagged, passage))
    found.sort(key=lambda error: (-error[0], error[5].id, error[3]))
    return [
        (
            f"{surprise:.3f}",
            pillar,
            "missed" if is_missed else "false alarm",
            f"{probability:.3f}",
            passage.id,
            passage.register,
            "yes" if passage.sure else "no",
            "; ".join(passage.labels) or "none",
            tagged,
            passage.text,
        )
        for surprise, is_missed, probability, pillar, tagged, passage in found
    ]


def _one_line(cell: str) -> str:
    return " ".join(cell.replace("|", "\\|").replace("<", "&lt;").split())


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell
