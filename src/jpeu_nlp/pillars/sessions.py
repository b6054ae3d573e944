"""Sessions: small transformers as onnxruntime opens them, on one thread.

In goes a folder with `model.onnx` and `tokenizer.json`, out come a session and its tokenizer.
"""

from pathlib import Path
from typing import Any

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"


def open_model(folder: Path, window: int, stride: int = 0) -> tuple[Any, Any]:
    """Return session and tokenizer of a folder; a text longer than `window` word pieces is cut into windows that share `stride`."""
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # workers are processes; threads within one would fight over the same cores
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    tokenizer.no_padding()
    tokenizer.enable_truncation(window, stride=stride)
    return session, tokenizer
