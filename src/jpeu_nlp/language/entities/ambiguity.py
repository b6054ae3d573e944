"""Ambiguity: which of several entities a name stands for, by what stands around it.

In go the gazetteer's names as found in a text, out come candidates. An ambiguous name ("MOD", "the Council") is linked
when words of its context stand in the text, or its possessor beside it, for one entity only; otherwise it stays unlinked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jpeu_nlp.language.entities.candidates import Candidate, Rank
from jpeu_nlp.language.gazetteer import Entry, Gazetteer, Meaning
from jpeu_nlp.language.lexicon import load_lexicon
from jpeu_nlp.language.names import Found, Word

ORDER = ("state", "supranational", "province", "city", "person")
"""Of two sure meanings of one name, the kind that texts mostly mean; others come first (measured on nothing, chosen)."""

NAMESAKES = {"Korea": "North", "Sudan": "South", "Guinea": "Equatorial"}
"""Words that make another state of a name: "North Korea" speaks for no body of the South."""
BLANK = Word("", 0, 0)
"""Stands for a word that is not in capitals; no name holds it."""
LONE = re.compile(r"[Tt]he (?P<noun>[A-Z]\w+)")
COMMON = frozenset({"West", "North", "South", "East", "Union", "Guards", "Fund", "Commonwealth"})
"""Words that with an article mean one body or state in some texts, and nothing that has a name in most."""


class Surroundings:
    """The words of one text as context: each is looked for once, however many names ask."""

    def __init__(self, text: str, countries: frozenset[str] = frozenset()) -> None:
        self.text = text
        self.countries = countries
        self.states: frozenset[str] = frozenset()
        """Ids of the states that the text names, by their people too."""
        self._counts: dict[str, int] = {}

    def count(self, word: str) -> int:
        """Return how often a context word stands in the text as a word of its own."""
        if word not in self._counts:
            self._counts[word] = count_word(word, self.text)
        return self._counts[word]

    def tell(self, words: Sequence[str], name: str = "") -> bool:
        """Return whether any of some context words stands in the text, outside of a name."""
        return any(self.count(word) > (count_word(word, name) if word in name else 0) for word in words)


def count_word(word: str, text: str) -> int:
    """Return how often a word stands in a text, not as part of another."""
    end = r"(?!\w)" if word[-1].isalnum() else ""
    other = next((f"(?<!{before} )" for name, before in NAMESAKES.items() if word.startswith(name)), "")
    return len(re.findall(rf"(?<!\w){other}{re.escape(word)}{end}", text)) if word in text else 0


def settle(found: Found[Meaning], around: Surroundings, gazetteer: Gazetteer) -> Candidate | None:
    """Return the candidate of a name found: linked where one meaning is certain, None where it may be no name at all."""
    text = around.text
    name = text[found.start_char : found.end_char]
    if name in load_lexicon().words_in_capitals and is_shouted(text, found.start_char, found.end_char):
        return None
    sure = [meaning for meaning in found.meanings if not meaning.is_ambiguous]
    fitting = [meaning for meaning in found.meanings if meaning.is_ambiguous and fits(meaning, around, gazetteer, name)]
    if LONE.fullmatch(name) and found.meanings[0].label == "GPE" and re.match(r"[ -]?[A-Z]|-", text[found.end_char :]):
        return None  # "the North Gyeongsang province"
    if sure and fitting and any(fits(meaning, around, gazetteer, name) for meaning in sure):
        owned = [meaning for meaning in fitting if is_possessed(found, text, gazetteer.entries[meaning.entity_id].context)]
        fitting = owned  # "Congress" in a text on the US and the Philippines is the American one, "the Philippine Congress" is not
    if sure and not fitting:
        best = min(sure, key=lambda meaning: rank_of_kind(gazetteer.entity(meaning.entity_id).kind))
        return as_candidate(found, best, "gazetteer", Rank.GAZETTEER)
    if len(fitting) > 1:
        fitting = [meaning for meaning in fitting if is_possessed(found, text, gazetteer.entries[meaning.entity_id].context)] or fitting
    if len({meaning.entity_id for meaning in fitting}) == 1:
        return as_candidate(found, fitting[0], "context", Rank.GAZETTEER)
    default = next((meaning for meaning in found.meanings if is_default(meaning, name, around, gazetteer)), None) if not fitting else None
    if default is not None:
        return as_candidate(found, default, "only", Rank.GAZETTEER)
    lone = LONE.fullmatch(name)
    if (found.n_words == 1 and not is_likely_name(name)) or (lone is not None and lone["noun"] in COMMON):
        return None
    label = found.meanings[0].label
    return Candidate(found.start_char, found.end_char, label, "ambiguous", Rank.AMBIGUOUS)


def fits(meaning: Meaning, around: Surroundings, gazetteer: Gazetteer, name: str) -> bool:
    """Return whether the text, outside of the name, or its publisher speaks of what surrounds an entity."""
    entry = gazetteer.entries[meaning.entity_id]
    told = around.tell(entry.context, name) or entry.entity.country in around.countries
    return told and not names_another(name, around.text, entry)


def names_another(name: str, text: str, entry: Entry) -> bool:
    """Return whether a text names another body of a lone noun: "the Commission" is not the EU's beside the Federal Maritime Commission."""
    lone = LONE.fullmatch(name)
    noun = lone["noun"] if lone else ""
    if noun not in load_lexicon().short_labels and noun not in ("Union", "Alliance"):
        return False
    bodies = re.findall(rf"(?:\b[A-Z][\w’'-]*(?: and)? )+{noun}\b|\b{noun} (?:of|on) (?:the )?[A-Z]\w+", text)
    own = [sure for sure in entry.sure_names if noun in sure]
    return any(LONE.fullmatch(body) is None and not any(sure in body or body in sure for sure in own) for body in bodies)


def is_default(meaning: Meaning, name: str, around: Surroundings, gazetteer: Gazetteer) -> bool:
    """Return whether a name is this entity's in a text that names no other state: "Congress" alone is the American one."""
    country = gazetteer.entity(meaning.entity_id).country
    return meaning.is_ambiguous and load_lexicon().defaults.get(name) == country and around.states <= {country}


def is_shouted(text: str, start_char: int, end_char: int) -> bool:
    """Return whether the words around a span are in capitals too, so that its own say nothing."""
    around = text[max(0, start_char - 15) : start_char] + text[end_char : end_char + 15]
    letters = [char for char in around if char.isalpha()]
    return len(letters) > 8 and all(char.isupper() for char in letters)


def rank_of_kind(kind: str) -> int:
    """Return the place of a kind of entity among the meanings of one name."""
    return ORDER.index(kind) + 1 if kind in ORDER else 0


def as_candidate(found: Found[Meaning], meaning: Meaning, rule: str, rank: Rank) -> Candidate:
    """Return a linked candidate."""
    return Candidate(found.start_char, found.end_char, meaning.label, rule, rank, meaning.entity_id)


def is_possessed(found: Found[Meaning], text: str, context: Sequence[str]) -> bool:
    """Return whether a context word owns the name: before it, or after "of"."""
    before = text[max(0, found.start_char - 40) : found.start_char]
    after = text[found.end_char : found.end_char + 40]
    pattern = "|".join(re.escape(word) for word in context)
    return bool(
        re.search(rf"(?<!\w)(?:{pattern})(?:['’]s?)? $", before)
        or re.match(rf" (?:of|in) (?:the )?(?:{pattern})(?!\w)|, (?:{pattern})(?!\w)", after)
    )


def is_likely_name(name: str) -> bool:
    """Return whether a single word that may be many things is a name by its looks: a mixed-case acronym or a body of state."""
    return name[:1].isupper() and not name.isupper() and name not in load_lexicon().alone and name not in ("West", "North", "South", "East")


def find_known(text: str, words: list[Word], gazetteer: Gazetteer, countries: frozenset[str] = frozenset()) -> Iterator[Candidate]:
    """Yield the gazetteer's names in a text, in capitals too, settled as far as the text settles them."""
    around = Surroundings(text, countries)
    named = list(gazetteer.names.find(words))
    lowered = [Word("the", word.start_char, word.end_char) if word.text == "The" else word for word in words]
    named += [one for one in gazetteer.names.find(lowered) if text.startswith("The ", one.start_char)]
    around.states = frozenset(
        gazetteer.entity(meaning.entity_id).country
        for found in named
        for meaning in found.meanings
        if not meaning.is_ambiguous and gazetteer.entity(meaning.entity_id).kind in ("state", "city")
    )
    for found in named:
        candidate = settle(found, around, gazetteer)
        if candidate is not None:
            yield trim_alias(candidate, text, gazetteer)
    if any(len(word.text) > 2 and word.text.isupper() for word in words):
        shouted = [word if word.text.isupper() or not word.text.isalpha() else BLANK for word in words]
        for found in gazetteer.capitals.find(shouted):
            candidate = settle(found, around, gazetteer)
            if candidate is not None:
                yield candidate


def trim_alias(candidate: Candidate, text: str, gazetteer: Gazetteer) -> Candidate:
    """Return a candidate without a leading article or common words at its ends that the alias took along ("Quad partners")."""
    start, end = candidate.start_char, candidate.end_char
    if text[start : start + 4].lower() == "the ":
        start += 4
    while " " in text[start:end]:
        first, _, rest = text[start:end].partition(" ")
        rest_of_first, _, last = text[start:end].rpartition(" ")
        if last.islower() and (last in ("region", "subregion") or means(rest_of_first, candidate.entity_id, gazetteer)):
            end -= len(last) + 1
        elif first.islower() and means(rest, candidate.entity_id, gazetteer):
            start += len(first) + 1
        else:
            break
    return replace(candidate, start_char=start, end_char=end)


def means(name: str, entity_id: str, gazetteer: Gazetteer) -> bool:
    """Return whether a name is one of an entity's."""
    return any(meaning.entity_id == entity_id for meaning in gazetteer.names.meanings(name))


def countries_of(publisher: str, gazetteer: Gazetteer) -> frozenset[str]:
    """Return the states whose organ a publisher is: a US release's "Congress" is the American one."""
    ids = {meaning.entity_id for meaning in gazetteer.names.meanings(publisher)}
    return frozenset({gazetteer.entity(one).country for one in ids} - {""})
