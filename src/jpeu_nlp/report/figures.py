"""Figures as SVG text, drawn here so that the page needs no script, no fonts and no network.

Every figure has a title and a description for screen readers, and stands beside the table of its numbers. Colour never
carries meaning alone: each pillar has its dash pattern and its name at the end of its line.
"""

from collections.abc import Mapping, Sequence
from html import escape

from jpeu_nlp.taxonomy import pillars

WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, TOP, BOTTOM = 44, 150, 16, 34


def shares_by_quarter(counts: Mapping[str, Mapping[str, int]]) -> str:
    """Return a line chart of passages per pillar and quarter; `counts[quarter][pillar]`, quarters in order as `2024-Q4`."""
    quarters = list(counts)
    highest = max((counts[quarter].get(key, 0) for quarter in quarters for key in pillars()), default=0) or 1
    step = _nice_step(highest)
    top = step * -(-highest // step)
    parts = [_open("Tagged passages per quarter", f"One line a pillar, {len(quarters)} quarters, at most {highest} passages a quarter.")]
    for value in range(0, top + 1, step):
        y = _y(value, top)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value}</text>')
    parts += _quarter_labels(quarters)
    ends = _spread([(_y(counts[quarters[-1]].get(key, 0), top), key) for key in pillars()]) if quarters else {}
    for key, pillar in pillars().items():
        points = [(_x(i, len(quarters)), _y(counts[quarter].get(key, 0), top)) for i, quarter in enumerate(quarters)]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{pillar.colour}" stroke-width="2.5" stroke-dasharray="{pillar.dash}"/>'
        )
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{pillar.colour}"/>' for x, y in points]
        if points:
            parts.append(f'<text x="{WIDTH - RIGHT + 10}" y="{ends[key] + 4:.1f}">{escape(pillar.name)}</text>')
    return "".join([*parts, "</svg>"])


def calibration_curve(bins: Sequence[tuple[float, float, int]], *, error: float) -> str:
    """Return a reliability diagram; each bin is `(mean probability, share right, number)`, `error` the expected calibration error."""
    size = HEIGHT + 40
    plot = size - 60

    def at(x: float, y: float) -> tuple[float, float]:
        return 44 + x * plot, 16 + (1 - y) * plot

    largest = max((number for _, _, number in bins), default=1)
    style = f'width="{size}" role="img" font-family="sans-serif" font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" {style}>'
    parts = [head, "<title>Calibration</title>", '<rect width="100%" height="100%" fill="#fff"/>']
    parts.append(
        '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="#999" stroke-dasharray="4 3"/>'.format(*at(0, 0), *at(1, 1))
    )
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = at(tick, tick)
        parts.append(f'<text x="{x:.1f}" y="{size - 26}" text-anchor="middle">{tick:g}</text>')
        parts.append(f'<text x="38" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
    for mean, share, number in bins:
        x, y = at(mean, share)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{3 + 7 * (number / largest) ** 0.5:.1f}" fill="#005AB5" fill-opacity="0.7"/>')
    parts.append(
        f'<text x="{size / 2}" y="{size - 6}" text-anchor="middle">predicted probability; expected calibration error {error:.3f}</text>'
    )
    parts.append(
        f'<text x="12" y="{size / 2}" text-anchor="middle" transform="rotate(-90 12 {size / 2})">share that carries the label</text>'
    )
    return "".join([*parts, "</svg>\n"])


def _open(title: str, description: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="inherit" font-size="12" fill="#333">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    )


def _x(index: int, n: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (index / (n - 1) if n > 1 else 0.5)


def _y(value: float, top: int) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top


def _nice_step(highest: int) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, ... that leaves at most six grid lines."""
    step = 1
    while highest / step > 6:
        step = step * 2 if str(step)[0] in "15" else step * 5 // 2
    return step


def _quarter_labels(quarters: Sequence[str]) -> list[str]:
    every = -(-len(quarters) // 8) or 1
    return [
        f'<text x="{_x(i, len(quarters)):.1f}" y="{HEIGHT - 12}" text-anchor="middle">{escape(quarter)}</text>'
        for i, quarter in enumerate(quarters)
        if i % every == 0
    ]


def _spread(ends: Sequence[tuple[float, str]], gap: float = 15) -> dict[str, float]:
    """Return the heights of the lines' names, moved apart, up from the axis, so that none covers another."""
    placed: dict[str, float] = {}
    room = HEIGHT - BOTTOM + gap
    for y, key in sorted(ends, reverse=True):
        room = min(y, room - gap)
        placed[key] = room
    return placed
