"""Cluster synthetic embeddings: voices are directions, and short segments are noisy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.diarization.clustering import EmbeddedSegments, cluster, corrected_cosines

WIDTH = 192


def talk(
    turns: Sequence[tuple[int, float]],
    *,
    voice_cosine: float = 0.1,
    slots: Sequence[int] | None = None,
    seed: int = 1,
) -> EmbeddedSegments:
    """Make consecutive segments of (voice, seconds); `voice_cosine` is between any two voices."""
    rng = np.random.default_rng(seed)
    count = 1 + max(voice for voice, _ in turns)
    basis, _ = np.linalg.qr(rng.standard_normal((WIDTH, count + 1)))
    voices = np.sqrt(voice_cosine) * basis[:, :1] + np.sqrt(1 - voice_cosine) * basis[:, 1:]
    seconds = np.array([length for _, length in turns])
    noise = rng.standard_normal((len(turns), WIDTH)) / np.sqrt(WIDTH)
    trust = seconds / (seconds + 1)
    embeddings = np.sqrt(trust)[:, None] * voices.T[[v for v, _ in turns]]
    embeddings += np.sqrt(1 - trust)[:, None] * noise
    return EmbeddedSegments(
        embeddings=embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True),
        seconds=seconds,
        middle_seconds=np.cumsum(seconds) - seconds / 2,
        slots=np.array(slots if slots is not None else [v % 3 for v, _ in turns]),
    )


def same_partition(found: np.ndarray, turns: Sequence[tuple[int, float]]) -> bool:
    pairs = {(int(label), voice) for label, (voice, _) in zip(found, turns, strict=True)}
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


INTERVIEW = [
    (v, (2.0, 1.5, 1.1)[i % 3]) for i, v in enumerate([0, 1, 0, 2, 2, 1, 0, 1, 2, 0, 1, 1] * 3)
]


@pytest.mark.parametrize("voices", [1, 2, 3, 4, 6])
def test_finds_how_many(voices: int) -> None:
    turns = [(i * 7 % voices, 1.0 + i % 3 / 2) for i in range(12 * voices)]
    assert same_partition(cluster(talk(turns)), turns)


@pytest.mark.parametrize(("least", "most"), [(1, 1), (1, 2), (2, 2), (3, 3), (4, 4), (5, 7)])
def test_bounds_are_obeyed(least: int, most: int) -> None:
    found = cluster(talk(INTERVIEW), least, most)
    assert least <= len(set(found)) <= most


def test_more_voices_than_pieces_cannot_be() -> None:
    assert len(set(cluster(talk([(0, 2.0), (1, 2.0)]), 5))) == 2


def test_one_piece() -> None:
    assert cluster(talk([(0, 0.5)])).tolist() == [0]


def test_a_short_noise_is_not_a_voice() -> None:
    turns = [*INTERVIEW, (3, 1.2)]
    found = cluster(talk(turns, slots=[v for v, _ in INTERVIEW] + [1]))
    assert len(set(found)) == 3


def test_a_short_voice_confirmed_by_the_segmentation_is_kept() -> None:
    turns = [(0, 2.0)] * 8 + [(1, 1.2)]
    assert same_partition(cluster(talk(turns)), turns)


@pytest.mark.parametrize(
    ("voice_cosine", "heard_as", "voices"),
    [(0.3, "one", 2), (0.55, "one", 1), (0.55, "two", 2), (0.75, "two", 2), (0.75, "one", 1)],
)
def test_segmentation_separates_similar_voices(
    voice_cosine: float, heard_as: str, voices: int
) -> None:
    turns = [(i // 2 % 2, 2.0) for i in range(24)]
    slots = [0 if heard_as == "one" else v for v, _ in turns]
    assert len(set(cluster(talk(turns, voice_cosine=voice_cosine, slots=slots)))) == voices


def test_with_two_voices_required_similar_voices_are_separated() -> None:
    turns = [(i // 3 % 2, 2.0) for i in range(30)] + [(2, 2.2)]
    segments = talk(turns, voice_cosine=0.75, slots=[0] * len(turns))
    segments.embeddings[-1] = np.roll(segments.embeddings[-1], 50)
    found = cluster(segments, 2, 2)
    assert same_partition(found[:-1], turns[:-1])


def test_short_segments_follow_their_local_speaker() -> None:
    turns = [(0, 2.0), (0, 0.45), (0, 2.0), (1, 2.0), (1, 0.45), (1, 2.0)] * 4
    assert same_partition(cluster(talk(turns)), turns)


@pytest.mark.slow
def test_long_recordings_are_thinned_out_first() -> None:
    turns = [(i // 4 % 3, 1.0 + i % 4 / 3) for i in range(1300)]  # half an hour
    assert same_partition(cluster(talk(turns)), turns)


def test_corrected_cosine_of_one_voice_is_one_whatever_the_length() -> None:
    segments = talk([(0, 0.75)] * 200 + [(0, 3.0)] * 200)
    found = corrected_cosines(segments.embeddings * segments.seconds[:, None], segments.seconds)
    np.fill_diagonal(found, np.nan)
    for part in (found[:200, :200], found[:200, 200:], found[200:, 200:]):
        assert np.nanmean(part) == pytest.approx(1, abs=0.05)


@settings(max_examples=50)
@given(
    turns=st.lists(st.tuples(st.integers(0, 3), st.floats(0.4, 3)), min_size=1, max_size=25),
    least=st.integers(1, 4),
    more=st.none() | st.integers(0, 3),
    voice_cosine=st.floats(0, 0.9),
)
def test_voices_are_numbered_without_a_gap_within_the_bounds(
    turns: list[tuple[int, float]], least: int, more: int | None, voice_cosine: float
) -> None:
    most = None if more is None else least + more
    found = cluster(talk(turns, voice_cosine=voice_cosine), least, most)
    assert sorted(set(found)) == list(range(found.max() + 1))
    assert len(set(found)) >= min(least, len(turns))
    assert most is None or len(set(found)) <= most
