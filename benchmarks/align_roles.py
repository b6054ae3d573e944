"""Say where the actors and recipients of our coded sentences stand: what the trigger model learns roles from. Development time only.

    python benchmarks/align_roles.py [LABELS.jsonl] > ALIGNED.jsonl
    python benchmarks/align_roles.py --passages PASSAGES.jsonl ... > UNLABELLED.jsonl

The labels name participants as the codebook does ("Japan"); the sentence has "Tokyo" or "Iwaya". Each of its names is folded to
whom it acts for, as the coder would, and compared. `names` are the spans of all that could act; `actors` and `recipients` of an
event are those of them that do, null where the label names somebody but none of them (then nothing is learnt from that side).
Of passages without labels it writes the sentences that name somebody who could act, for the teacher to read.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from events import PIPELINE, ROOT, Names

from jpeu_nlp.language.events.naming import EventNamer
from jpeu_nlp.language.events.participants import ACTOR_LABELS
from jpeu_nlp.language.pipeline import load_reader
from jpeu_nlp.records import Mention, Span, TextToRead

LABELS = ROOT / "corpus/labels/events_train.jsonl"
LENGTHS = range(20, 900)
"""Code points of an unlabelled sentence that is worth reading: others are scraps and tables."""


class Aligner:
    """Finds participants among the names of a sentence."""

    def __init__(self) -> None:
        self.reader = load_reader(PIPELINE)
        self.names = Names()
        self.namer = EventNamer(self.reader.gazetteer)

    def align(self, rows: list[dict[str, object]]) -> Iterable[dict[str, object]]:
        """Yield the rows with spans."""
        texts = (TextToRead(text_id=str(n), text=str(row["text"]), group_id=str(n)) for n, row in enumerate(rows))
        for row, reading in zip(rows, self.reader.read(texts), strict=True):
            named = [one for one in reading.mentions if one.label in ACTOR_LABELS]
            events = [
                {key: event[key] for key in ("type", "mode", "trigger")}
                | {"actors": self.find(event["source"], named), "recipients": self.find(event["target"], named)}
                for event in row["events"]  # type: ignore[attr-defined]
            ]
            yield {"text": row["text"], "names": [(one.start_char, one.end_char) for one in named], "events": events}

    def split(self, rows: Iterable[dict[str, object]]) -> Iterable[dict[str, object]]:
        """Yield the sentences of passages that name somebody who could act, each once."""
        seen: set[str] = set()
        texts = [TextToRead(text_id=str(n), text=str(row["text"]), group_id=str(n)) for n, row in enumerate(rows)]
        for passage, reading in zip(texts, self.reader.read(iter(texts)), strict=True):
            for start, end in reading.sentences:
                text = passage.text[start:end]
                named = [one for one in reading.mentions if one.label in ACTOR_LABELS and start <= one.start_char and one.end_char <= end]
                if named and len(text) in LENGTHS and text not in seen:
                    seen.add(text)
                    yield {"text": text, "names": [(one.start_char - start, one.end_char - start) for one in named]}

    def find(self, side: list[str], named: list[Mention]) -> list[Span] | None:
        """Return the spans of a side; None where it has somebody whom no name of the sentence means."""
        wanted = [self.names.fold(one) for one in side]
        found = [(one.start_char, one.end_char) for one in named if any(self.meanings(one) & names for names in wanted)]
        return None if wanted and not found else found

    def meanings(self, mention: Mention) -> frozenset[str]:
        """Return the folded names that a mention may stand for."""
        principal = self.namer.principal(mention.entity_id, None, mention.label)[0] if mention.entity_id else ""
        folded = self.names.fold(mention.name) | self.names.fold(mention.text)
        return folded | self.names.fold(principal) if principal else folded


def read_rows(path: Path) -> list[dict[str, object]]:
    """Return the rows of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Write the aligned rows, or the sentences of passages, to standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path, nargs="?", default=LABELS)
    parser.add_argument("--passages", type=Path, nargs="+", help="split these instead")
    arguments = parser.parse_args()
    if arguments.passages:
        for row in Aligner().split([row for path in arguments.passages for row in read_rows(path)]):
            print(json.dumps(row, ensure_ascii=False))
        return
    n_sides = n_found = 0
    for row in Aligner().align(read_rows(arguments.labels)):
        sides = [event[side] for event in row["events"] for side in ("actors", "recipients")]  # type: ignore[attr-defined]
        n_sides, n_found = n_sides + len(sides), n_found + sum(side is not None for side in sides)
        print(json.dumps(row, ensure_ascii=False))
    print(f"{n_found} of {n_sides} sides found", file=sys.stderr)


if __name__ == "__main__":
    main()
