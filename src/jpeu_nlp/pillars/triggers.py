"""The trigger model: which words of a sentence tell an act of which type, and which of its names act; a small transformer.

In goes a sentence, out come probabilities: that given words tell an act of a type, that any words do, and that a name acts or is
acted upon there. It lives here because this is the room of learned models; the rules that ask it
(`language/events/judging.py`, `learned.py`) get it from a stage.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.pillars.artifact import file_digest
from jpeu_nlp.pillars.evaluation import Floats
from jpeu_nlp.pillars.sessions import open_model
from jpeu_nlp.records import Mark, Span
from jpeu_nlp.taxonomy import event_types

Flags = NDArray[np.bool_]
CARD_FILE = "triggers.json"
WORDS_FILE = "words.tsv"
"""Words in whose occurrences an act was told, with the share."""
N_KEPT = 32
"""Sentences whose reading is kept: doubts, new acts and roles of one passage ask for the same ones."""
N_SIDES = 2
"""Acting, and being acted upon."""
NEIGHBOURS = 1
"""Code points between two marked pieces that are one mark: none within a word, a space between words ("voiced concern")."""
FAINT = 0.25
"""Probability below which a piece marks nothing, whatever is asked for."""
REMEDY = "take the folder models/triggers of the release again, or make it anew with benchmarks/train_triggers.py"


class Triggers:
    """Reads sentences with the shipped transformer."""

    def __init__(self, folder: Path) -> None:
        try:
            card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
            for name, expected in card["files"].items():
                if file_digest(folder / name) != expected:
                    raise ConfigurationError(f"{folder / name}: is not the file that was trained (see {CARD_FILE}); {REMEDY}")
            self._types: list[str] = list(card["types"])
            self._biases = np.array(card["role_biases"], dtype=np.float64)
            lines = (folder / WORDS_FILE).read_text(encoding="utf-8").splitlines()
            self.words = {word: float(share) for word, share in (line.split("\t") for line in lines)}
            if self._biases.shape != (N_SIDES,):
                raise ValueError("role_biases")
            self._session, self._tokenizer = open_model(folder, card["window_tokens"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigurationError(f"{folder}: cannot be read as a trigger model ({error!r}); {REMEDY}") from error
        if unknown := event_types().keys() - set(self._types):
            raise ConfigurationError(f"{folder}: does not know {', '.join(sorted(unknown))}; {REMEDY}")
        self._read = lru_cache(maxsize=N_KEPT)(self._run)

    def probability(self, sentence: str, trigger: Span, event_type: str) -> float:
        """Return how likely the words between two offsets (code points, half-open) tell an act of a type; 0 beyond the window."""
        offsets, probabilities, _ = self._read(sentence)
        return float(probabilities[pieces_in(trigger, offsets), 1 + self._types.index(event_type)].max(initial=0.0))

    def marks(self, sentence: str, enough: float) -> list[Mark]:
        """Return the words that tell an act with this probability at least, in their order; neighbours of one type are one mark."""
        offsets, probabilities, _ = self._read(sentence)
        found: list[Mark] = []
        for number in np.flatnonzero((probabilities[:, 1:].max(axis=1) >= FAINT) & (offsets[:, 1] > offsets[:, 0])):
            best = int(probabilities[number, 1:].argmax())
            event_type, probability = self._types[best], float(probabilities[number, 1 + best])
            start, end = int(offsets[number, 0]), int(offsets[number, 1])
            if found and found[-1][1] == event_type and start - found[-1][0][1] <= NEIGHBOURS:
                (start, _), _, before = found.pop()
                probability = max(probability, before)
            found.append(((start, end), event_type, probability))
        return [mark for mark in found if mark[2] >= enough]

    def roles(self, sentence: str, trigger: Span, names: Sequence[Span]) -> list[tuple[float, float]]:
        """Return for every name how likely it acts in the act of a trigger, and how likely it is acted upon; 0 beyond the window.

        Each is the logistic of a scaled product of two vectors, one of the trigger and one of the name, each the mean over its pieces.
        """
        offsets, _, vectors = self._read(sentence)
        inside = pieces_in(trigger, offsets)
        if not inside.any():
            return [(0.0, 0.0)] * len(names)
        of_trigger, _ = sides_of(vectors[inside])
        likely: list[tuple[float, float]] = []
        for name in names:
            of_name = pieces_in(name, offsets)
            if of_name.any():
                scores = (of_trigger * sides_of(vectors[of_name])[1]).sum(axis=1) / np.sqrt(of_trigger.shape[1]) + self._biases
                acts, suffers = 1 / (1 + np.exp(-scores))
                likely.append((float(acts), float(suffers)))
            else:
                likely.append((0.0, 0.0))
        return likely

    def _run(self, sentence: str) -> tuple[Floats, Floats, Floats]:
        """Return, for the word pieces, offsets `(pieces, 2)`, probabilities `(pieces, 1 + types)` and vectors of roles."""
        encoding = self._tokenizer.encode(sentence.encode("utf-8", "replace").decode("utf-8"))
        states = self._session.run(None, {"input_ids": np.array([encoding.ids], dtype=np.int64)})[0][0].astype(np.float64)
        logits = states[:, : 1 + len(self._types)]
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        offsets = np.array(encoding.offsets, dtype=np.float64)
        return offsets, powers / powers.sum(axis=1, keepdims=True), states[:, logits.shape[1] :]


def pieces_in(words: Span, offsets: Floats) -> Flags:
    """Return which word pieces lie, in part at least, between two offsets."""
    return (offsets[:, 0] < words[1]) & (offsets[:, 1] > words[0])


def sides_of(vectors: Floats) -> tuple[Floats, Floats]:
    """Return the mean vectors of some pieces as a trigger and as a name, each `(acting, acted upon) x width`."""
    parts = vectors.mean(axis=0).reshape(2 * N_SIDES, -1)
    return parts[:N_SIDES], parts[N_SIDES:]


@lru_cache(maxsize=2)
def load_triggers(folder: Path) -> Triggers:
    """Return the trigger model of a folder; raise `ConfigurationError` where it is missing, altered or of other types."""
    return Triggers(folder)
