"""Find the turns of a recording that sound like example turns of one speaker.

The voice of each turn is a unit vector; vectors of different recordings cannot be compared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST_EXAMPLES = 3
"""Least number of corrected turns before similar turns are offered: a single turn may be an
exception.
"""

SHARPNESS = 20.0
"""Factor of the difference of two cosines in the log-odds of two speakers, for long turns."""

ALIKE_COSINE = 0.7
"""If two voices have at least this cosine, their turns are hard to tell apart: for one reader
with two pitches (0.86), a third of the found turns were right; at 0.35 and below, all of them.
"""

UNSURE = 0.75
"""Highest score of a turn if the two voices are similar: a person has to listen."""

_HALF_SECONDS = 1.0
"""Seconds of speech at which a turn counts half as much as a long one."""

_ROUNDS = 10
"""Maximum number of rounds of moving and averaging.

Two or three suffice if the voices differ.
"""


@dataclass(frozen=True, slots=True)
class TurnVoice:
    """The voice of a turn as a unit vector, with the turn's speaker.

    `seconds` is the duration of the speech from which the vector was computed. `is_set_by_hand` is
    true if an editor set the speaker, who is then taken to be right.
    """

    turn: str
    speaker: str
    vector: tuple[float, ...]
    seconds: float
    is_set_by_hand: bool = False


@dataclass(frozen=True, slots=True)
class AlikeTurn:
    """A turn that sounds like the examples, with the probability that it has their speaker."""

    turn: str
    score: float


def find_alike_turns(
    turns: Sequence[TurnVoice], speaker: str, suspected_speakers: Collection[str]
) -> tuple[AlikeTurn, ...]:
    """Find turns of `suspected_speakers` that sound like turns an editor assigned to `speaker`.

    `suspected_speakers` are the speakers that the program had assigned to the edited turns.
    Turns that an editor set are used as examples and are never returned. The likeliest turn comes
    first; with fewer than `LEAST_EXAMPLES` examples, the result is empty.
    """
    examples = [t for t in turns if t.is_set_by_hand and t.speaker == speaker]
    asked = [
        t
        for t in turns
        if not t.is_set_by_hand and t.speaker in suspected_speakers and t.speaker != speaker
    ]
    if len(examples) < LEAST_EXAMPLES or not asked:
        return ()
    centers = {speaker: _average_vectors(examples)}
    for source in {t.speaker for t in asked}:
        contrast = _choose_least_similar_turns([t for t in turns if t.speaker == source], examples)
        if contrast:
            centers[source] = _average_vectors(contrast)
    asked = [t for t in asked if t.speaker in centers]
    odds = np.zeros(len(asked))
    for _ in range(_ROUNDS):
        moved = _log_odds(asked, centers, speaker)
        if np.array_equal(moved > 0, odds > 0) and odds.any():
            break
        odds = moved
        centers = _average_after_moving(turns, asked, odds, centers, speaker)
    moving = {t.turn for t, x in zip(asked, odds, strict=True) if x > 0}
    sure = {
        s for s in centers if _is_distinct(turns, moving, s, float(centers[s] @ centers[speaker]))
    }
    found = (
        AlikeTurn(t.turn, min(_score(x), 1.0 if t.speaker in sure else UNSURE))
        for t, x in zip(asked, odds, strict=True)
        if t.turn in moving
    )
    return tuple(sorted(found, key=lambda each: -each.score))


def _is_distinct(
    turns: Sequence[TurnVoice], moving: Collection[str], source: str, cosine: float
) -> bool:
    """Check whether `source` keeps enough turns, and whether the two voices differ."""
    left = sum(t.speaker == source and t.turn not in moving for t in turns)
    return left >= LEAST_EXAMPLES and cosine < ALIKE_COSINE


def _score(log_odds: float) -> float:
    return round(float(1 / (1 + np.exp(-log_odds))), 3)


def _choose_least_similar_turns(
    turns: Sequence[TurnVoice], examples: Sequence[TurnVoice]
) -> Sequence[TurnVoice]:
    """Return the turns in the lower half of the range of cosines to the examples.

    The comparison takes these as the speaker's own turns at first, because most turns of a speaker
    may be wrong. The result is empty if all turns resemble the examples as much as the examples
    resemble each other: then all turns are by the examples' speaker, or the two voices cannot be
    told apart.
    """
    center = _average_vectors(examples)
    cosines = [float(_vector_of(t) @ center) for t in turns]
    among = [
        float(_vector_of(t) @ _average_vectors([o for o in examples if o is not t]))
        for t in examples
    ]
    if min(cosines) >= sum(among) / len(among):
        return []
    middle = (min(cosines) + max(cosines)) / 2
    return [t for t, cosine in zip(turns, cosines, strict=True) if cosine <= middle]


def _log_odds(
    candidate_turns: Sequence[TurnVoice], centers: Mapping[str, Floats], speaker: str
) -> Floats:
    """Return, for each turn, the log-odds of `speaker` against the turn's current speaker."""
    return np.array(
        [
            _weight_by_duration(t)
            * SHARPNESS
            * float(_vector_of(t) @ (centers[speaker] - centers[t.speaker]))
            for t in candidate_turns
        ]
    )


def _average_after_moving(
    turns: Sequence[TurnVoice],
    candidate_turns: Sequence[TurnVoice],
    odds: Floats,
    centers: Mapping[str, Floats],
    speaker: str,
) -> dict[str, Floats]:
    """Average each speaker's vectors as if the turns with positive odds were moved to `speaker`."""
    moving = {t.turn for t, x in zip(candidate_turns, odds, strict=True) if x > 0}
    groups: dict[str, list[TurnVoice]] = {each: [] for each in centers}
    for t in turns:
        now = speaker if t.turn in moving else t.speaker
        if now in groups and (now != speaker or t.is_set_by_hand or t.turn in moving):
            groups[now].append(t)
    return {
        each: _average_vectors(group) if group else centers[each] for each, group in groups.items()
    }


def _average_vectors(turns: Sequence[TurnVoice]) -> Floats:
    total: Floats = np.sum([_vector_of(t) * t.seconds for t in turns], axis=0)
    norm = float(np.linalg.norm(total))
    return total / norm if norm else total


def _vector_of(turn: TurnVoice) -> Floats:
    return np.array(turn.vector)


def _weight_by_duration(turn: TurnVoice) -> float:
    return turn.seconds / (turn.seconds + _HALF_SECONDS)
