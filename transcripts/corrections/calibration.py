"""How evidence becomes a probability: the weights of a logistic curve, fitted to planted errors.

`benchmarks/calibrate.py` fits the tables of wordings, `benchmarks/commas.py` those of commas;
docs/repairs.md says to what, and how right they are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

WEIGHTS: Mapping[str, float] = {
    "apostrophe alone": -2.0,
    "both in full": -2.84,
    "clips": -6.0,
    "contraction": -0.17,
    "deletion": -4.72,
    "filler": -2.5,
    "further words": -3.26,
    "heard the new": 2.79,
    "heard the old": -0.18,
    "homophone": 0.16,
    "insertion": -3.72,
    "mends": 10.0,
    "misspells": -5.0,
    "name": -6.26,
    "name comes back": -2.9,
    "nats contraction": 0.27,
    "nats deletion": 0.52,
    "nats insertion": 0.62,
    "nats mended": 0.5,
    "nats name": 0.48,
    "nats short of the best": -1.41,
    "nats words": 0.63,
    "numbers": 1.5,
    "old is vouched for": -3.0,
    "only the new is used elsewhere": -0.71,
    "only the old is used elsewhere": -1.09,
    "opens": -1.5,
    "passage deletion": -4.19,
    "passage insertion": 3.46,
    "passage nats a word": 3.12,
    "passage unsure": 1.15,
    "remark unheard": -2.52,
    "remark unwritten": -1.0,
    "spelling": -4.6,
    "stutters": -2.5,
    "substitution": -4.6,
    "unsure of it": 6.31,
    "writer expands": 2.0,
}
"""With what the sound says."""

TEXT_WEIGHTS: Mapping[str, float] = {
    "apostrophe alone": -2.0,
    "both in full": -3.04,
    "clips": -6.0,
    "contraction": -2.47,
    "deletion": -3.51,
    "filler": -2.5,
    "further words": -2.61,
    "heard the new": 6.79,
    "heard the old": -0.96,
    "homophone": -0.26,
    "insertion": -2.78,
    "mends": 10.0,
    "misspells": -5.0,
    "name": -7.28,
    "name comes back": -3.71,
    "nats contraction": 0.44,
    "nats deletion": 0.4,
    "nats insertion": 0.35,
    "nats mended": 0.5,
    "nats name": 0.35,
    "nats short of the best": -0.3,
    "nats words": 0.46,
    "numbers": 1.5,
    "old is vouched for": -3.0,
    "only the new is used elsewhere": -0.23,
    "only the old is used elsewhere": -0.33,
    "opens": -1.5,
    "passage deletion": 2.75,
    "passage insertion": 2.63,
    "passage nats a word": 2.62,
    "passage unsure": 1.02,
    "remark unheard": -2.52,
    "remark unwritten": -1.0,
    "spelling": -5.34,
    "stutters": -2.5,
    "substitution": -3.71,
    "unsure of it": 6.8,
    "writer expands": 1.3,
}
"""By the two texts alone, where there is no sound to ask."""


COMMA_WEIGHTS: Mapping[str, float] = {
    "always": 1.35,
    "sound": 0.99,
    "wanted": 1.57,
    "written": 0.0,
}
"""What speaks for a comma, with what the sound says ("sound": log odds)."""

COMMA_BY_TEXT: Mapping[str, float] = {"always": -3.53, "wanted": 4.16, "written": 4.93}
"""The same without the sound."""


def probability(evidence: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Turn evidence into the probability that the other wording is right."""
    total = sum(weights[name] * value for name, value in evidence.items())
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))
