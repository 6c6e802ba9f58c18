"""Embeddings of one voice are similar, those of two voices are not."""

from __future__ import annotations

import numpy as np
import pytest

from audio.diarization.campplus import DIMENSION
from audio.diarization.embed import embed
from tests.audio import speech
from transcripts.transcript import Span


@pytest.mark.models
def test_embeddings_identify_their_voice() -> None:
    right = speech.truth()
    names = ("michael", "lewis", "emma")
    groups = [[s.span for s in right if s.voice == name] for name in names]
    halves = [group[i::2] for group in groups for i in (0, 1)]
    embeddings = embed(speech.three_voices(), halves)
    assert embeddings.shape == (6, DIMENSION)
    np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1, rtol=1e-5)
    alike = embeddings @ embeddings.T
    same = np.kron(np.eye(3), np.ones((2, 2))) == 1
    assert alike[same].min() > alike[~same].max() + 0.2


@pytest.mark.models
def test_embeddings_do_not_depend_on_order_or_batch() -> None:
    sound = speech.three_voices()
    groups = [[Span(2.2, 3.2)], [Span(8.5, 9.5)], [Span(5.4, 6.7), Span(0.4, 1.6)]]
    together = embed(sound, groups)
    for group, embedding in zip(groups, together, strict=True):
        np.testing.assert_allclose(embed(sound, [group])[0], embedding, atol=1e-5)


@pytest.mark.parametrize("spans", [[], [Span(1, 1.3)], [Span(99, 120)]])
def test_too_little_sound_has_no_embedding(spans: list[Span]) -> None:
    assert not embed(speech.three_voices(), [spans]).any()


@pytest.mark.models
def test_ten_seconds_are_enough() -> None:
    sound = speech.three_voices()
    lewis = [s.span for s in speech.truth() if s.voice == "lewis"]
    once, often = embed(sound, [lewis, lewis * 4])
    assert once @ often > 0.9
