"""The sentence model: a small transformer, fine-tuned on our passages, run by onnxruntime on one thread.

In go texts, out come logits, shape `(n, pillars)`. Every text is read alone: 8-bit arithmetic scales a batch by its
largest number, so a text's logits would otherwise depend on its neighbours, and a re-run could change a table.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from jpeu_nlp.pillars.evaluation import Floats
from jpeu_nlp.taxonomy import PILLARS

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
FOLDS_FILE = "out_of_fold.npz"
CARD_FILE = "encoder.json"
ENCODER_FILES = (MODEL_FILE, TOKENIZER_FILE, FOLDS_FILE, CARD_FILE)

MAX_WINDOWS = 8
"""Windows of one text that are read; a passage fits into one, so this only bounds what a whole document would cost."""
MAX_CHARS = 20_000


class Encoder:
    """Reads texts with the shipped transformer."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
        self._window: int = card["window_tokens"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # workers are processes; threads within one would fight over the same cores
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"])
        self._tokenizer: Any = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self._window, stride=self._window // 4)

    def scores(self, texts: Iterable[str]) -> Floats:
        """Return the logits of texts, shape `(n, pillars)`; a long text has those of its strongest window."""
        rows = [self._score(text) for text in texts]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(PILLARS))

    def _score(self, text: str) -> Floats:
        encoding = self._tokenizer.encode(text[:MAX_CHARS].encode("utf-8", "replace").decode("utf-8"))
        windows = [encoding.ids, *(more.ids for more in encoding.overflowing)][:MAX_WINDOWS]
        found = [self._session.run(None, {"input_ids": np.array([ids], dtype=np.int64)})[0][0] for ids in windows]
        return np.max(np.array(found, dtype=np.float64), axis=0)


def read_out_of_fold(folder: Path) -> Mapping[str, Floats]:
    """Return the logits that the encoder gave the passages it had not learnt from, by passage id."""
    with np.load(folder / FOLDS_FILE, allow_pickle=False) as file:
        return dict(zip(file["ids"].tolist(), file["logits"].astype(np.float64), strict=True))
