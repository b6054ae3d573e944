"""Clean: characters and line breaks as a typesetter left them in, running text out.

A text is cleaned once, before offsets exist. Words cut at a line end are put together by the document's own
vocabulary, not a dictionary's: only the document knows that it writes "de-confliction" and "World Cup-style".
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace

from jpeu_nlp.ingest.drafts import Piece

LINE_HYPHENS = "-‐\u00ad\u0002\ufffe"
"""What a word cut at a line end may end with; pdfium writes U+0002 or U+FFFE for a hyphen it takes for such a cut."""

CLOSED = frozenset(
    re.findall(
        r"\S+",
        """
        after any back black counter down ever every fore further head here how in inter it land life news no off on out over part per
        safe sea ship some state super there through trans under up water what when where which who with work
        """,
    )
)
"""First halves that make one word with what follows more often than a hyphened one: with-out, over-all, some-thing."""

OPEN_HEADS = frozenset(
    re.findall(
        r"\S+",
        """
        first second third two three four five six seven eight nine ten double half full high higher low lower long longer short well self
        quasi multi large small cross whole world rules market
        """,
    )
)
"""First halves that keep their hyphen before a word that the document has: long-term, self-defence, rules-based."""

PREFIXES = frozenset(re.findall(r"\S+", "anti non pre post pro co re ex semi so all mid bi sub ultra"))
"""First halves that keep their hyphen only before a word that the document has: anti-money, but pro-mote."""

OPEN_TAILS = frozenset(
    re.findall(
        r"\S+",
        """
        backed based bound building called century class control cutting day driven edge focused free friendly funded making income led
        level like linked looking made making minded month old oriented owned party powered range related reaching run scale speed standing
        step style supplied supported term third thirds time track type wide wing year
        """,
    )
)
"""Second halves that keep their hyphen: EU-funded, World Cup-style, so-called."""

SURE_TAILS = frozenset({"based", "style", "funded", "driven", "minded", "related", "owned", "oriented", "friendly", "powered", "focused"})
"""Second halves that no single word ends with."""

ABBREVIATIONS = frozenset(
    re.findall(
        r"\S+",
        """
        jan feb mar apr jun jul aug sep sept oct nov dec mr mrs ms dr prof gen lt col capt adm rep sen gov amb st vs eg ie e.g i.e
        p pp vol art cf approx
        """,
    )
)

FUNCTION_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        a an the and or but nor of in on at by to for from with without as than that which who whose into onto over under between
        among against its their his her our this these those is are was were be been being has have had will would can could may might
        shall should must not including such both either while when where if because although until per via toward towards upon within
        across through during about after before since
        """,
    )
)
"""Words that no sentence, heading or byline ends with."""

_BLANKS = re.compile(r"\s+")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*])|(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\3(?!\w)", re.DOTALL)
_LIGATURES = {ligature: unicodedata.normalize("NFKC", chr(ligature)) for ligature in range(0xFB00, 0xFB07)}
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_LONGEST = 20_000
"""Characters above which mark-up is left in: no paragraph is longer, and searching for pairs takes the square of it."""

_SUSPENDED = re.compile(r"(?:and|or|to)\b")
"""What follows the hyphen of "second- and third-order"."""

_ENDINGS = ".!?…。！？"
_CLOSERS = "\"'”’»)]」』*_"


def clean_text(text: str) -> str:
    """Return `text` on one line: composed characters, no controls or invisible marks, single blanks."""
    text = unicodedata.normalize("NFC", text.translate(_LIGATURES))
    kept = (
        " " if char.isspace() or char in "\u200b\ufffc" else char
        for char in text
        if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"} or char == "\u200b"
    )
    return _BLANKS.sub(" ", "".join(kept)).strip()


def strip_markup(text: str) -> str:
    """Take Markdown's links and emphasis out of a text that was never meant to be rendered."""
    if len(text) > _LONGEST:
        return text
    text = _LINK.sub(r"\1", text)
    for _ in range(3):  # emphasis inside emphasis; more than three deep is not emphasis
        stripped = _EMPHASIS.sub(lambda match: match[2] or match[4], text)
        if stripped == text:
            break
        text = stripped
    return text


def list_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of consecutive texts in lower case, hyphened ones whole as well as in their parts.

    The halves of a word that the end of a text cuts are no words.
    """
    words: set[str] = set()
    is_cut = False
    for text in texts:
        found = [match[0] for match in _WORD.finditer(text.lower())]
        found = found[1:] if is_cut else found
        is_cut = text.rstrip()[-1:] in LINE_HYPHENS and bool(text.strip())
        for word in found[:-1] if is_cut else found:
            words.add(word)
            words.update(word.split("-"))
    return frozenset(words)


def join_halves(left: str, right: str, words: Set[str]) -> str:
    """Return the word that a line end cut into `left` (without its hyphen) and `right`."""
    head = left.rsplit("-", 1)[-1].lower().lstrip("(\"'“‘")
    tail = (_WORD.match(right.lower()) or [""])[0]
    whole, hyphened = head + tail, f"{head}-{tail}"
    is_shouted = left.isupper() and right[:2].isupper()
    if right[:1].isupper() and not is_shouted:
        return f"{left}-{right}"
    if whole in words and hyphened not in words:
        return left + right
    if hyphened in words or not tail or not head:
        return f"{left}-{right}"
    if left[-1:].isdigit() or "-" in left or (len(head) > 1 and left[-2:].isupper() and not is_shouted):
        return f"{left}-{right}"
    stem = tail.split("-")[0]
    is_known = stem in words and len(stem) > 2
    is_head = head in words or head in OPEN_HEADS | PREFIXES or left[:1].isupper()
    if head in {"self", "well"} or stem in SURE_TAILS or (stem in OPEN_TAILS and is_head) or (head in OPEN_HEADS | PREFIXES and is_known):
        return f"{left}-{right}"
    is_compound = head in words and is_known and len(head) > 2 and head not in CLOSED
    return f"{left}-{right}" if is_compound else left + right


def join_lines(lines: Sequence[str], words: Set[str]) -> str:
    """Return the lines as one running text, with the words that line ends cut put together again."""
    text = ""
    for line in lines:
        line = line.strip()
        if not text or not line:
            text = text or line
        elif text[-1] in LINE_HYPHENS and len(text) > 1 and text[-2].isalnum() and _SUSPENDED.match(line):
            text = f"{text[:-1]}- {line}"
        elif len(text) > 1 and text[-1] in LINE_HYPHENS and (text[-2].isalnum() or text[-2] in ".’'") and line[0].isalnum():
            head, _, last = text[:-1].rpartition(" ")
            joined = join_halves(last, line, words)
            text = f"{head} {joined}" if head else joined
        elif is_wide(text[-1]) and is_wide(line[0]):
            text += line
        else:
            text += " " + line
    return text


def is_wide(char: str) -> bool:
    """Tell whether a character is written without blanks between words, as Chinese and Japanese are."""
    return unicodedata.east_asian_width(char) in "WF"


def count_words(text: str) -> int:
    """Count words; two characters of a script without blanks count as one."""
    return sum(not is_wide(word[0]) for word in text.split()) + sum(map(is_wide, text)) // 2


def is_complete(text: str) -> bool:
    """Tell whether a text ends as a sentence does."""
    bare = text.rstrip(_CLOSERS + " 0123456789") if text[-1:].isdigit() else text.rstrip(_CLOSERS)
    if bare[-1:] not in _ENDINGS or not bare:
        return False
    last = bare.split()[-1].rstrip(".").lstrip("(\"'“‘")
    return bare[-1] != "." or last.lower() not in ABBREVIATIONS or last in {"art", "col", "gen", "mar", "sat", "sun"}


def is_cut_off(text: str) -> bool:
    """Tell whether a text stops inside a sentence: at a comma, a hyphen or a word that none ends with."""
    bare = text.rstrip()
    last = (bare.split() or [""])[-1].lower().strip("\"'“”‘’(")
    return bare.endswith((",", *LINE_HYPHENS, "–", "—", "(", "/")) or last in FUNCTION_WORDS


def continues(text: str, following: str, *, is_item: bool = False) -> bool:
    """Tell whether `following` goes on with the sentence that `text` begins; list items often end without a full stop.

    A text of fifteen words or more that ends without a full stop is no heading, so it needs its other half (chosen:
    the longest heading of the texts we wrote for the tests has thirteen words).
    """
    first = following.lstrip("\"'“‘([")[:1]
    ending = text.rstrip(_CLOSERS)[-1:]
    if not text or not first or ending == ":" or (ending == ";" and not first.islower()) or is_complete(text):
        return False
    if first.islower() or is_cut_off(text) or (first.isdigit() and text.endswith(".")):
        return True
    is_sentence = not is_item and len(text.split()) >= 15
    return is_sentence and (len(following.split()) >= 8 or is_complete(following) or first.isdigit())


def join_broken(pieces: Iterable[Piece]) -> list[Piece]:
    """Put together the paragraphs that a page break or a blank line cut, stepping over margins between the halves."""
    pieces = list(pieces)
    words = list_words(piece.text for piece in pieces)
    joined: list[Piece] = []
    open_at: int | None = None
    for piece in pieces:
        if piece.role in {"running", "note", "caption"}:
            joined.append(piece)
            continue
        head = joined[open_at] if open_at is not None else None
        if (
            open_at is not None
            and head
            and piece.role in {"", "paragraph"}
            and continues(head.text, piece.text, is_item=head.role == "item")
        ):
            joined[open_at] = replace(head, text=join_lines([head.text, piece.text], words))
            continue
        joined.append(piece)
        open_at = len(joined) - 1 if piece.role in {"", "paragraph", "item"} else None
    return joined


def cut_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of sentences by punctuation alone; good enough to cut an overlong paragraph."""
    start = 0
    for match in re.finditer(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[^\W_a-z])|[。！？]」?", text):
        if is_complete(text[start : match.end()].strip()):
            yield start, start + len(text[start : match.end()].rstrip())
            start = match.end()
    if text[start:].strip():
        yield start, len(text.rstrip())
