from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from archive.storage.local import LocalStorage
from archive.storage.protocol import OpenVersion
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


def test_sound_that_is_replaced_while_it_is_sent_stays_whole(
    editor: Editor, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A publication replaces the file after it was opened, and before it is read."""
    (file,) = (archive / ID).glob("audio.*")
    data, opened = file.read_bytes(), LocalStorage.open_version

    def open_then_replace(storage: LocalStorage, path: Path) -> OpenVersion:
        found = opened(storage, path)
        path.with_suffix(".new").write_bytes(b"shorter")
        path.with_suffix(".new").replace(path)
        return found

    monkeypatch.setattr(LocalStorage, "open_version", open_then_replace)
    answer = editor.http.get(AUDIO)
    assert (answer.status_code, answer.content) == (200, data)
    assert answer.headers["content-length"] == str(len(data))
    monkeypatch.undo()
    after = editor.http.get(AUDIO)
    assert (after.content, after.headers["etag"] == answer.headers["etag"]) == (b"shorter", False)


def test_sound_that_moves_before_it_is_opened_is_found_again(
    editor: Editor, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A publication removes the file between finding and opening it, and writes another one."""
    (file,) = (archive / ID).glob("audio.*")
    data, opened = file.read_bytes(), LocalStorage.open_version
    other = file.with_suffix(".wav" if file.suffix != ".wav" else ".flac")

    def move_then_open(storage: LocalStorage, path: Path) -> OpenVersion:
        if file.exists():
            file.rename(other)
        return opened(storage, path)

    monkeypatch.setattr(LocalStorage, "open_version", move_then_open)
    for headers, expected in (({}, data), ({"range": "bytes=5-9"}, data[5:10])):
        if other.exists():
            other.rename(file)
        assert editor.http.get(AUDIO, headers=headers).content == expected

    def remove_then_open(storage: LocalStorage, path: Path) -> OpenVersion:
        path.unlink()
        return opened(storage, path)

    monkeypatch.setattr(LocalStorage, "open_version", remove_then_open)
    assert editor.http.get(AUDIO).status_code == 404


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
