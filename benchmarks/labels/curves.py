"""Draw two diagrams of names, by number of speakers: reliability, and precision by coverage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from benchmarks.labels.verdicts import Answer
from benchmarks.reliability import Bin, Forecast, bins

SIZE, LEFT, TOP, GAP = 320, 55, 40, 70
COLOURS = ("#1f5fa8", "#c2571a", "#2f7d4f", "#7a3fa0", "#777777")
# The lowest precision on the axis.
LOWEST_PRECISION = 0.4
# The smallest coverage on the curve, because the precision of fewer words is noise.
FIRST_COVERAGE = 0.02


def draw_curves(answers: Mapping[str, Sequence[Answer]]) -> str:
    """Draw both diagrams as SVG, with a colour for each series of answers."""
    right = LEFT + SIZE + GAP
    parts = [
        *_axes(LEFT, 0.0, "probability", "share of names right"),
        f'<path d="M{LEFT} {TOP + SIZE}L{LEFT + SIZE} {TOP}" stroke="#aaa" '
        'stroke-dasharray="4 4"/>',
        *_axes(right, LOWEST_PRECISION, "share of words with a name", "share of them right"),
    ]
    for number, (title, own) in enumerate(answers.items()):
        colour = COLOURS[number % len(COLOURS)]
        parts += _points(reliability(own), colour)
        parts.append(_curve(coverage_curve(own), right, colour))
        parts.append(
            f'<text x="{LEFT + SIZE}" y="{TOP + SIZE - 12 - 16 * number}" text-anchor="end" '
            f'fill="{colour}">{title}</text>'
        )
    width, height = right + SIZE + 20, TOP + SIZE + 50
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="12" role="img">\n'
        "<title>Names in texts: share right by probability, and precision by coverage</title>\n"
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def reliability(answers: Sequence[Answer]) -> tuple[Bin, ...]:
    """Return the share of named turns that are right, by probability."""
    named = [a for a in answers if a.name]
    return bins(Forecast(a.probability, a.right > a.wrong) for a in named)


def coverage_curve(answers: Sequence[Answer]) -> tuple[tuple[float, float], ...]:
    """Return points of coverage (share of named words) and precision, surest names first."""
    total = sum(a.words for a in answers)
    covered = right = 0
    points = []
    for answer in sorted((a for a in answers if a.name), key=lambda a: -a.probability):
        covered, right = covered + answer.words, right + answer.right
        points.append((covered / total, right / covered))
    return tuple(points)


def _points(rows: Sequence[Bin], colour: str) -> Iterator[str]:
    for row in rows:
        x, y = LEFT + SIZE * row.score, TOP + SIZE * (1 - row.right)
        low, high = (TOP + SIZE * (1 - share) for share in row.confidence_interval)
        yield f'<path d="M{x:.1f} {low:.1f}V{high:.1f}" stroke="{colour}" stroke-opacity="0.4"/>'
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'


def _curve(points: Sequence[tuple[float, float]], left_px: float, colour: str) -> str:
    drawn = [
        f"{left_px + SIZE * x:.1f} {TOP + SIZE * (1 - y) / (1 - LOWEST_PRECISION):.1f}"
        for x, y in points
        if x >= FIRST_COVERAGE and y >= LOWEST_PRECISION
    ]
    return f'<path d="M{"L".join(drawn)}" fill="none" stroke="{colour}"/>' if drawn else ""


def _axes(left_px: float, lowest_value: float, x_title: str, y_title: str) -> Iterator[str]:
    bottom = TOP + SIZE
    yield f'<path d="M{left_px} {TOP}V{bottom}H{left_px + SIZE}" fill="none" stroke="#444"/>'
    for fifth in range(6):
        at = SIZE * fifth / 5
        value = lowest_value + (1 - lowest_value) * fifth / 5
        label = f'text-anchor="middle">{fifth / 5:.1f}</text>'
        yield f'<text x="{left_px + at}" y="{bottom + 18}" {label}'
        yield f'<text x="{left_px - 8}" y="{bottom - at + 4}" text-anchor="end">{value:.2f}</text>'
    yield f'<text x="{left_px + SIZE / 2}" y="{bottom + 38}" text-anchor="middle">{x_title}</text>'
    yield f'<text x="{left_px}" y="{TOP - 20}">{y_title}</text>'
