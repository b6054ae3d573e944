"""The `jpeu_events` component: who did what to whom, by dependency rules.

Reads `doc.ents`, `doc._.dates` and the parse, writes `doc._.events`: frames whose participants are spans of the text.
Names are settled later, when the whole document is known (`convert.py`). Frames that a rule refuses come along with their
doubts: the trigger model may know better (`judging.py`). The algorithm is told in `docs/events.md`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import cast

from spacy.attrs import NORM, ORTH
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span

from jpeu_nlp.language.events.build import Built, build_verb_frame
from jpeu_nlp.language.events.frames import EventFrame, Participant
from jpeu_nlp.language.events.greetings import build_greeting
from jpeu_nlp.language.events.lexicon import SHARED_VERBS, WORDS, VerbPattern, load_lexicon
from jpeu_nlp.language.events.match import Match, match_gerund, match_noun, match_verb
from jpeu_nlp.language.events.modes import find_standing
from jpeu_nlp.language.events.nominal import build_noun_frame
from jpeu_nlp.language.events.openings import build_opening
from jpeu_nlp.language.events.participants import PERSONAL
from jpeu_nlp.language.events.scene import Scene
from jpeu_nlp.language.events.syntax import is_question, is_verbal

ALONE = frozenset({"COERCE", "MOBILIZE", "RETREAT"})
"""Types that count without a recipient; for the others more came out wrong than right on real prose."""

PLEASURE = re.compile(rf"\b(?:forward|{'|'.join(sorted(WORDS['chain.pleasure']))})", re.IGNORECASE)
"""Without such a word nobody is welcomed: it saves looking at every verb."""
Builder = Callable[[Match, Scene, Span, set[int]], Built | None]

__all__ = ["EventFrame", "Participant", "find_events", "keep_shared_verbs", "mark_events"]

if not Doc.has_extension("events"):
    Doc.set_extension("events", default=())


def keep_shared_verbs(nlp: Language) -> None:
    """Let the tokenizer keep "co-chaired" whole, with the norm of "chaired", which is what the tagger looks at."""
    tokenizer = cast(Tokenizer, nlp.tokenizer)
    for form in SHARED_VERBS:
        for text in (form, form.capitalize()):
            tokenizer.add_special_case(text, [{ORTH: text, NORM: form.partition("-")[2]}])


def find_events(doc: Doc) -> Iterator[EventFrame]:
    """Yield the event frames of a parsed text, in order of their triggers."""
    scene = Scene.of(doc, load_lexicon())
    for sentence in doc.sents:
        yield from find_in_sentence(sentence, scene)


def find_in_sentence(sentence: Span, scene: Scene) -> list[EventFrame]:
    """Return the frames of one sentence."""
    if is_question(sentence):
        return []
    matches = find_matches(sentence, scene)
    triggers = {token_i for token_i, _ in matches}
    claimed: set[int] = set()
    covered: set[int] = set()
    frames: list[EventFrame] = []
    untold: set[int] = set()
    judged: dict[int, EventFrame] = {}
    doubtful: dict[int, list[Built]] = {}
    for is_noun in (False, True):  # verbs first, for they claim their nouns; inner clauses first, for they cover what stands above
        for token_i, fits in reversed(matches):
            used = fits[0].nouns
            if token_i in covered or token_i in claimed or (fits[0].token in used) is not is_noun:
                continue
            if is_noun and any(noun.i in claimed for noun in used):
                continue  # "issued a letter of interest"
            build = build_noun_frame if is_noun else build_verb_frame
            built, guesses = choose(build_each(fits, build, scene, sentence, triggers))
            if built is None and guesses:
                doubtful[token_i] = guesses
            if built is not None:
                frame = built.complete(built.frame)
                if is_noun:
                    within = next((judged[one.i].trigger for one in fits[0].token.ancestors if one.i in judged), None)
                    frame = replace(frame, within=within)
                elif fits[0].token.lemma_ in WORDS["verbs.judging"] and not any(is_named(one) for one in frame.actors):
                    judged[token_i] = frame
                covered.update(built.above)
                claimed.update(built.nouns)
                frames.append(frame)
            elif not is_noun and find_standing(fits[0].token) is not None:
                untold.add(token_i)
        triggers -= untold | judged.keys()  # what nobody who is named condemned is told for itself
    frames += left_over(doubtful, covered | claimed, frames)
    for greeting in find_greetings(sentence, scene):
        beside = [one for one in frames if one.trigger[0] <= greeting.trigger[0] < one.trigger[1]]
        if not any(is_named(actor) for one in beside for actor in one.actors):  # "I welcome": the host is not named, the guest is
            frames = [one for one in frames if one not in beside] + [greeting]
    opening = build_opening(sentence, scene)
    if opening is not None and not any(frame.event_type == "CONSULT" and frame.trigger[0] == opening.trigger[0] for frame in frames):
        frames.append(opening)
    return sorted(frames, key=lambda frame: frame.trigger)


def find_greetings(sentence: Span, scene: Scene) -> Iterator[EventFrame]:
    """Yield the welcomes in words of a sentence."""
    if not PLEASURE.search(sentence.text):
        return
    for token in sentence:
        if (greeting := build_greeting(token, scene, sentence)) is not None:
            yield greeting


def build_each(fits: list[Match], build: Builder, scene: Scene, sentence: Span, triggers: set[int]) -> Iterator[Built]:
    """Yield the frames that the matches of a token give, each with the doubts about it."""
    for match in (*fits, *without_recipients(fits)):
        scene.doubts.clear()
        built = build(match, scene, sentence, triggers)
        if built is not None:
            yield replace(built, frame=replace(built.frame, doubts=tuple(dict.fromkeys(scene.doubts)))) if scene.doubts else built


def choose(attempts: Iterable[Built]) -> tuple[Built | None, list[Built]]:
    """Return the first certain frame in which both sides have names, else the one with most of them; and the best doubtful one a type.

    "He voiced Japan's support" is Japan's by the second pattern, "thanked the Minister for Romania's help" Romania's.
    """
    best: dict[str, tuple[int, Built]] = {}
    for built in attempts:
        frame = built.frame
        kind = frame.event_type if frame.doubts else "certain"
        names = 2 * any(is_named(one) for one in frame.actors) + (not frame.recipients or any(is_named(one) for one in frame.recipients))
        if kind == "certain" and names == 3:
            return built, []
        if kind not in best or names > best[kind][0]:
            best[kind] = names, built
    certain = best.pop("certain")[1] if "certain" in best else None
    return certain, [built for _, built in best.values()]


def left_over(doubtful: Mapping[int, list[Built]], taken: set[int], frames: list[EventFrame]) -> Iterator[EventFrame]:
    """Yield the doubtful frames on words that no certain frame uses."""
    told = [frame.trigger for frame in frames]
    used: set[int] = set()
    for token_i, guesses in doubtful.items():
        if token_i in taken | used:
            continue
        for guess in guesses:
            frame = guess.frame
            start, end = frame.trigger
            is_free = not any(first < end and start < last for first, last in told)
            if is_free and frame.mode in ("actual", "planned"):
                used.update(guess.nouns)
                yield guess.complete(frame)


def is_named(participant: Participant) -> bool:
    """Return whether a participant is more than a pronoun or an office."""
    last = participant.text.split()[-1].casefold()
    return not any(last in words for words in (PERSONAL, WORDS["agents.offices"], WORDS["agents.pair"]))


def without_recipients(fits: list[Match]) -> Iterator[Match]:
    """Yield the matches that stand without a recipient where none was found: who seizes or deploys acts, whomever it hits."""
    for match in fits:
        flags = match.pattern.flags
        if isinstance(match.pattern, VerbPattern) and match.pattern.event_type in ALONE and "need" in flags and "whom" not in flags:
            yield replace(match, pattern=replace(match.pattern, flags=flags - {"need"}))


def find_matches(sentence: Span, scene: Scene) -> list[tuple[int, list[Match]]]:
    """Return the patterns that fit in a sentence, by token."""
    lexicon = scene.lexicon
    found: list[tuple[int, list[Match]]] = []
    for token in sentence:
        match token.pos_:
            case "VERB" | "AUX":
                hits = match_verb(token, lexicon) if is_verbal(token) else []
            case "NOUN" | "PROPN":
                hits = match_verb(token, lexicon) if is_verbal(token) else []
                hits = hits or match_noun(token, lexicon) or match_gerund(token, lexicon)
            case _:
                continue
        if hits:
            found.append((token.i, hits))
    return found


@Language.component("jpeu_events", requires=["doc.ents", "token.dep", "token.lemma"], assigns=["doc._.events"])
def mark_events(doc: Doc) -> Doc:
    """Find the events of a text."""
    doc._.events = tuple(find_events(doc))
    return doc
