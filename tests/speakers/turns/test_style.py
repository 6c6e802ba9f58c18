from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from speakers.cast import CastMember
from speakers.label import read_evidence
from speakers.phrases.english.phrases import PHRASES
from speakers.turns.inference import infer_speakers
from speakers.turns.lines import read_lines
from speakers.turns.style import count_words, score_style
from speakers.turns.weights import FITTED, TextWeights

RIVER = (
    "The river carried the boat and the river took the bridge",
    "A boat on that river needs a good anchor and the bridge is low",
    "We pulled the boat out of the river below the bridge",
    "When the river is low the boat sits under the bridge",
)
ORCHARD = (
    "You prune an apple tree late, since frost hurts a young tree",
    "Frost came early, an apple tree lost everything",
    "Prune late, and your apple tree forgives early frost",
    "Every apple tree hates frost, so you prune in March",
)
TALK = tuple(turn for pair in zip(RIVER, ORCHARD, strict=True) for turn in pair)

# A speaker with a higher probability than this is clearly the likeliest.
CLEARLY = 0.55


def scores(known: int) -> np.ndarray:
    """Return the scores of `TALK` if the speakers of its first turns are known."""
    words = count_words(read_lines("\n".join(TALK), PHRASES))
    who = np.full((len(TALK), 2), 0.5)
    who[:known:2] = 1.0, 0.0
    who[1:known:2] = 0.0, 1.0
    return score_style(words, who)


def test_turns_resemble_those_of_their_speaker() -> None:
    found = scores(known=6)
    assert (found[6:].argmax(axis=1) == [0, 1]).all()
    assert (found[:6].argmax(axis=1) == [0, 1, 0, 1, 0, 1]).all()


def test_nothing_known_tells_nobody_apart() -> None:
    found = scores(known=0)
    assert found[:, 0] == pytest.approx(found[:, 1])


def test_a_turn_is_no_evidence_for_its_own_speaker() -> None:
    words = count_words(read_lines("\n".join(TALK), PHRASES))
    who = np.full((len(TALK), 2), 0.5)
    who[0] = 1.0, 0.0
    changed = score_style(words, who)[0]
    who[0] = 0.0, 1.0
    # The turn changes only the text's mean, which is subtracted from each person's scores.
    assert score_style(words, who)[0] == pytest.approx(changed, abs=0.01)


def test_a_word_that_occurs_once_is_not_counted() -> None:
    words = count_words(read_lines("Yes, a boat.\nNo, a bridge.", PHRASES))
    # "," and "." and "a" recur, and so does ", a".
    assert words.terms == 4
    assert words.turns == 2


def test_no_turns() -> None:
    assert score_style(count_words(()), np.zeros((0, 3))).shape == (0, 3)


def test_guests_who_are_called_once_are_known_by_their_words() -> None:
    guests = {"Ann Lee": RIVER, "Bob Moss": ORCHARD}
    order = [name for name in ("Ann Lee", "Bob Moss", "Bob Moss", "Ann Lee") for _ in range(4)]
    turns = [("Jane Doe", "I'm Jane Doe. Ann Lee and Bob Moss are my guests. Ann, who are you?")]
    for i, name in enumerate(order):
        said = (guests[name][(i * k + k) % 4] for k in (1, 2, 3, 1))
        turns.append((name, " ".join(f"{sentence}." for sentence in said)))
        asked = "And Bob, who are you?" if i == 3 else "And what happened then?"
        turns.append(("Jane Doe", asked))
    cast = [CastMember(name) for name in (*guests, "Jane Doe")]
    evidence = read_evidence("\n".join(said for _, said in turns), PHRASES, cast)
    names = [person.name for person in evidence.likely_people]

    def right(weights: TextWeights) -> int:
        found = infer_speakers(
            evidence.likely_people,
            evidence.host_probabilities,
            evidence.turn_evidence,
            evidence.lines,
            evidence.cues,
            PHRASES,
            weights,
        ).speakers
        true = [names.index(who) for who, _ in turns]
        return sum(found[turn, who] > CLEARLY for turn, who in enumerate(true))

    # If `style` is 0, the words do not count, and both guests are equally likely in most turns.
    assert right(replace(FITTED, style=0.0)) <= len(turns) - 3
    assert right(FITTED) == len(turns)
