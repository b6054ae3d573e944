"""Labelled passages: read from JSON lines, checked row by row.

`passages.jsonl` is what the classifier learns from; `gold.jsonl` is never learnt from. A gold file of another project
may leave out everything but `id`, `text` and `labels`.
"""

import json
import re
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


def merge_corrections(
    passages: Sequence[LabelledPassage], corrections: Sequence[LabelledPassage], gold: Sequence[LabelledPassage]
) -> list[LabelledPassage]:
    """Return the passages to learn from: later decisions replace earlier labels of the same words, gold's words are left out."""
    held_out = NearDuplicates(gold)
    merged = {_plain(passage.text): passage for passage in passages}
    for correction in corrections:
        if not held_out.similar(correction.text):
            merged[_plain(correction.text)] = correction
    return list(merged.values())


class NearDuplicates:
    """Finds whether a text is nearly one of some passages: Jaccard similarity of their runs of five words."""

    LIMIT = 0.4

    def __init__(self, passages: Sequence[LabelledPassage]) -> None:
        self._runs = [(passage.id, _word_runs(passage.text)) for passage in passages]
        self._owners: dict[str, set[int]] = {}
        for number, (_, runs) in enumerate(self._runs):
            for run in runs:
                self._owners.setdefault(run, set()).add(number)

    def similar(self, text: str) -> list[str]:
        """Return the ids of the passages that this text nearly repeats."""
        runs = _word_runs(text)
        candidates = {number for run in runs for number in self._owners.get(run, ())}
        ids = []
        for number in sorted(candidates):
            passage_id, others = self._runs[number]
            if len(runs & others) >= self.LIMIT * len(runs | others):
                ids.append(passage_id)
        return ids


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _word_runs(text: str) -> set[str]:
    words = _plain(text).split()
    return {" ".join(words[start : start + 5]) for start in range(max(1, len(words) - 4))}
