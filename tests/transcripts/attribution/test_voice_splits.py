"""Reasons why voices were told apart by the turns of the old text."""

from __future__ import annotations

from transcripts.attribution.voice_splits import split_reasons
from transcripts.transcript import Diarization, SpeakerSegment, Word

TEXTS = ("So.", "Why?", "Rain.", "Oh.", "Hm.", "Yes.")
WORDS = [Word(t, n, n + 1, origin="both") for n, t in enumerate(TEXTS)]


def voices(*spans: tuple[str, float, float]) -> Diarization:
    segments = tuple(SpeakerSegment(*span) for span in spans)
    return Diarization((), segments, segments)


def test_the_parts_of_a_voice_have_a_reason() -> None:
    before = voices(("V1", 0, 4), ("V2", 4, 6))
    after = voices(("V1", 0, 1), ("V2", 1, 2), ("V1", 2, 4), ("V3", 4, 6))
    speaking = ["V1", "V2", "V1", "V1", "V3", "V3"]
    found = split_reasons(before, after, WORDS, speaking, frozenset({1, 2, 3, 4}))
    assert set(found) == {"V1", "V2"}
    assert (found["V1"].kind, found["V1"].at, found["V1"].weight) == ("split", 1, 0.667)
    assert "2 of 3 breaks" in found["V1"].quote
    assert "2 of 2 breaks" in found["V2"].quote


def test_whole_voices_have_none() -> None:
    both = voices(("V1", 0, 4), ("V2", 4, 6))
    speaking = ["V1", "V1", "V1", "V1", "V2", "V2"]
    assert not split_reasons(both, both, WORDS, speaking, frozenset({4}))
