"""Roles: what each piece of a document is for, by place and wording, for all formats alike.

Margins (bylines, notes, running heads, disclaimers, captions) stay in the document and out of its passages. A piece
is a margin only near the start or the end, or in small type: in the middle of a text, "the views expressed at the
summit" is what the text is about.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from jpeu_nlp.ingest import wording
from jpeu_nlp.ingest.clean import count_words, cut_sentences, is_complete
from jpeu_nlp.ingest.drafts import Piece

OPENING = 10
"""Pieces at the start that may be front matter: kicker, series, title, subtitle, byline, date, two notes, a caption (counted)."""
CLOSING = 10
"""Pieces at the end that may be back matter."""
SMALL = 0.93
"""Type below this share of the body's size is a margin's; footnotes are set at 0.75-0.9 of it (measured on our samples)."""


_NUMBERED = re.compile(r"\(?(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,4})[.)]\s+\S")


def mark_margins(pieces: Sequence[Piece], *, authors: Sequence[str]) -> list[Piece]:
    """Give every piece of the margins its role."""
    marked = mark_repeated(pieces)
    marked = [mark_piece(piece, at=at, count=len(marked), authors=authors) for at, piece in enumerate(marked)]
    return mark_sections(marked)


def mark_repeated(pieces: Sequence[Piece]) -> list[Piece]:
    """Mark page numbers, and short lines that come back with other digits, as running heads."""
    shapes = Counter(mask(piece.text) for piece in pieces if is_short(piece.text))
    result = []
    for piece in pieces:
        is_number = wording.PAGE_NUMBER.match(piece.text) is not None and piece.role in {"", "paragraph", "heading"}
        is_repeated = (
            piece.role in {"", "paragraph"}
            and is_short(piece.text)
            and (shapes[mask(piece.text)] >= (2 if is_letterhead(piece.text) else 3))
        )
        result.append(replace(piece, role="running") if is_number or (is_repeated and not is_complete(piece.text)) else piece)
    return result


def mask(text: str) -> str:
    """Return the text in lower case with its digits hidden, so that page 3 looks like page 4."""
    return re.sub(r"\d+", "#", text.lower()).strip()


def is_short(text: str) -> bool:
    """Tell whether a text can be a line of a page's edge."""
    return len(text) <= 100


def mark_piece(piece: Piece, *, at: int, count: int, authors: Sequence[str]) -> Piece:
    """Return the piece with the role that its place and wording give it."""
    if piece.role not in {"", "paragraph", "item", "heading"}:
        return piece
    is_edge = at < OPENING or at >= count - CLOSING
    is_small = piece.size < SMALL
    text = piece.text[:2000]
    n_words = len(piece.text.split())
    if is_caption(text, n_words):
        return replace(piece, role="caption")
    if n_words <= 40 and (wording.COPYRIGHT.match(text) or (at >= count - 3 and wording.RIGHTS.search(text))):
        return replace(piece, role="disclaimer")
    if (
        (is_edge or is_small)
        and n_words <= 150
        and wording.DISCLAIMER.search(text)
        and is_about_itself(text, at=at, count=count, is_small=is_small)
    ):
        return replace(piece, role="disclaimer")
    if (is_edge or is_small) and is_author_note(text, authors=authors):
        return replace(piece, role="note")
    if at >= count - 3 and piece.role != "heading" and n_words <= 60 and is_closing_note(text):
        return replace(piece, role="note")
    if n_words <= 60 and (is_contact(text, n_words) or wording.END_MARK.match(text)):
        return replace(piece, role="note")
    if at >= count / 2 and wording.FOOTNOTE.match(text) and wording.CITATION.search(text):
        return replace(piece, role="note")
    if is_small and piece.role != "heading" and (wording.FOOTNOTE.match(text) or wording.CITATION.search(text)):
        return replace(piece, role="note")
    if at < OPENING and piece.role != "item" and is_letterhead(text):
        return replace(piece, role="running")
    return piece


def is_about_itself(text: str, *, at: int, count: int, is_small: bool) -> bool:
    """Tell whether a disclaimer speaks of the document it stands in: in small type, last, first, or naming it."""
    is_named = re.search(
        r"\b(?:authors?|publication|commentar(?:y|ies)|article|paper|document|institut\w+|editors?|copyright|rights)\b", text, re.IGNORECASE
    )
    return is_small or is_named is not None or at >= count - 3


def is_caption(text: str, n_words: int) -> bool:
    """Tell whether a piece explains or credits a picture or table."""
    return n_words <= 60 and (wording.CAPTION.match(text) is not None or (n_words <= 45 and wording.CREDIT.search(text) is not None))


def is_contact(text: str, n_words: int) -> bool:
    """Tell whether a piece says whom to ask: it opens so, or is little but addresses and numbers."""
    if wording.CONTACT.match(text):
        return True
    return n_words <= 25 and len(wording.ADDRESS.findall(text)) >= (2 if n_words > 6 else 1) and not is_complete(text)


def is_closing_note(text: str) -> bool:
    """Tell whether one of the last pieces is about the text itself, or has a sentence that says whom to ask and where."""
    sentences = [text[first:last] for first, last in cut_sentences(text)]
    return wording.ABOUT_TEXT.match(text) is not None or any(
        wording.CONTACT.match(sentence) and wording.ADDRESS.search(sentence) for sentence in sentences
    )


def is_letterhead(text: str) -> bool:
    """Tell whether a line of the front matter names a series, a kind of text or an office."""
    if len(text.split()) > 12 or is_complete(text):
        return False
    words = [word for word in text.lower().replace("–", " ").replace("—", " ").split() if word not in {"and", "the", "of"}]
    is_office = len(words) <= 6 and 2 * sum(word in wording.OFFICE for word in words) >= len(words) > 1
    if is_office or wording.KICKER.match(text) or wording.SERIES.match(text):
        return True
    is_name = all(
        word[0].isupper() or not word[0].isalpha() or word in {"of", "for", "and", "the", "to", "in", "on"} for word in text.split()
    )
    return is_name and not text.endswith(":") and wording.LETTERHEAD.match(text) is not None


def is_masthead(text: str) -> bool:
    """Tell whether a line may be the name of a house or a paper; only to be asked where another line can be the title."""
    words = text.split()
    is_name = len(words) <= 8 and all(word[0].isupper() or not word[0].isalpha() or word in {"of", "for", "and", "the"} for word in words)
    has_house = any(word.lower().strip(",") in wording.MASTHEAD for word in words)
    return is_name and not is_complete(text) and ":" not in text and (has_house or " / " in text or " | " in text)


def is_author_note(text: str, *, authors: Sequence[str]) -> bool:
    """Tell whether a piece is about the authors: it opens with one of their names and goes on about a life."""
    text = text[:1000]
    if wording.AUTHOR_SENTENCE.match(text) or wording.MAILED_NAME.match(text):
        return True
    opening = re.sub(r"^(?:[*†‡§\d]+\s*|(?:Dr|Prof|Mr|Ms|Mrs|Amb|Gen|Adm)\.?\s+|Professor\s+|Ambassador\s+)+", "", text)
    for author in authors:
        names = (author, " ".join(reversed(author.split(" ", 1))), author.split()[-1])
        for name in names:
            if opening.lower().startswith(name.lower()):
                rest = opening[len(name) :]
                return wording.AFTER_NAME.match(rest) is not None and wording.BIOGRAPHY.search(rest[:250]) is not None
    return find_note_author(text) is not None


def find_note_author(text: str) -> str | None:
    """Return the name that opens a note about an author nobody has named before: with an address, or as fellow or professor."""
    text = text[:1000]
    mailed = wording.MAILED_NAME.match(text)
    if mailed:
        return mailed[1]
    named = wording.NAME_AT_HEAD.match(text)
    while named:
        name = named[1]
        for n_words in range(len(name.split()), 1, -1):
            head = " ".join(name.split()[:n_words])
            rest = text[named.start(1) + len(head) :]
            if all(word[0].isupper() for word in (head.split()[0], head.split()[-1])) and wording.STRONG_POST.match(rest):
                return head
        return None
    return None


def mark_sections(pieces: Sequence[Piece]) -> list[Piece]:
    """Mark what follows "About the authors", "Notes" or "ENDS" as notes; the first up to the next heading."""
    result: list[Piece] = []
    is_note = False
    for at, piece in enumerate(pieces):
        is_late = at >= len(pieces) / 2
        opens = piece.role in {"", "heading", "note", "paragraph"} and len(piece.text) <= 40
        if (opens and (wording.ABOUT_AUTHOR.match(piece.text) or (is_late and wording.NOTES_HEADING.match(piece.text)))) or (
            is_late and wording.END_MARK.match(piece.text)
        ):
            is_note = True
        elif piece.role == "heading":
            is_note = False
        result.append(replace(piece, role="note") if is_note and piece.role in {"", "paragraph", "item", "heading"} else piece)
    return result


def mark_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """Give every piece that is still open its role: heading, where it is short and leads to something, or paragraph."""
    result: list[Piece] = []
    for at, piece in enumerate(pieces):
        if piece.role and not (piece.role == "item" and _NUMBERED.match(piece.text)):
            result.append(piece)
            continue
        following = next((later for later in pieces[at + 1 :] if later.role in {"", "paragraph", "item", "heading"}), None)
        if piece.role == "item":  # "1. The problem" over a paragraph; over another number it is a list
            is_over = following is not None and following.role in {"", "paragraph"} and is_heading(piece, following)
            result.append(replace(piece, role="heading") if is_over and not piece.text.endswith(":") else piece)
            continue
        leads_on = is_complete(piece.text) or piece.text.endswith(":")
        is_subtitle = at > 0 and pieces[at - 1].role == "title" and len(piece.text.split()) <= 20 and not leads_on
        result.append(replace(piece, role="heading" if following and (is_subtitle or is_heading(piece, following)) else "paragraph"))
    return result


def is_heading(piece: Piece, following: Piece) -> bool:
    """Tell whether a short piece without a full stop stands over what follows; bold or larger type allows more words."""
    text = piece.text.rstrip()
    n_words = count_words(text)
    is_marked = piece.is_bold or piece.size > 1.05
    if not text or n_words > (20 if is_marked else 14) or len(text) > 150:
        return False
    first = text.lstrip("\"'“‘(")[:1]
    if not (first.isupper() or first.isdigit() or not first.isascii()) or text.endswith((",", ";", "-")):
        return False
    if text.endswith(":"):
        return n_words <= (12 if is_marked else 4)
    if is_complete(text) and not text.endswith("?"):
        return is_marked and n_words <= 8
    if text.endswith("?") and not is_marked and n_words > 10:
        return False
    return is_marked or len(following.text) > len(text) or following.role == "heading"
