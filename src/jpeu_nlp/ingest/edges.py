"""Edges: running heads, footers and page numbers off the pages of a PDF, before its columns are looked for.

A line near the edge is a running one when another page has the same line but for the digits, at the same height. On a
single page only small type with an address, a telephone or page number counts: there, nothing repeats.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from jpeu_nlp.ingest import wording
from jpeu_nlp.ingest.columns import Line, Page, cluster_rows, make_line
from jpeu_nlp.ingest.drafts import Piece

ZONE = 0.14
"""Share of the page's height, at top and bottom, where running lines stand (the widest margin of our samples is 0.12)."""
DEPTH = 6
"""Lines of an edge that are looked at: footers with an address have up to five."""


@dataclass(slots=True)
class _Edge:
    page: int
    line: Line
    height: float
    """Of the line above the foot of the page, as a share of the page's height."""
    distance: float
    """To the next line inwards, in multiples of its size."""
    is_top: bool

    @property
    def key(self) -> tuple[str, int]:
        return re.sub(r"\d+|\b[ivxlc]+\b", "#", self.line.text.lower()).strip(), round(self.height * 60)


def find_running(pages: Sequence[Page]) -> tuple[list[Piece], list[Page]]:
    """Return the running lines as pieces, and the pages without them."""
    edges = {page.number: list_edges(page) for page in pages}
    everywhere = [edge for found in edges.values() for edge in found]
    body = measure_body(pages)
    shapes: dict[str, set[int]] = defaultdict(set)
    for edge in everywhere:
        shapes[edge.key[0]].add(edge.page)
    running = {id(edge.line) for edge in everywhere if len(shapes[edge.key[0]]) >= 2 and is_repeated(edge, everywhere)}
    for found in edges.values():
        running |= {id(edge.line) for edge in found if is_edge_type(edge, body)}
    running = spread(everywhere, running, body)
    pieces, bodies = [], []
    for page in pages:
        lines = [edge.line for edge in edges[page.number] if id(edge.line) in running]
        gone = {id(word) for line in lines for word in line.words}
        bodies.append(replace(page, words=[word for word in page.words if id(word) not in gone]))
        pieces += [
            Piece(text=line.text, role="running", page=page.number, size=line.size / body)
            for line in sorted(lines, key=lambda line: -line.y)
        ]
    return pieces, bodies


def measure_body(pages: Sequence[Page]) -> float:
    """Return the type size in which most of the document is set, in points."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for word in page.words:
            sizes[round(word.size * 2) / 2] += len(word.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def list_edges(page: Page) -> list[_Edge]:
    """Return the outermost lines at top and bottom of a page, outermost first."""
    rows = cluster_rows(page.words)
    result = []
    for is_top, ordered in ((True, rows), (False, rows[::-1])):
        for at, row in enumerate(ordered[:DEPTH]):
            line = make_line(row, page.number)
            height = line.y / page.height
            if (1 - height if is_top else height) > ZONE:
                break
            inner = ordered[at + 1][0].y if at + 1 < len(ordered) else line.y
            distance = abs(inner - line.y) / max(line.size, 1.0)
            result.append(_Edge(page=page.number, line=line, height=height, distance=distance, is_top=is_top))
    return result


def is_repeated(edge: _Edge, everywhere: Sequence[_Edge]) -> bool:
    """Tell whether another page has the same line at the same height, give or take a hundredth of the page."""
    return any(
        other.page != edge.page and other.key[0] == edge.key[0] and abs(other.height - edge.height) < 0.012 and other.is_top == edge.is_top
        for other in everywhere
    )


def is_edge_type(edge: _Edge, body: float) -> bool:
    """Tell whether a line looks like a running one by itself: a page number, or small type with an address or rights."""
    text = edge.line.text
    if wording.PAGE_NUMBER.match(text):
        return True
    if edge.line.size > 0.95 * body or len(text) > 160 or (wording.FOOTNOTE.match(text) and not edge.is_top):
        return False
    has_number = re.search(r"(?:^\d{1,3}\b|\bpage\s+\d|\b\d{1,3}$|[|•]\s*\d)", text, re.IGNORECASE) is not None
    return has_number or any(pattern.search(text) for pattern in (wording.ADDRESS, wording.SERIES)) or (edge.is_top and edge.distance > 1.8)


def is_footnote(edge: _Edge) -> bool:
    """Tell whether a line at the foot opens a footnote; "1200 Harbour Street, Suite 90" has a number in front as well."""
    text = edge.line.text
    return not edge.is_top and wording.FOOTNOTE.match(text) is not None and len(wording.ADDRESS.findall(text)) < 2


def spread(everywhere: Sequence[_Edge], running: set[int], body: float) -> set[int]:
    """Add the neighbours of running lines: the other lines of an address, and the head of the facing page at that height."""
    found = [edge for edge in everywhere if id(edge.line) in running]
    added = set(running)
    gap = median([edge.distance for edge in found]) if found else 0.0
    for edge in everywhere:
        if id(edge.line) in running or is_footnote(edge):
            continue
        facing = any(
            abs(edge.height - other.height) < 0.006 and abs(edge.line.size - other.line.size) < 0.3
            for other in found
            if other.is_top == edge.is_top
        )
        if facing and len(edge.line.text) < 100 and edge.distance > max(1.6, 0.8 * min(gap, 3.0)):
            added.add(id(edge.line))
        is_small = edge.line.size < 0.95 * body
        beside = any(
            edge.page == other.page and edge.is_top == other.is_top and abs(edge.line.y - other.line.y) < 1.6 * edge.line.size
            for other in found
        )
        is_line = len(edge.line.text.split()) <= 8 or wording.ADDRESS.search(edge.line.text) is not None
        if is_small and beside and is_line and len(edge.line.text) < 140:
            added.add(id(edge.line))
    return added
