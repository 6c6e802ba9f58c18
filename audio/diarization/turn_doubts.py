"""Find the turns whose voice speaks against their speaker.

Three things speak against a speaker: the turn sounds more like another speaker's turns; the
speaker's turns are two voices, and the turn is of the half that is not known to be right; the turn
before or after it has the same speaker, although the text has a break between them. Alike voices
cannot be told apart with certainty, so a probability says only which turns to hear first.

Pure: arrays in, arrays out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audio.diarization.turn_splits import (
    BREAK,
    EmbeddedPieces,
    VoiceSplit,
    best_split,
    similarity_of_halves,
)

Vectors = NDArray[np.float64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_SHARPNESS = 20.0
"""Log-odds of two speakers for a difference of 1 between the cosines of a long turn."""

_CAUTION = 1.0
"""Log-odds for the speaker that the diarization found."""

_HALF_SECONDS = 1.0
"""Seconds of speech at which a turn counts half as much as a long one."""

_LIKENESS_WEIGHT, _TWO_VOICES_LIKENESS, _SCORE_WEIGHT = 60.0, 0.955, 0.3
"""Log-odds that two halves are two people: by how far their likeness is below that of one person's
halves, and by how much better than one voice they fit. Chosen on nine recordings of
benchmarks.wrong_turns; decision 0018 has the likeness of halves of one person and of two."""


WEIGHTS = (-1.94, 0.04, 0.3, 4.4)
"""Log-odds of a wrong speaker: a constant, and the weights of the log-odds of the first two signs
and of the number of neighbouring turns with the same speaker. Fitted by `benchmarks.wrong_turns
--merged --fit` on recordings with and without wrong turns (decision 0018)."""

_LEAST_CHANCE = 1e-4
"""The probabilities of single signs are at least this far from 0 and 1."""

_NO_VOICES_LIKENESS = 0.985
"""Cosine of the mean voices of the least alike speakers from which the vectors tell nobody apart:
in noise it is 0.99 and more, in recordings of people below 0.5. Halves of one person's turns, which
nobody should be asked about, are at 0.955 and less."""


def wrong_speaker_probabilities(
    embeddings: Vectors,
    seconds: Vectors,
    speakers: Numbers,
    confirmed: Flags,
    weights: Sequence[float] = WEIGHTS,
) -> Vectors:
    """Return for each turn the probability that its speaker is wrong.

    Turns are in order of start: `embeddings` [turns, dimensions] of unit length or zeros, `seconds`
    of speech, the numbers of their `speakers` from 0, and whether a person `confirmed` the speaker,
    which makes the probability 0. If all speakers sound the same, as in noise, the sound says
    nothing about them, and every probability is 0. A turn that sounds like another speaker is
    doubtful whatever the other signs say.
    """
    signs = signs_of_wrong_speakers(embeddings, seconds, speakers, confirmed)
    if signs is None:
        return np.zeros(len(seconds))
    found = np.maximum(_to_probability(signs[:, 1]), _to_probability(signs @ np.array(weights)))
    return np.where(confirmed | ~embeddings.any(1), 0.0, found)


def signs_of_wrong_speakers(
    embeddings: Vectors, seconds: Vectors, speakers: Numbers, confirmed: Flags
) -> Vectors | None:
    """Return what `WEIGHTS` are for [turns, 4]; None if all speakers sound the same."""
    boundaries = np.full(len(seconds), BREAK, np.int64)
    turns = EmbeddedPieces(embeddings, np.maximum(seconds, 0.05), boundaries, speakers)
    if _do_all_sound_alike(turns):
        return None
    halves = np.zeros(len(seconds))
    for speaker in range(int(speakers.max(initial=-1)) + 1):
        split = best_split(turns, speaker)
        if split is not None:
            halves[_choose_doubtful_half(turns, split, confirmed)] = _score_two_voices(turns, split)
    others, neighbors = _compare_with_other_speakers(turns), _count_same_neighbors(speakers)
    columns = [np.ones(len(others)), _to_log_odds(others), _to_log_odds(halves), neighbors]
    return np.stack(columns, axis=1)


def _do_all_sound_alike(turns: EmbeddedPieces) -> bool:
    """Check whether there are several speakers, and the mean voices of all are alike."""
    means = _scale_to_unit_length(_sum_embeddings_by_speaker(turns))
    means = means[np.linalg.norm(means, axis=1) > 0]
    return len(means) > 1 and float((means @ means.T).min()) >= _NO_VOICES_LIKENESS


def _sum_embeddings_by_speaker(turns: EmbeddedPieces) -> Vectors:
    """Sum the embeddings of each speaker, weighted by their seconds [speakers, dimensions]."""
    weighted = turns.embeddings * turns.seconds[:, None]
    sums = np.zeros((int(turns.voices.max(initial=-1)) + 1, weighted.shape[1]))
    np.add.at(sums, turns.voices, weighted)
    return sums


def _compare_with_other_speakers(turns: EmbeddedPieces) -> Vectors:
    """Compare each turn with the other turns of its speaker, and with those of all others."""
    weighted = turns.embeddings * turns.seconds[:, None]
    sums = _sum_embeddings_by_speaker(turns)
    rest = sums[turns.voices] - weighted
    own = (turns.embeddings * _scale_to_unit_length(rest)).sum(1)
    others = turns.embeddings @ _scale_to_unit_length(sums).T
    others[np.arange(len(own)), turns.voices] = -1.0
    trust = turns.seconds / (turns.seconds + _HALF_SECONDS)
    odds = _SHARPNESS * trust * (others.max(1, initial=-1.0) - own) - _CAUTION
    return np.where(np.linalg.norm(rest, axis=1) > 1e-6, _to_probability(odds), 0.0)


def _choose_doubtful_half(turns: EmbeddedPieces, split: VoiceSplit, confirmed: Flags) -> Flags:
    """Return the half without the confirmed turns, or else without the longest turn.

    The longest turn is the one that is played to ask for a name.
    """
    old, new = split.labels == split.old, split.labels == split.new
    known = turns.seconds * confirmed if (confirmed & (old | new)).any() else None
    if known is not None:
        return np.asarray(new if known[old].sum() >= known[new].sum() else old)
    longest = np.argmax(np.where(old | new, turns.seconds, 0.0))
    return np.asarray(old if new[longest] else new)


def _count_same_neighbors(speakers: Numbers) -> Vectors:
    """Count for each turn the neighbours with the same speaker, 0 to 2, less where that is common.

    A text in paragraphs has many such neighbours, which then say nothing: from half of all pairs of
    turns on the count is 0.
    """
    same = (speakers[1:] == speakers[:-1]).astype(np.float64)
    if not len(same):
        return np.zeros(len(speakers))
    pairs = np.concatenate([same[:1], same, same[-1:]])  # a turn at an end has one neighbour
    return np.asarray((pairs[1:] + pairs[:-1]) * max(0.0, 1.0 - 2.0 * float(same.mean())))


def _score_two_voices(turns: EmbeddedPieces, split: VoiceSplit) -> float:
    below = _TWO_VOICES_LIKENESS - similarity_of_halves(turns, split)
    return float(_to_probability(np.array(_LIKENESS_WEIGHT * below + _SCORE_WEIGHT * split.score)))


def _scale_to_unit_length(rows: Vectors) -> Vectors:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def _to_log_odds(chances: Vectors) -> Vectors:
    kept = np.clip(chances, _LEAST_CHANCE, 1 - _LEAST_CHANCE)
    return np.asarray(np.log(kept / (1 - kept)))


def _to_probability(log_odds: Vectors) -> Vectors:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -50, 50))))
