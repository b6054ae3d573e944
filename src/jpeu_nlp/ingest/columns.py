"""Columns: the words of a page in, its lines in reading order out.

A gutter is an upright strip that no word crosses over several lines with words on both sides. The page is cut at its
tallest gutter, what stands above and below it being bands of full width, and each part is cut again; so three columns,
and a title over two of them, need no rule of their own. The order in which words were drawn plays no part.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass(slots=True)
class Word:
    """A word with its place: left and right edge, baseline and type size in points, y upwards."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    is_bold: bool = False
    is_glued: bool = False
    """Whether it was drawn right behind the word before it, as a raised figure is."""


@dataclass(slots=True)
class Page:
    """A page of words."""

    number: int
    width: float
    height: float
    words: list[Word]


@dataclass(slots=True)
class Line:
    """Words on one baseline of one column."""

    words: list[Word]
    page: int
    text: str = ""
    x0: float = 0.0
    x1: float = 0.0
    y: float = 0.0
    size: float = 0.0
    bold: float = 0.0
    """Share of characters in bold type."""
    is_row: bool = False
    """Whether it is a row of a table, to be read across."""


@dataclass(slots=True)
class Column:
    """Lines that are read one after another, with the edges between which they are set."""

    lines: list[Line]
    page: int
    bounds: tuple[float, float]
    """Gutters, or edges of the page, left and right of it."""
    left: float = 0.0
    right: float = 0.0
    known: dict[str, float] = field(default_factory=dict)


MIN_GUTTER = 7.0
"""Points; newsletters set columns 12-24 apart, and word gaps in narrow justified columns reach 6 but never line up (chosen)."""
MIN_ROWS = 3
"""Lines on both sides that make a gutter; one is enough where another page has a gutter at the same place."""
MIN_SIDE = 0.1
"""Share of a region's width that the lines on either side of a gutter need, so that bullets and numbers are no column."""
LONGEST_CELL = 8
"""Words of a table's cell on one line (chosen)."""


def cluster_rows(words: Sequence[Word]) -> list[list[Word]]:
    """Return words grouped by baseline, from the top; raised figures join the line they stand over."""
    rows: list[list[Word]] = []
    base: Word | None = None
    for word in sorted(words, key=lambda word: (-word.y, word.x0)):
        if base is not None and base.y - word.y <= reach(base, word):
            rows[-1].append(word)
            base = word if word.size > base.size else base
        else:
            rows.append([word])
            base = word
    return [sorted(row, key=lambda word: word.x0) for row in rows]


def reach(above: Word, below: Word) -> float:
    """Return how far apart two baselines of one line may be: further where the upper word is a raised note number."""
    if above.size < 0.8 * below.size:
        return below.size * (0.65 if len(above.text) <= 3 and not any(map(str.isalpha, above.text)) else 0.45)
    return max(above.size, below.size) * (0.3 if above.size == below.size else 0.45)


def order_page(page: Page, *, known: Sequence[float] = ()) -> list[Column]:
    """Return the columns of a page in reading order; `known` are gutters seen on other pages."""
    return cut_region(page.words, page=page.number, bounds=(0.0, page.width), known=known)


def cut_region(words: Sequence[Word], *, page: int, bounds: tuple[float, float], known: Sequence[float]) -> list[Column]:
    """Cut a region at its tallest gutter, and its parts again; return its columns in reading order."""
    rows = cluster_rows(words)
    if not rows:
        return []
    table = find_table(rows)
    if table is not None:
        above, below = ([word for row in part for word in row] for part in (rows[: table[0]], rows[table[1] :]))
        lines = [make_line(row, page) for row in rows[table[0] : table[1]]]
        for line in lines:
            line.is_row = True
        return [
            *cut_region(above, page=page, bounds=bounds, known=known),
            Column(lines=lines, page=page, bounds=bounds),
            *cut_region(below, page=page, bounds=bounds, known=known),
        ]
    found = find_gutter(rows, known=known)
    if found is None:
        return [Column(lines=[make_line(row, page) for row in rows], page=page, bounds=bounds)]
    gutter, top, bottom = found
    inside = [word for row in rows[top:bottom] for word in row]
    left = [word for word in inside if (word.x0 + word.x1) / 2 < gutter]
    right = [word for word in inside if (word.x0 + word.x1) / 2 >= gutter]
    parts: list[Column] = []
    parts += cut_region([word for row in rows[:top] for word in row], page=page, bounds=bounds, known=known)
    parts += cut_region(left, page=page, bounds=(bounds[0], gutter), known=known)
    parts += cut_region(right, page=page, bounds=(gutter, bounds[1]), known=known)
    parts += cut_region([word for row in rows[bottom:] for word in row], page=page, bounds=bounds, known=known)
    return parts


def find_table(rows: Sequence[Sequence[Word]]) -> tuple[int, int] | None:
    """Return the range of the first run of rows that make a table, or None.

    Lines of columns hold seven words or more and fill them; cells hold few, stand under each other and leave gaps.
    """
    cells = [split_cells(row) for row in rows]
    top = 0
    while top < len(rows):
        bottom = top
        while bottom < len(rows) and is_row(cells[bottom], cells[top]):
            bottom += 1
        if bottom - top >= MIN_ROWS and leaves_gaps(cells[top:bottom]):
            return top, bottom
        top = max(bottom, top + 1)
    return None


def split_cells(row: Sequence[Word]) -> list[list[Word]]:
    """Return the words of a row, parted where the gap is wider than any between words."""
    cells = [[row[0]]]
    for before, word in pairwise(row):
        if word.x0 - before.x1 > max(MIN_GUTTER, 0.9 * word.size):
            cells.append([])
        cells[-1].append(word)
    return cells


def is_row(cells: Sequence[Sequence[Word]], first: Sequence[Sequence[Word]]) -> bool:
    """Tell whether cells can be a row of the table that `first` opens: as many, short, at the same left or right edges."""
    is_short = len(cells) >= 2 and all(len(cell) <= LONGEST_CELL for cell in cells)
    return (
        is_short
        and len(cells) == len(first)
        and all(min(abs(cell[0].x0 - other[0].x0), abs(cell[-1].x1 - other[-1].x1)) < 3.0 for cell, other in zip(cells, first, strict=True))
    )


def leaves_gaps(rows: Sequence[Sequence[Sequence[Word]]]) -> bool:
    """Tell whether cells are short, far apart and begun anew like those of a table: most gaps of 2.5 types, few small letters.

    The numbers are chosen. The letters tell a table from the short last lines of three columns, which have the gaps
    and, by chance, the shortness: without it 9 more paragraphs of 20 such documents were lost (measured).
    """
    cells = [cell for row in rows for cell in row]
    gaps = [(after[0].x0 - before[-1].x1) / after[0].size for row in rows for before, after in pairwise(row)]
    is_open = sum(gap > 2.5 for gap in gaps) >= 0.6 * len(gaps)
    is_begun = sum(not cell[0].text[:1].islower() for cell in cells) >= 0.7 * len(cells)
    return is_open and is_begun and sum(map(len, cells)) <= 4.5 * len(cells) and all(map(is_filled, zip(*rows, strict=True)))


def is_filled(column: Sequence[Sequence[Word]]) -> bool:
    """Tell whether a column of cells is more than bullets or numbers of a list."""
    return any(len("".join(word.text for word in cell)) > 3 for cell in column)


def find_gutter(rows: Sequence[Sequence[Word]], *, known: Sequence[float]) -> tuple[float, int, int] | None:
    """Return the gutter that parts the most lines, with the range of rows it runs through; None if there is none."""
    start, end = min(row[0].x0 for row in rows), max(word.x1 for row in rows for word in row)
    width = end - start
    if width < 100:
        return None
    covers = [cover_row(row, start) for row in rows]
    best: tuple[float, int, int, int] | None = None
    for step in range(int(0.12 * width), int(0.88 * width), 2):
        x = start + step
        least = 1 if any(abs(x - gutter) < 6 for gutter in known) else MIN_ROWS
        top: int | None = None
        for at in range(len(rows) + 1):
            is_free = at < len(rows) and not (covers[at] >> step) & 1
            if is_free and top is None:
                top = at
            if not is_free and top is not None:
                score = score_gutter(rows[top:at], x, width=width, least=least)
                if score and (best is None or score > best[0] + 0.01):
                    best = (score, top, at, step)
                top = None
    if best is None:
        return None
    _, top_row, bottom_row, step = best
    last = step  # the strip's middle, not its left edge
    while last + 2 < 0.88 * width and all(not (cover >> (last + 2)) & 1 for cover in covers[top_row:bottom_row]):
        last += 2
    gutter = start + (step + last) / 2
    return (gutter, *trim_rows(rows, gutter, top_row, bottom_row))


def cover_row(row: Sequence[Word], start: float) -> int:
    """Return the points that a row covers as bits, each word widened by half a gutter."""
    cover = 0
    for word in row:
        low = max(0, int(word.x0 - start - MIN_GUTTER / 2))
        high = max(low + 1, int(word.x1 - start + MIN_GUTTER / 2) + 1)
        cover |= ((1 << (high - low)) - 1) << low
    return cover


def score_gutter(rows: Sequence[Sequence[Word]], x: float, *, width: float, least: int) -> float:
    """Return how many lines a strip parts, or 0 where it is none: lines on both sides, side by side, and wide enough."""
    lefts = [
        (row[0].y, min(word.x0 for word in row if word.x0 < x), max(word.x1 for word in row if word.x0 < x))
        for row in rows
        if row[0].x0 < x
    ]
    rights = [(row[0].y, min(word.x0 for word in row if word.x0 >= x), max(word.x1 for word in row)) for row in rows if row[-1].x0 >= x]
    if min(len(lefts), len(rights)) < least:
        return 0.0
    for side in (lefts, rights):
        widths = sorted(high - low for _, low, high in side)
        if widths[len(widths) // 2] < MIN_SIDE * width:
            return 0.0
    if min(lefts[0][0], rights[0][0]) < max(lefts[-1][0], rights[-1][0]):
        return 0.0
    return min(len(lefts), len(rights)) + 0.1 * len(rows)


def trim_rows(rows: Sequence[Sequence[Word]], gutter: float, top: int, bottom: int) -> tuple[int, int]:
    """Leave out rows at either end that only stand on one side and are nearer to the band beyond than to the columns."""

    def is_one_sided(row: Sequence[Word]) -> bool:
        return row[-1].x1 < gutter or row[0].x0 > gutter

    while (
        0 < top < bottom - 1
        and is_one_sided(rows[top])
        and rows[top - 1][0].y - rows[top][0].y < 0.85 * (rows[top][0].y - rows[top + 1][0].y)
    ):
        top += 1
    while top < bottom - 1 and bottom < len(rows) and is_one_sided(rows[bottom - 1]):
        above, below = rows[bottom - 2][0].y - rows[bottom - 1][0].y, rows[bottom - 1][0].y - rows[bottom][0].y
        if above < 1.25 * below:
            break
        bottom -= 1
    return top, bottom


def make_line(row: Sequence[Word], page: int) -> Line:
    """Return a row as a line: its text without raised note numbers, its edges, its usual size and weight."""
    sizes: Counter[float] = Counter()
    for word in row:
        sizes[round(word.size * 2) / 2] += len(word.text)
    size = sizes.most_common(1)[0][0]
    base = next((word.y for word in row if abs(word.size - size) <= 0.5), row[0].y)
    text = ""
    for at, word in enumerate(row):
        is_raised = word.size < 0.82 * size and word.y > base + 0.1 * size
        if is_raised and at > 0 and not any(map(str.isalpha, word.text)) and word.x0 - row[at - 1].x1 < 0.35 * size:
            continue
        is_near = at > 0 and word.x0 - row[at - 1].x1 < 0.12 * size and (word.is_glued or is_raised)
        text += word.text if is_near or not text else f" {word.text}"
    total = sum(len(word.text) for word in row)
    bold = sum(len(word.text) for word in row if word.is_bold) / max(total, 1)
    return Line(words=list(row), page=page, text=text, x0=row[0].x0, x1=max(word.x1 for word in row), y=base, size=size, bold=bold)


def find_known(columns: Sequence[Column], width: float) -> list[float]:
    """Return the gutters of a page that has been cut."""
    return sorted({bound for column in columns for bound in column.bounds if 0.0 < bound < width})
