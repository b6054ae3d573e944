"""Labelled passages: read from JSON lines, checked row by row.

`passages.jsonl` is what the classifier learns from; `gold.jsonl` is never learnt from. A gold file of another project
may leave out everything but `id`, `text` and `labels`.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.pillars.evaluation import Bools
from jpeu_nlp.records import LabelledPassage
from jpeu_nlp.taxonomy import PILLARS

TRAINING_FILE = "passages.jsonl"
GOLD_FILE = "gold.jsonl"


def read_passages(path: Path) -> Iterator[LabelledPassage]:
    """Yield the labelled passages of a file; raise `ConfigurationError` naming the line that is none."""
    if not path.is_file():
        raise ConfigurationError(f"{path}: no such file; give a file of JSON lines with id, text and labels")
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _as_passage(line, f"{path}, line {number}")


def _as_passage(line: str, where: str) -> LabelledPassage:
    try:
        row = json.loads(line)
        labels = tuple(row["labels"])
        passage = LabelledPassage(
            id=str(row["id"]),
            text=row["text"],
            labels=tuple(pillar for pillar in PILLARS if pillar in labels),
            mentioned=tuple(row.get("mentioned", ())),
            sure=bool(row.get("sure", True)),
            hard_negative=bool(row.get("hard_negative", False)),
            register=row.get("register", row.get("genre", "")),
            author_type=row.get("author_type", ""),
            date=row.get("date", ""),
            origin=row.get("origin", ""),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"{where}: no labelled passage ({error!r}); expected an object with id, text and labels") from error
    unknown = set(labels) - set(PILLARS)
    if unknown:
        raise ConfigurationError(f"{where}: unknown labels {sorted(unknown)}; pillars are {', '.join(PILLARS)}")
    if not isinstance(passage.text, str) or not passage.text.strip():
        raise ConfigurationError(f"{where}: the text is empty; leave the line out")
    return passage


def label_matrix(passages: Sequence[LabelledPassage]) -> Bools:
    """Return the labels as an array of shape `(n, pillars)`."""
    rows = [[pillar in passage.labels for pillar in PILLARS] for passage in passages]
    return np.array(rows, dtype=bool).reshape(len(passages), len(PILLARS))
