"""The pipeline's recipe runs without models: functions replace the steps that need the sound."""

from __future__ import annotations

from collections.abc import Callable

from flows.recipe import SoundSteps, TranscriptInputs, align_reference, write_transcript
from transcripts.attribution.turn_pieces import TurnPiece
from transcripts.attribution.voice_labels import VoiceLabel
from transcripts.compose import RunResults
from transcripts.corrections.acoustics import AcousticFits
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.transcript import (
    AlignedWords,
    Diarization,
    RecognitionResult,
    Recording,
    Span,
    Speaker,
    SpeakerSegment,
    Turn,
    Word,
)

SPOKEN = "We left at noon. Why so late? Because of the rain."
REFERENCE = "We left at noon.  Why so late?  Because of the rain."


def voices(*segments: tuple[str, float, float]) -> Diarization:
    found = tuple(SpeakerSegment(*segment) for segment in segments)
    return Diarization((Span(0, 6),), found, found)


def unnamed(
    turns: tuple[Turn, ...], heard: Diarization, labels: tuple[VoiceLabel, ...]
) -> tuple[Speaker, ...]:
    names = dict.fromkeys(segment.voice for segment in heard.segments)
    return tuple(Speaker(f"S{n}", (voice,)) for n, voice in enumerate(names, start=1))


def written(
    reference: str | None, split: Callable[[tuple[TurnPiece, ...]], Diarization] | None
) -> RunResults:
    words = tuple(Word(t, n / 2, n / 2 + 0.5) for n, t in enumerate(SPOKEN.split()))
    material = TranscriptInputs(
        recording=Recording("r", "0" * 64, "r.mp3", 6.0),
        heard=RecognitionResult(words),
        voices=voices(("V1", 0, 6)),
        language=ENGLISH,
        reference=reference,
    )
    steps = SoundSteps(
        rescore=lambda asked: [[0.0] * len(q.candidates) for q in asked],
        score_acoustic_fit=lambda asked, heard: AcousticFits((), frozenset()),
        time_words=lambda words: AlignedWords(words, (0.0,) * len(words)),
        split_voices=split,
    )
    return write_transcript(material, align_reference(material)[0], steps, unnamed)


def test_turns_of_the_reference_split_a_voice() -> None:
    asked: list[TurnPiece] = []

    def split(pieces: tuple[TurnPiece, ...]) -> Diarization:
        asked.extend(pieces)
        return voices(("V1", 0, 2), ("V2", 2, 3.5), ("V1", 3.5, 6))

    results = written(REFERENCE, split)
    assert [(p.span.start, p.boundary) for p in asked] == [
        (0, "break"),
        (2, "break"),
        (3.5, "break"),
    ]
    assert [turn.voice for turn in results.attribution.turns] == ["V1", "V2", "V1"]
    assert [s.id for s in results.speakers] == ["S1", "S2"]
    assert results.diarization.segments[1].voice == "V2"


def test_without_a_reference_the_voices_stay() -> None:
    def split(pieces: tuple[TurnPiece, ...]) -> Diarization:
        raise AssertionError("nothing says where turns begin")

    assert {turn.voice for turn in written(None, split).attribution.turns} == {"V1"}
    assert {turn.voice for turn in written(REFERENCE, None).attribution.turns} == {"V1"}
