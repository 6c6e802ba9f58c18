"""Embeddings with known cosines."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from speakers.voiceprints.known import KnownVoices, pool_embeddings
from transcripts.transcript import Diarization, SpeakerSegment

WIDTH = 8


def direction(axis: int, likeness: float = 1.0, beside: int = 7) -> tuple[float, ...]:
    """Return a unit vector with the cosine `likeness` to `axis`, in the plane of both axes."""
    made = np.zeros(WIDTH)
    made[axis], made[beside] = likeness, (1 - likeness**2) ** 0.5
    return tuple(float(x) for x in made)


def knows(people: Mapping[str, tuple[float, ...]], seconds: float = 60.0) -> KnownVoices:
    """Return known voices of these people, each with one turn of `seconds`."""
    embeddings = np.array(list(people.values()), np.float32)
    weights = np.full(len(people), seconds, np.float32)
    return pool_embeddings(list(people), np.arange(len(people)), embeddings, weights)


def heard(embeddings: Mapping[str, tuple[float, ...]], seconds: float = 60.0) -> Diarization:
    """Return the diarization of a recording in which each voice speaks once, in turn."""
    segments = tuple(
        SpeakerSegment(voice, n * seconds, (n + 1) * seconds) for n, voice in enumerate(embeddings)
    )
    return Diarization((), segments, segments, embeddings)
