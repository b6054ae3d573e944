"""Mending spaCy's mentions: boundaries, labels and plain errors, before they compete with names that we know.

In go spaCy's entities, the titles and the known names of a text, out come candidates. Each rule answers an error seen in
real prose (docs/gazetteer.md lists them); what no rule vouches for and what looks like an ordinary word is let go,
because a missed organisation costs an analyst less than ten headings that pose as one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc, Token

from jpeu_nlp.language.entities.ambiguity import is_shouted
from jpeu_nlp.language.entities.candidates import Candidate, Rank, overlapping
from jpeu_nlp.language.entities.titles import before_person
from jpeu_nlp.language.gazetteer import Meaning
from jpeu_nlp.language.lexicon import MONTHS_AND_DAYS, Lexicon, alternation, load_lexicon
from jpeu_nlp.language.names import NameTrie
from jpeu_nlp.records import Span

KEPT_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "LAW", "PRODUCT"})
LEADING = re.compile(
    r"^(?:(?:the|The|THE|a|an|A|An|our|Our|my|My|this|This|that|these|its|his|her|their|all|both|and|of|in|to)\s+|[\s\"“”‘'’(\[•·–—*-]+)+"
)
TRAILING = re.compile(r"(?:['’]s?|[\s\"“”,;:.)\]–—*-]|\s(?:and|of|at|in|on|for|to|[Tt]he|with))+$")
DOTTED = re.compile(r"(?:\b[A-Z]\.)+$|\b(?:Inc|Corp|Ltd|Co|Jr|Sr|St)\.$")
ACRONYM = re.compile(r"[A-Z][A-Z0-9&/-]{1,9}s?$")
GOVERNED = re.compile(r"(?:Secretary|Advisor|Adviser|Director|Coordinator|Envoy|Representative|Administrator) for (?:the )?$")
"""Before what a title is charged with: "Assistant Secretary for Conflict and Stabilization Operations"."""
HEADED = re.compile(
    r"(?:Sec|Section)\.? \d+\. $|(?:Professor|Chair|Bachelor|Master|Doctor|Minister) (?:of|in) (?:the )?$"
    r"|(?:[BM]\.?[AS]\.?|Ph\.D\.|[Dd]egree) in $"
)
"""Before the heading of a section of an order or act, and before what somebody teaches or has studied."""
PLACING = frozenset({"in", "at", "near", "outside", "off"})
"""Prepositions after which a single unknown name is a place, not a person: "posts in Birgunj"."""
PEOPLE_ENDING = re.compile(r"(?:[aei]ans?|ese|ish|ists?|[ai]tes?|crats?|ers|Natives?|Indians?|Catholics?|Islamic|Hispanics?)$")
"""How names of peoples and groups end: what spaCy takes for one and ends otherwise is a word in capitals ("Landmines", "Border")."""
DIRECTIONS = frozenset(
    {"North", "South", "East", "West", "Central", "Northern", "Southern", "Eastern", "Western", "Northeast", "Southeast"}
)
TITLED_LABELS = frozenset({"ORG", "PERSON", "LAW", "PRODUCT", "FAC", "EVENT"})
"""Labels that spaCy gives to pieces of titles: "State" of "Secretary of State", "Defence" of "Defence Minister"."""


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed text with its words as a string: `doc.text` is put together anew at every call."""

    doc: Doc
    text: str
    names: NameTrie[Meaning]
    """What the gazetteer knows: an acronym that it lists, be it ambiguous, is a name."""


@lru_cache(maxsize=1)
def seams() -> re.Pattern[str]:
    """Return the pattern of what keeps two names apart that spaCy took for one."""
    bodies = alternation(load_lexicon().bodies)
    ends = r"\n+|['’][sS]\s+|;\s|:\s|\s[–—]\s|\s\(|\sat\s(?=[A-Z])|\s(?=The )|\s(?=the Government\b)"
    return re.compile(rf"({ends}|(?:,|,? and) (?=(?:{bodies}) (?:of|for) ))")


def mend_mentions(page: Page, titles: Sequence[Span], known: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield spaCy's mentions as candidates, mended; those that are none are left out."""
    lexicon = load_lexicon()
    for ent in page.doc.ents:
        if ent.label_ not in KEPT_LABELS:
            continue
        for start, end in split_mention(page.text, ent.start_char, ent.end_char):
            lands = {one.end_char for one in known if one.start_char == start and one.label == "GPE"}
            end = before_person(page.text, start, end, lands) if ent.label_ in ("ORG", "PERSON") else end
            candidate = Candidate(start, end, ent.label_, "spacy", Rank.SPACY)
            mended = mend(page, candidate, titles, known, lexicon)
            if mended is not None:
                yield mended


def split_mention(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a span that line ends, possessives and a new "Ministry of" keep apart, trimmed."""
    offset = start
    for part in seams().split(text[start:end]):
        begin, finish = trim_span(text, offset, offset + len(part))
        offset += len(part)
        if begin < finish and text[begin:finish] != "The":
            yield begin, finish


def trim_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without article, possessive, quotes and loose words at its ends."""
    leading = LEADING.match(text[start:end])
    if leading:
        start += leading.end()
    if not DOTTED.search(text[start:end]):
        trailing = TRAILING.search(text[start:end])
        if trailing:
            end = start + trailing.start()
    return start, end


def mend(page: Page, one: Candidate, titles: Sequence[Span], known: Sequence[Candidate], lexicon: Lexicon) -> Candidate | None:
    """Return the candidate with its label set right, or None where it names nobody."""
    text = page.text[one.start_char : one.end_char]
    words = text.split()
    if (
        not any(char.isupper() for char in text)
        or text in lexicon.alone
        or all(word in lexicon.alone or word in MONTHS_AND_DAYS for word in words)
    ):
        return None
    if one.label in TITLED_LABELS and (is_in_title(one, titles) or is_title_piece(page.text, one, lexicon)):
        return None
    if one.label in ("GPE", "LOC", "NORP") and (any(char.isdigit() for char in text) or text[:4].lower() in ("non-", "anti")):
        return None
    inside = [other for other in overlapping(known, one.start_char, one.end_char) if one.contains(other) and not other.contains(one)]
    if inside and not is_vouched(text, inside, one, lexicon):
        return None
    if len(words) == 1 and text in lexicon.given_names and one.label in ("ORG", "GPE", "PRODUCT", "NORP") and not page.names.meanings(text):
        return Candidate(one.start_char, one.end_char, "PERSON", one.rule, one.rank)
    if text.endswith(("flation", "nomics")) or any(text.count(first) != text.count(last) for first, last in ("()", "“”")):
        return None  # "Bidenflation"; pieces of two phrases
    if text.startswith("Government of ") or is_common(page.text, one):
        return None  # the state within is found for itself
    if one.label in ("PERSON", "ORG") and len(words) == 1 and is_placed(page.text, one, known):
        return Candidate(one.start_char, one.end_char, "GPE", one.rule, one.rank)
    if one.label == "PERSON":
        return mend_person(page, one, words, lexicon)
    if (len(words) > 1 or text in lexicon.words_in_capitals) and text.isupper() and is_shouted(page.text, one.start_char, one.end_char):
        return None
    if one.label == "FAC" and not any(label == "FAC" for label, _ in lexicon.heads.meanings(words[-1])):
        return None
    if text[0] in "@#" or page.text.startswith("-class", one.end_char):
        return None  # "Kilo-class submarines" are nobody
    if text in lexicon.us_state_ids and page.text[max(0, one.start_char - 2) : one.start_char] == ", ":
        return Candidate(one.start_char, one.end_char, "GPE", one.rule, one.rank, lexicon.us_state_ids.get(text, ""))
    if one.label == "NORP" and not PEOPLE_ENDING.search(text) and not page.names.meanings(text):
        return None
    if one.label in ("NORP", "GPE") and ACRONYM.match(text) and shortens_common_words(page.text, text):
        return None
    has_article = page.text[max(0, one.start_char - 4) : one.start_char].lower() == "the "
    if one.label in ("GPE", "LOC") and ACRONYM.match(text):
        return Candidate(one.start_char, one.end_char, "ORG", one.rule, one.rank) if has_article else None
    if one.label in ("GPE", "LOC") and text in DIRECTIONS and not has_article:
        return None
    if one.label in ("ORG", "PRODUCT", "FAC", "LAW", "EVENT"):
        return mend_name(page, one, words, lexicon)
    return one


def is_common(text: str, one: Candidate) -> bool:
    """Return whether a known body is only what a title is charged with: "the Secretary of Veterans Affairs"."""
    return one.label == "ORG" and text[max(0, one.start_char - 12) : one.start_char].endswith(("ecretary of ", "ecretary for "))


PLACED = re.compile(r"\b(?:on|against|in|near|outside|from|to|at|of) $")
"""Before a town that somebody attacks, leaves or lives in."""


def is_placed(text: str, one: Candidate, known: Sequence[Candidate]) -> bool:
    """Return whether a single unknown name stands as a town does: "an attack on Abha in Saudi Arabia", "from Bethesda, Maryland"."""
    if one.label == "ORG" and text[max(0, one.start_char - 3) : one.start_char].lower() != "in ":
        return False  # data come "from Chainalysis in New York"
    if text[one.start_char : one.end_char].isupper() or not PLACED.search(text[max(0, one.start_char - 9) : one.start_char]):
        return False
    link = re.match(r" in |, ", text[one.end_char :])
    start = one.end_char + link.end() if link else -1
    state = next((other for other in known if other.start_char == start and other.label == "GPE"), None)
    return state is not None and (text[start - 3 : start] == "in " or text[state.end_char : state.end_char + 1] in {".", ",", ";", ")", ""})


def is_in_title(one: Candidate, titles: Sequence[Span]) -> bool:
    """Return whether a span is a piece of a title."""
    return any(start <= one.start_char and one.end_char <= end for start, end in titles)


def is_charged(text: str, one: Candidate, titles: Sequence[Span]) -> bool:
    """Return whether a span belongs to a title, wholly or in part, or is what a title is charged with."""
    return is_in_title(one, titles) or cuts_title(one, titles) or is_governed(text, one)


def cuts_title(one: Candidate, titles: Sequence[Span]) -> bool:
    """Return whether a span ends within a title that begins in it: "Bureau of ... [Senior Bureau] Official"."""
    return any(one.start_char < start < one.end_char < end for start, end in titles)


def is_governed(text: str, one: Candidate) -> bool:
    """Return whether a span is what a title is charged with, and names no body of its own: "Coordinator for Global Infrastructure"."""
    first = text[one.start_char : one.end_char].split(" ", 1)[0]
    return first not in load_lexicon().bodies and GOVERNED.search(text[max(0, one.start_char - 30) : one.start_char]) is not None


def is_title_piece(text: str, one: Candidate, lexicon: Lexicon) -> bool:
    """Return whether a span ends in a title, or stands between "secretary of" or before "Secretary" without being a name itself."""
    words = text[one.start_char : one.end_char].split()
    if words[-1] in lexicon.title_nouns or words[-1].removesuffix("s") in lexicon.title_nouns or lexicon.title_words.issuperset(words):
        return True
    if words[0] in lexicon.title_nouns and len(words) > 1:
        return True
    if GOVERNED.search(text[max(0, one.start_char - 30) : one.start_char]) or HEADED.search(
        text[max(0, one.start_char - 20) : one.start_char]
    ):
        return True
    before = text[max(0, one.start_char - 14) : one.start_char].lower()
    after = text[one.end_char : one.end_char + 12]
    return before.endswith(("ecretary of ", "ecretary of the ", "minister of ", "minister for ")) or (
        one.label == "ORG" and re.match(r" (?:Secretar|Minister)(?:y|ies|s)?\b", after) is not None
    )


def is_vouched(text: str, inside: Sequence[Candidate], one: Candidate, lexicon: Lexicon) -> bool:
    """Return whether a span of spaCy's that swallows a known name is a name of its own: its head noun says so, or its capitals."""
    words = text.split()
    if one.label == "PERSON":
        return all(other.label == "PERSON" for other in inside)
    joined = (other for other in inside if other.label in ("ORG", "PRODUCT") and " " in text)
    if any(text[other.end_char - one.start_char :].startswith(" and ") for other in joined):
        return False  # "Indiana University and Purdue University"
    if one.label in ("GPE", "LOC", "FAC") and " and " in text:
        return False  # "Gulf of Mexico and West Coast"
    if any(word in lexicon.title_nouns or word.removesuffix("s") in lexicon.title_nouns for word in words):
        return False
    begins = any(place == "of" for _, place in lexicon.heads.meanings(words[0])) and len(words) > 2
    if any(word in lexicon.given_names for word in words[1:-1]):
        return False  # "Uzbekistan Daniel Rosenblum"
    first = inside[0]
    is_whole = first.label == "ORG" and first.start_char == one.start_char and " " in text[: first.end_char - one.start_char]
    if words[-1] in lexicon.head_words or (begins and not is_whole):
        return True
    rest = text[first.end_char - one.start_char :].split()
    is_prefix = len(inside) == 1 and first.label != "LOC" and first.start_char == one.start_char
    is_prefix = is_prefix and (len(rest) > 1 or (first.label == "ORG" and one.label == "ORG" and not rest[0].isupper()))  # "Google Cloud"
    return (
        bool(is_prefix)
        and one.label in ("ORG", "LAW")
        and all(word[0].isupper() for word in rest)
        and not lexicon.alone.issuperset(rest)
    )


def mend_person(page: Page, one: Candidate, words: Sequence[str], lexicon: Lexicon) -> Candidate | None:
    """Return a person's name without titles, or with the label that its last word tells."""
    start = one.start_char
    kept = list(words)
    while kept and (kept[0] in lexicon.title_words or kept[0].rstrip(".").title() in lexicon.title_words):
        start = page.text.index(kept[0], start) + len(kept[0])
        kept.pop(0)
    before, after = page.text[one.start_char - 1 : one.start_char], page.text[one.end_char : one.end_char + 1]
    if len(words) == 1 and before in ("“", '"') and after in ("”", '"', ","):
        return None  # a constellation, “Aquila”
    if not kept or any(char.isdigit() for char in "".join(kept)) or not kept[0][:1].isalpha():
        return None
    if kept[-1] in lexicon.head_words:
        meanings = lexicon.heads.meanings(kept[-1])
        return Candidate(one.start_char, one.end_char, meanings[0][0], one.rule, one.rank) if meanings else None
    while start < one.end_char and page.text[start].isspace():
        start += 1
    start = with_given_name(page, start, one.end_char, lexicon)
    if any(word in lexicon.alone for word in kept) or any(
        word[0].islower() and word not in lexicon.particles and "-" not in word for word in kept
    ):
        return None
    span = page.doc.char_span(start, one.end_char, alignment_mode="expand")
    if span is not None and len(kept) > 1 and any(token.pos_ in ("VERB", "AUX", "DET", "PRON") for token in span):
        return None  # headings: "Reopen Schools", "Removing Barriers"
    if (
        span is not None
        and len(kept) == 1
        and ((span.root.pos_ != "PROPN" and not says(span.root)) or any(child.dep_ == "det" for child in span.root.children))
    ):
        return None  # "the Zone" is no person; in "the Biden administration" the article is the administration's
    if span is not None and len(kept) == 1 and span.root.dep_ == "pobj" and span.root.head.lower_ in PLACING:
        return Candidate(start, one.end_char, "GPE", one.rule, one.rank)
    if len(kept) > 1 and page.text[max(0, start - 4) : start].lower() == " at ":
        return Candidate(start, one.end_char, "ORG", one.rule, one.rank)  # one works "at Kleiner Perkins", never at a person
    return Candidate(start, one.end_char, "PERSON", one.rule, one.rank)


def with_given_name(page: Page, start: int, end: int, lexicon: Lexicon) -> int:
    """Return where a name begins if spaCy left out the given name before it: "Ovidio [Guzman Lopez]"."""
    span = page.doc.char_span(start, end, alignment_mode="expand")
    if span is None or span.start == 0 or span.start == span.sent.start + 1:
        return start
    before = page.doc[span.start - 1]
    is_name = before.pos_ == "PROPN" and before.dep_ == "compound" and before.head in span and before.text.istitle() and before.whitespace_
    is_other = before.ent_type_ or before.text in lexicon.title_words or before.text in lexicon.alone or page.names.meanings(before.text)
    return before.idx if is_name and not is_other and before.text not in lexicon.head_words else start


def says(token: Token) -> bool:
    """Return whether a word is the single subject of a verb of saying, so that it is somebody even where the tagger sees a noun."""
    return token.dep_ == "nsubj" and token.tag_ in ("NN", "NNP") and token.head.lemma_.lower() in load_lexicon().saying


def mend_name(page: Page, one: Candidate, words: Sequence[str], lexicon: Lexicon) -> Candidate | None:
    """Return a name of an organisation or thing if a head noun, an acronym or the parse speaks for it."""
    text = page.text[one.start_char : one.end_char]
    if words[0] in ("Master", "Bachelor", "Doctor") or (words[-1] in lexicon.weak_heads and lexicon.alone.issuperset(words[:-1])):
        return None
    scheme = words[-1] if words[-1] in lexicon.schemes else words[-1].removesuffix("s")
    if scheme in lexicon.schemes and len(words) > 1:
        label = lexicon.schemes[scheme]
        return Candidate(one.start_char, one.end_char, label, one.rule, one.rank) if label else None
    if words[-1] in lexicon.head_words and len(words) > 1:
        meanings = [label for label, place in lexicon.heads.meanings(words[-1]) if place == "last"]
        label = meanings[0] if meanings and one.label not in meanings else one.label
        return Candidate(one.start_char, one.end_char, label, one.rule, one.rank)
    if ACRONYM.match(text):
        is_known = bool(page.names.meanings(text)) or f"({text})" in page.text
        is_common = shortens_common_words(page.text, text) or (not is_known and not acts(page, one))
        return None if is_common or is_shouted(page.text, one.start_char, one.end_char) else one
    span = page.doc.char_span(one.start_char, one.end_char, alignment_mode="expand")
    if span is None or span.root.pos_ not in ("PROPN", "NOUN", "X") or (len(words) == 1 and span.root.pos_ != "PROPN"):
        return None
    if len(words) > 1 and span[0].tag_ == "VBG":
        return None  # "Developing Secure Software"
    if span[0].is_sent_start and span[0].pos_ in ("VERB", "ADV", "ADJ", "DET", "ADP", "PRON"):
        return None
    if one.label == "ORG" and any(word.islower() and word not in ("of", "the", "for", "and", "on", "de", "la", "to") for word in words):
        return None
    return one


def acts(page: Page, one: Candidate) -> bool:
    """Return whether an acronym that nobody knows stands where an organisation does: it does something, owns something, has an article.

    "AML controls" and "administer AVR" name no organisation.
    """
    span = page.doc.char_span(one.start_char, one.end_char, alignment_mode="expand")
    if span is None:
        return False
    root = span.root
    if page.text[max(0, one.start_char - 4) : one.start_char].lower() == "the ":
        return root.dep_ not in ("compound", "amod", "nmod")
    while root.dep_ in ("conj", "appos") and root.head is not root:
        root = root.head
    return root.dep_ in ("nsubj", "poss", "agent") or (root.dep_ == "pobj" and root.head.lower_ in ("by", "at", "with", "within"))


def shortens_common_words(text: str, acronym: str) -> bool:
    """Return whether a text introduces an acronym for words in lower case: "low Earth orbit (LEO)" names no organisation."""
    place = text.find(f"({acronym.removesuffix('s')}")
    if place < 0:
        return False
    words = re.findall(r"\w+", text[max(0, place - 20 * len(acronym)) : place])
    last = [word for word in words[-len(acronym) :] if word[0].lower() in acronym.lower()]
    n_lower = len([word for word in last if word[0].islower()])
    return n_lower * 2 > len(last)
