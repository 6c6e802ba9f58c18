"""Calibrate posteriors, so that of the names with probability p a share of p is right."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from speakers.turns.chain import Array

CURVES: Mapping[int, tuple[float, float]] = {2: (1.5, 0.2), 3: (0.5, 0.05), 4: (0.75, 0.15)}
"""Slope and intercept of the log-odds of the likeliest speaker, by the number of people.

Logistic regression on the turns of 30 podcast interviews in two styles with a cast (2 people: 2,206
turns; 3: 4,470, slope 0.56; 4: 2,352, slope 0.88), set by hand to be less certain: with two people
nearly all names are right; with more people, the fitted curves would make 96 of 100 names with 0.9
and more right.
"""

NOT_ALTERNATING = 1.0, 0.0
"""Slope and intercept for two people who do not alternate strictly, because turns are missing or
joined. Seven of the 30 interviews with a tenth of the turns left out have a slope of 1.32 and an
intercept of 0.53 (526 turns); set by hand to be less certain.
"""

IN_PARAGRAPHS = 0.65, -0.25
"""Slope and intercept if speeches are split into paragraphs, for any number of people. The ten
interviews of two people in paragraphs of three sentences have a slope of 0.88 and an intercept of
0.65 (2,215 lines); set by hand so that 98 of 100 names with 0.9 and more are right, and about a
tenth of all words have a wrong name.
"""

SURELY_ALTERNATING = 0.5
"""Probability of strict alternation from which `CURVES[2]` is used without `NOT_ALTERNATING`."""

UNKNOWN_PEOPLE = 0.5, -0.2
"""Slope and intercept if neither cast nor documents have names, so that unnamed people may speak.
"""

FEWEST, MOST = min(CURVES), max(CURVES)
# Least distance of a probability from 0 and 1, which keeps its log-odds finite.
LEAST = 1e-6


def calibrate(
    posteriors: Array, people: float | None, alternating: float = 1.0, in_paragraphs: float = 0.0
) -> Array:
    """Rescale posteriors [turns, states] so that the likeliest state's probability is calibrated.

    `people` is the expected number of people, or None if neither cast nor documents contain names.
    `alternating` is the probability that two people alternate strictly, and `in_paragraphs` that
    speeches are split into paragraphs. The other states keep their ratios to each other, unless a
    state would exceed the likeliest state.
    """
    if not len(posteriors):
        return posteriors
    whole = UNKNOWN_PEOPLE if people is None else _interpolate_curve(people, alternating)
    slope, intercept = _interpolate(whole, IN_PARAGRAPHS, in_paragraphs)
    top = np.clip(posteriors.max(axis=1), LEAST, 1 - LEAST)
    mapped = 1 / (1 + np.exp(-(slope * np.log(top / (1 - top)) + intercept)))
    best = posteriors.argmax(axis=1)
    rest = np.clip(1 - posteriors[np.arange(len(posteriors)), best], LEAST, None)
    changed: Array = posteriors * ((1 - mapped) / rest)[:, None]
    changed[np.arange(len(posteriors)), best] = mapped
    changed /= changed.sum(axis=1, keepdims=True)
    # The likeliest state stays the likeliest; rows may then sum to less than 1.
    capped: Array = np.minimum(changed, changed[np.arange(len(changed)), best][:, None])
    return capped


def _interpolate_curve(people: float, alternating: float) -> tuple[float, float]:
    """Interpolate between the curves for whole numbers of people."""
    number = min(MOST, max(FEWEST, people))
    low = min(MOST - 1, int(number))
    strictly = min(1.0, alternating / SURELY_ALTERNATING)
    pair = _interpolate(NOT_ALTERNATING, CURVES[2], strictly)
    curves = {**CURVES, 2: pair}
    return _interpolate(curves[low], curves[low + 1], number - low)


def _interpolate(
    first: tuple[float, float], second: tuple[float, float], share: float
) -> tuple[float, float]:
    (a, b), (c, d) = first, second
    return a + share * (c - a), b + share * (d - b)
