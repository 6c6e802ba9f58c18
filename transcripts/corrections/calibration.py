"""Logistic regression weights that turn evidence into a probability.

`benchmarks/calibrate.py` fits the weights for wordings to planted errors, and
`benchmarks/commas.py` those for commas. The weights whose names begin with "fit", "no fit",
"unreliable", "room", "overlapped", "old is" and "new is" are set by hand, because there are too few
real recordings to fit them. The weight of "text" is 1, because this feature is already calibrated
log-odds (`benchmarks/homophones.py`). docs/repairs.md describes the data and the accuracy.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

WEIGHTS: Mapping[str, float] = {
    "apostrophe alone": -4.0,
    "both in full": -2.82,
    "clips": -6.0,
    "contraction": -0.29,
    "deletion": -4.78,
    "filler": -2.5,
    "fit contraction": 0.5,
    "fit deletion": 1.2,
    "fit insertion": 0.8,
    "fit name": 0.3,
    "fit passage deletion": 1.5,
    "fit passage insertion": 0.5,
    "fit words": 1.0,
    "further words": -3.74,
    "heard the new": 3.0,
    "heard the old": -0.14,
    "homophone": 0.4,
    "insertion": -3.7,
    "mends": 10.0,
    "misspells": -5.0,
    "name": -6.04,
    "name comes back": -2.59,
    "new is no word": -3.0,
    "nats contraction": 0.26,
    "nats deletion": 0.51,
    "nats insertion": 0.57,
    "nats mended": 0.5,
    "nats name": 0.48,
    "nats short of the best": -1.37,
    "nats words": 0.57,
    "no fit deletion": -1.5,
    "no fit insertion": -0.3,
    "no fit passage deletion": -0.5,
    "no fit words": -0.3,
    "numbers": 1.5,
    "old is no word": 4.0,
    "old is vouched for": -3.0,
    "only the new is used elsewhere": -0.61,
    "only the old is used elsewhere": -0.76,
    "opens": -1.5,
    "overlapped": -1.0,
    "passage deletion": -4.19,
    "passage insertion": 3.46,
    "passage nats a word": 3.12,
    "passage overlapped": -0.5,
    "passage room": -2.5,
    "passage unsure": 1.15,
    "remark unheard": -2.52,
    "remark unwritten": -1.0,
    "room": -1.0,
    "spelling": -4.71,
    "stutters": -2.5,
    "substitution": -4.48,
    "text": 1.0,
    "unreliable contraction": -0.3,
    "unreliable deletion": -1.0,
    "unreliable insertion": -0.6,
    "unreliable name": -0.8,
    "unreliable passage deletion": -0.5,
    "unreliable passage insertion": -0.3,
    "unreliable words": -0.8,
    "unsure of it": 6.31,
    "writer expands": 2.01,
}
"""The weights of the features of a wording, if the candidates were rescored with audio."""

TEXT_WEIGHTS: Mapping[str, float] = {
    "apostrophe alone": -2.0,
    "both in full": -3.05,
    "clips": -6.0,
    "contraction": -2.3,
    "deletion": -3.27,
    "filler": -2.5,
    "further words": -2.84,
    "heard the new": 6.52,
    "heard the old": -0.96,
    "homophone": -0.03,
    "insertion": -2.65,
    "mends": 10.0,
    "misspells": -5.0,
    "name": -6.58,
    "name comes back": -3.9,
    "nats contraction": 0.44,
    "nats deletion": 0.4,
    "nats insertion": 0.35,
    "nats mended": 0.5,
    "nats name": 0.35,
    "nats short of the best": -0.3,
    "nats words": 0.46,
    "numbers": 1.5,
    "old is vouched for": -3.0,
    "only the new is used elsewhere": 0.02,
    "only the old is used elsewhere": -0.2,
    "opens": -1.5,
    "passage deletion": 2.75,
    "passage insertion": 2.63,
    "passage nats a word": 2.62,
    "passage unsure": 1.0,
    "remark unheard": -2.52,
    "remark unwritten": -1.0,
    "spelling": -5.08,
    "stutters": -2.5,
    "substitution": -3.53,
    "unsure of it": 6.86,
    "writer expands": 1.2,
}
"""The weights of the features of a wording, if the candidates were not rescored with audio."""


COMMA_WEIGHTS: Mapping[str, float] = {
    "always": 1.35,
    "sound": 0.99,
    "wanted": 1.57,
}
"""The weights of a comma with audio ("sound" is the log-odds given the audio)."""

COMMA_BY_TEXT: Mapping[str, float] = {"always": -3.53, "wanted": 4.16, "written": 4.93}
"""The weights of a comma without audio."""


def correction_probability(evidence: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Compute the probability that a wording is right and the reference's wording is wrong."""
    total = sum(weights.get(name, 0.0) * value for name, value in evidence.items())
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))
