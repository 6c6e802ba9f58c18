"""Acoustic evidence besides Whisper: an acoustic model's scores, time for words, and overlaps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from transcripts.corrections.reliability import Reliability
from transcripts.realignment.blocks import Block
from transcripts.realignment.realign import Alignment
from transcripts.transcript import Diarization, Span, SpeakerSegment, Word

# Recognized words on each side from which the pace is measured; twice as many are searched if only
# words that both texts have count.
_PACE_WORDS = 12
# Neighboring words on each side whose times may include the words in between.
_NEIGHBOURS = 2
# Seconds per letter if nothing is recognized: 150 words a minute.
_LETTER_SECONDS = 0.065
# Scale (nats) and limit of the logarithm that compresses the acoustic model's differences: beyond
# some point, a worse fit adds no evidence.
_FIT_NATS, _MOST_FIT = 25.0, 3.0
# Limits of the free share of the seconds needed; values beyond them add no evidence.
_LEAST_ROOM, _MOST_ROOM = -0.5, 2.0
# The usual rate of differences per word, and the largest factor above or below it that counts.
_USUAL_RATE, _MOST_RATE = 0.05, 8.0
# Seconds around a place within which overlapping speech may mask a word.
_NEAR = 0.5


@dataclass(frozen=True, slots=True)
class AcousticFits:
    """How well candidate wordings fit the sound, by an acoustic model without a language model.

    `log_likelihoods` (natural logarithms) has a row for each candidate set, with one value for each
    candidate; the row of a set that was not scored is empty. `lexicon` has those words of the
    candidates that are in the model's pronunciation dictionary.
    """

    log_likelihoods: tuple[tuple[float, ...], ...] = ()
    lexicon: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Acoustics:
    """The acoustic evidence for a whole recording, besides Whisper's log-likelihoods.

    `speech` has the spans in which somebody speaks, `overlaps` those in which several people speak.
    """

    fits: AcousticFits = AcousticFits()
    speech: tuple[Span, ...] = ()
    overlaps: tuple[Span, ...] = ()

    @classmethod
    def of(cls, fits: AcousticFits, voices: Diarization) -> Acoustics:
        """Combine the acoustic scores with the speech and overlaps of a diarization."""
        return cls(fits, voices.speech, overlaps(voices.segments))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The acoustic evidence around one candidate set.

    `fit` is the row of the set in `AcousticFits`. `room` is the seconds of nearby speech that no
    recognized word accounts for, and `needed` the seconds that the reference's words would take;
    for an insertion, see `room_beside`. `overlapped` is whether several people speak there.
    `disagreement` is the number of differences per word nearby. `lexicon` is that of
    `AcousticFits`.
    """

    fit: tuple[float, ...] = ()
    room: float | None = None
    needed: float = 0.0
    overlapped: bool = False
    disagreement: float = 0.05
    lexicon: frozenset[str] = frozenset()


def surroundings(
    alignment: Alignment, number: int, acoustics: Acoustics | None, reliability: Reliability
) -> Surroundings:
    """Collect the acoustic evidence around candidate set `number` of an alignment."""
    question = alignment.candidate_sets[number]
    block = alignment.blocks[question.block]
    disagreement = reliability.disagreement(block)
    if acoustics is None:
        return Surroundings(disagreement=disagreement)
    fits, span = acoustics.fits, _between(alignment.heard, block)
    near = Span(span.start - _NEAR, span.end + _NEAR)
    measure = room_beside if question.kind == "insertion" else room_for
    room, needed = measure(alignment, block, acoustics.speech)
    return Surroundings(
        fit=fits.log_likelihoods[number] if fits.log_likelihoods else (),
        room=room,
        needed=needed,
        overlapped=any(near.overlap(other) > 0 for other in acoustics.overlaps),
        disagreement=disagreement,
        lexicon=fits.lexicon,
    )


def room_for(alignment: Alignment, block: Block, speech: Sequence[Span]) -> tuple[float, float]:
    """Return (free, needed) seconds for the reference's words in a block.

    `free` is the speech around the block that its recognized words leave unexplained; `needed` is
    what the reference's words would take at the pace of the words nearby.
    """
    heard = alignment.heard
    first, last = block.heard
    pace = _pace(heard[max(0, first - _PACE_WORDS) : last + _PACE_WORDS])
    left, right = max(0, first - _NEIGHBOURS), min(len(heard), last + _NEIGHBOURS)
    inside = heard[left:right]
    start = heard[left].start if first > 0 else 0.0
    end = heard[right - 1].end if last < len(heard) else math.inf
    spoken = sum(Span(start, end).overlap(span) for span in speech)
    explained = sum(_letters(word.text) * pace for word in inside)
    needed = sum(_letters(word) * pace for word in alignment.words[slice(*block.reference)])
    return spoken - explained, needed


def room_beside(alignment: Alignment, block: Block, speech: Sequence[Span]) -> tuple[float, float]:
    """Return (free, needed) seconds for the recognized words that a block would insert.

    `free` is the speech that the neighboring reference words leave, up to the nearest words that
    both texts have; `needed` is what the recognized words would take. Both are 0 if there are no
    such reference words, because then nothing competes for the speech.
    """
    blocks, heard = alignment.blocks, alignment.heard
    at = blocks.index(block)
    left = next((b for b in reversed(blocks[:at]) if b.relation == "same"), None)
    right = next((b for b in blocks[at:] if b.relation == "same"), None)
    old = alignment.words[
        left.reference[1] if left else 0 : right.reference[0] if right else len(alignment.words)
    ]
    if not old:
        return 0.0, 0.0
    start = heard[left.heard[1] - 1].end if left else 0.0
    end = heard[right.heard[0]].start if right else math.inf
    spoken = sum(Span(start, end).overlap(span) for span in speech)
    first, last = block.heard
    pace = _pace(_in_both(alignment, first - 2 * _PACE_WORDS, last + 2 * _PACE_WORDS))
    return (
        spoken - sum(_letters(word) * pace for word in old),
        sum(_letters(word.text) * pace for word in heard[first:last]),
    )


def overlaps(stretches: Sequence[SpeakerSegment]) -> tuple[Span, ...]:
    """Find the spans in which two or more voices speak at once."""
    found: list[Span] = []
    speaking: list[SpeakerSegment] = []
    for one in sorted(stretches, key=lambda stretch: stretch.start):
        speaking = [other for other in speaking if other.end > one.start]
        found += [
            Span(one.start, min(one.end, other.end))
            for other in speaking
            if other.voice != one.voice
        ]
        speaking.append(one)
    return tuple(sorted(found))


def _between(heard: Sequence[Word], block: Block) -> Span:
    """Return the span of a block's recognized words, or the gap between its neighbors."""
    first, last = block.heard
    if first < last:
        return Span(heard[first].start, heard[last - 1].end)
    start = heard[first - 1].end if first else 0.0
    return Span(start, max(start, heard[last].start if last < len(heard) else start))


def _in_both(alignment: Alignment, first: int, last: int) -> list[Word]:
    """Return the recognized words `first` to `last` (exclusive) that the reference has too."""
    same = (block.heard for block in alignment.blocks if block.relation == "same")
    places = (at for block in same for at in range(*block) if first <= at < last)
    return [alignment.heard[at] for at in places]


def _pace(words: Sequence[Word]) -> float:
    """Return the median seconds per letter of recognized words; a default without any."""
    return median([(w.end - w.start) / _letters(w.text) for w in words] or [_LETTER_SECONDS])


def _letters(word: str) -> int:
    return len(word) + 1


def acoustic_evidence(at: int, role: str, around: Surroundings) -> dict[str, float]:
    """Return the acoustic features of candidate `at`, compared with the reference's wording.

    `role` ends the name of each feature: "words", "name", "contraction", "insertion" or "deletion",
    the last two also for passages ("passage deletion"). The "fit" features are compressed
    differences of two log-likelihoods, "room" is the free share of the seconds needed, "unreliable"
    is the logarithm of the rate of differences over the usual rate, and the rest are 0 or 1.
    """
    rate = min(_MOST_RATE, max(1 / _MOST_RATE, around.disagreement / _USUAL_RATE))
    found = {f"unreliable {role}": math.log(rate)}
    if around.fit:
        found[f"fit {role}"] = _squashed(around.fit[at] - around.fit[0])
    else:
        found[f"no fit {role}"] = 1.0
    if role.endswith("deletion"):
        passage = role.removesuffix("deletion")
        if around.room is not None and around.needed > 0:
            share = around.room / around.needed
            found[f"{passage}room"] = min(_MOST_ROOM, max(_LEAST_ROOM, share))
        found[f"{passage}overlapped"] = float(around.overlapped)
    return found


def _squashed(nats: float) -> float:
    return math.copysign(min(_MOST_FIT, math.log1p(abs(nats) / _FIT_NATS)), nats)
