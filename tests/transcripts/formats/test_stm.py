from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.odd_transcripts import odd_transcripts
from transcripts.errors import UserError
from transcripts.formats import stm
from transcripts.sources.table import read_source
from transcripts.transcript import Span, SpeakerSegment, Transcript

HARBOUR = """\
;; the harbour programme, first minute
harbour 1 Ada_Dunmore 0.00 2.50 <o,f0,female> It left at six.
harbour 1 inter_segment_gap 2.50 2.60 <o,,>
harbour 1 Ben 2.60 3.10 Nobody saw it.
island A spk1 0 1 <o,f3,male>
"""


def test_each_file_is_an_account_of_its_own() -> None:
    harbour, island = stm.parse(HARBOUR)
    assert (harbour.recording, island.recording) == ("harbour", "island")
    assert [(u.speaker, " ".join(w.text for w in u.words)) for u in harbour.utterances] == [
        ("Ada_Dunmore", "It left at six."),
        ("Ben", "Nobody saw it."),
    ]
    assert harbour.segments == (
        SpeakerSegment("Ada_Dunmore", 0.0, 2.5),
        SpeakerSegment("Ben", 2.6, 3.1),
    )
    assert not harbour.has_word_times
    assert not island.has_words


def test_labels_are_read_as_names_unless_they_are_numbered() -> None:
    harbour, island = stm.parse(HARBOUR)
    assert {label: p.name for label, p in harbour.people.items()} == {
        "Ada_Dunmore": "Ada Dunmore",
        "Ben": "Ben",
    }
    assert island.people["spk1"].name is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("harbour 1 Ada 0.0", "STM line 1: expected 'file channel speaker begin end"),
        ("harbour 1 Ada 0.0 soon It left.", "STM line 1: 'soon' is not a time in seconds"),
        ("harbour 1 Ada nan 2.0 It left.", "STM line 1: 'nan' is not a time in seconds"),
        ("harbour 1 Ada -1 2.0 It left.", "STM line 1: '-1' is not a time in seconds"),
        ("harbour 1 Ada 2.0 1.0 It left.", "STM line 1 ends at 1.0 s, before it begins"),
        ("harbour Ada 0.5 2.0 6 left.", "STM line 1: expected 'file channel speaker begin end"),
        ("harbour 1 Ada 0 2 It { left / went / @ } early.", "STM line 1: alternatives such as"),
    ],
)
def test_a_line_that_is_no_stm_is_named(line: str, message: str) -> None:
    with pytest.raises(UserError, match="STM line 1") as error:
        stm.parse(line)
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    "line",
    [
        "harbour 1 inter_segment_gap 1.0 2.0 <o,,> ignore_time_segment_in_scoring",
        "harbour 1 Ada 1.0 2.0 IGNORE_TIME_SEGMENT_IN_SCORING",
        "harbour 1 excluded_region 1.0 2.0 <o,,>",
    ],
)
def test_time_that_is_not_scored_is_no_speech(line: str) -> None:
    (harbour,) = stm.parse(f"harbour 1 Ada 0.0 1.0 It left.\n{line}\n")
    assert harbour.ignored == (Span(1.0, 2.0),)
    assert len(harbour.utterances) == 1
    read = read_source(f"harbour 1 Ada 0.0 1.0 It left.\n{line}\n".encode())
    assert [turn.text for turn in read.turns] == ["It left."]


@given(odd_transcripts())
@settings(max_examples=40)
def test_written_files_are_read_back(transcript: Transcript) -> None:
    turns = sorted((t for t in transcript.turns if t.words), key=lambda t: t.start)
    read = [u for account in stm.parse(stm.render(transcript)) for u in account.utterances]
    assert [" ".join(w.text for w in u.words) for u in read] == [t.text for t in turns]
    assert [u.span for u in read] == [Span(round(t.start, 3), round(t.end, 3)) for t in turns]
    pairs = {(u.speaker, t.speaker) for u, t in zip(read, turns, strict=True)}
    assert len(pairs) == len({t.speaker for t in turns})
