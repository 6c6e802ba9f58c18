"""Compose the results of a run into one transcript."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from transcripts.agreement import Scores, TurnAgreement
from transcripts.attribution.attribute import Attribution
from transcripts.corrections.punctuate import PunctuatedText
from transcripts.languages.language import Language
from transcripts.provenance import Provenance
from transcripts.ranges import WordRange, ranges_of
from transcripts.scores.score import measure_agreement
from transcripts.sound_events import SoundEvent
from transcripts.text_change import TextChange
from transcripts.transcript import (
    Correction,
    Diarization,
    RecognitionResult,
    Recording,
    Span,
    Speaker,
    Transcript,
    Unspoken,
    Unwritten,
    Word,
)


@dataclass(frozen=True, slots=True)
class RunResults:
    """The results of all steps of a run."""

    recording: Recording
    recognition: RecognitionResult
    diarization: Diarization
    punctuated: PunctuatedText
    words: tuple[Word, ...]
    attribution: Attribution
    speakers: tuple[Speaker, ...]
    language: Language
    events: tuple[SoundEvent, ...] = ()


def compose(results: RunResults, provenance: Provenance) -> Transcript:
    """Compose the transcript: turns with their speakers, corrections and unspoken passages.

    `results.words` are the words of `results.punctuated` in the same order, with their exact times.
    """
    speaker_of = {voice: s.id for s in results.speakers for voice in s.voices}
    turns = tuple(
        replace(turn, speaker=speaker_of[turn.voice]) for turn in results.attribution.turns
    )
    turn_of_word = _map_words_to_turns(results.attribution)
    numbers = _number_words(results.attribution)
    corrections = _complete_corrections(results, turn_of_word, numbers)
    return Transcript(
        recording=results.recording,
        speakers=results.speakers,
        turns=turns,
        corrections=corrections,
        unspoken=_locate_unspoken_passages(results, turn_of_word, numbers),
        unwritten=_locate_unwritten_speech(results, numbers),
        scores=_measure_agreement(results, corrections, turn_of_word),
        provenance=provenance,
        voices=results.diarization.segments,
        events=results.events,
    )


def _map_words_to_turns(attribution: Attribution) -> list[str]:
    """List the turn id of each word, in the order in which the words are spoken."""
    pairs = zip(attribution.turns, attribution.word_indices, strict=True)
    return [turn for _, turn in sorted((n, turn.id) for turn, run in pairs for n in run)]


def _number_words(attribution: Attribution) -> list[int]:
    """List each word's number in the transcript, in the order in which the words are spoken.

    The transcript numbers words turn by turn, so the two orders differ where turns overlap.
    """
    by_turn = [n for run in attribution.word_indices for n in run]
    return sorted(range(len(by_turn)), key=by_turn.__getitem__)


def _complete_corrections(
    results: RunResults, turn_of_word: Sequence[str], numbers: Sequence[int]
) -> tuple[Correction, ...]:
    """Complete each change: add its times, word ranges, first turn and id.

    `turn_of_word` and `numbers` have the turn and the number of each word.
    """
    changes = [*results.punctuated.changes, *results.attribution.break_changes]
    corrections = []
    for number, change in enumerate(sorted(changes, key=_sort_key), start=1):
        span = _compute_span_of_words(results.words, change.first, change.last)
        at = change.first if change.first < change.last else max(0, change.first - 1)
        corrections.append(
            Correction(
                id=f"C{number}",
                turn=turn_of_word[at],
                kind=change.kind,
                before=change.before,
                after=change.after,
                start=span.start,
                end=span.end,
                score=change.score,
                status=change.status,
                evidence=change.evidence,
                word_ranges=_collect_word_ranges(numbers, change.first, change.last),
            )
        )
    return tuple(corrections)


def _sort_key(change: TextChange) -> tuple[int, int]:
    return change.first, change.last


def _locate_unspoken_passages(
    results: RunResults, turn_of_word: Sequence[str], numbers: Sequence[int]
) -> tuple[Unspoken, ...]:
    """Complete each unspoken passage: add its position and the turn before it."""
    return tuple(
        Unspoken(
            text=passage.text,
            after_turn=turn_of_word[passage.first - 1] if passage.first else None,
            words=len(passage.text.split()),
            word_ranges=_collect_word_ranges(numbers, passage.first, passage.last),
        )
        for passage in results.punctuated.unspoken
    )


def _locate_unwritten_speech(results: RunResults, numbers: Sequence[int]) -> tuple[Unwritten, ...]:
    passages = []
    for passage in results.punctuated.unwritten:
        span = _compute_span_of_words(results.words, passage.first, passage.last)
        ranges = _collect_word_ranges(numbers, passage.first, passage.last)
        passages.append(Unwritten(passage.text, span.start, span.end, ranges))
    return tuple(passages)


def _collect_word_ranges(numbers: Sequence[int], first: int, last: int) -> tuple[WordRange, ...]:
    """Convert a range in spoken order to ranges of the transcript's word numbers.

    An empty range becomes the position after the preceding word.
    """
    if first < last:
        return ranges_of(numbers[first:last])
    place = numbers[first - 1] + 1 if first else 0
    return (WordRange(place, place),)


def _compute_span_of_words(words: Sequence[Word], first: int, last: int) -> Span:
    """Return when words are spoken; an empty range is at the end of the word before it."""
    if first < last:
        return Span(words[first].start, words[last - 1].end)
    end = words[first - 1].end if first else 0.0
    return Span(end, end)


def _measure_agreement(
    results: RunResults, corrections: Sequence[Correction], turn_of_word: Sequence[str]
) -> Scores:
    recognized = " ".join(word.text for word in results.recognition.words)
    published = " ".join(turn.text for turn in results.attribution.turns)
    reference = " ".join(results.punctuated.reference_words)
    return Scores(
        reference_against_heard=measure_agreement(recognized, reference, results.language)
        if reference
        else None,
        published_against_heard=measure_agreement(recognized, published, results.language),
        words=sum(len(turn.words) for turn in results.attribution.turns),
        corrections_applied=sum(c.status == "applied" for c in corrections),
        turns=tuple(_measure_agreement_by_turn(results, turn_of_word))
        if results.punctuated.source_indices
        else (),
    )


def _measure_agreement_by_turn(
    results: RunResults, turn_of_word: Sequence[str]
) -> Iterator[TurnAgreement]:
    """Measure how well each turn's reference and published words agree with the recognized words.

    Words that were not published count for the turn of the published word before them.
    """
    corrected = results.punctuated
    reference_indices, recognized_indices = zip(*corrected.source_indices, strict=True)
    reference = _divide_by_turn(corrected.reference_words, reference_indices, turn_of_word)
    recognized = _divide_by_turn(corrected.recognized_words, recognized_indices, turn_of_word)
    for turn in results.attribution.turns:
        yield TurnAgreement(
            turn.id,
            measure_agreement(
                recognized.get(turn.id, ""), reference.get(turn.id, ""), results.language
            ),
            measure_agreement(recognized.get(turn.id, ""), turn.text, results.language),
        )


def _divide_by_turn(
    words: Sequence[str], sources: Sequence[int | None], turn_of_word: Sequence[str]
) -> dict[str, str]:
    """Divide the words of the reference, or the recognized words, among the turns.

    `sources` has, for each published word, the index of the corresponding word in `words`, or None.
    """
    begins = {
        place: turn for place, turn in zip(sources, turn_of_word, strict=True) if place is not None
    }
    texts_of: dict[str, list[str]] = {}
    turn = turn_of_word[0]
    for place, word in enumerate(words):
        turn = begins.get(place, turn)
        texts_of.setdefault(turn, []).append(word)
    return {turn: " ".join(texts) for turn, texts in texts_of.items()}
