from __future__ import annotations

import hashlib
import json
import os
import platform
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from archive.publishing.publish import publish
from archive.storage.published import read_transcript
from tests.lamplight import EXAMPLE
from transcripts.errors import UserError

NAMES = {
    "transcript.json",
    "transcript.vtt",
    "transcript.srt",
    "transcript.txt",
    "transcript.rttm",
    "repairs.html",
    "repairs.txt",
    "index.html",
    "audio.m4a",
    "manifest.json",
}
OTHER = replace(EXAMPLE, recording=replace(EXAMPLE.recording, title="Second Thoughts"))


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    path = tmp_path / "copy.M4A"
    path.write_bytes(b"sound" * 1000)
    return path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def fits(folder: Path) -> bool:
    """Check whether every file matches the manifest."""
    rows = json.loads((folder / "manifest.json").read_text())["files"]
    return all(
        hashlib.sha256((folder / row["name"]).read_bytes()).hexdigest() == row["sha256"]
        and (folder / row["name"]).stat().st_size == row["bytes"]
        for row in rows
    )


def test_all_files_are_published_and_in_the_manifest(tmp_path: Path, audio: Path) -> None:
    folder = tmp_path / "published" / "r1"
    given = publish(EXAMPLE, audio, folder)
    assert {path.name for path in given} == names(folder) == NAMES
    listed = [row["name"] for row in json.loads((folder / "manifest.json").read_text())["files"]]
    assert set(listed) == NAMES - {"manifest.json"}
    assert fits(folder)
    assert read_transcript(folder) == EXAMPLE
    assert names(folder.parent) == {"r1"}


def test_publishing_again_replaces_only_published_files(tmp_path: Path, audio: Path) -> None:
    folder = tmp_path / "out"
    publish(EXAMPLE, audio, folder)
    (folder / "mine.txt").write_text("keep")
    wav = audio.rename(tmp_path / "copy.wav")
    publish(OTHER, wav, folder)
    assert names(folder) == NAMES - {"audio.m4a"} | {"audio.wav", "mine.txt"}
    assert read_transcript(folder) == OTHER
    assert fits(folder)


def test_files_of_others_in_the_folder_are_kept(tmp_path: Path, audio: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (tmp_path / "precious").write_text("keep")
    rows = {"files": [{"name": "../precious"}, {"name": "/etc/hostname"}]}
    (folder / "manifest.json").write_text(json.dumps(rows))
    publish(EXAMPLE, audio, folder)
    assert (tmp_path / "precious").read_text() == "keep"


RUN = """
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # also where a shell's & ignores it
sys.path.insert(0, {root!r})
from archive.publishing.publish import publish
from tests.archive.publishing.test_publish import OTHER
from transcripts.errors import UserError
if {limit}:
    resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
try:
    publish(OTHER, Path({audio!r}), Path({folder!r}))
except UserError as error:
    print(error)
"""


def elsewhere(audio: Path, folder: Path, limit: int = 0) -> subprocess.Popen[str]:
    root = str(Path(__file__).parents[3])
    code = RUN.format(root=root, audio=str(audio), folder=str(folder), limit=limit)
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_full_disk_changes_nothing(tmp_path: Path, audio: Path) -> None:
    folder = tmp_path / "out"
    publish(EXAMPLE, audio, folder)
    said, _ = elsewhere(audio, folder, limit=20_000).communicate(timeout=60)
    assert said == (
        f"cannot write to {folder}: the disk is full; free some space or choose another folder\n"
    )
    assert names(folder) == NAMES
    assert read_transcript(folder) == EXAMPLE
    assert fits(folder)


def test_a_full_disk_leaves_no_new_files(tmp_path: Path, audio: Path) -> None:
    folder = tmp_path / "deep" / "out"
    said, _ = elsewhere(audio, folder, limit=20_000).communicate(timeout=60)
    assert "the disk is full" in said
    assert not (tmp_path / "deep").exists()


def test_ctrl_c_changes_nothing(tmp_path: Path, audio: Path) -> None:
    folder = tmp_path / "out"
    publish(EXAMPLE, audio, folder)
    with audio.open("r+b") as file:  # long enough for its copy to be interrupted
        file.truncate(512 * 2**20)
    process = elsewhere(audio, folder)
    until = time.monotonic() + 60
    while not list(folder.glob(".publishing-*/audio.m4a")):
        assert time.monotonic() < until
        assert process.poll() is None, process.communicate()
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=60)
    assert "KeyboardInterrupt" in complaint
    assert names(folder) == NAMES
    assert read_transcript(folder) == EXAMPLE
    assert fits(folder)


def test_an_invalid_folder_is_reported(tmp_path: Path, audio: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match=f"cannot write to {tmp_path / 'file' / 'out'}"):
        publish(EXAMPLE, audio, tmp_path / "file" / "out")


def test_leftovers_of_a_killed_publisher_are_removed(tmp_path: Path, audio: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait(timeout=60)
    left = tmp_path / f".publishing-{platform.node()}-{dead.pid}-0badcafe"
    at_work = tmp_path / f".publishing-{platform.node()}-{os.getpid()}-0badcafe"
    on_another = tmp_path / f".publishing-another.host-{dead.pid}-0badcafe"
    for stage in (left, at_work, on_another):
        stage.mkdir()
        (stage / "audio.m4a").write_bytes(b"half")
    publish(EXAMPLE, audio, tmp_path / "out")
    assert not left.exists()
    assert at_work.exists()
    assert on_another.exists()


@pytest.mark.slow
def test_concurrent_publications_do_not_mix(tmp_path: Path, audio: Path) -> None:
    folder = tmp_path / "out"
    for _ in range(3):
        both = [elsewhere(audio, folder) for _ in range(2)]
        assert [process.communicate(timeout=60)[0] for process in both] == ["", ""]
        assert names(folder) == NAMES
        assert fits(folder)
    assert [path.name for path in tmp_path.glob(".*")] == []
