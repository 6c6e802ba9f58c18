"""Draw a reliability diagram as SVG: the share of right predictions by predicted probability."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

EDGES = (0.0, 0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95, 0.99, 1.0)
"""Edges of the bins, which are narrower near 1, where most corrections are; 0.25 and 0.7 are the
thresholds of proposing and applying."""

SIZE, LEFT, TOP = 360, 50, 45
COLOURS = ("#1f5fa8", "#c2571a")

Z_95 = 1.96
"""Standard deviations of the interval drawn through each point: 95 % (Wilson 1927)."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A predicted probability, and whether the prediction was right."""

    score: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """The forecasts between two probabilities: number, mean, and share of right ones."""

    low: float
    high: float
    count: int
    score: float
    right: float

    @property
    def confidence_interval(self) -> tuple[float, float]:
        """The 95 % confidence interval of the share right (Wilson's score interval)."""
        z, n = Z_95, self.count
        middle = (self.right + z * z / (2 * n)) / (1 + z * z / n)
        room = z * sqrt(self.right * (1 - self.right) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - room), min(1.0, middle + room)


def bins(forecasts: Iterable[Forecast]) -> tuple[Bin, ...]:
    """Sort forecasts into bins, and omit empty ones; the last bin includes 1.0."""
    given = list(forecasts)
    found = []
    for low, high in pairwise(EDGES):
        inside = [f for f in given if low <= f.score < high or (f.score == high == EDGES[-1])]
        if inside:
            count = len(inside)
            mean = sum(f.score for f in inside) / count
            found.append(Bin(low, high, count, mean, sum(f.right for f in inside) / count))
    return tuple(found)


def table(series: Mapping[str, Sequence[Bin]]) -> Iterator[str]:
    """Format the bins as lines of text."""
    for title, rows in series.items():
        yield f"\n{title}\n  {'score':>12}{'count':>8}{'promised':>10}{'right':>8}"
        for b in rows:
            yield f"  {b.low:5.2f} - {b.high:4.2f}{b.count:8}{b.score:10.3f}{b.right:8.3f}"


def draw(series: Mapping[str, Sequence[Bin]]) -> str:
    """Draw each bin as a point with its count and its confidence interval."""
    parts = [
        *_draw_axes(),
        *(p for n, item in enumerate(series.items()) for p in _draw_series(n, *item)),
    ]
    width, height = LEFT + SIZE + 30, TOP + SIZE + 50
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="12" role="img">\n'
        "<title>Share of corrections that are right, by the score that they were given</title>\n"
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _draw_axes() -> Iterator[str]:
    bottom = TOP + SIZE
    yield (
        f'<path d="M{LEFT} {TOP}V{bottom}H{LEFT + SIZE}" fill="none" stroke="#444"/>'
        f'<path d="M{LEFT} {bottom}L{LEFT + SIZE} {TOP}" stroke="#aaa" stroke-dasharray="4 4"/>'
    )
    for tenth in range(0, 11, 2):
        value, at = tenth / 10, SIZE * tenth / 10
        yield f'<text x="{LEFT + at}" y="{bottom + 18}" text-anchor="middle">{value:.1f}</text>'
        yield f'<text x="{LEFT - 8}" y="{bottom - at + 4}" text-anchor="end">{value:.1f}</text>'
    yield f'<text x="{LEFT + SIZE / 2}" y="{bottom + 38}" text-anchor="middle">score</text>'
    yield f'<text x="{LEFT}" y="{TOP - 25}">share right, with what chance leaves open</text>'


def _y_of_share(share: float) -> float:
    return TOP + SIZE * (1 - share)


def _draw_series(number: int, title: str, rows: Sequence[Bin]) -> Iterator[str]:
    colour = COLOURS[number % len(COLOURS)]
    for b in rows:
        x, y = LEFT + SIZE * b.score, _y_of_share(b.right)
        low, high = map(_y_of_share, b.confidence_interval)
        yield f'<path d="M{x:.1f} {low:.1f}V{high:.1f}" stroke="{colour}" stroke-opacity="0.4"/>'
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'
        right = number or b.score < 0.5
        at = f'x="{x + (8 if right else -8):.1f}" y="{y + 4:.1f}"'
        anchor = "start" if right else "end"
        yield f'<text {at} text-anchor="{anchor}" fill="{colour}">{b.count}</text>'
    yield (
        f'<text x="{LEFT + SIZE}" y="{TOP + SIZE - 12 - 16 * number}" text-anchor="end" '
        f'fill="{colour}">{title}</text>'
    )
