from __future__ import annotations

from dataclasses import replace

import pytest

from transcripts.agreement import Scores
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.provenance import Provenance
from transcripts.run_options import RunOptions
from transcripts.scores.score import score
from transcripts.scores.scoring_input import (
    SpeakerInfo,
    Utterance,
    from_transcript,
    from_utterances,
    untimed_utterance,
)
from transcripts.transcript import Recording, Span, Speaker, SpeakerSegment, Transcript, Turn, Word

TRANSCRIPT = Transcript(
    recording=Recording("r", "0", "old harbour.mp3", 9.0),
    speakers=(Speaker("S1", ("V1", "V3"), "Ada", "host"), Speaker("S2", ("V2",))),
    turns=(
        Turn("T1", "S1", "V1", 0.0, 2.0, "It left.", 1.0, (Word("It", 0, 1), Word("left.", 1, 2))),
        Turn("T2", "S2", "V2", 1.5, 2.0, "Right.", 1.0, (Word("Right.", 1.5, 2.0),)),
    ),
    corrections=(),
    unspoken=(),
    unwritten=(),
    scores=Scores(None, None, 3, 0),
    provenance=Provenance("0", (), RunOptions(), "", ()),
    voices=(
        SpeakerSegment("V1", 0.0, 1.0),
        SpeakerSegment("V3", 1.0, 2.0),
        SpeakerSegment("V2", 1.5, 2.0),
    ),
)


def test_a_transcript_is_read_by_its_speakers() -> None:
    account = from_transcript(TRANSCRIPT)
    assert account.recording == "old_harbour"
    assert [u.speaker for u in account.utterances] == ["S1", "S2"]
    assert {s.voice for s in account.segments} == {"S1", "S2"}
    assert account.people == {"S1": SpeakerInfo("Ada", "host"), "S2": SpeakerInfo(None, None)}


def test_without_voices_the_words_say_who_is_heard_when() -> None:
    account = from_transcript(replace(TRANSCRIPT, voices=()))
    assert account.segments == (SpeakerSegment("S1", 0, 2), SpeakerSegment("S2", 1.5, 2.0))


def test_voices_are_measured_as_heard_and_not_by_the_words() -> None:
    """The segments of S1's voices, V1 and V3, are scored, although S1's words end later."""
    truth = from_utterances("r", [untimed_utterance("Ada", Span(0.0, 2.0), "It left.")])
    heard = replace(
        TRANSCRIPT, voices=(SpeakerSegment("V1", 0.0, 1.0), SpeakerSegment("V3", 1.0, 1.5))
    )
    voices = score(from_transcript(heard), truth, ENGLISH).voices
    assert voices is not None
    assert (voices.missed, voices.invented, voices.confused) == pytest.approx((0.5, 0.0, 0.0))


def test_a_voice_that_is_nobody_s_keeps_its_label() -> None:
    heard = replace(TRANSCRIPT, voices=(SpeakerSegment("V9", 0.0, 1.0),))
    assert from_transcript(heard).segments == (SpeakerSegment("V9", 0.0, 1.0),)


@pytest.mark.parametrize(("pause", "stretches"), [(0.24, 1), (0.25, 2), (0.5, 2)])
def test_words_with_times_make_stretches_cut_at_pauses(pause: float, stretches: int) -> None:
    words = (Word("It", 1.0, 2.0), Word("left.", 2.0 + pause, 3.0))
    account = from_utterances("r", [Utterance("Ada", Span(0.0, 9.0), words, has_word_times=True)])
    assert len(account.segments) == stretches
    assert (account.segments[0].start, account.segments[-1].end) == (1.0, 3.0)


def test_a_stretch_goes_on_over_the_end_of_an_utterance() -> None:
    both = [
        Utterance("Ada", None, (Word("It", n, n + 1.0),), has_word_times=True) for n in (1.0, 2.0)
    ]
    assert from_utterances("r", both).segments == (SpeakerSegment("Ada", 1.0, 3.0),)


def test_words_without_times_of_their_own_leave_an_account_untimed() -> None:
    timed = Utterance("Ada", None, (Word("It", 1.0, 2.0),), has_word_times=True)
    rough = untimed_utterance("Ada", Span(5.0, 7.0), "It left.")
    account = from_utterances("r", [timed, rough])
    assert from_utterances("r", [timed]).has_word_times
    assert not account.has_word_times
    assert set(account.segments) == {
        SpeakerSegment("Ada", 1.0, 2.0),
        SpeakerSegment("Ada", 5.0, 7.0),
    }
