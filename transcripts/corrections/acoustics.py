"""Collect acoustic evidence besides Whisper's: scores of an acoustic model, time, overlaps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from transcripts.corrections.reliability import Reliability
from transcripts.realignment.blocks import Block
from transcripts.realignment.realign import Alignment
from transcripts.transcript import Diarization, Span, SpeakerSegment, Word

# The speaking rate is measured from this many recognized words before and after a block. If only
# words that the reference has, too, are measured, twice as many words are searched.
_PACE_CONTEXT_WORDS = 12
# The block's words may lie within the times of this many recognized words before and after it.
_NEIGHBOURS = 2
# Seconds per letter if nothing was recognized: 150 words a minute.
_LETTER_SECONDS = 0.065
# A difference (nats) between the acoustic model's log-likelihoods of two wordings is compressed to
# log(1 + difference / `_FIT_NATS`), at most `_MOST_FIT`; beyond this, a worse fit adds no evidence.
_FIT_NATS, _MOST_FIT = 25.0, 3.0
# Limits of (free seconds / needed seconds); values beyond them add no evidence.
_LEAST_ROOM, _MOST_ROOM = -0.5, 2.0
# Usual rate of differences per word, and the largest factor by which a rate may deviate from it.
_USUAL_RATE, _MOST_RATE = 0.05, 8.0
# Overlapping speech within this many seconds of a block may mask its words.
_NEIGHBOUR_WORDS = 0.5


@dataclass(frozen=True, slots=True)
class AcousticFits:
    """Scores of candidate wordings from an acoustic model without a language model.

    `log_likelihoods` (natural logarithms) has a row for each candidate set, with one value for each
    candidate; the row of a set that was not scored is empty. `lexicon` has those words of the
    candidates that are in the model's pronunciation dictionary. `text_log_odds` has the natural
    log-odds of each candidate against the first one, from a language model that reads only the
    words around them; they are 0 for a candidate with other phones than the first one.
    """

    log_likelihoods: tuple[tuple[float, ...], ...] = ()
    lexicon: frozenset[str] = frozenset()
    text_log_odds: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Acoustics:
    """The acoustic evidence for a whole recording, except Whisper's log-likelihoods.

    `speech` has the spans in which anybody speaks; `overlaps` has the spans in which several people
    speak.
    """

    fits: AcousticFits = AcousticFits()
    speech: tuple[Span, ...] = ()
    overlaps: tuple[Span, ...] = ()

    @classmethod
    def combine(cls, fits: AcousticFits, voices: Diarization) -> Acoustics:
        """Combine the acoustic scores with the speech and overlaps of a diarization."""
        return cls(fits, voices.speech, find_overlaps(voices.segments))


@dataclass(frozen=True, slots=True)
class AcousticContext:
    """The acoustic evidence around one candidate set.

    `fit_log_likelihoods` and `text_log_odds` are the set's rows in `AcousticFits`. `free_seconds`
    is nearby speech that no recognized word accounts for, and `needed_seconds` the time that the
    reference's words would take; for an insertion, see `free_and_needed_seconds_of_insertion`.
    `is_overlapped` is true if several people speak during the passage. `difference_rate` is the
    number of differences per word nearby. `lexicon` is the same as in `AcousticFits`.
    """

    fit_log_likelihoods: tuple[float, ...] = ()
    free_seconds: float | None = None
    needed_seconds: float = 0.0
    is_overlapped: bool = False
    difference_rate: float = 0.05
    lexicon: frozenset[str] = frozenset()
    text_log_odds: tuple[float, ...] = ()


def collect_acoustic_context(
    alignment: Alignment, number: int, acoustics: Acoustics | None, reliability: Reliability
) -> AcousticContext:
    """Collect the acoustic evidence around candidate set `number` of an alignment."""
    candidate_set = alignment.candidate_sets[number]
    block = alignment.blocks[candidate_set.block]
    disagreement = reliability.difference_rate_near(block)
    if acoustics is None:
        return AcousticContext(difference_rate=disagreement)
    fits, span = acoustics.fits, _find_span_of_block(alignment.recognized_words, block)
    near = Span(span.start - _NEIGHBOUR_WORDS, span.end + _NEIGHBOUR_WORDS)
    measure = (
        free_and_needed_seconds_of_insertion
        if candidate_set.kind == "insertion"
        else free_and_needed_seconds_of_reference
    )
    room, needed = measure(alignment, block, acoustics.speech)
    return AcousticContext(
        fit_log_likelihoods=fits.log_likelihoods[number] if fits.log_likelihoods else (),
        free_seconds=room,
        needed_seconds=needed,
        is_overlapped=any(near.overlap(other) > 0 for other in acoustics.overlaps),
        difference_rate=disagreement,
        lexicon=fits.lexicon,
        text_log_odds=fits.text_log_odds[number] if fits.text_log_odds else (),
    )


def free_and_needed_seconds_of_reference(
    alignment: Alignment, block: Block, speech: Sequence[Span]
) -> tuple[float, float]:
    """Return (free, needed) seconds for the reference's words in a block.

    `free` is the speech around the block that no recognized word accounts for; `needed` is how long
    the reference's words would take at the speaking rate of the words nearby.
    """
    recognized = alignment.recognized_words
    first, last = block.recognized
    pace = _measure_seconds_per_letter(
        recognized[max(0, first - _PACE_CONTEXT_WORDS) : last + _PACE_CONTEXT_WORDS]
    )
    left, right = max(0, first - _NEIGHBOURS), min(len(recognized), last + _NEIGHBOURS)
    inside = recognized[left:right]
    start = recognized[left].start if first > 0 else 0.0
    end = recognized[right - 1].end if last < len(recognized) else math.inf
    spoken = sum(Span(start, end).overlap(span) for span in speech)
    explained = sum(_count_letters(word.text) * pace for word in inside)
    needed = sum(
        _count_letters(word) * pace for word in alignment.reference_words[slice(*block.reference)]
    )
    return spoken - explained, needed


def free_and_needed_seconds_of_insertion(
    alignment: Alignment, block: Block, speech: Sequence[Span]
) -> tuple[float, float]:
    """Return (free, needed) seconds for the recognized words that a block would insert.

    Measure the speech between the nearest words before and after the block that both texts have.
    `free` is this speech without the time that the reference's words there need; `needed` is how
    long the inserted words would take. Both are 0 if the reference has no words there, because then
    nothing else needs the speech.
    """
    blocks, recognized = alignment.blocks, alignment.recognized_words
    at = blocks.index(block)
    left = next((b for b in reversed(blocks[:at]) if b.relation == "same"), None)
    right = next((b for b in blocks[at:] if b.relation == "same"), None)
    old = alignment.reference_words[
        left.reference[1] if left else 0 : right.reference[0]
        if right
        else len(alignment.reference_words)
    ]
    if not old:
        return 0.0, 0.0
    start = recognized[left.recognized[1] - 1].end if left else 0.0
    end = recognized[right.recognized[0]].start if right else math.inf
    spoken = sum(Span(start, end).overlap(span) for span in speech)
    first, last = block.recognized
    pace = _measure_seconds_per_letter(
        _find_words_in_both_texts(
            alignment, first - 2 * _PACE_CONTEXT_WORDS, last + 2 * _PACE_CONTEXT_WORDS
        )
    )
    return (
        spoken - sum(_count_letters(word) * pace for word in old),
        sum(_count_letters(word.text) * pace for word in recognized[first:last]),
    )


def find_overlaps(segments: Sequence[SpeakerSegment]) -> tuple[Span, ...]:
    """Find the spans in which two or more voices speak at once."""
    found: list[Span] = []
    speaking: list[SpeakerSegment] = []
    for segment in sorted(segments, key=lambda segment: segment.start):
        speaking = [other for other in speaking if other.end > segment.start]
        found += [
            Span(segment.start, min(segment.end, other.end))
            for other in speaking
            if other.voice != segment.voice
        ]
        speaking.append(segment)
    return tuple(sorted(found))


def _find_span_of_block(recognized: Sequence[Word], block: Block) -> Span:
    """Return the span of a block's recognized words, or the gap between their neighbors."""
    first, last = block.recognized
    if first < last:
        return Span(recognized[first].start, recognized[last - 1].end)
    start = recognized[first - 1].end if first else 0.0
    return Span(start, max(start, recognized[last].start if last < len(recognized) else start))


def _find_words_in_both_texts(alignment: Alignment, first: int, last: int) -> list[Word]:
    """Return those of the recognized words `first` to `last` (exclusive) that the reference has."""
    same = (block.recognized for block in alignment.blocks if block.relation == "same")
    places = (at for block in same for at in range(*block) if first <= at < last)
    return [alignment.recognized_words[at] for at in places]


def _measure_seconds_per_letter(words: Sequence[Word]) -> float:
    """Return the median seconds per letter of recognized words, or a default if there are none."""
    return median([(w.end - w.start) / _count_letters(w.text) for w in words] or [_LETTER_SECONDS])


def _count_letters(word: str) -> int:
    return len(word) + 1


def acoustic_features(
    index: int, feature_suffix: str, acoustic_context: AcousticContext
) -> dict[str, float]:
    """Return the acoustic features of candidate `index`, relative to the reference's wording.

    The name of each feature ends in `feature_suffix`: "words", "name", "contraction", "insertion",
    "deletion", "passage insertion" or "passage deletion". The "fit" features are compressed
    differences of two log-likelihoods. "room" is free seconds / needed seconds. "unreliable" is the
    logarithm of (rate of differences / usual rate). All other features are 0 or 1.
    """
    rate = min(_MOST_RATE, max(1 / _MOST_RATE, acoustic_context.difference_rate / _USUAL_RATE))
    features = {f"unreliable {feature_suffix}": math.log(rate)}
    if acoustic_context.fit_log_likelihoods:
        features[f"fit {feature_suffix}"] = _compress_log_ratio(
            acoustic_context.fit_log_likelihoods[index] - acoustic_context.fit_log_likelihoods[0]
        )
    else:
        features[f"no fit {feature_suffix}"] = 1.0
    if feature_suffix.endswith("deletion"):
        passage = feature_suffix.removesuffix("deletion")
        if acoustic_context.free_seconds is not None and acoustic_context.needed_seconds > 0:
            share = acoustic_context.free_seconds / acoustic_context.needed_seconds
            features[f"{passage}room"] = min(_MOST_ROOM, max(_LEAST_ROOM, share))
        features[f"{passage}overlapped"] = float(acoustic_context.is_overlapped)
    return features


def _compress_log_ratio(log_ratio: float) -> float:
    return math.copysign(min(_MOST_FIT, math.log1p(abs(log_ratio) / _FIT_NATS)), log_ratio)
