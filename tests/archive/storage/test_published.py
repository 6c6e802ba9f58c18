from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.publishing.publish import publish
from archive.storage.published import ManifestDifferences, read_transcript, verify
from tests.lamplight import EXAMPLE
from transcripts.errors import UserError
from transcripts.formats import json as transcript_json


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    audio = tmp_path / "copy.m4a"
    audio.write_bytes(b"sound" * 1000)
    publish(EXAMPLE, audio, tmp_path / "out")
    return tmp_path / "out"


def count(folder: Path) -> int:
    return len(json.loads((folder / "manifest.json").read_bytes())["files"])


def test_unchanged_files_pass_verification(folder: Path) -> None:
    assert verify(folder) == ManifestDifferences(files=count(folder))
    assert not verify(folder)


def test_missing_changed_and_extra_files_are_reported(folder: Path) -> None:
    (folder / "transcript.srt").unlink()
    page = folder / "index.html"
    page.write_bytes(page.read_bytes().replace(b"Marian", b"Marion", 1))
    (folder / "transcript.vtt").unlink()
    (folder / "transcript.vtt").mkdir()
    (folder / "mine.txt").write_text("keep")
    found = verify(folder)
    assert found == ManifestDifferences(
        files=count(folder),
        missing=("transcript.srt",),
        changed=("index.html", "transcript.vtt"),
        extra=("mine.txt",),
    )
    assert found


@pytest.mark.parametrize(
    ("manifest", "complaint"),
    [
        (None, "manifest.json does not exist: use a folder that tapelog published"),
        ("{", "manifest.json is damaged: publish the recording again"),
        ("[]", "manifest.json is damaged"),
        ('{"files": [{"name": "a"}]}', "manifest.json is damaged"),
        ('{"files": [{"name": "../a", "sha256": ""}]}', "manifest.json is damaged"),
    ],
)
def test_a_folder_without_a_manifest_is_refused(
    tmp_path: Path, manifest: str | None, complaint: str
) -> None:
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(UserError, match=complaint):
        verify(tmp_path)
    with pytest.raises(UserError, match="does not exist"):
        verify(tmp_path / "nowhere")


def test_a_transcript_is_read_from_its_file_or_folder(tmp_path: Path) -> None:
    path = tmp_path / "transcript.json"
    path.write_text(transcript_json.render(EXAMPLE), encoding="utf-8")
    assert read_transcript(path) == read_transcript(tmp_path) == EXAMPLE


@pytest.mark.parametrize(
    ("data", "complaint"),
    [(None, "does not exist"), (b"\xff", "not UTF-8"), (b"{}", "not a transcript")],
)
def test_a_missing_transcript_is_reported(
    tmp_path: Path, data: bytes | None, complaint: str
) -> None:
    path = tmp_path / "transcript.json"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UserError, match=f"{path}.*{complaint}"):
        read_transcript(tmp_path)
