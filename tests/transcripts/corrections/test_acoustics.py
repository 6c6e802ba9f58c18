from __future__ import annotations

import pytest

from transcripts.corrections.acoustics import (
    AcousticFits,
    Acoustics,
    Surroundings,
    acoustic_evidence,
    overlaps,
    room_for,
    surroundings,
)
from transcripts.corrections.reliability import Reliability
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.realign import realign
from transcripts.transcript import Diarization, Span, SpeakerSegment, Word

OLD = "we walked down to the harbour this morning and nobody was there at all"


def heard(pause: float) -> tuple[Word, ...]:
    """The words without "this morning", with a pause where these stood."""
    words, at = [], 0.0
    for text in OLD.replace("this morning ", "").split():
        at += pause if text == "and" else 0.0
        seconds = 0.06 * (len(text) + 1)
        words.append(Word(text, at, at + seconds))
        at += seconds
    return tuple(words)


@pytest.mark.parametrize(("pause", "share"), [(0.0, 0.0), (0.78, 1.0)])
def test_room_is_the_speech_that_no_heard_word_explains(pause: float, share: float) -> None:
    alignment = realign(OLD, heard(pause), ENGLISH)
    block = next(b for b in alignment.blocks if b.relation == "reference")
    room, needed = room_for(alignment, block, [Span(0.0, 20.0)])
    assert needed == pytest.approx(0.78, abs=0.01)
    assert room / needed == pytest.approx(share, abs=0.05)


def test_a_pause_without_speech_is_no_room() -> None:
    spoken = heard(0.78)
    alignment = realign(OLD, spoken, ENGLISH)
    block = next(b for b in alignment.blocks if b.relation == "reference")
    at = next(w.start for w in spoken if w.text == "and")
    room, _ = room_for(alignment, block, [Span(0.0, at - 0.78), Span(at, 20.0)])
    assert room == pytest.approx(0.0, abs=0.05)


def test_overlaps_are_where_two_voices_speak() -> None:
    stretches = [
        SpeakerSegment("V1", 0.0, 5.0),
        SpeakerSegment("V2", 4.0, 6.0),
        SpeakerSegment("V1", 5.5, 8.0),
    ]
    assert overlaps(stretches) == (Span(4.0, 5.0), Span(5.5, 6.0))


def test_surroundings_know_of_another_voice() -> None:
    alignment = realign(OLD, heard(0.0), ENGLISH)
    stretches = (SpeakerSegment("V1", 0.0, 9.0), SpeakerSegment("V2", 1.9, 2.4))
    acoustics = Acoustics.of(
        AcousticFits(((0.0, -90.0),)), Diarization((Span(0.0, 9.0),), stretches, ())
    )
    around = surroundings(alignment, 0, acoustics, Reliability.of(alignment))
    assert around.overlapped
    assert around.fit == (0.0, -90.0)


def test_evidence_is_named_by_what_it_is_about_and_bounded() -> None:
    around = Surroundings(fit=(0.0, -9e9), room=50.0, needed=1.0, disagreement=0.9)
    found = acoustic_evidence(1, "deletion", around)
    assert found["fit deletion"] == -3.0
    assert found["room"] == 2.0
    assert found["unreliable deletion"] == pytest.approx(2.08, abs=0.01)
    unasked = acoustic_evidence(1, "words", Surroundings())
    assert unasked == {"unreliable words": 0.0, "no fit words": 1.0}
