"""Remove passages of the reference for which the recording has no time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from transcripts.corrections.decide import WordingDecision
from transcripts.realignment.blocks import Block
from transcripts.realignment.realign import Alignment
from transcripts.transcript import Word

_MAX_WORDS_PER_SECOND = 9.0
"""Words per second that nobody speaks; auctioneers reach 6."""

_MIN_WORDS = 12
"""Shorter passages are never removed for their pace, because recognized times may be wrong."""

_SCORE_OF_REMOVAL = 0.99
"""The least score of such a removal."""


def remove_impossible(
    decisions: Mapping[int, WordingDecision], alignment: Alignment, duration: float
) -> dict[int, WordingDecision]:
    """Decide that passages that nobody could speak so fast were not spoken.

    Whole passages that only the reference has are removed if even all the time from the start of
    the recognized word before them to the end of the word after them is too short. `duration` is
    the recording's, in seconds, for passages after its last recognized word.
    """
    words = alignment.recognized_words
    return {
        at: _remove_passage(decision)
        if decision.kind == "deletion" and _is_impossible(alignment.blocks[at], words, duration)
        else decision
        for at, decision in decisions.items()
    }


def _remove_passage(decision: WordingDecision) -> WordingDecision:
    return replace(
        decision,
        published_wording=decision.alternative_wording,
        status="applied",
        score=max(decision.score, _SCORE_OF_REMOVAL),
        is_unconfirmed_reference=False,
    )


def _is_impossible(block: Block, recognized: Sequence[Word], duration: float) -> bool:
    words, _ = block.size
    if block.relation != "reference" or words < _MIN_WORDS:
        return False
    place = block.recognized[0]
    start = recognized[place - 1].start if place else 0.0
    end = recognized[place].end if place < len(recognized) else duration
    return words > _MAX_WORDS_PER_SECOND * (end - start)
