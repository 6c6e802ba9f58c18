"""The lines of a script, as they are spoken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Script = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line and its position in the recording."""

    by: str
    start: float
    words: tuple[Word, ...]
    samples: Samples
