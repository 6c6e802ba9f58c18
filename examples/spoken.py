"""Data types for the spoken lines of a script."""

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
class SpokenLine:
    """A spoken line with its start in the recording, in seconds."""

    person: str
    start: float
    words: tuple[Word, ...]
    samples: Samples
