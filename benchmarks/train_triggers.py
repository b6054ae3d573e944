"""Fine-tune the trigger model on our coded sentences and export it to 8-bit ONNX: development time only, never at run time.

    .venv/bin/python benchmarks/align_roles.py > /tmp/aligned.jsonl
    /tmp/encoder-env/bin/python benchmarks/train_triggers.py --labels /tmp/aligned.jsonl --soft /tmp/soft.pkl [--threads 2]

Forty minutes on two cores. The environment is that of `minilm.py`. Every word piece is told the type of the act that it
announces, or none; every name of a sentence is told, for each trigger, whether it acts and whether it is acted upon. `--soft` is
what a larger model thinks of them, and of sentences that nobody coded (`teach_triggers.py`).
"""

import argparse
import hashlib
import json
import pickle
import random
import re
import shutil
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from minilm import DROPOUT, HIDDEN, MADE_FROM, MODEL_SHA256, MiniLM, encode, export, optimise, pad, published_weights
from tokenizers import Encoding
from torch import Tensor, nn
from torch.nn import functional

ROOT = Path(__file__).parents[1]
LABELS = ROOT / "corpus/labels/events_train.jsonl"
TYPES = tuple(tomllib.loads((ROOT / "src/jpeu_nlp/vocabulary/event_types.toml").read_text(encoding="utf-8")))
N_LAYERS = 3
N_SIDES, WIDTH = 2, 64
"""Acting and being acted upon; the length of the vectors that are compared for each."""
ROLE_WEIGHT = 0.15
"""Of the loss of the roles beside that of the types."""
TRUST = 0.5
"""Weight of the teacher's word beside the label, where a sentence has both."""
ROLE_BIASES = (-1.0, -2.0)
"""What they start from: most names of a sentence neither act in a given act nor are acted upon."""
WINDOW = 192
EPOCHS = 5
SEEDS = (11, 12, 13)
"""Runs whose weights are averaged (Wortsman et al. 2022, model soups): worth .01 of type F1 on real sentences over any one of them."""
CODED_MODES = ("actual", "planned")
RARELY = 0.05
"""Share of its occurrences in which a word announces an act, below which it is not listed: the model is not asked about it."""
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
FUNCTION_WORDS = """
    a an the to of in on at for with by and or its his her their our has have had been be is are was were will would it that
    this these those as from
"""
"""Words inside a trigger that announce nothing by themselves ("was signed")."""
Pair = tuple[list[int], list[int], list[float | None]]
"""Pieces of a trigger, pieces of a name, and for both sides 1 or 0, or None where nothing is known."""
Sides = tuple[list[int], list[int], list[float]]
"""The same as a teacher thinks of them: for both sides a probability."""
Soft = tuple[str, np.ndarray, list[Sides]]
"""A sentence, a teacher's logits `(pieces, 1 + types)`, and its roles."""


class Tagger(nn.Module):
    """Which type of act every word piece announces, and vectors that say which names act in it, on some body of layers."""

    def __init__(self, body: nn.Module, hidden: int) -> None:
        super().__init__()
        self.body = body
        self.types = nn.Linear(hidden, len(TYPES) + 1)
        nn.init.normal_(self.types.weight, std=0.02)
        nn.init.zeros_(self.types.bias)
        with torch.no_grad():
            self.types.bias[0] = 2.0  # most words announce nothing
        self.roles = nn.Linear(hidden, 2 * N_SIDES * WIDTH)
        nn.init.normal_(self.roles.weight, std=0.02)
        nn.init.zeros_(self.roles.bias)
        self.role_biases = nn.Parameter(torch.tensor(ROLE_BIASES))

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return `(n, pieces, 1 + types + 4 * width)`: logits, the first for "none", then vectors as trigger and as name, a side each."""
        states = functional.dropout(self.body.states(ids, mask), DROPOUT, self.training)
        return torch.cat([self.types(states), self.roles(states)], -1)


def pieces_in(words: tuple[int, int], encoding: Encoding) -> list[int]:
    """Return the numbers of the word pieces between two offsets."""
    return [number for number, (start, end) in enumerate(encoding.offsets) if start < words[1] and end > words[0] and end > start]


def pair(row: dict, encoding: Encoding) -> list[Pair]:
    """Return every trigger of a sentence with every name, and on which sides the name stands."""
    pairs: list[Pair] = []
    for event in row["events"]:
        start = row["text"].find(event["trigger"])
        trigger = pieces_in((start, start + len(event["trigger"])), encoding) if start >= 0 and event["mode"] in CODED_MODES else []
        for name in row["names"] if trigger else ():
            sides = [None if event[side] is None else float(name in event[side]) for side in ("actors", "recipients")]
            if inside := pieces_in(name, encoding):
                pairs.append((trigger, inside, sides))
    return pairs


def scores_of(vectors: Tensor, trigger: list[int], name: list[int], biases: Tensor) -> Tensor:
    """Return the logits of a name's sides in the act of a trigger; `vectors` are those of the pieces of their sentence."""
    acting = vectors[trigger].mean(0).view(2 * N_SIDES, WIDTH)[:N_SIDES]
    named = vectors[name].mean(0).view(2 * N_SIDES, WIDTH)[N_SIDES:]
    return (acting * named).sum(-1) / WIDTH**0.5 + biases


def loss_of_roles(vectors: Tensor, pairs: list[Pair], biases: Tensor) -> tuple[Tensor, int]:
    """Return the summed loss over the pairs of one sentence, and how many sides it has."""
    scores, wanted = [], []
    for trigger, name, sides in pairs:
        score = scores_of(vectors, trigger, name, biases)
        for number, side in enumerate(sides):
            if side is not None:
                scores.append(score[number])
                wanted.append(side)
    if not scores:
        return biases.sum() * 0, 0
    return functional.binary_cross_entropy_with_logits(torch.stack(scores), torch.tensor(wanted), reduction="sum"), len(scores)


def mark(row: dict, encoding: Encoding) -> Tensor:
    """Return what every word piece of a sentence announces, `(pieces, 1 + types)`: 1 at its class; the marks at both ends teach nothing."""
    spans = [
        (start, start + len(event["trigger"]), 1 + TYPES.index(event["type"]))
        for event in row["events"]
        if event["mode"] in CODED_MODES and (start := row["text"].find(event["trigger"])) >= 0
    ]
    wanted = torch.zeros(len(encoding.offsets), 1 + len(TYPES))
    for piece, (start, end) in enumerate(encoding.offsets):
        found = [label for first, last, label in spans if first <= start < last]
        is_content = row["text"][start:end].lower() not in FUNCTION_WORDS.split()
        if end > start:
            wanted[piece, found[-1] if found and is_content else 0] = 1
    return wanted


def likely_in(logits: np.ndarray, encoding: Encoding) -> Tensor:
    """Return the probabilities that a teacher gives the word pieces, in the form of `mark`."""
    inside = torch.tensor([float(end > start) for start, end in encoding.offsets])
    return functional.softmax(torch.tensor(logits).float(), -1) * inside[:, None]


def small(source: Path) -> Tagger:
    """Return the model that ships, before it has learnt."""
    return Tagger(MiniLM(source, N_LAYERS), HIDDEN)


def fine_tune(
    rows: list[dict], source: Path, seed: int, *, soft: Sequence[Soft] = (), begin: Callable[[Path], Tagger] = small, epochs: int = EPOCHS
) -> Tagger:
    """Return the model that these sentences teach: what is coded there, and what a teacher thinks of them and of others."""
    torch.manual_seed(SEEDS[0])  # runs of different beginnings have no mean: the new layers start alike
    model = begin(source)
    torch.manual_seed(seed)
    thoughts = {text: (logits, sides) for text, logits, sides in soft}
    coded = {row["text"] for row in rows}
    uncoded = [text for text in thoughts if text not in coded]
    encoded = encode([*(row["text"] for row in rows), *uncoded], source, WINDOW)
    wanted = [mark(row, encoding) for row, encoding in zip(rows, encoded, strict=False)]
    pairs: list[list[Pair]] = [pair(row, encoding) for row, encoding in zip(rows, encoded, strict=False)]
    for number, row in enumerate(rows):
        if row["text"] in thoughts:
            likely = likely_in(thoughts[row["text"]][0], encoded[number])
            wanted[number] = TRUST * likely + (1 - TRUST) * wanted[number]
    for text, encoding in zip(uncoded, encoded[len(rows) :], strict=True):
        logits, sides = thoughts[text]
        wanted.append(likely_in(logits, encoding))
        pairs.append(list(sides))

    def loss_of(batch: list[int]) -> Tensor:
        ids, mask = pad([encoded[number].ids for number in batch])
        likely = nn.utils.rnn.pad_sequence([wanted[number] for number in batch], batch_first=True)
        with torch.autocast("cpu", torch.bfloat16):
            found = model(ids, mask)
        logits, vectors = found.float().split([1 + len(TYPES), 2 * N_SIDES * WIDTH], -1)
        sides = [loss_of_roles(vectors[place], pairs[number], model.role_biases) for place, number in enumerate(batch)]
        of_roles = sum(loss for loss, _ in sides) / max(1, sum(n for _, n in sides))
        of_types = -(likely * functional.log_softmax(logits, -1)).sum() / likely.sum()
        return of_types + ROLE_WEIGHT * of_roles

    heads = [*model.types.parameters(), *model.roles.parameters(), model.role_biases]
    optimise(model, heads, [len(one.ids) for one in encoded], epochs, random.Random(seed), loss_of)
    return model


def average(runs: list[Tagger], source: Path) -> Tagger:
    """Return the model with the mean weights of several runs."""
    states = [run.state_dict() for run in runs]
    model = small(source)
    model.load_state_dict({key: sum(state[key] for state in states) / len(states) for key in states[0]})
    return model.eval()


def shares_of_words(rows: list[dict]) -> dict[str, float]:
    """Return in which share of its occurrences a word, in lower case, announces an act; one more without is added to each."""
    seen: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for row in rows:
        starts = [(row["text"].find(event["trigger"]), len(event["trigger"])) for event in row["events"] if event["mode"] in CODED_MODES]
        for match in WORD.finditer(row["text"]):
            word = match.group().lower()
            seen[word] += 1
            told[word] += any(start <= match.start() < start + length for start, length in starts)
    shares = {word: round(told[word] / (seen[word] + 1), 2) for word in sorted(told) if word not in FUNCTION_WORDS.split()}
    return {word: share for word, share in shares.items() if share >= RARELY}


def write(model: Tagger, rows: list[dict], n_soft: int, source: Path, folder: Path) -> None:
    """Write model, tokenizer and card."""
    folder.mkdir(parents=True, exist_ok=True)
    export(model, folder / "model.onnx", {"states": {1: "pieces"}})
    shutil.copyfile(source / "tokenizer.json", folder / "tokenizer.json")
    words = (f"{word}\t{share}\n" for word, share in shares_of_words(rows).items())
    (folder / "words.tsv").write_text("".join(words), encoding="utf-8")
    names = ("model.onnx", "tokenizer.json", "words.tsv")
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    card = {
        "made_from": f"{MADE_FROM}, its first {N_LAYERS} layers fine-tuned on corpus/labels/events_train.jsonl"
        + (" and taught by all-mpnet-base-v2 (sentence-transformers, Apache-2.0)" if n_soft else ""),
        "made_by": "benchmarks/train_triggers.py",
        "base_sha256": MODEL_SHA256,
        "labels_sha256": hashlib.sha256(LABELS.read_bytes()).hexdigest(),
        "files": files,
        "types": TYPES,
        "role_biases": model.role_biases.tolist(),
        "n_sentences": len(rows),
        "n_events": sum(len(row["events"]) for row in rows),
        "n_taught": n_soft,
        "window_tokens": WINDOW,
        "epochs": EPOCHS,
        "seeds": SEEDS,
        "torch": torch.__version__,
    }
    (folder / "triggers.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Train on aligned labels and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=Path, required=True, help="sentences as align_roles.py writes them")
    parser.add_argument("--soft", type=Path, help="what a teacher thinks of these and of other sentences, as teach_triggers.py writes it")
    parser.add_argument("--out", type=Path, default=ROOT / "models/triggers")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    source = published_weights()
    rows = [json.loads(line) for line in arguments.labels.read_text(encoding="utf-8").splitlines()]
    soft = pickle.loads(arguments.soft.read_bytes()) if arguments.soft else []
    model = average([fine_tune(rows, source, seed, soft=soft) for seed in SEEDS], source)
    write(model, rows, len(soft), source, arguments.out)


if __name__ == "__main__":
    main()
