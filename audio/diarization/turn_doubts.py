"""Find turns that sound as if somebody other than their speaker spoke them.

Three signs count against the speaker of a turn: the turn sounds more like another speaker's turns;
the speaker's turns fall into two voices, and the turn belongs to the half that nobody has
confirmed; a neighbouring turn has the same speaker, although the text has a break between the two.
Similar voices cannot be told apart with certainty, so the probabilities only rank the turns to
listen to.

The functions are pure: arrays in, arrays out.
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
"""Log-odds between two speakers if a long turn's cosines with them differ by 1."""

_CAUTION = 1.0
"""Prior log-odds in favour of the speaker that the diarization found."""

_HALF_SECONDS = 1.0
"""Seconds of speech at which a turn counts half as much as a long one."""

_SIMILARITY_WEIGHT, _TWO_VOICES_SIMILARITY, _SCORE_WEIGHT = 60.0, 0.955, 0.3
"""Log-odds that two halves of a speaker's turns are two people: the weight of their similarity, the
similarity at which the weight is zero, and the weight of the split's score. Chosen on nine
recordings of benchmarks.wrong_turns; decision 0018 has similarities of halves of one person and of
two.
"""


WEIGHTS = (-1.94, 0.04, 0.3, 4.4)
"""Log-odds that a turn has the wrong speaker: a constant, the weights of the log-odds of the first
two signs, and the weight of the number of neighbouring turns with the same speaker. Fitted by
`benchmarks.wrong_turns --merged --fit` on recordings with and without wrong turns (decision 0018).
"""

_LEAST_CHANCE = 1e-4
"""Probabilities of single signs are clipped to be at least this far from 0 and from 1."""

_NO_VOICES_SIMILARITY = 0.985
"""If even the two least similar speakers have mean embeddings with at least this cosine, the
embeddings distinguish nobody. In noise the cosine is 0.99 and more, in recordings of people below
0.5; halves of one person's turns have 0.955 and less.
"""


def wrong_speaker_probabilities(
    embeddings: Vectors,
    seconds: Vectors,
    speakers: Numbers,
    confirmed: Flags,
    weights: Sequence[float] = WEIGHTS,
) -> Vectors:
    """Return for each turn the probability that its speaker is wrong.

    Turns are in order of start. `embeddings` [turns, dimensions] have unit length or are zeros,
    `seconds` is the duration of speech, `speakers` are numbered from 0, and `confirmed` marks turns
    whose speaker a person confirmed; their probability is 0. If all speakers sound the same, as in
    noise, every probability is 0. A turn that sounds like another speaker is doubtful whatever the
    other signs say.
    """
    signs = signs_of_wrong_speakers(embeddings, seconds, speakers, confirmed)
    if signs is None:
        return np.zeros(len(seconds))
    found = np.maximum(_to_probability(signs[:, 1]), _to_probability(signs @ np.array(weights)))
    return np.where(confirmed | ~embeddings.any(1), 0.0, found)


def signs_of_wrong_speakers(
    embeddings: Vectors, seconds: Vectors, speakers: Numbers, confirmed: Flags
) -> Vectors | None:
    """Return the signs [turns, 4] in the order of `WEIGHTS`.

    Returns None if all speakers sound the same.
    """
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
    """Check whether there are several speakers whose mean embeddings are all nearly the same."""
    means = _scale_to_unit_length(_sum_embeddings_by_speaker(turns))
    means = means[np.linalg.norm(means, axis=1) > 0]
    return len(means) > 1 and float((means @ means.T).min()) >= _NO_VOICES_SIMILARITY


def _sum_embeddings_by_speaker(turns: EmbeddedPieces) -> Vectors:
    """Sum the embeddings of each speaker, weighted by their seconds [speakers, dimensions]."""
    weighted = turns.embeddings * turns.seconds[:, None]
    sums = np.zeros((int(turns.voices.max(initial=-1)) + 1, weighted.shape[1]))
    np.add.at(sums, turns.voices, weighted)
    return sums


def _compare_with_other_speakers(turns: EmbeddedPieces) -> Vectors:
    """Return the probability that each turn belongs to the most similar other speaker."""
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
    """Return the half of a speaker's turns that probably has another speaker.

    If turns are confirmed, this is the half with less confirmed speech. Otherwise it is the half
    without the longest turn, because the editor plays the longest turn when it asks for a name.
    """
    old, new = split.labels == split.old, split.labels == split.new
    known = turns.seconds * confirmed if (confirmed & (old | new)).any() else None
    if known is not None:
        return np.asarray(new if known[old].sum() >= known[new].sum() else old)
    longest = np.argmax(np.where(old | new, turns.seconds, 0.0))
    return np.asarray(old if new[longest] else new)


def _count_same_neighbors(speakers: Numbers) -> Vectors:
    """Count each turn's neighbours with the same speaker: 0 to 2, less if such pairs are common.

    In a text with a break at every paragraph, two turns in a row with one speaker are no sign of an
    error. Counts are therefore scaled down, to 0 if half or more of all neighbouring turns have one
    speaker.
    """
    same = (speakers[1:] == speakers[:-1]).astype(np.float64)
    if not len(same):
        return np.zeros(len(speakers))
    pairs = np.concatenate([same[:1], same, same[-1:]])  # a turn at an end has one neighbour
    return np.asarray((pairs[1:] + pairs[:-1]) * max(0.0, 1.0 - 2.0 * float(same.mean())))


def _score_two_voices(turns: EmbeddedPieces, split: VoiceSplit) -> float:
    below = _TWO_VOICES_SIMILARITY - similarity_of_halves(turns, split)
    return float(
        _to_probability(np.array(_SIMILARITY_WEIGHT * below + _SCORE_WEIGHT * split.score))
    )


def _scale_to_unit_length(rows: Vectors) -> Vectors:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def _to_log_odds(probabilities: Vectors) -> Vectors:
    kept = np.clip(probabilities, _LEAST_CHANCE, 1 - _LEAST_CHANCE)
    return np.asarray(np.log(kept / (1 - kept)))


def _to_probability(log_odds: Vectors) -> Vectors:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -50, 50))))
