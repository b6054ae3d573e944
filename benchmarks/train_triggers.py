"""Fine-tune the trigger model on our coded sentences and export it to 8-bit ONNX: development time only, never at run time.

    /tmp/encoder-env/bin/python benchmarks/train_triggers.py [--threads 2]

Ten minutes on two cores. The environment is that of `minilm.py`. Every word piece is told the type of the act that it
announces, or none; the first three layers of all-MiniLM-L6-v2 learn it as well as all six do, in half the time.
"""

import argparse
import hashlib
import json
import random
import shutil
import tomllib
from pathlib import Path

import torch
from minilm import DROPOUT, HIDDEN, MADE_FROM, MODEL_SHA256, MiniLM, encode, export, optimise, pad, published_weights
from tokenizers import Encoding
from torch import Tensor, nn
from torch.nn import functional

ROOT = Path(__file__).parents[1]
LABELS = ROOT / "corpus/labels/events_train.jsonl"
TYPES = tuple(tomllib.loads((ROOT / "src/jpeu_nlp/vocabulary/event_types.toml").read_text(encoding="utf-8")))
N_LAYERS = 3
WINDOW = 192
EPOCHS = 5
SEEDS = (11, 12, 13)
"""Runs whose weights are averaged (Wortsman et al. 2022, model soups): worth .01 of type F1 on real sentences over any one of them."""
NO_LABEL = -100
"""Word pieces that teach nothing: the marks at both ends."""
CODED_MODES = ("actual", "planned")
FUNCTION_WORDS = """
    a an the to of in on at for with by and or its his her their our has have had been be is are was were will would it that
    this these those as from
"""
"""Words inside a trigger that announce nothing by themselves ("was signed")."""


class Triggers(MiniLM):
    """Which type of act every word piece announces."""

    def __init__(self, source: Path) -> None:
        super().__init__(source, N_LAYERS)
        self.types = nn.Linear(HIDDEN, len(TYPES) + 1)
        nn.init.normal_(self.types.weight, std=0.02)
        nn.init.zeros_(self.types.bias)
        with torch.no_grad():
            self.types.bias[0] = 2.0  # most words announce nothing

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return logits `(n, pieces, 1 + types)`; the first column is "none"."""
        return self.types(functional.dropout(self.states(ids, mask), DROPOUT, self.training))


def mark(row: dict, encoding: Encoding) -> list[int]:
    """Return the label of every word piece of a sentence."""
    spans = [
        (start, start + len(event["trigger"]), 1 + TYPES.index(event["type"]))
        for event in row["events"]
        if event["mode"] in CODED_MODES and (start := row["text"].find(event["trigger"])) >= 0
    ]
    labels = []
    for start, end in encoding.offsets:
        found = [label for first, last, label in spans if first <= start < last]
        is_content = row["text"][start:end].lower() not in FUNCTION_WORDS.split()
        labels.append(NO_LABEL if start == end else found[-1] if found and is_content else 0)
    return labels


def fine_tune(rows: list[dict], source: Path, seed: int) -> Triggers:
    """Return the model that these sentences teach."""
    torch.manual_seed(seed)
    model = Triggers(source)
    encoded = encode([row["text"] for row in rows], source, WINDOW)
    labels = [mark(row, encoding) for row, encoding in zip(rows, encoded, strict=True)]

    def loss_of(batch: list[int]) -> Tensor:
        ids, mask = pad([encoded[number].ids for number in batch])
        wanted = torch.full(ids.shape, NO_LABEL)
        for place, number in enumerate(batch):
            wanted[place, : len(labels[number])] = torch.tensor(labels[number])
        with torch.autocast("cpu", torch.bfloat16):
            logits = model(ids, mask)
        return functional.cross_entropy(logits.float().flatten(0, 1), wanted.flatten(), ignore_index=NO_LABEL)

    optimise(model, list(model.types.parameters()), [len(one.ids) for one in encoded], EPOCHS, random.Random(seed), loss_of)
    return model


def average(runs: list[Triggers], source: Path) -> Triggers:
    """Return the model with the mean weights of several runs."""
    states = [run.state_dict() for run in runs]
    model = Triggers(source)
    model.load_state_dict({key: sum(state[key] for state in states) / len(states) for key in states[0]})
    return model.eval()


def main() -> None:
    """Train and write model, tokenizer and card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=Path, default=LABELS)
    parser.add_argument("--out", type=Path, default=ROOT / "models/triggers")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    source = published_weights()
    text = arguments.labels.read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    model = average([fine_tune(rows, source, seed) for seed in SEEDS], source)
    arguments.out.mkdir(parents=True, exist_ok=True)
    export(model, arguments.out / "model.onnx", {"logits": {1: "pieces"}})
    shutil.copyfile(source / "tokenizer.json", arguments.out / "tokenizer.json")
    files = {name: hashlib.sha256((arguments.out / name).read_bytes()).hexdigest() for name in ("model.onnx", "tokenizer.json")}
    card = {
        "made_from": f"{MADE_FROM}, its first {N_LAYERS} layers fine-tuned on corpus/labels/events_train.jsonl",
        "made_by": "benchmarks/train_triggers.py",
        "base_sha256": MODEL_SHA256,
        "labels_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "files": files,
        "types": TYPES,
        "n_sentences": len(rows),
        "n_events": sum(len(row["events"]) for row in rows),
        "window_tokens": WINDOW,
        "epochs": EPOCHS,
        "seeds": SEEDS,
        "torch": torch.__version__,
    }
    (arguments.out / "triggers.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
