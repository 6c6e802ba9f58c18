"""Define the voiceprints of an archive as one matrix of embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Embeddings = NDArray[np.float32]
Seconds = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class KnownVoices:
    """People and their voiceprints: `embeddings` [people, dimensions] of unit length.

    `seconds` [people] are the seconds of clean speech that were enrolled for each person.
    """

    people: tuple[str, ...]
    embeddings: Embeddings
    seconds: Seconds


NOBODY = KnownVoices((), np.zeros((0, 0), np.float32), np.zeros(0, np.float32))


def pool_embeddings(
    people: Sequence[str], owners: NDArray[np.int64], embeddings: Embeddings, seconds: Seconds
) -> KnownVoices:
    """Average the turn embeddings of each person, weighted by seconds of speech.

    `owners` [turns] has each turn's index into `people`, in ascending order; every person has at
    least one turn. `embeddings` [turns, dimensions] have unit length. Equal input gives
    bit-identical output.
    """
    if not len(owners):
        return NOBODY
    firsts = np.flatnonzero(np.diff(owners, prepend=-1))
    sums = np.add.reduceat(embeddings * seconds[:, None], firsts, axis=0)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return KnownVoices(
        tuple(people),
        np.asarray(sums / np.where(lengths, lengths, 1.0), np.float32),
        np.add.reduceat(seconds, firsts),
    )
