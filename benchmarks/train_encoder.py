"""Fine-tune the sentence model on our passages and export it to 8-bit ONNX: development time only, never at run time.

    /tmp/encoder-env/bin/python benchmarks/train_encoder.py all --work build/encoder --out models/encoder
    jpeu-nlp train

Four runs, one for everything and one for every fold, each some six minutes on one core; `run final`, `run 0` ... `run 2`
and `export` do the same in several processes. It starts from all-MiniLM-L6-v2 (Apache-2.0), whose word vectors stay as
they are: two thousand passages are too few to move thirty thousand words.
"""

import argparse
import hashlib
import json
import random
import shutil
from pathlib import Path

import numpy as np
import torch
from minilm import HIDDEN, MADE_FROM, MODEL_SHA256, N_LAYERS, MiniLM, encode, export, optimise, pad, published_weights
from torch import Tensor, nn
from torch.nn import functional

PILLARS = ("cyber", "maritime", "counterterrorism", "space")
N_FOLDS = 3
WINDOW = 256
EPOCHS = 4
SMOOTHING, UNSURE_SMOOTHING = 0.02, 0.15
"""Targets are drawn in from 0 and 1, further where the writer was in doubt."""
N_COMPOSED = 400
"""Long passages put together from short ones. Our writers' long passages carry labels more often than real ones do, and a
model that learns length as a sign gives false alarms on long prose (measured: three quarters of them, before)."""
LONGEST_WORDS = 170
SHARE_TUNED = 0.85
"""How far the layers move from the published weights towards the fine-tuned ones. Whole, they know our writers better and
real prose worse (`docs/pillars.md`)."""
SEED = 20241101
OUTPUTS: dict[str, dict[int, str]] = {"logits": {}, "contributions": {1: "pieces"}}


class Encoder(MiniLM):
    """Words weigh themselves: a passage's logit is the mean of its words' votes, weighted by attention, for each pillar."""

    def __init__(self, source: Path) -> None:
        super().__init__(source)
        self.votes, self.attention = nn.Linear(HIDDEN, len(PILLARS)), nn.Linear(HIDDEN, len(PILLARS))
        nn.init.normal_(self.votes.weight, std=0.02)
        nn.init.constant_(self.votes.bias, -1.5)  # near the log-odds of a label

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return logits `(n, pillars)` and every word piece's contribution to them `(n, pieces, pillars)`."""
        x = self.states(ids, mask)
        attention = self.attention(x)
        if mask is not None:
            attention = attention - (1 - mask)[..., None] * 1e4
        contributions = torch.softmax(attention, 1) * self.votes(x)
        return contributions.sum(1), contributions


def compose(rows: list[dict], shuffler: random.Random) -> list[dict]:
    """Return long passages: half of them without any label, a third about one pillar amid other things."""
    none = [row for row in rows if not row["labels"]]
    single = [row for row in rows if len(row["labels"]) == 1]
    composed: list[dict] = []
    while len(composed) < N_COMPOSED:
        kind = shuffler.random()
        parts = [shuffler.choice(none if kind < 0.5 else single), shuffler.choice(none if kind < 0.85 else rows)]
        parts += [shuffler.choice(none)] if shuffler.random() < 0.4 else []
        shuffler.shuffle(parts)
        text = " ".join(part["text"] for part in parts)
        if len(text.split()) <= LONGEST_WORDS:
            labels = sorted({label for part in parts for label in part["labels"]})
            composed.append({"text": text, "labels": labels, "sure": all(part["sure"] for part in parts)})
    return composed


def fine_tune(rows: list[dict], source: Path) -> Encoder:
    """Return the model that these passages teach."""
    torch.manual_seed(SEED)
    shuffler = random.Random(SEED)
    rows = rows + compose(rows, shuffler)
    model = Encoder(source)
    encoded = [pieces.ids for pieces in encode([row["text"] for row in rows], source, WINDOW)]
    smoothing = torch.tensor([SMOOTHING if row["sure"] else UNSURE_SMOOTHING for row in rows])[:, None]
    targets = torch.tensor([[float(pillar in row["labels"]) for pillar in PILLARS] for row in rows]) * (1 - 2 * smoothing) + smoothing

    def loss_of(batch: list[int]) -> Tensor:
        ids, mask = pad([encoded[number] for number in batch])
        with torch.autocast("cpu", torch.bfloat16):
            logits, _ = model(ids, mask)
        return functional.binary_cross_entropy_with_logits(logits.float(), targets[batch])

    heads = [*model.votes.parameters(), *model.attention.parameters()]
    optimise(model, heads, [len(ids) for ids in encoded], EPOCHS, shuffler, loss_of)
    return model


def run_onnx(path: Path, encoded: list[list[int]]) -> np.ndarray:
    """Return the logits of texts read one by one, as at run time."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return np.array([session.run(["logits"], {"input_ids": np.array([ids], dtype=np.int64)})[0][0] for ids in encoded])


def fold_of(row: dict) -> int:
    """Return the fold of a passage, by its id."""
    return int(hashlib.sha256(row["id"].encode()).hexdigest()[:16], 16) % N_FOLDS


def run(name: str, rows: list[dict], source: Path, work: Path) -> None:
    """Fine-tune on everything (`final`) or on all folds but one, and keep the weights."""
    work.mkdir(parents=True, exist_ok=True)
    model = fine_tune([row for row in rows if name == "final" or fold_of(row) != int(name)], source)
    torch.save(model.state_dict(), work / f"{name}.pt")


def blend(path: Path, source: Path) -> Encoder:
    """Return a model whose layers lie between the published and the fine-tuned ones (Wortsman et al. 2022, WiSE-FT)."""
    model = Encoder(source)
    published, tuned = model.state_dict(), torch.load(path)
    ours = ("votes.", "attention.")
    model.load_state_dict(
        {key: tuned[key] if key.startswith(ours) else torch.lerp(published[key], tuned[key], SHARE_TUNED) for key in tuned}
    )
    return model.eval()


def assemble(rows: list[dict], source: Path, work: Path, out: Path) -> None:
    """Put model, tokenizer, out-of-fold logits and card together."""
    out.mkdir(parents=True, exist_ok=True)
    export(blend(work / "final.pt", source), out / "model.onnx", OUTPUTS)
    shutil.copyfile(source / "tokenizer.json", out / "tokenizer.json")
    logits: dict[str, np.ndarray] = {}
    for fold in range(N_FOLDS):
        held = [row for row in rows if fold_of(row) == fold]
        export(blend(work / f"{fold}.pt", source), work / f"fold{fold}.onnx", OUTPUTS)
        found = run_onnx(work / f"fold{fold}.onnx", [pieces.ids for pieces in encode([row["text"] for row in held], source, WINDOW)])
        logits |= dict(zip((row["id"] for row in held), np.round(found, 3), strict=True))
    ids = sorted(logits)
    np.savez(out / "out_of_fold.npz", ids=np.array(ids), logits=np.array([logits[name] for name in ids], dtype=np.float64))
    card = {
        "made_from": f"{MADE_FROM}, fine-tuned on corpus/labels/passages.jsonl",
        "made_by": "benchmarks/train_encoder.py",
        "base_sha256": MODEL_SHA256,
        "pillars": PILLARS,
        "n_passages": len(rows),
        "window_tokens": WINDOW,
        "layers": N_LAYERS,
        "epochs": EPOCHS,
        "share_tuned": SHARE_TUNED,
        "torch": torch.__version__,
    }
    (out / "encoder.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("all", "run", "export"))
    parser.add_argument("names", nargs="*", help="final, 0 ... 2")
    parser.add_argument("--labels", type=Path, default=Path("corpus/labels/passages.jsonl"))
    parser.add_argument("--work", type=Path, default=Path("build/encoder"))
    parser.add_argument("--out", type=Path, default=Path("models/encoder"))
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    source = published_weights()
    rows = [json.loads(line) for line in arguments.labels.read_text(encoding="utf-8").splitlines()]
    names = ["final", *map(str, range(N_FOLDS))] if arguments.what == "all" else arguments.names
    for name in names:
        run(name, rows, source, arguments.work)
    if arguments.what != "run":
        assemble(rows, source, arguments.work, arguments.out)


if __name__ == "__main__":
    main()
