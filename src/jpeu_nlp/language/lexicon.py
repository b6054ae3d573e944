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
        self.office_titles = frozenset(tables["titles"]["office"])
        self.courtesy_titles = frozenset(tables["titles"]["courtesy"])
        self.singular_titles: tuple[str, ...] = tuple(tables["titles"]["singular"])
        self.former = frozenset(tables["titles"]["former"])
        self.departments = tuple(tables["titles"]["departments"])
        self.first_words = frozenset(tables["trim"]["first"])
        self.first_after_article = frozenset(tables["trim"]["first_after_article"])
        self.alone = frozenset(tables["trim"]["alone"])
        self.particles = frozenset(tables["names"]["particles"])
        self.combining: dict[str, str] = tables["names"]["combining"]
        self.fixed = tuple((row["label"], row["pattern"]) for row in tables["fixed"])
        self.companies = tuple(tables["names"]["companies"])
        self.ships = tuple(tables["names"]["ships"])
        self.common_surnames = frozenset(tables["names"]["common_surnames"])
        self.surname_titles = frozenset(tables["names"]["surname_titles"])
        self.parties: dict[str, str] = tables["names"]["parties"]
        self.us_state_ids: dict[str, str] = tables["names"]["us_states_are"]
        self.us_states = frozenset(tables["names"]["us_states"])
        self.words_in_capitals = frozenset(tables["names"]["words_in_capitals"])
        self.compound_peoples = frozenset(tables["names"]["compound_peoples"])
        self.seats = frozenset(tables["names"]["seats"])
        self.compound_firsts = frozenset(tables["names"]["compound_firsts"])
        self.town_verbs = frozenset(tables["capitals"]["not_verbs"])
        self.addressed_verbs = frozenset(tables["capitals"]["addressed"])
        self.saying = frozenset(tables["names"]["saying"])
        self.moods = frozenset(tables["capitals"]["moods"])
        self.dealings = frozenset(tables["capitals"]["dealings"])
        self.capital_nouns = frozenset(tables["capitals"]["nouns"])
        self.defaults: dict[str, str] = {name: country for country, names in tables["defaults"].items() for name in names}
        self.weak_heads = frozenset(tables["heads"]["ORG"]["weak"])
        self.heads: NameTrie[tuple[str, str]] = NameTrie()
        """Head nouns with `(label, place)`, place being `of` or `last`."""
        for label, places in tables["heads"].items():
            if label == "schemes":
                continue
            for place in ("of", "last"):
                for noun in places[place]:
                    self.heads.add(noun, (label, place))
        self.short_heads = frozenset(tables["heads"]["ORG"]["short"])
        self.schemes: dict[str, str] = tables["heads"]["schemes"]
        self.bodies = tuple(noun for noun in tables["heads"]["ORG"]["of"] if " " not in noun)
        self.head_words = frozenset(
            noun.split()[-1]
            for label, places in tables["heads"].items()
            if label != "schemes"
            for place in ("of", "last")
            for noun in places[place]
        )
        self.title_nouns = frozenset(title.split()[-1] for title in self.office_titles)
        self.title_words = frozenset(word for title in (*self.office_titles, *self.courtesy_titles) for word in title.split())


def alternation(words: tuple[str, ...] | frozenset[str]) -> str:
    """Return a regular expression for any of some phrases, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Return the lexicon, read on the first call."""
    return Lexicon(read_vocabulary("names.toml"))
