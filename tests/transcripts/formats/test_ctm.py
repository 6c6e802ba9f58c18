from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.odd_transcripts import odd_transcripts
from transcripts.errors import UserError
from transcripts.formats import ctm
from transcripts.transcript import Transcript

HARBOUR = """\
;; words out of order, as some tools write them
harbour 1 0.50 0.25 left 0.91
harbour 1 0.25 0.25 It 0.99
island 1 0.00 0.50 six
"""


def test_words_have_times_and_no_speaker() -> None:
    harbour, island = ctm.parse(HARBOUR)
    (row,) = harbour.utterances
    assert [(w.text, w.start, w.end) for w in row.words] == [
        ("It", 0.25, 0.5),
        ("left", 0.5, 0.75),
    ]
    assert harbour.has_word_times
    assert harbour.has_words
    assert not harbour.has_speakers
    assert not harbour.segments
    assert island.recording == "island"


@pytest.mark.parametrize(
    "line",
    [
        "harbour 1 0.5 left",
        "harbour 1 half 0.25 left",
        "harbour 1 0.5 0.25 left early",
        "harbour 1 0.5 0.25 left 0.9 early",
        "harbour 0.5 0.25 1987 0.9",
        "the harbour 1 0.5 0.25 left",
        "the harbour 1 0.5 0.25 left 0.9",
    ],
)
def test_a_line_that_is_no_ctm_is_named(line: str) -> None:
    with pytest.raises(UserError, match="CTM line 2"):
        ctm.parse("harbour 1 0 0.2 It\n" + line)


@given(odd_transcripts())
@settings(max_examples=40)
def test_written_files_are_read_back(transcript: Transcript) -> None:
    words = sorted((w for t in transcript.turns for w in t.words), key=lambda w: w.start)
    read = [u for account in ctm.parse(ctm.render(transcript)) for u in account.utterances]
    assert [w.text for u in read for w in u.words] == [w.text for w in words]
    times = [time for u in read for w in u.words for time in (w.start, w.end)]
    assert times == pytest.approx([t for w in words for t in (w.start, w.end)], abs=0.0011)
