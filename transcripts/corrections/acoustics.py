"""What the sound says beside Whisper: a second listener, room for words, and voices at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from transcripts.corrections.reliability import Reliability
from transcripts.realignment.blocks import Block
from transcripts.realignment.realign import Alignment
from transcripts.transcript import Diarization, Span, SpeakerSegment, Word

# Heard words to each side whose pace says how long words take here, twice as many where only words
# count that both texts have ...
_PACE_WORDS = 12
# ... and those whose times may have taken in the words between them.
_NEIGHBOURS = 2
# Seconds a letter where nothing is heard: 150 words a minute.
_LETTER_SECONDS = 0.065
# Differences of the second listener in nats, of which the first tell more than the rest, and the
# most that counts: what cannot be aligned at all is no surer than what hardly can.
_FIT_NATS, _MOST_FIT = 25.0, 3.0
# Room for words: less than nothing, and more than enough, tell nothing further.
_LEAST_ROOM, _MOST_ROOM = -0.5, 2.0
# Differences per word that are usual, and how many times less or more still tells something.
_USUAL_RATE, _MOST_RATE = 0.05, 8.0
# Seconds around a place in which another voice may hide a word.
_NEAR = 0.5


@dataclass(frozen=True, slots=True)
class AcousticFits:
    """How well wordings fit the sound by an acoustic model that knows no language.

    `log_likelihoods` (natural) has a row for each question and a number for each of its wordings;
    the row of a question that was not asked is empty. `lexicon` are those of the words asked about
    that the model's pronunciation dictionary has.
    """

    log_likelihoods: tuple[tuple[float, ...], ...] = ()
    lexicon: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Acoustics:
    """What was heard beside Whisper's likelihoods.

    `speech` and `overlaps` are spans in which somebody speaks, and in which several people do.
    """

    fits: AcousticFits = AcousticFits()
    speech: tuple[Span, ...] = ()
    overlaps: tuple[Span, ...] = ()

    @classmethod
    def of(cls, fits: AcousticFits, voices: Diarization) -> Acoustics:
        """Take what is needed from what the diarizer heard."""
        return cls(fits, voices.speech, overlaps(voices.segments))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of the sound of one question.

    `fit` is the question's row of `AcousticFits`. `room` is how many seconds of speech between the
    neighbours no heard word explains, `needed` how many the old words take; for words that only the
    recognizer has see `room_beside`. `overlapped` says that
    several people speak there. `disagreement` is the rate of differences around, `lexicon` as in
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
    """Describe the sound of question `number` of an alignment."""
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
    """Seconds of speech around a block that its heard words leave, and that its old words need."""
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
    """Seconds of speech that old words beside a block leave, and that its heard words need.

    Old words count that stand between the nearest words that both texts have. Without any, nothing
    else claims the sound, and the heard words need no room.
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
    """The spans in which two voices or more speak at once."""
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
    """Where a block lies: its heard words, or the place between its neighbours."""
    first, last = block.heard
    if first < last:
        return Span(heard[first].start, heard[last - 1].end)
    start = heard[first - 1].end if first else 0.0
    return Span(start, max(start, heard[last].start if last < len(heard) else start))


def _in_both(alignment: Alignment, first: int, last: int) -> list[Word]:
    """Those of some heard words that the old text has, too."""
    same = (block.heard for block in alignment.blocks if block.relation == "same")
    places = (at for block in same for at in range(*block) if first <= at < last)
    return [alignment.heard[at] for at in places]


def _pace(words: Sequence[Word]) -> float:
    """Seconds a letter takes, the middle of words that were heard."""
    return median([(w.end - w.start) / _letters(w.text) for w in words] or [_LETTER_SECONDS])


def _letters(word: str) -> int:
    return len(word) + 1


def acoustic_evidence(at: int, role: str, around: Surroundings) -> dict[str, float]:
    """What the sound says for wording `at` against the old one, by names that end in `role`.

    `role` is "words", "name", "contraction", "insertion" or "deletion", the last two also of a
    passage. "fit" is a difference of
    two log-likelihoods on a scale of its own, "room" a share of the seconds needed, "unreliable" a
    logarithm of differences per word, the rest 0 or 1.
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
