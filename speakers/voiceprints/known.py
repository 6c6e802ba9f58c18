"""The voices that an archive knows, as one table that a recording's voices are laid beside."""

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

    `seconds` of clean speech made each, in so many `turns`.
    """

    people: tuple[str, ...]
    embeddings: Embeddings
    seconds: Seconds
    turns: NDArray[np.int64]


NOBODY = KnownVoices(
    (), np.zeros((0, 0), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int64)
)


def pool_embeddings(
    people: Sequence[str], owners: NDArray[np.int64], embeddings: Embeddings, seconds: Seconds
) -> KnownVoices:
    """Put shares together: each print counts for its owner by its seconds.

    `owners` [shares] are places in `people`, in rising order, each at least once; `embeddings`
    [shares, dimensions] are of unit length. The same shares give the same bits.
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
        np.diff(np.append(firsts, len(owners))),
    )
