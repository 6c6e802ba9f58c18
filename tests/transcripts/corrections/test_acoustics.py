from __future__ import annotations

import pytest

from transcripts.corrections.acoustics import (
    AcousticContext,
    AcousticFits,
    Acoustics,
    acoustic_features,
    collect_acoustic_context,
    find_overlaps,
    free_and_needed_seconds_of_insertion,
    free_and_needed_seconds_of_reference,
)
from transcripts.corrections.reliability import Reliability
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.realign import realign
from transcripts.transcript import Diarization, Span, SpeakerSegment, Word

OLD = "we walked down to the harbour this morning and nobody was there at all"

EXTRA = "He kept the baby proud today."


def heard(pause: float) -> tuple[Word, ...]:
    """Return the words of `OLD`, with a pause of this many seconds instead of "this morning"."""
    words, at = [], 0.0
    for text in OLD.replace("this morning ", "").split():
        at += pause if text == "and" else 0.0
        seconds = 0.06 * (len(text) + 1)
        words.append(Word(text, at, at + seconds))
        at += seconds
    return tuple(words)


@pytest.mark.parametrize(("pause", "share"), [(0.0, 0.0), (0.78, 1.0)])
def test_room_is_unexplained_speech(pause: float, share: float) -> None:
    alignment = realign(OLD, heard(pause), ENGLISH)
    block = next(b for b in alignment.blocks if b.relation == "reference")
    room, needed = free_and_needed_seconds_of_reference(alignment, block, [Span(0.0, 20.0)])
    assert needed == pytest.approx(0.78, abs=0.01)
    assert room / needed == pytest.approx(share, abs=0.05)


def test_a_pause_without_speech_is_no_room() -> None:
    spoken = heard(0.78)
    alignment = realign(OLD, spoken, ENGLISH)
    block = next(b for b in alignment.blocks if b.relation == "reference")
    at = next(w.start for w in spoken if w.text == "and")
    room, _ = free_and_needed_seconds_of_reference(
        alignment, block, [Span(0.0, at - 0.78), Span(at, 20.0)]
    )
    assert room == pytest.approx(0.0, abs=0.05)


def added(old: str, said: str) -> tuple[float, float]:
    """Return how many seconds are available for the passage that is only in `said`.

    The second value is how many seconds it takes to speak that passage.
    """
    texts = said.split()
    times = [0.06 * len(" ".join(texts[:at]) + " ") if at else 0.0 for at in range(len(texts) + 1)]
    words = tuple(Word(w, *times[at : at + 2]) for at, w in enumerate(texts))
    alignment = realign(old, words, ENGLISH)
    (block,) = (b for b in alignment.blocks if b.relation == "heard")
    return free_and_needed_seconds_of_insertion(alignment, block, [Span(0.0, 99.0)])


def test_added_words_need_no_room_where_the_old_text_has_none() -> None:
    assert added("we walked down to the harbour", f"we walked down {EXTRA} to the harbour") == (
        0,
        0,
    )


@pytest.mark.parametrize(
    ("unheard", "instead", "share"),
    [("Copley", "Coppelia", 1.1), ("Bartholomew Montgomery", "Bart Monty", 0.6)],
)
def test_old_words_that_were_not_recognized_leave_less_room(
    unheard: str, instead: str, share: float
) -> None:
    old = f"we walked down to {unheard}. But nobody was there at all"
    room, needed = added(old, f"we walked down to {instead}. {EXTRA} But nobody was there at all")
    assert needed == pytest.approx(0.06 * len(f"{EXTRA} "), abs=0.01)
    assert room / needed == pytest.approx(share, abs=0.1)


def test_overlaps_are_where_two_voices_speak() -> None:
    stretches = [
        SpeakerSegment("V1", 0.0, 5.0),
        SpeakerSegment("V2", 4.0, 6.0),
        SpeakerSegment("V1", 5.5, 8.0),
    ]
    assert find_overlaps(stretches) == (Span(4.0, 5.0), Span(5.5, 6.0))


def test_surroundings_know_of_another_voice() -> None:
    alignment = realign(OLD, heard(0.0), ENGLISH)
    stretches = (SpeakerSegment("V1", 0.0, 9.0), SpeakerSegment("V2", 1.9, 2.4))
    acoustics = Acoustics.combine(
        AcousticFits(((0.0, -90.0),)), Diarization((Span(0.0, 9.0),), stretches, ())
    )
    around = collect_acoustic_context(alignment, 0, acoustics, Reliability.measure(alignment))
    assert around.is_overlapped
    assert around.fit_log_likelihoods == (0.0, -90.0)


def test_evidence_is_named_by_what_it_is_about_and_bounded() -> None:
    around = AcousticContext(
        fit_log_likelihoods=(0.0, -9e9), free_seconds=50.0, needed_seconds=1.0, difference_rate=0.9
    )
    found = acoustic_features(1, "deletion", around)
    assert found["fit deletion"] == -3.0
    assert found["room"] == 2.0
    assert found["unreliable deletion"] == pytest.approx(2.08, abs=0.01)
    unasked = acoustic_features(1, "words", AcousticContext())
    assert unasked == {"unreliable words": 0.0, "no fit words": 1.0}
