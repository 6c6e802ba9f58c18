"""Fit the logistic regression that scores corrections, with a prior for rare evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import minimize

Evidence = Mapping[str, float]

PRIOR = {
    "apostrophe alone": -2.0,
    "both in full": -3.0,
    "clips": -6.0,
    "common": 0.25,
    "contraction": -2.12,
    "deletion": -4.39,
    "filler": -2.5,
    "fit contraction": 0.5,
    "fit deletion": 1.2,
    "fit insertion": 0.8,
    "fit name": 0.3,
    "fit passage deletion": 1.5,
    "fit passage insertion": 0.5,
    "fit words": 0.8,
    "further words": -1.5,
    "heard the new": 2.91,
    "heard the old": -1.13,
    "homophone": 1.58,
    "insertion": -3.54,
    "mends": 10.0,
    "misspells": -5.0,
    "name": -4.58,
    "name comes back": -3.49,
    "new is no word": -3.0,
    "nats contraction": 0.44,
    "nats deletion": 0.4,
    "nats insertion": 0.35,
    "nats mended": 0.5,
    "nats name": 0.35,
    "nats short of the best": -0.3,
    "nats words": 0.46,
    "no fit contraction": 0.0,
    "no fit deletion": -1.5,
    "no fit insertion": -0.3,
    "no fit name": 0.0,
    "no fit passage deletion": -0.5,
    "no fit passage insertion": 0.0,
    "no fit words": -0.3,
    "numbers": 1.5,
    "old is no word": 4.0,
    "old is vouched for": -3.0,
    "only the new is used elsewhere": -1.25,
    "only the old is used elsewhere": -1.08,
    "opens": -1.5,
    "overlapped": -1.0,
    "passage deletion": -4.08,
    "passage insertion": 3.61,
    "passage nats a word": 2.62,
    "passage overlapped": -0.5,
    "passage room": -2.5,
    "passage unsure": 1.03,
    "remark unheard": -2.52,
    "remark unwritten": -1.0,
    "room": -1.0,
    "spelling": -4.88,
    "stutters": -2.5,
    "substitution": -4.49,
    "unreliable contraction": -0.3,
    "unreliable deletion": -1.0,
    "unreliable insertion": -0.6,
    "unreliable name": -0.8,
    "unreliable passage deletion": -0.5,
    "unreliable passage insertion": -0.3,
    "unreliable words": -0.8,
    "unsure of it": 4.84,
    "writer expands": 1.05,
}
"""Prior means of the weights: fitted to earlier recordings, or guessed for new evidence."""

MISLABELLED = 0.03
"""Share of the examples that are judged wrongly, for example where one slip meets another. Without
it, a few examples outvote the rest: half of the largest outliers were of this kind."""

UNCHANGED_EXAMPLES = [({"contraction": 1.0, "heard the old": 1.0, "both in full": 1.0}, False)] * 20
"""Weight of texts aligned with themselves, in which nothing needs correction."""

MIN_EXAMPLES = 25
"""Evidence with fewer examples than this keeps its prior weight."""

RIDGE = 0.5
"""Penalty on the squared distance from the prior; an example's loss at even odds is 0.7."""


def fit(
    examples: Sequence[tuple[Evidence, bool]], example_weights: Sequence[float] | None = None
) -> dict[str, float]:
    """Find the weights under which the examples are most likely, given the prior.

    An example's weight is 1 by default.
    """
    names = sorted(PRIOR)
    each = np.array(
        [*(example_weights or [1.0] * len(examples)), *([1.0] * len(UNCHANGED_EXAMPLES))]
    )
    examples = [*examples, *UNCHANGED_EXAMPLES]
    guess = np.array([PRIOR[name] for name in names])
    table = np.array([[features.get(name, 0.0) for name in names] for features, _ in examples])
    right = np.array([1.0 if y else -1.0 for _, y in examples])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        agree = 1 / (1 + np.exp(-np.clip(right * (table @ weights), -40, 40)))
        likely = (1 - 2 * MISLABELLED) * agree + MISLABELLED
        slope = -each * (1 - 2 * MISLABELLED) * agree * (1 - agree) / likely * right
        far = weights - guess
        return -(each * np.log(likely)).sum() + RIDGE * (
            far**2
        ).sum(), table.T @ slope + 2 * RIDGE * far

    rare = np.count_nonzero(table, axis=0) < MIN_EXAMPLES
    bounds = [(g, g) if seldom else (None, None) for g, seldom in zip(guess, rare, strict=True)]
    best = minimize(loss, guess, jac=True, method="L-BFGS-B", bounds=bounds).x
    return {name: round(float(weight), 2) for name, weight in zip(names, best, strict=True)}
