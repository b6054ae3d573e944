"""Lists of departments: "the Departments of State, Defense, and Homeland Security" are three mentions.

In go a text and the gazetteer, out come candidates. The names of departments hold "and" and commas themselves ("Health and
Human Services"), so the list is read by the departments that the gazetteer knows, not by its commas.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from jpeu_nlp.language.entities.candidates import Candidate, Rank
from jpeu_nlp.language.gazetteer import Gazetteer
from jpeu_nlp.language.lexicon import alternation

BEGINNING = re.compile(r"\bDepartments of (?:the )?")
NEXT = re.compile(r"(?: \([A-Z]+\))?(?:, and |, | and |; and |; )(?:the )?")
NAME = re.compile(r"Department of (?:the )?(?P<field>.+)")


@lru_cache(maxsize=4)
def department_fields(gazetteer: Gazetteer) -> tuple[Mapping[str, str], re.Pattern[str]]:
    """Return what departments are for ("Health and Human Services") with their ids, and the expression of any of them."""
    fields: dict[str, str] = {}
    for entity_id, entry in gazetteer.entries.items():
        for name in (*entry.sure_names, *entry.ambiguous):
            match = NAME.fullmatch(name) if entry.entity.kind == "ministry" and entry.entity.country == "us" else None
            if match:
                fields[match["field"]] = entity_id
    return fields, re.compile(rf"(?:{alternation(frozenset(fields))})(?!\w)")


def find_departments(text: str, gazetteer: Gazetteer) -> Iterator[Candidate]:
    """Yield the departments of every list; only American ones are so called in English prose."""
    if "Departments of" not in text:
        return
    fields, field = department_fields(gazetteer)
    for beginning in BEGINNING.finditer(text):
        match = field.match(text, beginning.end())
        while match:
            yield Candidate(*match.span(), "ORG", "gazetteer", Rank.TITLE, fields[match.group()])
            following = NEXT.match(text, match.end())
            match = field.match(text, following.end()) if following else None
