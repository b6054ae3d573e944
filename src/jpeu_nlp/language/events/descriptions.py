"""Descriptions of who acts without a name: "the two ministers", "the Secretary", with the titles that stand in front.

In goes the head of a phrase, out comes its span; the rest of the document says who is meant (`holders.py`, `pairs.py`).
"""

from collections.abc import Mapping

from spacy.tokens import Span, Token

from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.language.events.syntax import singular


def title_start(token: Token) -> int:
    """Return where the title in front of a word begins."""
    start = token.i
    while start > token.sent.start and is_title_word(token.doc[start - 1]):
        start -= 1
    return start


def is_title_word(token: Token) -> bool:
    """Return whether a word can belong to a title before its head ("Deputy", the hyphen of "Secretary-General")."""
    return token.lower_ != "the" and (token.text[0].isupper() or token.text == "-")


def describe(head: Token, ent_at: Mapping[int, Span]) -> list[Span]:
    """Return "the two ministers", "the leaders", "the Secretary" as a description, to be named from the rest of the document."""
    if head.lower_ in WORDS["agents.offices"] and head.text[0].isupper() and head.i not in ent_at:
        return [head.doc[title_start(head) : head.i + 1]]
    is_bare = all(child.dep_ == "det" for child in head.lefts) and head.tag_ == "NNP"
    if is_bare and head.lower_ in WORDS["agents.bare_organs"]:
        return [head.doc[head.i : head.i + 1]]  # "Council urges"
    if singular(head) not in WORDS["agents.both"]:
        return []
    if head.tag_ not in ("NNS", "NNPS"):
        return []
    before = [child.lower_ for child in head.lefts]
    if any(word in ("both", "two", "three") for word in before) or (before == ["the"] and head.lower_ in WORDS["agents.pair"]):
        return [head.doc[head.left_edge.i : head.i + 1]]
    return []
