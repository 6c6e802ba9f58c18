"""EDL, read with OpenTimelineIO's adapter for CMX 3600."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.chapters import find_chapters
from transcripts.formats import edl
from transcripts.formats.cuts import RATE, cut_at_turns, labelled_turn_text
from transcripts.transcript import Transcript

otio = pytest.importorskip("opentimelineio")


def clips(transcript: Transcript) -> list[Any]:
    """Read the clips of the list's only track."""
    timeline = otio.adapters.read_from_string(edl.render(transcript), "cmx_3600", rate=RATE)
    (track,) = timeline.tracks
    return list(track.find_clips())


@given(odd_transcripts())
@settings(max_examples=20, deadline=None)
def test_another_reader_finds_every_part_and_who_speaks(transcript: Transcript) -> None:
    assume(transcript.recording.duration < 360_000)  # 100 hours, which a timecode cannot have
    for clip, part in zip(clips(transcript), cut_at_turns(transcript), strict=True):
        span = clip.source_range
        assert span.start_time.value == part.start
        assert span.duration.value == part.end - part.start
        comments = clip.metadata.get("cmx_3600", {}).get("comments", [])
        told = [f"COMMENT: {labelled_turn_text(transcript, turn)}".strip() for turn in part.turns]
        assert list(comments) == told


def test_another_reader_finds_chapters_and_the_file() -> None:
    found = clips(EXAMPLE)
    assert {clip.name for clip in found} == {EXAMPLE.recording.file}
    marks = [(m.name, m.marked_range.start_time.value) for c in found for m in c.markers]
    assert marks == [(c.title, round(c.start * RATE)) for c in find_chapters(EXAMPLE)]


def test_timecodes_count_frames() -> None:
    assert edl.timecode(0) == "00:00:00:00"
    assert edl.timecode(3661 * RATE + 7) == "01:01:01:07"
