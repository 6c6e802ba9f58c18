"""Words that the old text has in one place and the sound in another, near: said once, not twice.

Where people speak at once, the old text goes by turns and the sound by time. What looks like a word
too many here and a word missing there is the same word, and stays where the old text has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from transcripts.corrections.decide import WordingDecision
from transcripts.languages.language import Language
from transcripts.text.normalize import normalize

# Words of the old text between the two places at most: turns that overlap are short.
_NEAR = 30


def keep_in_place(
    decisions: Mapping[int, WordingDecision], language: Language
) -> dict[int, WordingDecision]:
    """Take back additions of words that the old text has near by and that were not heard there."""
    lost = [d for d in decisions.values() if d.kind == "deletion"]
    result = dict(decisions)
    for block, added in decisions.items():
        if added.kind != "insertion" or added.status != "applied":
            continue
        said = normalize(added.after, language)
        same = [d for d in lost if _near(d, added) and normalize(d.before, language) == said]
        if same:
            nearest = min(same, key=lambda d: _distance(d, added))
            lost.remove(nearest)
            result[block] = _kept(added)
            result[nearest.question.block] = _kept(nearest)
    return result


def _kept(decision: WordingDecision) -> WordingDecision:
    return replace(decision, status="rejected", published=decision.before, unconfirmed=False)


def _near(one: WordingDecision, other: WordingDecision) -> bool:
    return _distance(one, other) <= _NEAR


def _distance(one: WordingDecision, other: WordingDecision) -> int:
    return abs(one.question.reference[0] - other.question.reference[0])
