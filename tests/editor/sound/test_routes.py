from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from tests.editor.conftest import ID, Editor
from tests.lamplight import EXAMPLE

AUDIO, PEAKS = f"/recordings/{ID}/audio", f"/recordings/{ID}/peaks"


def test_sound_comes_by_range(reader: Editor, published: Path) -> None:
    (file,) = (published / ID).glob("audio.*")
    data = file.read_bytes()
    whole = reader.http.get(AUDIO)
    assert (whole.status_code, whole.content == data) == (200, True)
    assert whole.headers["accept-ranges"] == "bytes"
    part = reader.http.get(AUDIO, headers={"range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, data[1000:2000])
    assert part.headers["content-range"] == f"bytes 1000-1999/{len(data)}"
    tail = reader.http.get(AUDIO, headers={"range": "bytes=-10"})
    assert tail.content == data[-10:]
    same = {"range": "bytes=0-9", "if-range": whole.headers["etag"]}
    assert reader.http.get(AUDIO, headers=same).status_code == 206
    other = {"range": "bytes=0-9", "if-range": '"another"'}
    assert reader.http.get(AUDIO, headers=other).status_code == 200
    assert reader.http.get(AUDIO, headers={"range": "bytes=999999999-"}).status_code == 416
    head = reader.http.head(AUDIO)
    assert (head.headers["content-length"], head.content) == (str(len(data)), b"")


@pytest.mark.slow
def test_the_waveform_shows_speech(reader: Editor, published: Path) -> None:
    answer = reader.http.get(PEAKS)
    head = struct.unpack("<iIiiII", answer.content[:24])
    assert head[:4] == (2, 1, 8000, 160)
    assert head[5] == 1
    pairs = np.frombuffer(answer.content[24:], np.int8).reshape(-1, 2)
    assert len(pairs) == head[4]
    seconds = len(pairs) / 50
    assert abs(seconds - EXAMPLE.recording.duration) < 0.1
    height = (pairs[:, 1].astype(int) - pairs[:, 0]).clip(0)
    word = EXAMPLE.turns[1].words[3]
    said = height[int(word.start * 50) : int(word.end * 50)].mean()
    pause = height[int((EXAMPLE.turns[-1].end + 1) * 50) :].mean()
    assert said > 4 * pause
    kept = published / "waves" / f"{ID}.dat"
    assert kept.read_bytes() == answer.content
    moment = kept.stat().st_mtime_ns
    assert reader.http.get(PEAKS).content == answer.content
    assert kept.stat().st_mtime_ns == moment
