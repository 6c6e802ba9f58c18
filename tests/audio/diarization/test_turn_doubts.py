"""A turn gets a probability of a wrong speaker if its voice does not match its speaker."""

from __future__ import annotations

import numpy as np
import pytest

from audio.diarization.turn_doubts import wrong_speaker_probabilities

DIMENSIONS = 32


def voices(*people: np.ndarray, noise: float = 0.08, seed: int = 1) -> np.ndarray:
    """Return one vector for each turn, near the vector of the turn's person."""
    rng = np.random.default_rng(seed)
    rows = np.array(people) + noise * rng.normal(size=(len(people), DIMENSIONS))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def axis(*weights: float) -> np.ndarray:
    found = np.zeros(DIMENSIONS)
    found[: len(weights)] = weights
    return np.asarray(found / np.linalg.norm(found))


ANN, BEN = axis(1.0), axis(0.0, 1.0)
LIKE_ANN = axis(1.0, 0.0, 0.75)


def probabilities(
    people: list[np.ndarray], speakers: list[int], confirmed: tuple[int, ...] = ()
) -> np.ndarray:
    count = len(people)
    known = np.isin(np.arange(count), confirmed)
    seconds = np.full(count, 4.0)
    seconds[0] = 9.0  # the longest turn is Ann's
    return wrong_speaker_probabilities(voices(*people), seconds, np.array(speakers), known)


def test_a_turn_that_sounds_like_another_speaker_is_doubtful() -> None:
    people = [ANN, BEN] * 5 + [BEN, ANN]
    found = probabilities(people, [0, 1] * 5 + [0, 1])
    assert (found[-2:] > 0.9).all()
    assert (found[:-2] < 0.2).all()


def test_the_half_of_a_speaker_that_is_another_voice_is_doubtful() -> None:
    people = [ANN, BEN, LIKE_ANN, BEN, ANN, LIKE_ANN, BEN, LIKE_ANN, ANN, BEN, ANN, LIKE_ANN, ANN]
    theirs = [n for n, person in enumerate(people) if person is LIKE_ANN]
    found = probabilities(people, [int(person is BEN) for person in people])
    assert (found[theirs] > 0.5).all()
    assert (np.delete(found, theirs) < 0.2).all()


def test_a_confirmed_turn_says_which_half_is_right() -> None:
    people = [ANN, BEN, LIKE_ANN, BEN, ANN, LIKE_ANN, BEN, LIKE_ANN, ANN, BEN, ANN, LIKE_ANN, ANN]
    found = probabilities(people, [int(person is BEN) for person in people], confirmed=(2,))
    theirs = [n for n, person in enumerate(people) if person is ANN]
    assert (found[theirs] > 0.5).all()
    assert found[2] == 0


def test_speakers_with_one_voice_each_are_hardly_doubted() -> None:
    found = probabilities([ANN, BEN] * 8, [0, 1] * 8)
    assert (found < 0.5).all()
    assert (found >= 0.2).sum() <= 3


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_turns_are_not_doubted(count: int) -> None:
    empty = np.zeros((count, DIMENSIONS))
    speakers = np.zeros(count, np.int64)
    found = wrong_speaker_probabilities(empty, np.zeros(count), speakers, speakers > 0)
    assert found.tolist() == [0.0] * count


def test_noise_raises_no_doubts() -> None:
    """The embeddings have nearly the same direction, and vary as much as embeddings of noise do."""
    people = [ANN] * 24
    vectors = voices(*people, noise=0.035)
    assert (vectors @ vectors.T).min() < 0.97
    speakers, seconds = np.arange(24) % 4, np.full(24, 4.0)
    found = wrong_speaker_probabilities(vectors, seconds, speakers, speakers < 0)
    assert found.tolist() == [0.0] * 24
    found = wrong_speaker_probabilities(vectors, seconds, speakers % 1, speakers < 0)
    assert found.shape == (24,)
