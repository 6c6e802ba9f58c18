"""Keep the reference's order of words if only the order differs from the audio.

If people speak at once, the reference is ordered by turns and the audio by time. The same words
then appear as an insertion and a nearby deletion; both are rejected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from transcripts.corrections.decide import WordingDecision
from transcripts.languages.language import Language
from transcripts.text.normalize import normalize_text

# An insertion and a deletion are swapped only if at most this many reference words are between
# them, because overlapping turns are short.
_MAX_DISTANCE_WORDS = 30


def reject_swapped_insertions(
    decisions: Mapping[int, WordingDecision], language: Language
) -> dict[int, WordingDecision]:
    """Reject an insertion and a nearby deletion of the same words."""
    deletions = [d for d in decisions.values() if d.kind == "deletion"]
    result = dict(decisions)
    for block, added in decisions.items():
        if added.kind != "insertion" or added.status != "applied":
            continue
        text = normalize_text(added.alternative_wording, language)
        same = [
            d
            for d in deletions
            if _count_words_between(d, added) <= _MAX_DISTANCE_WORDS
            and normalize_text(d.reference_wording, language) == text
        ]
        if same:
            nearest = min(same, key=lambda d: _count_words_between(d, added))
            deletions.remove(nearest)
            result[block] = _reject(added)
            result[nearest.candidate_set.block] = _reject(nearest)
    return result


def _reject(decision: WordingDecision) -> WordingDecision:
    return replace(
        decision,
        status="rejected",
        published_wording=decision.reference_wording,
        is_unconfirmed_reference=False,
    )


def _count_words_between(first_decision: WordingDecision, second_decision: WordingDecision) -> int:
    return abs(
        first_decision.candidate_set.reference[0] - second_decision.candidate_set.reference[0]
    )
