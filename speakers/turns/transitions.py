"""Estimate who is likely to speak next by how a turn ends, independently of who speaks it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from speakers.evidence.name_cues import NameCue
from speakers.phrases.phrases import Phrases
from speakers.turns.chain import Transitions
from speakers.turns.emissions import ends_with_question, is_station_announcement, speaks_to_several
from speakers.turns.lines import Line
from speakers.turns.turn_taking import turn_taking_features
from speakers.turns.weights import FITTED, TextWeights

# Prior probability that a turn begins special speech (clip, announcer, sponsor, crowd), and that
# the next turn continues it.
BEGINS = (0.015, 0.01, 0.01, 0.0005)
GOES_ON = (0.35, 0.1, 0.2, 0.0)

# Beginning of a turn that continues the sentence of the second-last turn ("... and so on").
_RESUMES = re.compile(r"^(\.{2,}|…)\s*\w")


def turn_transitions(
    lines: Sequence[Line],
    cues: Sequence[NameCue],
    phrases: Phrases,
    weights: TextWeights = FITTED,
) -> Transitions:
    """Return the transition probabilities and odds of all turns."""
    turns = len(lines)
    same = np.full(turns, weights.same)
    again = np.tile([weights.host_again, weights.guest_again], (turns, 1))
    across = np.tile([weights.host_to_guest, weights.guest_to_host], (turns, 1))
    called: list[set[str]] = [set() for _ in lines]
    is_called = np.zeros(turns, dtype=np.bool_)
    for cue in cues:
        if cue.kind in ("addressed", "put-through"):
            called[cue.turn].add(cue.name)
    for turn, line in enumerate(lines):
        if turn > 1 and _RESUMES.match(line.text):
            again[turn] = weights.again_resumed
        if turn and called[turn - 1]:
            # The person who is called speaks next, so the second-last speaker has no advantage.
            again[turn], is_called[turn] = 1.0, True
        if turn and ends_with_question(lines[turn - 1], phrases):
            across[turn, 0] = weights.host_asks_guest
        if is_station_announcement(line, phrases):
            same[turn : turn + 2] = max(weights.same, weights.same_around_idents)
        if turn > 1 and (len(called[turn - 2]) > 1 or speaks_to_several(lines[turn - 2], phrases)):
            # People who are greeted or thanked together reply one after the other.
            across[turn, 1] = weights.several_to_host
    taking, (returns, sides) = weights.turn_taking, turn_taking_features(lines, phrases)
    again *= np.where(
        is_called[:, None],
        1.0,
        np.exp(returns @ np.array([taking.host_returns, taking.guest_returns]).T),
    )
    across *= np.exp(sides @ np.array([taking.after_host, taking.after_guest]).T)
    if lines and _is_opening_ident(lines[0], cues, phrases):
        same[1:2] = weights.same_after_opening
    return Transitions(same, np.ones(turns), again, across, np.array(BEGINS), np.array(GOES_ON))


def _is_opening_ident(first: Line, cues: Sequence[NameCue], phrases: Phrases) -> bool:
    """Check whether the first line is an ident in which somebody gives their own name."""
    introduces = any(cue.kind == "introduces-self" and cue.turn == 0 for cue in cues)
    return introduces and is_station_announcement(first, phrases)
