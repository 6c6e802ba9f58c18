"""How evidence becomes a probability: the weights of a logistic curve, fitted to planted errors.

`benchmarks/calibrate.py` fits both tables; docs/repairs.md says to what, and how right they are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

WEIGHTS: Mapping[str, float] = {
    "clips": -4.0,
    "contraction": -2.12,
    "deletion": -4.39,
    "filler": -2.5,
    "further words": -1.56,
    "heard the new": 2.91,
    "heard the old": -1.13,
    "homophone": 1.58,
    "insertion": -3.54,
    "mends": 9.0,
    "misspells": -5.0,
    "name": -4.58,
    "name comes back": -3.49,
    "nats contraction": 0.44,
    "nats deletion": 0.4,
    "nats insertion": 0.35,
    "nats mended": 0.5,
    "nats name": 0.35,
    "nats short of the best": -0.3,
    "nats words": 0.46,
    "numbers": 1.5,
    "old is vouched for": -3.0,
    "only the new is used elsewhere": -1.25,
    "only the old is used elsewhere": -1.08,
    "opens": -1.5,
    "passage deletion": -4.08,
    "passage insertion": 3.61,
    "passage nats a word": 2.62,
    "passage unsure": 1.03,
    "remark unheard": -2.52,
    "remark unwritten": -1.0,
    "spelling": -4.88,
    "stutters": -2.5,
    "substitution": -4.49,
    "unsure of it": 4.84,
    "writer expands": 1.05,
}
"""With what the sound says."""

TEXT_WEIGHTS: Mapping[str, float] = {
    "clips": -4.0,
    "contraction": -1.21,
    "deletion": -1.79,
    "filler": -2.5,
    "further words": -0.62,
    "heard the new": 4.32,
    "heard the old": -2.53,
    "homophone": 1.22,
    "insertion": -1.93,
    "mends": 9.0,
    "misspells": -5.0,
    "name": -3.11,
    "name comes back": -2.92,
    "nats contraction": 0.7,
    "nats deletion": 0.7,
    "nats insertion": 0.5,
    "nats mended": 0.5,
    "nats name": 0.3,
    "nats short of the best": -0.3,
    "nats words": 0.7,
    "numbers": 1.5,
    "old is vouched for": -3.0,
    "only the new is used elsewhere": 0.31,
    "only the old is used elsewhere": -0.47,
    "opens": -1.5,
    "passage deletion": 2.4,
    "passage insertion": 2.91,
    "passage nats a word": 3.0,
    "passage unsure": 1.11,
    "remark unheard": -1.92,
    "remark unwritten": -1.0,
    "spelling": -3.91,
    "stutters": -2.5,
    "substitution": -2.52,
    "unsure of it": 5.5,
    "writer expands": 0.83,
}
"""By the two texts alone, where there is no sound to ask."""


COMMA_WEIGHTS: Mapping[str, float] = {
    "always": 1.21,
    "sound": 0.88,
    "wanted": 1.43,
    "written": 0.29,
}
"""What speaks for a comma, with what the sound says ("sound": log odds)."""

COMMA_BY_TEXT: Mapping[str, float] = {"always": -3.47, "wanted": 3.91, "written": 5.31}
"""The same without the sound."""


def probability(evidence: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Turn evidence into the probability that the other wording is right."""
    total = sum(weights[name] * value for name, value in evidence.items())
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))
