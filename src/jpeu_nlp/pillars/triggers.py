"""The trigger model: which words of a sentence tell an act of which type; a small transformer, fine-tuned on our coded sentences.

In go a sentence and a trigger that the rules of events doubt, out comes a probability. It lives here because this is the
room of learned models; the rules that ask it (`language/events/judging.py`) get it from a stage.
"""

import json
from functools import lru_cache
from pathlib import Path

import numpy as np

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.pillars.artifact import file_digest
from jpeu_nlp.pillars.evaluation import Floats
from jpeu_nlp.pillars.sessions import open_model
from jpeu_nlp.taxonomy import event_types

CARD_FILE = "triggers.json"
REMEDY = "take the folder models/triggers of the release again, or make it anew with benchmarks/train_triggers.py"


class Triggers:
    """Reads sentences with the shipped transformer."""

    def __init__(self, folder: Path) -> None:
        try:
            card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
            for name, expected in card["files"].items():
                if file_digest(folder / name) != expected:
                    raise ConfigurationError(f"{folder / name}: is not the file that was trained (see {CARD_FILE}); {REMEDY}")
            self._columns = {event_type: 1 + number for number, event_type in enumerate(card["types"])}
            self._session, self._tokenizer = open_model(folder, card["window_tokens"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigurationError(f"{folder}: cannot be read as a trigger model ({error!r}); {REMEDY}") from error
        if unknown := event_types().keys() - self._columns.keys():
            raise ConfigurationError(f"{folder}: does not know {', '.join(sorted(unknown))}; {REMEDY}")
        self._last: tuple[str | None, Floats, Floats] = None, np.zeros((0, 2)), np.zeros((0, 1))

    def probability(self, sentence: str, trigger: tuple[int, int], event_type: str) -> float:
        """Return how likely the words between two offsets (code points, half-open) tell an act of a type; 0 beyond the window."""
        offsets, probabilities = self._read(sentence)
        inside = (offsets[:, 0] < trigger[1]) & (offsets[:, 1] > trigger[0])
        return float(probabilities[inside, self._columns[event_type]].max(initial=0.0))

    def _read(self, sentence: str) -> tuple[Floats, Floats]:
        """Return offsets and probabilities of the word pieces, shapes `(pieces, 2)` and `(pieces, 1 + types)`; keep the last."""
        if self._last[0] != sentence:
            encoding = self._tokenizer.encode(sentence.encode("utf-8", "replace").decode("utf-8"))
            logits = self._session.run(None, {"input_ids": np.array([encoding.ids], dtype=np.int64)})[0][0].astype(np.float64)
            powers = np.exp(logits - logits.max(axis=1, keepdims=True))
            self._last = sentence, np.array(encoding.offsets, dtype=np.float64), powers / powers.sum(axis=1, keepdims=True)
        return self._last[1:]


@lru_cache(maxsize=2)
def load_triggers(folder: Path) -> Triggers:
    """Return the trigger model of a folder; raise `ConfigurationError` where it is missing, altered or of other types."""
    return Triggers(folder)
