"""The sentence model: a small transformer, fine-tuned on our passages, run by onnxruntime on one thread.

In go texts, out come logits, shape `(n, pillars)`. Every text is read alone: 8-bit arithmetic scales a batch by its
largest number, so a text's logits would otherwise depend on its neighbours, and a re-run could change a table.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jpeu_nlp.pillars.evaluation import Floats
from jpeu_nlp.pillars.sessions import MODEL_FILE, TOKENIZER_FILE, open_model
from jpeu_nlp.taxonomy import PILLARS

FOLDS_FILE = "out_of_fold.npz"
CARD_FILE = "encoder.json"
ENCODER_FILES = (MODEL_FILE, TOKENIZER_FILE, FOLDS_FILE, CARD_FILE)

MAX_WINDOWS = 8
"""Windows of one text that are read; a passage fits into one, so this only bounds what a whole document would cost."""
MAX_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class TextReading:
    """What the model sees in one text."""

    scores: Floats
    """Logits, shape `(pillars,)`."""
    starts: npt.NDArray[np.int64]
    """Where every word piece starts, characters; -1 for marks that stand for no word."""
    contributions: Floats
    """What every word piece adds to the logits, shape `(pieces, pillars)`."""


class Encoder:
    """Reads texts with the shipped transformer."""

    def __init__(self, folder: Path) -> None:
        card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
        window: int = card["window_tokens"]
        self._session, self._tokenizer = open_model(folder, window, stride=window // 4)

    def scores(self, texts: Iterable[str]) -> Floats:
        """Return the logits of texts, shape `(n, pillars)`."""
        rows = [self.read(text).scores for text in texts]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(PILLARS))

    def read(self, text: str) -> TextReading:
        """Return what the model sees in one text; a long one is read in windows, and has the scores of the strongest."""
        encoding = self._tokenizer.encode(text[:MAX_CHARS].encode("utf-8", "replace").decode("utf-8"))
        windows = [encoding, *encoding.overflowing][:MAX_WINDOWS]
        found = [self._session.run(None, {"input_ids": np.array([window.ids], dtype=np.int64)}) for window in windows]
        return TextReading(
            scores=np.max([logits[0] for logits, _ in found], axis=0).astype(np.float64),
            starts=np.concatenate([[start if end else -1 for start, end in window.offsets] for window in windows]),
            contributions=np.concatenate([contributions[0] for _, contributions in found]).astype(np.float64),
        )


def read_out_of_fold(folder: Path) -> Mapping[str, Floats]:
    """Return the logits that the encoder gave the passages it had not learnt from, by passage id."""
    with np.load(folder / FOLDS_FILE, allow_pickle=False) as file:
        return dict(zip(file["ids"].tolist(), file["logits"].astype(np.float64), strict=True))
