"""Clustering pieces of turns: the breaks of a text tell alike voices apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.diarization.turn_clustering import (
    BREAK,
    INSIDE,
    UNKNOWN,
    EmbeddedPieces,
    cluster_turns,
    learned_changes,
)

WIDTH = 192


def panel(
    speakers: Sequence[int],
    alike: float,
    *,
    boundaries: Sequence[int] | None = None,
    lengths: Sequence[float] = (2.5, 1.4, 3.6),
    seed: int = 1,
) -> EmbeddedPieces:
    """Pieces of these speakers; 1 and 2 have the cosine `alike`, anybody else 0.3.

    The diarization hears 1 and 2 as one voice.
    """
    rng = np.random.default_rng(seed)
    basis = np.linalg.qr(rng.standard_normal((WIDTH, 6)))[0].T
    own = np.sqrt(0.3) * basis[5] + np.sqrt(0.7) * basis[:5]
    spread = np.sqrt((1 - alike) / (1 + alike))
    own[1], own[2] = (
        (own[1] + sign * spread * basis[2]) / np.sqrt(1 + spread**2) for sign in (1, -1)
    )
    seconds = np.array([lengths[n % len(lengths)] for n in range(len(speakers))])
    trust = (seconds / (seconds + 1))[:, None]
    noise = rng.standard_normal((len(speakers), WIDTH)) / np.sqrt(WIDTH)
    embeddings = np.sqrt(trust) * own[list(speakers)] + np.sqrt(1 - trust) * noise
    changed = [n == 0 or speakers[n] != speakers[n - 1] for n in range(len(speakers))]
    return EmbeddedPieces(
        embeddings=embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True),
        seconds=seconds,
        boundaries=np.array(boundaries or [BREAK if c else INSIDE for c in changed]),
        heard=np.array([min(s, 1) if s < 3 else s - 1 for s in speakers]),
    )


def wrong(found: np.ndarray, speakers: Sequence[int]) -> int:
    """Pieces whose voice is not the one that most of their speaker's pieces have."""
    pairs = list(zip(found.tolist(), speakers, strict=True))
    voices = {s: max(set(found.tolist()), key=lambda v: pairs.count((v, s))) for s in speakers}
    return sum(voices[s] != v for v, s in pairs) if len(set(voices.values())) > 1 else len(pairs)


PANEL = [0, 1, 1, 2, 1, 2, 2, 0, 2, 1, 0, 1, 2, 2, 1, 0, 2, 1, 2, 0, 1, 2, 1, 1, 2] * 2


@pytest.mark.parametrize("alike", [0.5, 0.85, 0.9])
def test_breaks_tell_alike_voices_apart(alike: float) -> None:
    found = cluster_turns(panel(PANEL, alike))
    assert found.count == 3
    assert wrong(found.labels, PANEL) == 0


def test_without_breaks_alike_voices_stay_one() -> None:
    pieces = panel(PANEL, 0.9, boundaries=[UNKNOWN] * len(PANEL))
    assert cluster_turns(pieces).count == 2


def test_a_given_number_is_obeyed() -> None:
    pieces = panel(PANEL, 0.9, boundaries=[UNKNOWN] * len(PANEL))
    assert wrong(cluster_turns(pieces, 3, 3).labels, PANEL) == 0
    assert cluster_turns(panel(PANEL, 0.9), 1, 2).count == 2


def test_paragraphs_of_one_voice_are_not_split() -> None:
    pieces = panel([1] * 40, 0.9, boundaries=[BREAK] * 40)
    assert cluster_turns(pieces).count == 1


def test_paragraphs_are_learned() -> None:
    speakers = [0, 0, 0, 1, 1, 1] * 6
    pieces = panel(speakers, 0.5, boundaries=[BREAK] * len(speakers))
    found = cluster_turns(pieces)
    assert wrong(found.labels, speakers) == 0
    assert found.changes[BREAK] < 0.6


def test_a_joined_turn_is_split() -> None:
    boundaries = [
        BREAK if n == 0 or PANEL[n] != PANEL[n - 1] else INSIDE for n in range(len(PANEL))
    ]
    for n in (7, 21, 35):
        boundaries[n] = INSIDE
    found = cluster_turns(panel(PANEL, 0.85, boundaries=boundaries))
    assert wrong(found.labels, PANEL) == 0


def test_pieces_too_short_to_embed_follow_the_breaks() -> None:
    pieces = panel(PANEL, 0.85)
    pieces.embeddings[4] = 0
    assert wrong(cluster_turns(pieces).labels, PANEL) == 0


def test_changes_are_those_expected_where_nothing_was_seen() -> None:
    changes = learned_changes(np.array([BREAK]), np.array([0]))
    assert changes[BREAK] > 0.5 > changes[UNKNOWN] > changes[INSIDE]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=12), st.integers(1, 4), st.integers(0, 3))
def test_bounds_hold_for_any_talk(speakers: list[int], least: int, more: int) -> None:
    found = cluster_turns(panel(speakers, 0.8), least, least + more)
    assert len(found.labels) == len(speakers)
    assert sorted(set(found.labels.tolist())) == list(range(found.count))
    assert found.count <= least + more
