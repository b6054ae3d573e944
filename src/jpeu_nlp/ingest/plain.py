"""Plain text: a text file in, its paragraphs, items and headings as pieces out.

Made for text that was pulled out of something else: blank lines fall inside sentences, titles are wrapped inside
`**bold**`, lines are cut at a fixed width. What a blank line means is therefore decided by the words around it
(`clean.join_broken`), and only a bullet, a mark-up sign or a form feed is believed as it stands.
"""

import re
from collections.abc import Iterator, Sequence

from jpeu_nlp.ingest.clean import FUNCTION_WORDS, is_complete, join_lines, list_words, strip_markup
from jpeu_nlp.ingest.datelines import is_date_line
from jpeu_nlp.ingest.drafts import Draft, Piece
from jpeu_nlp.ingest.names import is_byline, to_name
from jpeu_nlp.ingest.wording import ABOUT_AUTHOR, KICKER, LETTERHEAD, NOTES_HEADING

BULLET = re.compile(r"^\s*(?:[-–—*+•‣◦▪▫●○■□·➢➤►✓\uf0b7\uf0a7]\s+|(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\)|\d{1,2}[.])\s+)(?=\S)")
"""What opens a list item: a sign, or a number or letter with a bracket or full stop."""

NUMBERED = re.compile(r"^\s*\(?(\d{1,2}|[a-z]|[ivx]{1,4})[).]\s+")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
_RULE = re.compile(r"^\s*([-=_*~])(?:\s*\1){2,}\s*$")
_PAGE_NUMBER = re.compile(r"^(?:\s{8,}|\s*[-–—]\s*|\s*[Pp]age\s+)\d{1,3}(?:\s*(?:[-–—]|of \d{1,3}))?\s*$")
"""A page's number on a line of its own: in the middle of the line, between dashes, or called so."""

_BOLD = re.compile(r"^\s*(\*{2,3}|__)(?=\S)(.+?)(?<=\S)\1\s*$", re.DOTALL)

_LAST_BUT_ONE = re.compile(r"[;,]\s+(?:and|or)\s*$")
"""How the last item but one of a list ends; an item may follow it although no sentence has ended."""


def read_plain(text: str) -> Draft:
    """Read a text file that has been decoded."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    pages = set_names_apart(text).split("\f")
    width = measure_width(text)
    pieces = [
        piece
        for number, page in enumerate(pages, start=1)
        for chunk in split_chunks(page)
        for piece in read_chunk(chunk, page=number if len(pages) > 1 else None, width=width)
    ]
    n_pages = len(pages) if len(pages) > 1 else None
    return Draft(pieces=tuple(pieces), reader="text@1", media_type="text/plain", n_pages=n_pages)


def set_names_apart(text: str) -> str:
    """Put blank lines around a line of the first twelve that is nothing but a name which comes again below: an author's."""
    lines = text.split("\n", 12)
    for at, line in enumerate(lines[:12]):
        bare = line.strip().strip("*_")
        name = to_name(bare) if len(bare) <= 60 else None
        if name and text.lower().count(name.lower()) > 1:
            lines[at] = f"\n{line}\n"
    return "\n".join(lines)


def measure_width(text: str) -> int:
    """Return the width at which the text's lines were cut, or 0 where a line is a paragraph.

    Lines count as cut when most of the long ones have about the same length; the tenth longest of a hundred is taken,
    for a few lines always run over.
    """
    lengths = sorted(len(line.rstrip()) for line in text.splitlines() if line.strip())
    if not lengths:
        return 0
    width = lengths[int(len(lengths) * 0.9)]
    longest = lengths[-1]
    return width if width <= 130 and longest <= width * 1.6 else 0


def split_chunks(page: str) -> Iterator[list[str]]:
    """Yield the runs of lines between blank lines; a line of dashes or stars counts as blank, unless it underlines."""
    chunk: list[str] = []
    for line in page.split("\n"):
        if _PAGE_NUMBER.match(line) or (not chunk and line.strip().isdigit() and len(line.strip()) <= 3):
            yield from ([chunk] if chunk else [])
            yield [line.strip()]
            chunk = []
        elif line.strip() and not _RULE.match(line):
            chunk.append(line.rstrip())
        elif chunk:
            is_underline = bool(line.strip()) and len(chunk) == 1 and len(chunk[0]) < 100
            yield [f"# {chunk[0].strip()}"] if is_underline else chunk
            chunk = []
    if chunk:
        yield chunk


def read_chunk(lines: Sequence[str], *, page: int | None, width: int) -> Iterator[Piece]:
    """Yield the pieces of one run of lines."""
    bold = _BOLD.match("\n".join(lines))
    if bold and "**" not in bold[2]:
        for group in group_lines([line for line in bold[2].split("\n") if line.strip()], width=width):
            yield make_piece(group, page=page, is_bold=True)
        return
    for group in group_lines(lines, width=width):
        heading = _HEADING.match(group[0])
        if heading and len(group) == 1:
            yield Piece(text=strip_markup(heading[2]), role="heading", page=page, size=1.8 - 0.1 * len(heading[1]), is_bold=True)
        else:
            yield make_piece(group, page=page)


def make_piece(lines: Sequence[str], *, page: int | None, is_bold: bool = False) -> Piece:
    """Return the lines as one piece; a bullet makes it an item and is dropped, a number stays."""
    bullet = BULLET.match(lines[0])
    text = strip_markup(join_lines(lines, list_words(lines)))
    if bullet is None:
        bold = _BOLD.match("\n".join(lines))
        return Piece(text=text, page=page, is_bold=is_bold or (bold is not None and "**" not in bold[2]))
    if NUMBERED.match(lines[0]):
        return Piece(text=text, role="item", page=page)
    return Piece(text=strip_markup(join_lines([lines[0][bullet.end() :], *lines[1:]], list_words(lines))), role="item", page=page)


def group_lines(lines: Sequence[str], *, width: int) -> Iterator[list[str]]:
    """Yield the lines of each paragraph of a run without blank lines."""
    group: list[str] = []
    in_list = False
    for line in lines:
        if group and starts_anew(group, line, width=width, in_list=in_list):
            yield group
            group = []
        if not group:
            in_list = BULLET.match(line) is not None
        group.append(line)
    if group:
        yield group


def starts_anew(group: Sequence[str], line: str, *, width: int, in_list: bool) -> bool:
    """Tell whether `line` begins a paragraph, an item, a byline or a dated line, rather than going on with `group`."""
    last = group[-1]
    if _HEADING.match(line) or _HEADING.match(last) or ABOUT_AUTHOR.match(last.strip()) or NOTES_HEADING.match(last.strip()):
        return True
    is_full = width > 0 and len(last.rstrip()) + 1 + len(line.split()[0]) > width - 2
    if opens_item(line, last=last, first=group[0] if in_list else "", is_full=is_full):
        return True
    if is_date_line(last) or ((is_byline(line) or is_date_line(line)) and not is_full and not ends_open(last)):
        return True
    if is_byline(" ".join(group)) and not (last.isupper() and line.isupper()) and not ends_open(last):
        return True
    is_head = KICKER.match(last.strip()) is not None or (LETTERHEAD.match(last.strip()) is not None and last.isupper())
    if (is_head or len(line.split()) > 3) and last.isupper() and not line.isupper() and not ends_open(last):
        return True
    if width == 0:
        return is_complete(last) or len(last) > 200
    is_indented = len(line) - len(line.lstrip()) >= 2 and last == last.lstrip() and not in_list
    return is_complete(last) and (is_indented or (not is_full and not line.split()[0][0].islower()))


def opens_item(line: str, *, last: str, first: str, is_full: bool) -> bool:
    """Tell whether a line below `last` opens a list item; `first` is the line that opened the item it may follow.

    A dash, a number or a letter also comes to stand at the head of a line by wrapping, so these count only below a
    line that ends a sentence before it is full, or when they go on with a list of the same kind.
    """
    bullet = BULLET.match(line)
    if bullet is None:
        return False
    sign = line.strip()[0]
    if sign not in "-–—*+(" and not sign.isalnum():
        return True
    is_alike = bool(first) and BULLET.match(first) is not None and first.strip()[0] == sign
    if (sign.isalnum() or sign == "(" or is_alike) and _LAST_BUT_ONE.search(last):
        return True
    if sign in "-*+" and not is_full and not first and len(last.split()) <= 6 and not ends_open(last):
        return True
    if not is_full and (last.rstrip().endswith((":", ";")) or is_complete(last)):
        return True
    is_same = is_alike and len(first) - len(first.lstrip()) == len(line) - len(line.lstrip())
    is_same = is_same or (bool(first) and sign.isalnum() and first.strip()[0].isalnum() and (is_complete(last) or last.endswith(";")))
    return is_same and (sign.isalnum() or sign in "-–—*+") and not ends_open(last)


def ends_open(line: str) -> bool:
    """Tell whether a line stops where no heading or byline does, so that the next one belongs to it."""
    words = line.split()
    return bool(words) and (words[-1].lower() in FUNCTION_WORDS or line.rstrip().endswith((",", "-", "–", "—", "&")))
