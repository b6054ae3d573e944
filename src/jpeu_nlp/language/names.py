"""Name look-up: a trie over words, so that a text is read once whatever the number of names.

In go aliases with whatever they stand for, out come the places where they occur. Words are folded before they are
compared (diacritics, curly quotes, dashes, "&"), so `Türkiye` finds `Turkiye`; case counts, because "us" is not "US".
Names in capitals (headings, speakers' labels) are found through a second trie that holds capitals only.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

WORD = re.compile(r"\w+|[^\w\s]")
PAYLOAD = "\n"
"""Key under which a node keeps what ends there; no word holds a line end."""

SAME = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "&": "and",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "ı": "i",
        "đ": "d",
        "Đ": "D",
    }
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Word:
    """One word or sign of a text, folded, with its place."""

    text: str
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """One name found: its place, its length in words, and what it may stand for."""

    start_char: int
    end_char: int
    n_words: int
    meanings: tuple[T, ...]


def fold(word: str) -> str:
    """Return a word without diacritics and typographic variants."""
    if word.isascii() and word != "&":
        return word
    decomposed = unicodedata.normalize("NFKD", word.translate(SAME))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def split_words(text: str) -> list[Word]:
    """Return the words and signs of a text."""
    return [Word(fold(match.group()), match.start(), match.end()) for match in WORD.finditer(text)]


class NameTrie(Generic[T]):
    """Names by their words. `add` all names first, then `find`."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, name: str, meaning: T) -> None:
        """Let a name stand for a meaning; one name may have several."""
        node = self._root
        for match in WORD.finditer(name):
            node = node.setdefault(fold(match.group()), {})
        node.setdefault(PAYLOAD, []).append(meaning)

    def find(self, words: list[Word]) -> Iterator[Found[T]]:
        """Yield every name that occurs, shorter ones inside longer ones too, in order of their first word."""
        root = self._root
        for first, word in enumerate(words):
            node: Mapping[str, Any] | None = root.get(word.text)
            position = first
            while node is not None:
                if PAYLOAD in node:
                    yield Found(word.start_char, words[position].end_char, position - first + 1, tuple(node[PAYLOAD]))
                position += 1
                node = node.get(words[position].text) if position < len(words) else None

    def meanings(self, name: str) -> tuple[T, ...]:
        """Return what a whole name stands for; nothing for an unknown one."""
        node: Mapping[str, Any] | None = self._root
        for match in WORD.finditer(name):
            node = node.get(fold(match.group())) if node else None
        return tuple(node.get(PAYLOAD, ())) if node else ()


@lru_cache(maxsize=4096)
def fold_name(name: str) -> str:
    """Return a whole name folded, its words separated by single spaces and in lower case: for comparing two spellings."""
    return " ".join(fold(match.group()) for match in WORD.finditer(name)).lower()
