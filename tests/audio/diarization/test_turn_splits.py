"""Similar voices are split by the turn breaks of a text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.diarization.turn_splits import (
    BREAK,
    INSIDE,
    UNKNOWN,
    EmbeddedPieces,
    learned_changes,
    split_voices,
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
    """Make one piece of a turn for each of these speakers.

    The voices of speakers 1 and 2 have the cosine `alike` to each other; any other two have 0.3.

    The diarization has given speakers 1 and 2 the same voice.
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
        voices=np.unique([min(s, 1) if s < 3 else s - 1 for s in speakers], return_inverse=True)[1],
    )


def wrong(found: np.ndarray, speakers: Sequence[int]) -> int:
    """Count the pieces whose voice differs from that of most pieces of their speaker.

    If all speakers have the same voice, all pieces count.
    """
    pairs = list(zip(found.tolist(), speakers, strict=True))
    voices = {s: max(set(found.tolist()), key=lambda v: pairs.count((v, s))) for s in speakers}
    return sum(voices[s] != v for v, s in pairs) if len(set(voices.values())) > 1 else len(pairs)


PANEL = [0, 1, 1, 2, 1, 2, 2, 0, 2, 1, 0, 1, 2, 2, 1, 0, 2, 1, 2, 0, 1, 2, 1, 1, 2] * 2


@pytest.mark.parametrize("alike", [0.5, 0.85, 0.9])
def test_breaks_tell_alike_voices_apart(alike: float) -> None:
    found = split_voices(panel(PANEL, alike))
    assert sorted(set(found.tolist())) == [0, 1, 2]
    assert wrong(found, PANEL) == 0


def test_voices_that_are_very_alike_are_told_apart_by_many_breaks() -> None:
    speakers = [0, 1, 2, 0, 2, 1, 1, 2, 1, 0, 2, 1, 2] * 12
    found = split_voices(panel(speakers, 0.945))
    assert wrong(found, speakers) <= 0.05 * len(speakers)
    few = panel(speakers[:26], 0.945)
    assert split_voices(few).tolist() == few.voices.tolist()


def test_without_breaks_nothing_is_split() -> None:
    pieces = panel(PANEL, 0.5, boundaries=[UNKNOWN] * len(PANEL))
    assert split_voices(pieces).tolist() == pieces.voices.tolist()


def test_paragraphs_of_one_voice_are_not_split() -> None:
    pieces = panel([1] * 40, 0.9, boundaries=[BREAK] * 40)
    assert not split_voices(pieces).any()


def test_paragraphs_of_a_voice_that_drifts_are_not_split() -> None:
    """If a microphone is moved once, the voice sounds different before and after a single break."""
    pieces = panel([1] * 20 + [2] * 20, 0.8, boundaries=[BREAK] * 40)
    assert not split_voices(pieces).any()


def test_a_text_in_paragraphs_splits_nothing() -> None:
    """If there are breaks within every voice, the breaks are paragraphs, and no voice is split."""
    speakers = [0, 0, 0, 3, 3, 3, 1, 2, 1] * 5
    pieces = panel(speakers, 0.85, boundaries=[BREAK] * len(speakers))
    assert split_voices(pieces).tolist() == pieces.voices.tolist()


def test_other_voices_keep_their_pieces() -> None:
    pieces = panel(PANEL, 0.85)
    found = split_voices(pieces)
    assert all(label == 0 for label, voice in zip(found, pieces.voices, strict=True) if voice == 0)


def test_a_joined_turn_is_split() -> None:
    boundaries = [
        BREAK if n == 0 or PANEL[n] != PANEL[n - 1] else INSIDE for n in range(len(PANEL))
    ]
    for n in (7, 21, 35):
        boundaries[n] = INSIDE
    assert wrong(split_voices(panel(PANEL, 0.85, boundaries=boundaries)), PANEL) == 0


def test_pieces_too_short_to_embed_follow_the_breaks() -> None:
    pieces = panel(PANEL, 0.85)
    pieces.embeddings[4] = 0
    assert wrong(split_voices(pieces), PANEL) == 0


def test_changes_are_those_expected_where_nothing_was_seen() -> None:
    changes = learned_changes(np.array([BREAK]), np.array([0]))
    assert changes[BREAK] > 0.5 > changes[UNKNOWN] > changes[INSIDE]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_voices_are_split_and_never_joined(speakers: list[int]) -> None:
    pieces = panel(speakers, 0.8)
    found = split_voices(pieces)
    assert sorted(set(found.tolist())) == list(range(max(found) + 1))
    of_label = dict(zip(found, pieces.voices, strict=True))
    assert [of_label[label] for label in found] == pieces.voices.tolist()
