"""Front matter: title, authors and date of a document, from its metadata first and its opening lines second."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jpeu_nlp.ingest import datelines, names, roles, wording
from jpeu_nlp.ingest.clean import clean_text, count_words, is_complete
from jpeu_nlp.ingest.drafts import Draft, Piece

_TAKEN = {"byline", "note", "running", "disclaimer", "caption"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What the opening of a document says about it, and its pieces with title and bylines marked."""

    pieces: tuple[Piece, ...]
    title: str
    authors: tuple[str, ...]
    published_date: str | None
    date_origin: str


def read_front(draft: Draft, *, name: str) -> FrontMatter:
    """Find title, authors and date; `name` is the file's, the last place to look for a date."""
    pieces = list(roles.mark_repeated(draft.pieces))
    text = "\n".join(piece.text for piece in pieces)
    pieces, lines = mark_bylines(pieces)
    title, pieces = find_title(pieces, given=draft.title)
    pieces, unlabelled = mark_bare_names(pieces, title=title)
    found = [author for line in (*lines, *unlabelled) for author in names.parse_byline(line)]
    authors = [names.settle_name(author, text) for author in (draft.authors or found or note_authors(pieces))]
    date, origin = choose_date(draft, pieces, name=name)
    return FrontMatter(pieces=tuple(pieces), title=title, authors=tuple(dict.fromkeys(authors)), published_date=date, date_origin=origin)


def edge(pieces: Sequence[Piece]) -> list[int]:
    """Return the positions of the pieces where front and back matter stand."""
    return [at for at in range(len(pieces)) if at < roles.OPENING + 4 or at >= len(pieces) - 4]


def mark_bylines(pieces: Sequence[Piece]) -> tuple[list[Piece], list[str]]:
    """Mark bylines and dated lines near the edges; return the bylines' texts as well."""
    result, lines = list(pieces), list[str]()
    for at in edge(pieces):
        piece = pieces[at]
        if piece.role in {"item", "running", "title"}:
            continue
        if names.is_byline(piece.text):
            result[at] = replace(piece, role="byline")
            lines.append(piece.text)
        elif datelines.is_date_line(piece.text):
            result[at] = replace(piece, role="byline")
        elif datelines.is_update_line(piece.text):
            result[at] = replace(piece, role="note")
    return result, lines


def find_title(pieces: Sequence[Piece], *, given: str) -> tuple[str, list[Piece]]:
    """Return the title and the pieces with the title marked: as given, else the most conspicuous line above the text."""
    result = list(pieces)
    if given:
        same = [at for at in edge(pieces) if is_same(pieces[at].text, given) and pieces[at].role not in {"item", "running"}]
        if same:
            result[same[0]] = replace(pieces[same[0]], role="title")
        else:
            result.insert(0, Piece(text=given, role="title", page=pieces[0].page if pieces else None))
        return given, result
    marked = [at for at, piece in enumerate(pieces) if piece.role == "title"]
    candidates = marked[:1] or list_candidates(pieces) or list_candidates(pieces, with_letterheads=True)[-1:]
    if not candidates:
        return "", result
    candidates = [at for at in candidates if marked or not roles.is_masthead(pieces[at].text)] or candidates
    best = max(candidates, key=lambda at: (pieces[at].size, pieces[at].role == "heading" or pieces[at].is_bold, -at))
    result[best] = replace(pieces[best], role="title")
    for at in range(best):  # what stands over a title is a series, a section or a letterhead
        if pieces[at].role in {"", "heading"} and len(pieces[at].text.split()) <= 12 and not is_complete(pieces[at].text):
            result[at] = replace(pieces[at], role="running")
    return pieces[best].text, result


def is_same(text: str, title: str) -> bool:
    """Tell whether two lines are the same title but for case and marks."""
    bare = ["".join(char for char in line.lower() if char.isalnum()) for line in (text, title)]
    return bare[0] == bare[1] or (len(bare[0]) >= 20 and bare[1].startswith(bare[0]))


def list_candidates(pieces: Sequence[Piece], *, with_letterheads: bool = False) -> list[int]:
    """Return the positions of the lines that may be the title: short, open-ended, above the first paragraph."""
    found: list[int] = []
    for at, piece in enumerate(pieces[: roles.OPENING]):
        if piece.role in {*_TAKEN, "item"} or (roles.is_letterhead(piece.text) and not with_letterheads):
            continue
        n_words = count_words(piece.text)
        is_sentence = is_complete(piece.text) and not piece.text.endswith(("?", "!")) and not (piece.is_bold or piece.size > 1.15)
        if n_words > 35 or (n_words > 8 and is_sentence) or roles.is_author_note(piece.text, authors=()):
            if n_words > 20 and not roles.is_author_note(piece.text, authors=()):
                break
            continue
        if n_words >= 2 and not roles.is_contact(piece.text, n_words) and not roles.is_caption(piece.text, n_words):
            found.append(at)
    return found


def mark_bare_names(pieces: Sequence[Piece], *, title: str) -> tuple[list[Piece], list[str]]:
    """Mark lines that hold nothing but names as bylines, where something else bears it out.

    "Space Power" has the shape of a name. So a line without "By" counts only where a note further on is about that
    name, where a surname stands in capitals, or where it stands between the title and a dated line.
    """
    result, lines = list(pieces), list[str]()
    if any(piece.role == "byline" and names.is_byline(piece.text) for piece in pieces):
        return result, lines
    about = " ".join(piece.text for piece in pieces if roles.is_author_note(piece.text, authors=())).lower()
    after_title = next((at + 1 for at, piece in enumerate(pieces) if piece.role == "title"), 0)
    for at in range(min(len(pieces), roles.OPENING)):
        piece = pieces[at]
        parsed = names.parse_names(piece.text)
        if (
            piece.role not in {"", "heading", "paragraph"}
            or not parsed
            or len(piece.text.split()) > 6 * len(parsed)
            or is_complete(piece.text)
        ):
            continue
        is_capital = any(word.isupper() and len(word) > 2 for word in piece.text.split()) and not piece.text.isupper()
        is_dated = at + 1 < len(pieces) and pieces[at + 1].role == "byline"
        is_noted = any(roles.is_author_note(later.text, authors=parsed) for later in pieces if later is not piece)
        has_only_names = sum(len(name.split()) for name in parsed) >= len(piece.text.replace("&", "and").split()) - 2 * len(parsed)
        if is_noted or parsed[0].lower() in about or (at == after_title and has_only_names and title and (is_capital or is_dated)):
            result[at] = replace(piece, role="byline")
            lines.append(piece.text)
    return result, lines


def note_authors(pieces: Sequence[Piece]) -> list[str]:
    """Return the names that open the notes on authors, for a document without a byline."""
    found = [roles.find_note_author(pieces[at].text) for at in edge(pieces) if pieces[at].role != "item"]
    return [name for raw in found if raw and (name := names.to_name(raw))]


def choose_date(draft: Draft, pieces: Sequence[Piece], *, name: str) -> tuple[str | None, str]:
    """Return the date of publication and where it comes from: metadata, text, the file's name, or the file's making.

    When a PDF or DOCX was made counts only where the text's latest year is that year: templates and reprints carry
    other stamps (python-docx's template says 2013).
    """
    if draft.published_date:
        return draft.published_date, "metadata"
    stated = find_stated(pieces)
    if stated:
        return stated, "text"
    named = datelines.date_of_filename(name)
    if named:
        return named, "filename"
    if draft.created_date and datelines.newest_year(piece.text for piece in pieces) == int(draft.created_date[:4]):
        return draft.created_date, "metadata"
    return None, "none"


def date_of_byline(piece: Piece) -> str | None:
    """Return the date in a byline such as "By A and B | Opinion | September 21, 2022"."""
    found = datelines.find_date(piece.text) if piece.role == "byline" else None
    return found[0] if found else None


def find_stated(pieces: Sequence[Piece]) -> str | None:
    """Return the date that the opening lines state, else the closing ones; a day is better than a month."""
    opening = [piece for piece in pieces[: roles.OPENING + 4] if piece.role != "item"]
    dates = [date for piece in opening if (date := datelines.read_date_line(piece.text) or date_of_byline(piece))]
    prose = [piece for piece in opening if len(piece.text.split()) > 8 and piece.role in {"", "paragraph"}]
    dates += [date for piece in prose[:3] if (date := datelines.read_dateline(clean_text(piece.text)))]
    running = [piece.text for piece in pieces if piece.role == "running"][:6]
    dates += [found[0] for text in running if not wording.COPYRIGHT.match(text) and (found := datelines.find_date(text))]
    dates += [date for piece in pieces[-4:] if piece.role != "item" and (date := datelines.read_date_line(piece.text))]
    return next((date for date in dates if len(date) == 10), None) or (dates[0] if dates else None)
