"""Put the pieces of a run together into one transcript."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from transcripts.attribution.attribute import Attributed
from transcripts.change import Change
from transcripts.corrections.punctuate import Corrected
from transcripts.languages.language import Language
from transcripts.scores.score import agreement
from transcripts.transcript import (
    Correction,
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
    Voices,
    Word,
)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Everything that the steps of a run found out."""

    recording: Recording
    heard: RecognitionResult
    voices: Voices
    corrected: Corrected
    words: tuple[Word, ...]
    attributed: Attributed
    speakers: tuple[Speaker, ...]
    language: Language


def compose(pieces: Pieces, provenance: Provenance) -> Transcript:
    """Give the transcript: turns by speaker, corrections and unspoken passages by turn.

    `pieces.words` are the words of `pieces.corrected` with their exact times, in the same order.
    """
    speaker_of = {voice: s.id for s in pieces.speakers for voice in s.voices}
    turns = tuple(replace(turn, speaker=speaker_of[turn.voice]) for turn in pieces.attributed.turns)
    turn_of = {word: turn.id for turn in turns for word in turn.words}
    spoken_in = tuple(turn_of[word] for word in pieces.words)
    corrections = _corrections(pieces, spoken_in)
    return Transcript(
        recording=pieces.recording,
        speakers=pieces.speakers,
        turns=turns,
        corrections=corrections,
        unspoken=_unspoken(pieces, spoken_in),
        unwritten=_unwritten(pieces),
        scores=_scores(pieces, corrections, spoken_in),
        provenance=provenance,
        voices=pieces.voices.stretches,
    )


def _corrections(pieces: Pieces, spoken_in: Sequence[str]) -> tuple[Correction, ...]:
    """Give each change its times, the turn that it begins in, and its number in the sound.

    `spoken_in` has the turn of each of `pieces.words`.
    """
    changes = [*pieces.corrected.changes, *pieces.attributed.changes]
    found = []
    for number, change in enumerate(sorted(changes, key=_place), start=1):
        span = _span(pieces.words, change.first, change.last)
        at = change.first if change.first < change.last else max(0, change.first - 1)
        found.append(
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
            )
        )
    return tuple(found)


def _place(change: Change) -> tuple[int, int]:
    return change.first, change.last


def _unspoken(pieces: Pieces, spoken_in: Sequence[str]) -> tuple[Unspoken, ...]:
    """Give each unspoken passage the turn that it would follow."""
    return tuple(
        Unspoken(
            text=passage.text,
            after_turn=spoken_in[passage.first - 1] if passage.first else None,
            words=len(passage.text.split()),
        )
        for passage in pieces.corrected.unspoken
    )


def _unwritten(pieces: Pieces) -> tuple[Unwritten, ...]:
    spans = ((p.text, _span(pieces.words, p.first, p.last)) for p in pieces.corrected.unwritten)
    return tuple(Unwritten(text, span.start, span.end) for text, span in spans)


def _span(words: Sequence[Word], first: int, last: int) -> Span:
    """Say when words are spoken; a place between words is where the one before it ends."""
    if first < last:
        return Span(words[first].start, words[last - 1].end)
    end = words[first - 1].end if first else 0.0
    return Span(end, end)


def _scores(pieces: Pieces, corrections: Sequence[Correction], spoken_in: Sequence[str]) -> Scores:
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


def _by_turn(pieces: Pieces, spoken_in: Sequence[str]) -> Iterator[TurnAgreement]:
    """Measure each turn by itself.

    A word that is not published counts to the turn of the published word before it.
    """
    corrected = pieces.corrected
    references, heards = zip(*corrected.sources, strict=True)
    written = _shared_out(corrected.reference_words, references, spoken_in)
    heard = _shared_out(corrected.heard_words, heards, spoken_in)
    for turn in pieces.attributed.turns:
        yield TurnAgreement(
            turn.id,
            agreement(heard.get(turn.id, ""), written.get(turn.id, ""), pieces.language),
            agreement(heard.get(turn.id, ""), turn.text, pieces.language),
        )


def _shared_out(
    words: Sequence[str], stand_for: Sequence[int | None], spoken_in: Sequence[str]
) -> dict[str, str]:
    """Give each turn its words of one of the two texts; `stand_for` is by published word."""
    begins = {
        place: turn for place, turn in zip(stand_for, spoken_in, strict=True) if place is not None
    }
    found: dict[str, list[str]] = {}
    turn = spoken_in[0]
    for place, word in enumerate(words):
        turn = begins.get(place, turn)
        found.setdefault(turn, []).append(word)
    return {turn: " ".join(texts) for turn, texts in found.items()}
