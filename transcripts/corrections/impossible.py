"""Remove passages of the reference for which the recording has no time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from transcripts.corrections.decide import WordingDecision
from transcripts.realignment.blocks import Block
from transcripts.realignment.realign import Alignment
from transcripts.transcript import Word

_MAX_WORDS_PER_SECOND = 9.0
"""Rate in words per second that nobody reaches; auctioneers reach 6."""

_MIN_WORDS = 12
"""Shorter passages are never removed for their pace, because recognized times may be wrong."""

_SCORE_OF_REMOVAL = 0.99
"""Least score of the removal of a passage."""


def remove_impossible(
    decisions: Mapping[int, WordingDecision], alignment: Alignment, duration: float
) -> dict[int, WordingDecision]:
    """Remove passages that nobody could have spoken in the time that the recording has for them.

    This time lasts from the start of the recognized word before a passage to the end of the
    recognized word after it, or to `duration`, the length of the recording in seconds. Only
    passages that the recognizer lacks entirely are removed.
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
