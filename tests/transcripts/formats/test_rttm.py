from __future__ import annotations

from dataclasses import replace

import pytest

from tests.lamplight import EXAMPLE
from transcripts.errors import UserError
from transcripts.formats import rttm
from transcripts.transcript import Span, SpeakerSegment

HARBOUR = """\
SPKR-INFO harbour 1 <NA> <NA> <NA> unknown Ada <NA> <NA>
SPEAKER harbour 1 0.500 2.000 <NA> <NA> Ada <NA> <NA>
SPEAKER harbour 1 2.250 0.500 <NA> <NA> Ben <NA> <NA>
SPEAKER island 1 0.000 1.000 <NA> <NA> Ada
"""


def test_stretches_are_read_file_by_file() -> None:
    harbour, island = rttm.parse(HARBOUR)
    assert harbour.segments == (SpeakerSegment("Ada", 0.5, 2.5), SpeakerSegment("Ben", 2.25, 2.75))
    assert not harbour.has_words
    assert island.segments == (SpeakerSegment("Ada", 0.0, 1.0),)


@pytest.mark.parametrize(
    "line",
    [
        "SPEAKER harbour 1 0.5 2.0",
        "SPEAKER harbour 1 x 2.0 <NA> <NA> Ada <NA> <NA>",
        "SPEAKER harbour 1 0.5 1_0 <NA> <NA> Ada <NA> <NA>",
        "SPEAKER harbour 1 0.5 2.0 <NA> <NA> Ada Dunmore <NA> <NA> <NA>",
        "SPEAKER harbour 1 0.5 2.0 <NA> <NA> Ada Dunmore <NA>",
        "SPEAKER harbour 1 0.5 2.0 <NA> Ada <NA> <NA>",
        "SPEAKER the harbour 1 0.5 2.0 <NA> <NA> Ada <NA>",
        "SPEAKER the harbour 1 0.5 2.0 <NA> <NA> Ada",
        "SPEAKER harbour 0.5 2.0 <NA> <NA> Ada <NA> <NA>",
        "speaker harbour 1 0.5 2.0 <NA> <NA> Ada <NA> <NA>",
    ],
)
def test_a_line_that_is_no_rttm_is_named(line: str) -> None:
    with pytest.raises(UserError, match="RTTM line 1"):
        rttm.parse(line)


def test_a_confidence_is_read() -> None:
    line = "SPEAKER harbour 1 0.5 2.0 <NA> speech Ada 0.75 <NA>"
    assert rttm.parse(line)[0].segments == (SpeakerSegment("Ada", 0.5, 2.5),)


def test_unscored_time_is_read() -> None:
    (harbour, *_) = rttm.parse("NOSCORE harbour 1 1 0.5 <NA> <NA> <NA> <NA> <NA>\n" + HARBOUR)
    assert harbour.ignored == (Span(1.0, 1.5),)


def test_voices_are_written_as_heard_and_read_again() -> None:
    (account,) = rttm.parse(rttm.render(EXAMPLE))
    assert [(s.voice, round(s.start, 3), round(s.end, 3)) for s in account.segments] == [
        (s.voice, s.start, s.end) for s in EXAMPLE.voices
    ]


@pytest.mark.parametrize(
    ("file", "id_"), [("a b.mp3", "a_b"), ("tape.side.1.wav", "tape.side.1"), (".mp3", "recording")]
)
def test_a_file_name_is_one_field(file: str, id_: str) -> None:
    named = replace(EXAMPLE, recording=replace(EXAMPLE.recording, file=file))
    assert all(line.split()[1] == id_ for line in rttm.render(named).splitlines())
    assert all(len(line.split()) == 10 for line in rttm.render(named).splitlines())
