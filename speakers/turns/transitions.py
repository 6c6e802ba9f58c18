"""Estimate who is likely to speak next from how a turn ends, whoever speaks it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from speakers.evidence.name_cues import NameCue
from speakers.phrases.phrases import Phrases
from speakers.turns.chain import Transitions
from speakers.turns.emissions import ends_with_question, is_station_announcement, speaks_to_several
from speakers.turns.lines import Line
from speakers.turns.weights import FITTED, TextWeights

# Probability that special speech (a clip, an ident) begins, and that it continues, before its
# phrases are considered.
BEGINS = (0.015, 0.01, 0.01, 0.0005)
GOES_ON = (0.35, 0.1, 0.2, 0.0)

# "... and so on": this turn continues the sentence of the turn before last.
_RESUMES = re.compile(r"^(\.{2,}|…)\s*\w")


def turn_transitions(
    lines: Sequence[Line],
    cues: Sequence[NameCue],
    phrases: Phrases,
    weights: TextWeights = FITTED,
) -> Transitions:
    """Return the transition to each turn."""
    turns = len(lines)
    same = np.full(turns, weights.same)
    again = np.tile([weights.host_again, weights.guest_again], (turns, 1))
    across = np.tile([weights.host_to_guest, weights.guest_to_host], (turns, 1))
    called: list[set[str]] = [set() for _ in lines]
    for cue in cues:
        if cue.kind in ("addressed", "put-through"):
            called[cue.turn].add(cue.name)
    for turn, line in enumerate(lines):
        if turn > 1 and _RESUMES.match(line.text):
            again[turn] = weights.again_resumed
        if turn and called[turn - 1]:
            # The person who is called speaks next; the speaker before last is as likely as others.
            again[turn] = 1.0
        if turn and ends_with_question(lines[turn - 1], phrases):
            across[turn, 0] = weights.host_asks_guest
        if is_station_announcement(line, phrases):
            same[turn : turn + 2] = max(weights.same, weights.same_around_idents)
        if turn > 1 and (len(called[turn - 2]) > 1 or speaks_to_several(lines[turn - 2], phrases)):
            # People who are greeted or thanked together reply in turn.
            across[turn, 1] = weights.several_to_host
    if lines and _is_opening_ident(lines[0], cues, phrases):
        same[1:2] = weights.same_after_opening
    return Transitions(same, np.ones(turns), again, across, np.array(BEGINS), np.array(GOES_ON))


def _is_opening_ident(first: Line, cues: Sequence[NameCue], phrases: Phrases) -> bool:
    """Check whether the first line is an ident in which somebody gives their own name."""
    introduces = any(cue.kind == "introduces-self" and cue.turn == 0 for cue in cues)
    return introduces and is_station_announcement(first, phrases)
