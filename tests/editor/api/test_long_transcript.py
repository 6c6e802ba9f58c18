"""A transcript of three hours, as in OHMS records, opens within two seconds."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.editor.archives import archive_of
from tests.editor.conftest import Opener
from tests.lamplight import EXAMPLE
from transcripts.adopt import adopt
from transcripts.formats import ohms_xml
from transcripts.sources.table import read_source
from transcripts.transcript import Transcript, Turn

HOURS = 3


def repeated() -> Transcript:
    """Repeat the example until it is three hours long."""
    length = EXAMPLE.recording.duration
    times = int(HOURS * 3600 / length)

    def later(turn: Turn, shift: float, number: int) -> Turn:
        words = tuple(
            replace(w, start=round(w.start + shift, 3), end=round(w.end + shift, 3))
            for w in turn.words
        )
        start, end = round(turn.start + shift, 3), round(turn.end + shift, 3)
        return replace(turn, id=f"T{number}", start=start, end=end, words=words, overlaps=())

    each = len(EXAMPLE.turns)
    turns = [
        later(turn, n * length, n * each + k)
        for n in range(times)
        for k, turn in enumerate(EXAMPLE.turns, start=1)
    ]
    recording = replace(EXAMPLE.recording, duration=times * length)
    bare = replace(EXAMPLE, recording=recording, turns=tuple(turns), corrections=(), voices=())
    return replace(bare, unspoken=(), unwritten=())


@pytest.mark.slow
def test_three_hours_are_open_within_two_seconds(opener: Opener, tmp_path: Path) -> None:
    long = repeated()
    source = read_source(ohms_xml.render(long).encode())
    assert source.form == "ohms"
    transcript = adopt(source, long.recording, EXAMPLE.provenance)
    editor = opener(archive_of(tmp_path, transcript))
    begun = time.process_time()
    answer = editor.get(f"/{long.recording.id}")
    seconds = time.process_time() - begun
    assert answer.status_code == 200
    assert len(answer.json()["transcript"]["turns"]) == len(transcript.turns) > 1000
    assert seconds < 2
