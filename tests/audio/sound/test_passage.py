"""Loading a passage returns the sound that the whole recording has at that time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audio.sound.passage import load_passage
from audio.sound.recording import SAMPLE_RATE, load_sound
from tests.audio import media
from transcripts.errors import UserError
from transcripts.transcript import Span

CLICKS = (0.5, 12.25, 31.5, 39.75)


@pytest.mark.parametrize(("name", "codec"), [("t.wav", "pcm_s16le"), ("t.mp3", "libmp3lame")])
@pytest.mark.parametrize("span", [Span(12.0, 13.0), Span(31.2, 33.0), Span(0.2, 1.4)])
def test_a_passage_has_the_same_times_as_the_recording(
    tmp_path: Path, name: str, codec: str, span: Span
) -> None:
    file = media.write(tmp_path / name, media.clicks(41.0, CLICKS), codec=codec)
    found = load_passage(file, span)
    assert found.seconds == pytest.approx(span.duration, abs=0.001)
    whole = load_sound(file).crop(span)
    loud = [int(np.argmax(np.abs(samples) > 0.2)) for samples in (found.samples, whole)]
    assert loud[0] == pytest.approx(loud[1], abs=0.002 * SAMPLE_RATE)
    assert loud[0] > 0


def test_a_passage_ends_with_the_recording(tmp_path: Path) -> None:
    file = media.write(tmp_path / "t.wav", media.tone(5.0), codec="pcm_s16le")
    assert load_passage(file, Span(4.0, 9.0)).seconds == pytest.approx(1.0, abs=0.01)


def test_a_passage_behind_the_end_is_refused(tmp_path: Path) -> None:
    file = media.write(tmp_path / "t.wav", media.tone(5.0), codec="pcm_s16le")
    with pytest.raises(UserError, match="no audio at 8"):
        load_passage(file, Span(8.0, 9.0))
