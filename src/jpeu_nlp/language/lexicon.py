"""The lexicon of `vocabulary/names.toml`: titles, head nouns and other words by which names are known, ready to look up."""

import re
from functools import lru_cache
from typing import Any

from jpeu_nlp.language.names import NameTrie
from jpeu_nlp.taxonomy import read_vocabulary

MONTHS_AND_DAYS = frozenset(
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ]
)


class Lexicon:
    """The tables of `names.toml` as sets, tries and one regular expression for titles."""

    def __init__(self, tables: dict[str, Any]) -> None:
        self.fixed = tuple((row["label"], row["pattern"]) for row in tables["fixed"])
        self.first_words = frozenset(tables["trim"]["first"])
        self.first_after_article = frozenset(tables["trim"]["first_after_article"])
        self.alone = frozenset(tables["trim"]["alone"])
        self.defaults: dict[str, str] = {name: country for country, names in tables["defaults"].items() for name in names}
        self.articles: tuple[tuple[str, frozenset[str], tuple[str, ...]], ...] = tuple(
            (row["of"], frozenset(row["articles"]), tuple(row["words"])) for row in tables["articles"]
        )
        self._read_titles(tables["titles"])
        self._read_names(tables["names"])
        self._read_capitals(tables["capitals"])
        self._read_heads(tables["heads"])

    def _read_titles(self, table: dict[str, Any]) -> None:
        self.office_titles = frozenset(table["office"])
        self.courtesy_titles = frozenset(table["courtesy"])
        self.singular_titles: tuple[str, ...] = tuple(table["singular"])
        self.former = frozenset(table["former"])
        self.departments = tuple(table["departments"])
        self.title_nouns = frozenset(title.split()[-1] for title in self.office_titles)
        self.title_words = frozenset(word for title in (*self.office_titles, *self.courtesy_titles) for word in title.split())

    def _read_names(self, table: dict[str, Any]) -> None:
        self.particles = frozenset(table["particles"])
        self.combining: dict[str, str] = table["combining"]
        self.companies = tuple(table["companies"])
        self.ships = tuple(table["ships"])
        self.given_names = frozenset(table["given"])
        self.common_surnames = frozenset(table["common_surnames"])
        self.surname_titles = frozenset(table["surname_titles"])
        self.saying = frozenset(table["saying"])
        self.acting = frozenset(table["acting"])
        self.parties: dict[str, str] = table["parties"]
        self.us_state_ids: dict[str, str] = table["us_states"]
        self.words_in_capitals = frozenset(table["words_in_capitals"])
        self.compound_peoples = frozenset(table["compound_peoples"])
        self.compound_firsts = frozenset(table["compound_firsts"])
        self.seats = frozenset(table["seats"])

    def _read_capitals(self, table: dict[str, Any]) -> None:
        self.town_verbs = frozenset(table["not_verbs"])
        self.addressed_verbs = frozenset(table["addressed"])
        self.moods = frozenset(table["moods"])
        self.dealings = frozenset(table["dealings"])
        self.capital_nouns = frozenset(table["nouns"])

    def _read_heads(self, tables: dict[str, Any]) -> None:
        places = [
            (label, place, noun)
            for label, table in tables.items()
            if label != "schemes"
            for place in ("of", "last")
            for noun in table[place]
        ]
        self.weak_heads = frozenset(tables["ORG"]["weak"])
        self.short_labels = {noun: label for label in ("ORG", "LAW") for noun in tables[label]["short"]}
        """Head nouns that alone stand for the one body or text of that noun, with their labels."""
        self.short_labels |= dict.fromkeys(tables["LAW"]["plain"], "LAW")
        self.bodies = tuple(noun for noun in tables["ORG"]["of"] if " " not in noun)
        self.schemes: dict[str, str] = tables["schemes"]
        self.heads: NameTrie[tuple[str, str]] = NameTrie()
        """Head nouns with `(label, place)`, place being `of` or `last`."""
        for label, place, noun in places:
            self.heads.add(noun, (label, place))
        self.head_words = frozenset(noun.split()[-1] for _, _, noun in places)


def alternation(words: tuple[str, ...] | frozenset[str]) -> str:
    """Return a regular expression for any of some phrases, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Return the lexicon, read on the first call."""
    return Lexicon(read_vocabulary("names.toml"))
