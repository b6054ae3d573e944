"""Layout: pages of words in, pieces in reading order out: the layer that pdfium does not have.

Lines become paragraphs by gap, indent, type, bullet and a short last line; a paragraph goes on across columns and pages
unless something speaks against it. Measured on two-column commentaries with known truth: `benchmarks/reading.py`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from jpeu_nlp.ingest import wording
from jpeu_nlp.ingest.clean import is_complete, is_cut_off, join_lines, list_words
from jpeu_nlp.ingest.columns import Column, Line, Page, Word, find_known, order_page
from jpeu_nlp.ingest.drafts import Piece
from jpeu_nlp.ingest.plain import BULLET, NUMBERED, opens_item

__all__ = ["Page", "Word", "read_layout"]

SMALL = 0.93
"""Type below this share of the body's size is a note's (`roles.SMALL`)."""


@dataclass(slots=True)
class _Paragraph:
    """Lines that belong together, on their way to becoming a piece."""

    lines: list[Line]
    column: Column
    is_indented: bool = False
    is_item: bool = False
    is_note: bool = False


@dataclass(slots=True)
class _Style:
    """What is usual in a document."""

    body: float
    leading: dict[float, float] = field(default_factory=dict)
    """Distance of lines by type size, in points."""

    def gap(self, size: float) -> float:
        """Return the distance between lines of a paragraph above which a new one begins."""
        usual = self.leading.get(size, 1.25 * size)
        return max(1.2 * usual, usual + 1.0) if size <= 1.08 * self.body else max(1.45 * size, 1.15 * min(usual, 1.4 * size))


def read_layout(pages: Sequence[Page]) -> list[Piece]:
    """Return the pieces of a document in reading order."""
    columns = order_columns(pages)
    style = measure_style(columns)
    words = list_words(line.text for column in columns for line in column.lines)
    paragraphs = [paragraph for column in columns for paragraph in group_lines(column, style)]
    mark_notes(paragraphs, style, {page.number: page.height for page in pages})
    return [to_piece(paragraph, style, words) for paragraph in join_columns(paragraphs, style)]


def order_columns(pages: Sequence[Page]) -> list[Column]:
    """Return all columns in order; gutters found on one page help to see the short ones of another."""
    first = {page.number: order_page(page) for page in pages}
    known = sorted({gutter for page in pages for gutter in find_known(first[page.number], page.width)})
    columns = [column for page in pages for column in (order_page(page, known=known) if known else first[page.number])]
    set_edges([column for column in columns if column.lines])
    return [column for column in columns if column.lines]


def set_edges(columns: Sequence[Column]) -> None:
    """Give every column its left and right edge, learned from all columns between the same gutters."""
    groups: dict[tuple[int, int], list[Column]] = defaultdict(list)
    for column in columns:
        groups[round(column.bounds[0] / 12), round(column.bounds[1] / 12)].append(column)
    for group in groups.values():
        rights = sorted(line.x1 for column in group for line in column.lines)
        right = rights[int(0.95 * (len(rights) - 1))]
        for column in group:
            lefts = Counter(round(line.x0) for line in column.lines)
            column.left = min(left for left, count in lefts.items() if count >= max(1, 0.2 * max(lefts.values())))
            column.right = max(right, column.left + 1)


def measure_style(columns: Sequence[Column]) -> _Style:
    """Measure body size and the distance of lines in each size."""
    sizes: Counter[float] = Counter()
    gaps: dict[float, list[float]] = defaultdict(list)
    for column in columns:
        for line in column.lines:
            sizes[line.size] += len(line.text)
        for above, below in zip(column.lines, column.lines[1:], strict=False):
            if above.size == below.size and 0.8 * above.size < above.y - below.y < 2.6 * above.size:
                gaps[above.size].append(above.y - below.y)
    leading = {size: sorted(found)[len(found) * 2 // 5] for size, found in gaps.items() if len(found) >= 3}
    return _Style(body=sizes.most_common(1)[0][0] if sizes else 10.0, leading=leading)


def group_lines(column: Column, style: _Style) -> Iterator[_Paragraph]:
    """Yield the paragraphs of a column."""
    current: _Paragraph | None = None
    for line in column.lines:
        if current is None or starts_paragraph(current, line, style):
            if current is not None:
                yield current
            indent = line.x0 - column.left
            is_item = line.is_row or is_bullet(line, column)
            current = _Paragraph([line], column, is_indented=0.7 * line.size < indent < 5 * line.size, is_item=is_item)
        else:
            current.lines.append(line)
    if current is not None:
        yield current


def is_bullet(line: Line, column: Column) -> bool:
    """Tell whether a line opens a list item; a number counts only where what follows hangs or is no sentence's rest."""
    return BULLET.match(line.text) is not None and line.x0 - column.left < 6 * line.size


def starts_paragraph(paragraph: _Paragraph, line: Line, style: _Style) -> bool:
    """Tell whether a line begins a new paragraph below `paragraph`."""
    last, column = paragraph.lines[-1], paragraph.column
    if line.is_row or last.is_row:
        return True
    if abs(line.size - last.size) > 0.08 * max(line.size, last.size):
        return True
    if last.y - line.y > style.gap(line.size) or line.y > last.y:
        return True
    is_done = is_complete(last.text)
    if (last.bold >= 0.95) != (line.bold >= 0.95) and (last.bold >= 0.95 or is_done or last.text.endswith(":")):
        return not (last.bold >= 0.95 and is_cut_off(last.text) and paragraph.is_item)
    if is_bullet(line, column) and opens_item(
        line.text, last=last.text, first=paragraph.lines[0].text if paragraph.is_item else "", is_full=not is_short(last, line, column)
    ):
        return True
    if paragraph.is_item:
        hang = paragraph.lines[1].x0 if len(paragraph.lines) > 1 else line.x0
        return is_done and (is_short(last, line, column) or abs(line.x0 - hang) > 0.15 * line.size)
    indent, before = line.x0 - column.left, last.x0 - column.left
    if 0.7 * line.size < indent < 5 * line.size and before < 0.4 * line.size:
        return indent < 2.5 * line.size or not is_centred(line, column)
    if is_done and len(paragraph.lines) > 1 and before - indent > 0.7 * line.size:
        return True
    if is_short(last, line, column):
        first = line.text[:1]
        is_stub = last.x1 - column.left < 0.6 * (column.right - column.left) and (first.isupper() or first.isdigit())
        return is_done or (is_stub and not is_cut_off(last.text) and not is_centred(last, column) and line.size <= 1.08 * style.body)
    return False


def is_short(last: Line, line: Line, column: Column) -> bool:
    """Tell whether the next line's first word would still have fitted into the last one."""
    first = line.words[0]
    return column.right - last.x1 > (first.x1 - first.x0) + 0.25 * line.size + 2.0


def is_centred(line: Line, column: Column) -> bool:
    """Tell whether a line stands in the middle of its column, as far from the left edge as from the right."""
    left, right = line.x0 - column.left, column.right - line.x1
    return left > line.size and abs(left - right) < 0.15 * (left + right)


def mark_notes(paragraphs: Sequence[_Paragraph], style: _Style, heights: dict[int, float]) -> None:
    """Mark small type at the foot of a column as notes: numbered, or low on the page with nothing of the text below it."""
    by_column: dict[int, list[_Paragraph]] = defaultdict(list)
    for paragraph in paragraphs:
        by_column[id(paragraph.column)].append(paragraph)
    for found in by_column.values():
        for paragraph in reversed(found):
            if median(line.size for line in paragraph.lines) >= SMALL * style.body:
                break
            first = paragraph.lines[0]
            is_low = first.y < 0.3 * heights[first.page]
            paragraph.is_note = is_low or wording.FOOTNOTE.match(first.text) is not None


def join_columns(paragraphs: Sequence[_Paragraph], style: _Style) -> list[_Paragraph]:
    """Join the last paragraph of a column and the first of the next where they are one, stepping over notes."""
    n_indents = sum(paragraph.is_indented and not paragraph.is_item for paragraph in paragraphs)
    n_starts = sum(not paragraph.is_item and paragraph.lines[0].size == style.body for paragraph in paragraphs)
    uses_indents = n_indents >= max(2, 0.3 * n_starts)
    result: list[_Paragraph] = []
    last: _Paragraph | None = None
    for paragraph in paragraphs:
        is_first = last is not None and paragraph.column is not last.column
        if paragraph.is_note or is_margin(paragraph, style):
            result.append(paragraph)
            continue
        if last is not None and is_first and goes_on(last, paragraph, style, uses_indents=uses_indents):
            last.lines.extend(paragraph.lines)
            last.column = paragraph.column
            continue
        result.append(paragraph)
        last = paragraph
    return result


def is_margin(paragraph: _Paragraph, style: _Style) -> bool:
    """Tell whether a paragraph between two halves of another may be stepped over: small type, or a caption."""
    text = paragraph.lines[0].text
    is_small = paragraph.lines[0].size < SMALL * style.body
    return is_small or wording.CAPTION.match(text) is not None


def goes_on(last: _Paragraph, following: _Paragraph, style: _Style, *, uses_indents: bool) -> bool:
    """Tell whether a column's first paragraph goes on with the last one of the column before.

    Where the last line is full and ends a sentence, either is possible; an indent then decides. Without indents we join:
    a sentence ends at one full line in twenty, a paragraph at one in a hundred (estimated for lines of eight words).
    """
    end, start = last.lines[-1], following.lines[0]
    if end.is_row or start.is_row:
        return False
    if is_same_heading(end, start, style):
        return True
    if abs(end.size - start.size) > 0.06 * end.size or following.is_item or (end.bold >= 0.95) != (start.bold >= 0.95) or end.bold >= 0.95:
        return False
    first = start.text.lstrip("\"'“‘(")[:1]
    if not is_complete(end.text):
        is_stub = len(last.lines) == 1 and is_short(end, start, last.column)
        is_open = end.text.rstrip().endswith((":", ";"))
        return not (is_open and not first.islower()) and (first.islower() or is_cut_off(end.text) or not is_stub)
    if last.is_item or is_short(end, start, last.column):
        return False
    return not (uses_indents and following.is_indented)


def is_same_heading(end: Line, start: Line, style: _Style) -> bool:
    """Tell whether a line goes on with a heading that the cut into bands parted: same large type, right below."""
    is_large = end.size == start.size and end.size > 1.08 * style.body and (end.bold >= 0.95) == (start.bold >= 0.95)
    return is_large and end.page == start.page and 0 < end.y - start.y <= style.gap(start.size)


def to_piece(paragraph: _Paragraph, style: _Style, words: frozenset[str]) -> Piece:
    """Return the paragraph as a piece, its lines joined and its bullet dropped."""
    lines = [line.text for line in paragraph.lines]
    role = "note" if paragraph.is_note else ""
    if paragraph.is_item and not paragraph.is_note:
        role = "item"
        bullet = BULLET.match(lines[0])
        lines[0] = lines[0][bullet.end() :] if bullet and not NUMBERED.match(lines[0]) else lines[0]
    total = sum(len(line.text) for line in paragraph.lines)
    bold = sum(line.bold * len(line.text) for line in paragraph.lines) / max(total, 1)
    size = paragraph.lines[0].size / style.body
    return Piece(text=join_lines(lines, words), role=role, page=paragraph.lines[0].page, is_bold=bold >= 0.9, size=size)
