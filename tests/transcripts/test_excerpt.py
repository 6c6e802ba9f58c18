"""A clip has whole words and nothing of the words beside it, and says where it is from."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
import webvtt
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.errors import UserError
from transcripts.excerpt import cut_excerpt, parse_span
from transcripts.formats.table import BY_NAME
from transcripts.sound_events import SoundEvent
from transcripts.transcript import Span, Transcript
from transcripts.withheld import Withheld
from transcripts.withholding import remove_withheld


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("1:23.4-1:40", Span(83.4, 100.0)),
        ("83.4-100", Span(83.4, 100.0)),
        ("1:02:03,25 – 1:02:04", Span(3723.25, 3724.0)),
        ("0:05-10", Span(5.0, 10.0)),
    ],
)
def test_times_as_people_write_them(text: str, span: Span) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["", "1:23", "1:40-1:23", "5-5", "a-b", "-5-10", "1:2:3:4-5:00"])
def test_what_is_no_part_is_refused(text: str) -> None:
    with pytest.raises(UserError, match=r"is not a span of time|ends before it begins"):
        parse_span(text)


def test_a_clip_of_two_turns() -> None:
    made = cut_excerpt(EXAMPLE, Span(58.0, 69.0))
    assert made.quote == (
        "Marian Whitlock: “Let’s hear a moment from the film, in which the inspector arrives.”\n"
        "Clip: “You were told to put it out. <Silence> & nothing else was asked of you.”"
    )
    assert made.citation == (
        "“The Keeper Who Wouldn’t Leave”, Evening Pages, 1987-11-04, 0:58 to 1:08 "
        "(lamplight-1987.mp3, r-5f2c9a71e0b4)"
    )
    assert made.span == Span(EXAMPLE.turns[8].start, EXAMPLE.turns[9].end)


def test_captions_begin_with_the_clip() -> None:
    made = cut_excerpt(EXAMPLE, Span(58.0, 69.0), pad=0.2)
    vtt = BY_NAME["vtt"].render(made.transcript)
    assert isinstance(vtt, str)
    cues = list(webvtt.from_buffer(StringIO(vtt)))
    assert list(dict.fromkeys(cue.voice for cue in cues)) == ["Marian Whitlock", "Clip"]
    assert cues[0].start == "00:00:00.200"
    assert "The Keeper Who Wouldn’t Leave (0:58 to 1:08)" in vtt


def test_only_the_repairs_within_the_clip_are_said() -> None:
    vtt = BY_NAME["vtt"].render(cut_excerpt(EXAMPLE, Span(70.0, 86.0)).transcript)
    assert "repaired at 0:05: “Kirk Allen” → “Kirkhallan”" in vtt
    assert "Witlock" not in vtt


def test_padding_ends_at_the_neighbours() -> None:
    turn = EXAMPLE.turns[1]
    first, last = turn.words[5], turn.words[8]
    wide = cut_excerpt(EXAMPLE, Span(first.start, last.end), pad=5.0)
    assert wide.span == Span(turn.words[4].end, turn.words[9].start)


def test_a_part_without_words_is_refused() -> None:
    with pytest.raises(UserError, match="no word is spoken between 0:56 and 0:58"):
        cut_excerpt(EXAMPLE, Span(56.0, 58.2))


def test_only_sounds_within_the_clip_are_captions() -> None:
    before, within = SoundEvent("music", 2.0, 5.0), SoundEvent("laughter", 66.0, 68.0)
    made = cut_excerpt(replace(EXAMPLE, events=(before, within)), Span(58.0, 69.0))
    by = made.span.start
    assert made.transcript.events == (
        SoundEvent("laughter", pytest.approx(66.0 - by), pytest.approx(68.0 - by)),
    )


def test_a_part_that_is_withheld_as_a_whole_is_refused() -> None:
    turn = EXAMPLE.turns[6]
    mark = Withheld("closed", None, turn.start, turn.end)
    shown = remove_withheld(replace(EXAMPLE, withheld=(mark,)))
    assert shown is not None
    with pytest.raises(UserError, match="is withheld: choose another part"):
        cut_excerpt(shown, Span(turn.start, turn.end))
    around = cut_excerpt(shown, Span(turn.start - 8, turn.end))
    assert "[withheld]" in around.quote
    assert around.transcript.withheld == ()


@given(odd_transcripts(), st.data())
def test_a_clip_has_whole_words_and_no_others(transcript: Transcript, data: st.DataObject) -> None:
    start = data.draw(st.floats(0.0, transcript.recording.duration))
    end = data.draw(st.floats(0.0, transcript.recording.duration))
    span = Span(min(start, end), max(start, end))
    wanted = [w for w in transcript.words if span.start <= w.span.middle <= span.end]
    assume(wanted)
    made = cut_excerpt(transcript, span, pad=data.draw(st.floats(0.0, 1.0)))
    assert [w.text for w in made.transcript.words] == [w.text for w in wanted]
    for word, whole in zip(made.transcript.words, wanted, strict=True):
        assert made.span.start <= whole.start <= whole.end <= made.span.end
        assert word.start + made.span.start == pytest.approx(whole.start, abs=2e-3)
    for other in transcript.words:  # what does not overlap the words is not in the sound
        if other not in wanted and other.end <= min(w.start for w in wanted):
            assert other.end <= made.span.start + 1e-3
