"""Compose the results of a run into one transcript."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from transcripts.attribution.attribute import Attribution
from transcripts.corrections.punctuate import Corrected
from transcripts.languages.language import Language
from transcripts.ranges import WordRange, ranges_of
from transcripts.scores.score import agreement
from transcripts.text_change import TextChange
from transcripts.transcript import (
    Correction,
    Diarization,
    Provenance,
    RecognitionResult,
    Recording,
    Scores,
    Span,
    Speaker,
    Transcript,
    TurnAgreement,
    Unspoken,
    Unwritten,
    Word,
)


@dataclass(frozen=True, slots=True)
class RunResults:
    """The results of all steps of a run."""

    recording: Recording
    heard: RecognitionResult
    voices: Diarization
    corrected: Corrected
    words: tuple[Word, ...]
    attributed: Attribution
    speakers: tuple[Speaker, ...]
    language: Language


def compose(pieces: RunResults, provenance: Provenance) -> Transcript:
    """Compose the transcript: turns by speaker, corrections and unspoken passages by turn.

    `pieces.words` are the words of `pieces.corrected` with their exact times, in the same order.
    """
    speaker_of = {voice: s.id for s in pieces.speakers for voice in s.voices}
    turns = tuple(replace(turn, speaker=speaker_of[turn.voice]) for turn in pieces.attributed.turns)
    spoken_in = _spoken_in(pieces.attributed)
    numbers = _numbers(pieces.attributed)
    corrections = _corrections(pieces, spoken_in, numbers)
    return Transcript(
        recording=pieces.recording,
        speakers=pieces.speakers,
        turns=turns,
        corrections=corrections,
        unspoken=_unspoken(pieces, spoken_in, numbers),
        unwritten=_unwritten(pieces, numbers),
        scores=_scores(pieces, corrections, spoken_in),
        provenance=provenance,
        voices=pieces.voices.segments,
    )


def _spoken_in(attributed: Attribution) -> list[str]:
    """List the id of the turn of each word, in the order of the sound."""
    pairs = zip(attributed.turns, attributed.runs, strict=True)
    return [turn for _, turn in sorted((n, turn.id) for turn, run in pairs for n in run)]


def _numbers(attributed: Attribution) -> list[int]:
    """List each word's number in the transcript, in the order of the sound.

    The transcript numbers words turn by turn, so the two orders differ where turns overlap.
    """
    by_turn = [n for run in attributed.runs for n in run]
    return sorted(range(len(by_turn)), key=by_turn.__getitem__)


def _corrections(
    pieces: RunResults, spoken_in: Sequence[str], numbers: Sequence[int]
) -> tuple[Correction, ...]:
    """Complete each change with its times, word ranges, first turn and id.

    `spoken_in` and `numbers` have the turn and the number of each word.
    """
    changes = [*pieces.corrected.changes, *pieces.attributed.changes]
    corrections = []
    for number, change in enumerate(sorted(changes, key=_place), start=1):
        span = _span(pieces.words, change.first, change.last)
        at = change.first if change.first < change.last else max(0, change.first - 1)
        corrections.append(
            Correction(
                id=f"C{number}",
                turn=spoken_in[at],
                kind=change.kind,
                before=change.before,
                after=change.after,
                start=span.start,
                end=span.end,
                score=change.score,
                status=change.status,
                evidence=change.evidence,
                word_ranges=_word_ranges(numbers, change.first, change.last),
            )
        )
    return tuple(corrections)


def _place(change: TextChange) -> tuple[int, int]:
    return change.first, change.last


def _unspoken(
    pieces: RunResults, spoken_in: Sequence[str], numbers: Sequence[int]
) -> tuple[Unspoken, ...]:
    """Complete each unspoken passage with its place and the turn before it."""
    return tuple(
        Unspoken(
            text=passage.text,
            after_turn=spoken_in[passage.first - 1] if passage.first else None,
            words=len(passage.text.split()),
            word_ranges=_word_ranges(numbers, passage.first, passage.last),
        )
        for passage in pieces.corrected.unspoken
    )


def _unwritten(pieces: RunResults, numbers: Sequence[int]) -> tuple[Unwritten, ...]:
    passages = []
    for passage in pieces.corrected.unwritten:
        span = _span(pieces.words, passage.first, passage.last)
        ranges = _word_ranges(numbers, passage.first, passage.last)
        passages.append(Unwritten(passage.text, span.start, span.end, ranges))
    return tuple(passages)


def _word_ranges(numbers: Sequence[int], first: int, last: int) -> tuple[WordRange, ...]:
    """Convert a range in the order of the sound to ranges of the transcript's word numbers.

    An empty range becomes the place after the preceding word.
    """
    if first < last:
        return ranges_of(numbers[first:last])
    place = numbers[first - 1] + 1 if first else 0
    return (WordRange(place, place),)


def _span(words: Sequence[Word], first: int, last: int) -> Span:
    """Return when words are spoken; an empty range is at the end of the word before it."""
    if first < last:
        return Span(words[first].start, words[last - 1].end)
    end = words[first - 1].end if first else 0.0
    return Span(end, end)


def _scores(
    pieces: RunResults, corrections: Sequence[Correction], spoken_in: Sequence[str]
) -> Scores:
    heard = " ".join(word.text for word in pieces.heard.words)
    published = " ".join(turn.text for turn in pieces.attributed.turns)
    reference = " ".join(pieces.corrected.reference_words)
    return Scores(
        reference_against_heard=agreement(heard, reference, pieces.language) if reference else None,
        published_against_heard=agreement(heard, published, pieces.language),
        words=sum(len(turn.words) for turn in pieces.attributed.turns),
        corrections_applied=sum(c.status == "applied" for c in corrections),
        turns=tuple(_by_turn(pieces, spoken_in)) if pieces.corrected.sources else (),
    )


def _by_turn(pieces: RunResults, spoken_in: Sequence[str]) -> Iterator[TurnAgreement]:
    """Measure the agreement of each turn.

    Words that were not published count for the turn of the published word before them.
    """
    corrected = pieces.corrected
    references, heards = zip(*corrected.sources, strict=True)
    written = _divide_by_turn(corrected.reference_words, references, spoken_in)
    heard = _divide_by_turn(corrected.heard_words, heards, spoken_in)
    for turn in pieces.attributed.turns:
        yield TurnAgreement(
            turn.id,
            agreement(heard.get(turn.id, ""), written.get(turn.id, ""), pieces.language),
            agreement(heard.get(turn.id, ""), turn.text, pieces.language),
        )


def _divide_by_turn(
    words: Sequence[str], sources: Sequence[int | None], spoken_in: Sequence[str]
) -> dict[str, str]:
    """Divide the words of one text among the turns.

    `sources` has for each published word the index of its word in this text, or None.
    """
    begins = {
        place: turn for place, turn in zip(sources, spoken_in, strict=True) if place is not None
    }
    texts_of: dict[str, list[str]] = {}
    turn = spoken_in[0]
    for place, word in enumerate(words):
        turn = begins.get(place, turn)
        texts_of.setdefault(turn, []).append(word)
    return {turn: " ".join(texts) for turn, texts in texts_of.items()}
