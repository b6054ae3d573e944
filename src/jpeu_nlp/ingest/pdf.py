"""PDF: bytes in, words with their places out of pdfium, and pieces in reading order out of `layout`.

pdfium gives characters in the order in which they were drawn, which for one maker in five is not the order in which
they are read. So only characters and their places are taken from it, never its lines.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from jpeu_nlp.errors import UnreadableError
from jpeu_nlp.ingest.drafts import Draft, Piece, ReadingLimits
from jpeu_nlp.ingest.edges import find_running
from jpeu_nlp.ingest.layout import Page, Word, read_layout

_BREAKS = frozenset({0, 9, 10, 13, 32, 160, 0x200B, 0x3000})
_BOLD_NAME = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)
_NO_TITLE = re.compile(r"^(?:untitled|\(anonymous\)|microsoft word|document\d*|layout \d|.*\.(?:docx?|indd|pdf|qxd|pptx?))", re.IGNORECASE)


def read_pdf(data: bytes, *, limits: ReadingLimits) -> Draft:
    """Read a PDF that has a text layer."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableError("encrypted; save it without a password") from error
        raise UnreadableError(f"damaged ({error}); fetch or print it to PDF again") from error
    try:
        if len(document) > limits.max_pages:
            raise UnreadableError(f"{len(document)} pages, the limit is {limits.max_pages}; raise max_pages or split the file")
        pages = list(read_pages(document, limits=limits))
        metadata = document.get_metadata_dict(skip_empty=True)
    except (pypdfium2.PdfiumError, OSError) as error:
        raise UnreadableError(f"damaged ({error}); fetch or print it to PDF again") from error
    finally:
        document.close()
    if not any(page.words for page in pages):
        raise UnreadableError(f"scanned, no text: {len(pages)} page(s) hold no text layer; run text recognition on it first")
    return make_draft(pages, metadata)


def make_draft(pages: Sequence[Page], metadata: dict[str, str]) -> Draft:
    """Take the running heads off, put the rest in order, and read what the file says of itself."""
    running, bodies = find_running(pages)
    pieces = place_running(read_layout(bodies), running)
    opening = " ".join(piece.text for piece in pieces if piece.page in {None, 1}).lower()
    title, author = metadata.get("Title", "").strip(), metadata.get("Author", "").strip()
    is_shown = len(title.split()) >= 2 and not _NO_TITLE.match(title) and " ".join(title.lower().split()) in " ".join(opening.split())
    return Draft(
        pieces=tuple(pieces),
        reader="pdf@1",
        media_type="application/pdf",
        title=title if is_shown else "",
        notes=(f"author {author}",) if author else (),
        created_date=read_stamp(metadata.get("CreationDate", "")),
        n_pages=len(pages),
    )


def place_running(pieces: Sequence[Piece], running: Sequence[Piece]) -> list[Piece]:
    """Put the running heads behind the last piece of their page, so that no paragraph is cut by them."""
    result: list[Piece] = []
    waiting = list(running)
    for at, piece in enumerate(pieces):
        result.append(piece)
        following = pieces[at + 1].page if at + 1 < len(pieces) else None
        while waiting and (following is None or (waiting[0].page or 0) < following):
            result.append(waiting.pop(0))
    return [*result, *waiting]


def read_stamp(stamp: str) -> str | None:
    """Return the day of a PDF date such as `D:20241101093000+09'00'`."""
    match = re.match(r"D?:?((?:19|20)\d\d)(\d\d)(\d\d)", stamp)
    return f"{match[1]}-{match[2]}-{match[3]}" if match and "01" <= match[2] <= "12" and "01" <= match[3] <= "31" else None


def read_pages(document: pypdfium2.PdfDocument, *, limits: ReadingLimits) -> Iterator[Page]:
    """Yield the words of every page, turned upright."""
    n_characters = 0
    for number in range(len(document)):
        page = document[number]
        text_page = page.get_textpage()
        try:
            n_characters += text_page.count_chars()
            if n_characters > 2 * limits.max_characters:
                raise UnreadableError(
                    f"{n_characters} characters by page {number + 1}, the limit is {limits.max_characters}; split the file"
                )
            width, height = page.get_mediabox()[2:] if page.get_rotation() % 180 else page.get_size()
            quarter = find_quarter(text_page)
            words = list(read_words(text_page, Turn(quarter, width, height)))
        finally:
            text_page.close()
            page.close()
        yield Page(number=number + 1, width=height if quarter % 2 else width, height=width if quarter % 2 else height, words=words)


def find_quarter(text_page: pypdfium2.PdfTextPage) -> int:
    """Return by how many right angles the writing of a page is turned, judged by up to 200 of its characters."""
    count = text_page.count_chars()
    angles = (pdfium.FPDFText_GetCharAngle(text_page.raw, index) for index in range(0, count, max(1, count // 200)))
    quarters = Counter(round(angle / (math.pi / 2)) % 4 for angle in angles)
    return quarters.most_common(1)[0][0] if quarters else 0


@dataclass(frozen=True, slots=True)
class Turn:
    """A page as it lies, and by how many right angles its writing is turned against it."""

    quarter: int
    width: float
    height: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point lies once the writing is upright."""
        if self.quarter == 0:
            return x, y
        return {3: (y, self.width - x), 2: (self.width - x, self.height - y), 1: (self.height - y, x)}[self.quarter]


@dataclass(slots=True)
class _Run:
    """A word being put together from characters."""

    text: str
    first: int
    x0: float
    x1: float
    x: float
    y: float
    height: float
    is_glued: bool


def read_words(text_page: pypdfium2.PdfTextPage, turn: Turn) -> Iterator[Word]:
    """Yield the words of a page as drawn; words at another angle than the page's (stamps, side notes) are left out."""
    handle = text_page.raw
    origin_x, origin_y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    run: _Run | None = None
    is_glued = False
    for index in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(handle, index)
        if code in _BREAKS:
            if run is not None:
                yield from finish_word(handle, run, turn)
            run, is_glued = None, False
            continue
        pdfium.FPDFText_GetCharOrigin(handle, index, origin_x, origin_y)
        pdfium.FPDFText_GetLooseCharBox(handle, index, box)
        x, y = turn.place(origin_x.value, origin_y.value)
        (left, low), (right, high) = turn.place(box.left, box.bottom), turn.place(box.right, box.top)
        left, right, height = min(left, right), max(left, right), abs(high - low)
        if run is not None and is_apart(run, x, y, left, height):
            is_glued = abs(left - run.x1) < 0.15 * height and abs(y - run.y) < 0.6 * height
            yield from finish_word(handle, run, turn)
            run = None
        if run is None:
            run = _Run(chr(code), index, left, right, x, y, height, is_glued)
            is_glued = False
        else:
            run.text += chr(code)
            run.x0, run.x1, run.x, run.height = min(run.x0, left), max(run.x1, right), x, max(run.height, height)
    if run is not None:
        yield from finish_word(handle, run, turn)


def is_apart(run: _Run, x: float, y: float, left: float, height: float) -> bool:
    """Tell whether a character stands off the word before it: on another line, raised, or after a gap."""
    if abs(y - run.y) > 0.15 * height and abs(x - run.x) > 0.05 * height:
        return True
    return left - run.x1 > 0.3 * height or left < run.x0 - 0.5 * height


_NAME = ctypes.create_string_buffer(128)


def finish_word(handle: object, run: _Run, turn: Turn) -> Iterator[Word]:
    """Yield a word with its type, looked up at its first character; nothing if it is written at another angle."""
    angle = pdfium.FPDFText_GetCharAngle(handle, run.first) / (math.pi / 2) - turn.quarter
    if min(angle % 4, 4 - angle % 4) > 0.05:
        return
    matrix, flags = pdfium.FS_MATRIX(), ctypes.c_int()
    size = pdfium.FPDFText_GetFontSize(handle, run.first)
    if pdfium.FPDFText_GetMatrix(handle, run.first, matrix):
        size *= math.hypot(matrix.c, matrix.d)  # the font size alone can be 1.0, the matrix holding the rest
    height = max(run.height, 0.1)
    if not 0.4 * height < size < 2.5 * height:
        size = height / 1.15  # ascent and descent of common fonts
    length = pdfium.FPDFText_GetFontInfo(handle, run.first, _NAME, 128, flags)
    weight = pdfium.FPDFText_GetFontWeight(handle, run.first)
    is_bold = weight >= 600 or (0 < length <= 128 and _BOLD_NAME.search(_NAME.value) is not None)
    text = run.text
    if any("\ud800" <= char <= "\udfff" for char in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    yield Word(text=text, x0=run.x0, x1=run.x1, y=run.y, size=size, is_bold=is_bold, is_glued=run.is_glued)
