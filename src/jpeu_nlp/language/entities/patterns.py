"""Productive names: ministries, committees, acts, straits and ships that no table can list.

In go a text's words and the places of known names, out come candidates. A capitalised phrase with a head noun is a name:
"Philippine Coast Guard" ends in one, "Committee on Foreign Relations" begins with one. Heads are data (`names.toml`);
the walk from head to phrase is here. A known country, person or organisation stops the walk over "and" or a comma.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from jpeu_nlp.language.entities.candidates import Candidate, Rank, overlapping
from jpeu_nlp.language.lexicon import MONTHS_AND_DAYS, alternation, load_lexicon
from jpeu_nlp.language.names import Word

PREPOSITIONS = frozenset({"of", "for", "on", "to", "against"})
LONGEST = 8
"""Words that a phrase may reach to the left of its head; longer ones are headlines (chosen)."""

PLACES = frozenset({"GPE", "LOC", "FAC"})
"""Places whose names hold no "and": "Clarkston and DeKalb County" are two."""
OF_YEAR = re.compile(r" of (?:19|20)\d\d\b")
CAPITALISED = r"[A-Z][\w’'-]*"


@lru_cache(maxsize=1)
def fixed_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return `(label, pattern)` of names that a number or a mark gives away."""
    lexicon = load_lexicon()
    lists = {"<Name>": CAPITALISED, "<companies>": alternation(lexicon.companies), "<ships>": alternation(lexicon.ships)}
    found = []
    for label, pattern in lexicon.fixed:
        for mark, expression in lists.items():
            pattern = pattern.replace(mark, expression)
        found.append((label, re.compile(pattern)))
    return tuple(found)


def find_fixed(text: str) -> Iterator[Candidate]:
    """Yield names that a number or a mark gives away: resolutions, companies, units, ships, missiles, exercises."""
    for label, pattern in fixed_patterns():
        for match in pattern.finditer(text):
            start, end = match.span("name" if "name" in pattern.groupindex else 0)
            first = text[start:end].split(" ", 1)[0]
            if label == "PERSON" and (first in load_lexicon().first_words or first in load_lexicon().title_words):
                continue
            while first in load_lexicon().first_words and label == "ORG" and " " in text[start:end]:
                start += len(first) + 1
                first = text[start:end].split(" ", 1)[0]
            yield Candidate(start, end, label, "pattern", Rank.PATTERN)


class Phrases:
    """The capitalised phrases of one text, walked from their head nouns."""

    def __init__(self, text: str, words: Sequence[Word], known: Sequence[Candidate]) -> None:
        self.text = text
        self.words = words
        self.lexicon = load_lexicon()
        self.starts = {word.start_char: index for index, word in enumerate(words)}
        self.ends = {word.end_char: index for index, word in enumerate(words)}
        self.known = known
        self.known_by_last = {self.ends[one.end_char]: one for one in known if one.end_char in self.ends}
        self.known_by_first = {self.starts[one.start_char]: one for one in known if one.start_char in self.starts}

    def candidates(self) -> Iterator[Candidate]:
        """Yield a candidate for every phrase with a head noun."""
        for found in self.lexicon.heads.find(list(self.words)):
            first, last = self.starts[found.start_char], self.ends[found.end_char]
            for label, place in found.meanings:
                span = self.before(first, last, over_and=label not in PLACES) if place == "last" else self.after(first, last)
                if span is not None:
                    end_char = self.words[span[1]].end_char
                    year = OF_YEAR.match(self.text, end_char) if label == "LAW" else None
                    yield Candidate(self.words[span[0]].start_char, year.end() if year else end_char, label, "pattern", Rank.PATTERN)

    def before(self, first: int, last: int, *, over_and: bool) -> tuple[int, int] | None:
        """Return the phrase that ends in a head noun, if capitalised words stand before it."""
        start = self.trim(self.walk_left(first, over_and=over_and), first)
        if start == first or self.is_glued(last, last + 1, "-"):
            return None
        if self.text[self.words[first].start_char : self.words[last].end_char] in self.lexicon.weak_heads:
            has_known = any(index in self.known_by_last and self.known_by_last[index].rule == "gazetteer" for index in range(start, first))
            names = [self.words[index].text for index in range(start, first) if self.is_capitalised(index)]
            if not has_known and (self.goes_on(last) or len(names) < 2 or self.lexicon.alone.issuperset(names)):
                return None
        return start, last

    def after(self, first: int, last: int) -> tuple[int, int] | None:
        """Return the phrase that begins with a head noun and a preposition, if a capitalised word follows."""
        if last in self.known_by_last and self.known_by_last[last].start_char < self.words[first].start_char:
            return None  # "the European Union on the Protocol"; "the Commission" of "Commission on Scholars" is no such name
        end = self.walk_right(last)
        for known in overlapping(self.known, self.words[first].start_char, self.words[last].end_char):
            if known.label in ("LOC", "GPE", "FAC") and known.start_char == self.words[first].start_char:
                return None  # the "Gulf of Mexico" is whole
            if known.label == "ORG" and self.words[last].end_char < known.end_char < self.words[end].end_char:
                end = self.ends[known.end_char]  # "Department of Defense Administrator": a known name ends where it ends
        names = [self.words[index].text for index in range(last + 1, end + 1) if self.is_capitalised(index)]
        is_office = self.words[last].text == "Office"  # "Office of the President" is one, "Administration for the Plan" is none
        start = self.trim(self.walk_left(first, over_and=False), first)
        if end == last or (self.lexicon.alone.issuperset(names) and not is_office and start == first):
            return None
        return start, end

    def walk_left(self, first: int, *, over_and: bool = True) -> int:
        """Return the index of the leftmost word that belongs to the phrase."""
        start = first
        index = first - 1
        while index >= 0 and (first - index <= LONGEST or self.is_joined(start)):
            known = self.known_by_last.get(index)
            if known is not None and known.label == "ORG" and self.is_near(index) and known.start_char in self.starts:
                start = self.starts[known.start_char]  # "U.S. Department of State Bureau of ..." takes the whole known name along
                index = start - 1
                continue
            if self.text_at(index) == "The":
                break  # a heading before it: "Violent Extremism The European Union"
            if self.is_capitalised(index) and not self.is_possessor(index) and (self.is_near(index) or self.is_joined(index + 1)):
                start = index
            elif self.is_joined(index) or (over_and and self.is_inner_and(index, start)):
                pass
            else:
                break
            index -= 1
        return start

    def walk_right(self, last: int) -> int:
        """Return the index of the rightmost word that belongs to the phrase after its head."""
        end = last
        index = self.skip_link(last + 1, PREPOSITIONS)
        while (
            index is not None and index < len(self.words) and self.is_capitalised(index) and self.words[index].text not in MONTHS_AND_DAYS
        ):
            reached = index
            if self.words[reached].text in self.lexicon.given_names and end > last and self.text_at(index - 1) not in PREPOSITIONS:
                break  # "Commission on Scholars Clifford Chiu"
            while (
                reached < len(self.words)
                and (self.is_capitalised(reached) or self.is_joined(reached))
                and (self.is_near(reached - 1) or self.is_joined(reached))
                and not (self.words[reached].text in self.lexicon.given_names and reached > index)
            ):
                end = reached
                reached += 1
            if end in self.known_by_last and self.known_by_last[end].label == "GPE" and end != last:
                break
            following = self.skip_link(end + 1, PREPOSITIONS) or self.skip_list(end + 1)
            if following is None or following <= index or following - last > 2 * LONGEST:
                break
            index = following
        while end > last and self.words[end].text in (".", "-", "'"):
            end -= 1
        return end

    def skip_link(self, index: int, links: frozenset[str]) -> int | None:
        """Return the index after a preposition and an article, if a capitalised word stands there."""
        if index >= len(self.words) or self.words[index].text not in links:
            return None
        following = index + 2 if self.text_at(index + 1) == "the" else index + 1
        if self.text_at(index) == "to" and following in self.known_by_first and index + 1 == following:
            return None
        return following if self.is_capitalised(following) else None

    def skip_list(self, index: int) -> int | None:
        """Return the index after "and" or a comma that carries on one name: "Economy, Trade and Industry"."""
        sign = self.text_at(index)
        following = index + 1
        if sign == ",":
            ahead = following
            while self.is_capitalised(ahead):
                ahead += 1
            if self.text_at(ahead) != "and" and not (self.text_at(ahead) == "," and self.text_at(ahead + 1) == "and"):
                return None
            following += self.text_at(following) == "and"
        elif sign != "and":
            return None
        known = self.known_by_first.get(following)
        starts_other = (
            known is not None
            and known.rule == "gazetteer"
            and (known.label in ("GPE", "ORG", "PERSON") or " " in self.text[known.start_char : known.end_char])
        )
        ahead = following
        following_word = self.text_at(following)
        if len(following_word) > 1 and following_word.isupper() and not self.is_capitalised(following + 1):
            return None
        while self.is_capitalised(ahead):
            word = self.text_at(ahead)
            starts_other = (
                starts_other or word in self.lexicon.title_nouns or any(place == "of" for _, place in self.lexicon.heads.meanings(word))
            )
            ahead += 1
        return following if self.is_capitalised(following) and not starts_other else None

    def trim(self, start: int, first: int) -> int:
        """Return the start of a phrase without the words that only begin a sentence, and without a foreign neighbour."""
        while start < first:
            word = self.words[start].text
            known = self.known_by_first.get(start)
            is_person = known is not None and known.label == "PERSON"
            if is_person and known is not None:
                start = self.ends[known.end_char] + 1
            elif self.text_at(start + 1) == "-" and self.text_at(start + 2).islower() and start + 3 <= first:
                start += 3  # "German-led Global Alliance"
            elif word in self.lexicon.first_after_article and self.is_after_small_word(start):
                break  # "the Joint Economic Committee"
            elif word in self.lexicon.first_words or word in (".", "-", "and", "of", "for", "on", "the", "'") or word in MONTHS_AND_DAYS:
                start += 1
            else:
                break
        return start

    def is_after_small_word(self, index: int) -> bool:
        """Return whether a word in lower case stands before a word, so that its capital is a name's."""
        return index > 0 and self.text_at(index - 1).islower() and self.is_near(index - 1)

    def is_capitalised(self, index: int) -> bool:
        """Return whether a word begins with a capital."""
        return 0 <= index < len(self.words) and self.words[index].text[:1].isupper()

    def is_near(self, index: int) -> bool:
        """Return whether only a blank stands between a word and the next."""
        return index >= 0 and self.text[self.words[index].end_char : self.words[index + 1].start_char] == " "

    def is_glued(self, index: int, following: int, sign: str) -> bool:
        """Return whether a sign follows a word at once."""
        return (
            following < len(self.words)
            and self.words[following].text == sign
            and self.words[index].end_char == self.words[following].start_char
        )

    def is_joined(self, index: int) -> bool:
        """Return whether a word or sign is the inside of a compound: "Asia-Pacific", "U.S.", "C4ISR"."""
        if not 0 < index < len(self.words):
            return False
        word, previous = self.words[index], self.words[index - 1]
        glued_before = previous.end_char == word.start_char
        if word.text == "-":
            return (
                self.text[word.start_char] != "—"
                and glued_before
                and index + 1 < len(self.words)
                and self.words[index + 1].start_char == word.end_char
            )
        if word.text == ".":
            return glued_before and len(previous.text) == 1 and previous.text.isupper()
        return glued_before and previous.text in ("-", ".") and word.text[:1].isalnum()

    def is_possessor(self, index: int) -> bool:
        """Return whether a possessive ending follows the word."""
        return self.is_glued(index, index + 1, "'")

    def is_inner_and(self, index: int, start: int) -> bool:
        """Return whether "and" stands inside one name: "Trade and Technology Council", not "Japan and the Council"."""
        if self.words[index].text != "and" or start != index + 1 or not self.is_capitalised(index - 1):
            return False
        if self.is_body(index + 1):
            return False  # "President Biden and European Commission"
        known = self.known_by_last.get(index - 1)
        following = [self.text_at(place) for place in range(index, index + 4)]
        is_desk = known is not None and known.label in ("NORP", "LOC") and "Affairs" in following  # "Asian and Oceanian Affairs Bureau"
        is_whole = (known is not None and not is_desk) or self.text_at(index - 1) in self.lexicon.head_words  # "X Council and Y Council"
        return not is_whole and not self.is_possessor(index - 1) and self.text_at(index - 2) != "to"

    def is_body(self, index: int) -> bool:
        """Return whether a body that we know begins with a word."""
        known = self.known_by_first.get(index)
        return known is not None and known.label == "ORG" and " " in self.text[known.start_char : known.end_char]

    def goes_on(self, last: int) -> bool:
        """Return whether a phrase goes on after a head noun that ends many phrases: "Army-Navy Game" is no navy."""
        following = self.text_at(last + 1)
        if not (self.is_capitalised(last + 1) and self.is_near(last)) or last + 1 in self.known_by_first:
            return False
        return not (following in self.lexicon.head_words or following in self.lexicon.title_words or following in MONTHS_AND_DAYS)

    def text_at(self, index: int) -> str:
        """Return the word at an index; nothing beyond the text."""
        return self.words[index].text if 0 <= index < len(self.words) else ""


def find_patterned(text: str, words: Sequence[Word], known: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield the productive names of a text."""
    yield from find_fixed(text)
    yield from Phrases(text, words, known).candidates()
