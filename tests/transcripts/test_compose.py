"""Compose a transcript from the results of the steps: speakers, times, turns and order."""

from __future__ import annotations

import pytest

from transcripts.attribution.attribute import Attribution
from transcripts.compose import RunResults, compose
from transcripts.corrections.punctuate import PunctuatedText
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.provenance import Provenance
from transcripts.ranges import WordRange
from transcripts.run_options import RunOptions
from transcripts.text_change import TextChange, UnmatchedPassage
from transcripts.transcript import (
    Correction,
    Diarization,
    RecognitionResult,
    Recording,
    Speaker,
    SpeakerSegment,
    Transcript,
    Turn,
    Unspoken,
    Unwritten,
    Word,
)

# "Good evening. | Nobody saw the ferry leave. | Nobody?": the start of each word. Each lasts 0.3 s,
# and a backchannel (V1) is spoken during the second turn (V2).
SPOKEN = {
    "Good": 0.5,
    "evening.": 1.0,
    "Nobody": 2.0,
    "saw": 2.5,
    "the": 3.0,
    "ferry": 3.5,
    "leave.": 4.0,
    "Nobody?": 4.1,
}
WORDS = tuple(Word(text, start, start + 0.3, origin="both") for text, start in SPOKEN.items())
ROUGH = tuple(Word(w.text, w.start - 0.2, w.end + 0.2, origin="both") for w in WORDS)


def turn(number: int, voice: str, first: int, last: int) -> Turn:
    words = WORDS[first:last]
    text = " ".join(w.text for w in words)
    return Turn(f"T{number}", "", voice, words[0].start, words[-1].end, text, 0.9, words)


def change(first: int, last: int, before: str, after: str, status: str = "applied") -> TextChange:
    return TextChange(
        kind="substitution",
        before=before,
        after=after,
        first=first,
        last=last,
        score=0.9,
        status=status,
        evidence={"why": before},
    )


CHANGES = (
    change(1, 2, "evening", "evening."),
    change(3, 3, "really", ""),  # the reference had a word too many between "Nobody" and "saw"
    change(4, 7, "a very leaf", "the ferry leave.", "proposed"),
    change(7, 8, "nobody", "Nobody?"),
)
BREAK = change(2, 3, "", "Nobody")  # found by the attribution, reported apart from the others


def composed(**found: object) -> Transcript:
    corrected = {"changes": CHANGES, "reference_words": ("good", "evening", "nobody"), **found}
    return compose(
        RunResults(
            recording=Recording("R1", "0" * 64, "ferry.ogg", 6.0),
            recognition=RecognitionResult(ROUGH),
            diarization=Diarization((), (SpeakerSegment("V1", 0.5, 1.3),), ()),
            punctuated=PunctuatedText(ROUGH, **corrected),
            words=WORDS,
            attribution=Attribution(
                (turn(1, "V1", 0, 2), turn(2, "V2", 2, 7), turn(3, "V1", 7, 8)),
                ((0, 1), (2, 3, 4, 5, 6), (7,)),
                (BREAK,),
            ),
            speakers=(Speaker("S1", ("V1",), "Ada Lane"), Speaker("S2", ("V2",))),
            language=ENGLISH,
        ),
        Provenance("0", (), RunOptions(), "2026-01-01T00:00:00+00:00", ()),
    )


@pytest.fixture(scope="module")
def transcript() -> Transcript:
    return composed()


def found(transcript: Transcript, before: str) -> Correction:
    return next(c for c in transcript.corrections if c.before == before)


def test_a_turn_has_the_speaker_of_its_voice(transcript: Transcript) -> None:
    assert [t.speaker for t in transcript.turns] == ["S1", "S2", "S1"]
    assert transcript.speaker(transcript.turns[2]).name == "Ada Lane"
    assert transcript.voices == (SpeakerSegment("V1", 0.5, 1.3),)


def test_corrections_are_numbered_in_the_order_of_the_sound(transcript: Transcript) -> None:
    assert [c.id for c in transcript.corrections] == ["C1", "C2", "C3", "C4", "C5"]
    assert [c.before for c in transcript.corrections] == [
        "evening",
        "",  # the misplaced turn break, between the changes around it
        "really",
        "a very leaf",
        "nobody",
    ]
    starts = [c.start for c in transcript.corrections]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("before", "in_turn", "start", "end"),
    [
        ("evening", "T1", 1.0, 1.3),
        ("", "T2", 2.0, 2.3),
        ("really", "T2", 2.3, 2.3),  # a moment: the end of the word before it
        ("a very leaf", "T2", 3.0, 4.3),  # three words, to the end of the last
        ("nobody", "T3", 4.1, 4.4),
    ],
)
def test_a_correction_has_exact_times_and_its_turn(
    transcript: Transcript, before: str, in_turn: str, start: float, end: float
) -> None:
    correction = found(transcript, before)
    assert correction.turn == in_turn
    assert (correction.start, correction.end) == pytest.approx((start, end))


def test_a_correction_keeps_what_was_decided(transcript: Transcript) -> None:
    correction = found(transcript, "a very leaf")
    assert (correction.after, correction.status, correction.score) == (
        "the ferry leave.",
        "proposed",
        0.9,
    )
    assert correction.evidence == {"why": "a very leaf"}


def test_unspoken_words_before_the_first_word_are_at_the_start() -> None:
    first = composed(changes=(change(0, 0, "Hello", ""),)).corrections[0]
    assert (first.turn, first.start, first.end) == ("T1", 0.0, 0.0)


def test_an_unspoken_passage_follows_the_turn_in_which_it_would_stand() -> None:
    passages = (
        UnmatchedPassage("We begin", 0, 0),
        UnmatchedPassage("It was late that night", 4, 4),
    )
    assert composed(unspoken=passages).unspoken == (
        Unspoken("We begin", None, 2, (WordRange(0, 0),)),
        Unspoken("It was late that night", "T2", 5, (WordRange(4, 4),)),
    )


def test_unwritten_speech_has_exact_times() -> None:
    passage = UnmatchedPassage("the ferry", 4, 6)
    ferry = Unwritten("the ferry", 3.0, 3.8, (WordRange(4, 6),))
    assert composed(unwritten=(passage,)).unwritten == (ferry,)


def test_scores_count_what_was_published_and_applied(transcript: Transcript) -> None:
    scores = transcript.scores
    assert scores.words == len(WORDS)
    assert scores.corrections_applied == 4
    assert scores.published_against_heard is not None
    assert scores.published_against_heard.wer == 0
    assert scores.reference_against_heard is not None
    assert scores.reference_against_heard.wer > 0
    assert composed(reference_words=()).scores.reference_against_heard is None
