"""Batches and `process` with recordings in an object store."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from archive.catalogue.find import find_recordings
from archive.catalogue.open import open_catalogue
from archive.storage.files import parse_location
from archive.storage.objects import ObjectStorage
from flows.request import ProcessOptions
from tests.command import Tapelog
from tests.flows.pieces import piece

pytestmark = pytest.mark.models


@pytest.fixture
def bucket_of_tapes(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A bucket with a recording, its cast, and a file without sound."""
    monkeypatch.setenv("TAPELOG_CACHE", str(tmp_path / "copies"))
    recording = piece(tmp_path / "one.wav", 3.0, 4.0).read_bytes()
    contents = {"one.wav": recording, "one.cast.txt": b"Nathan Amzel: host\n"}
    for name, data in {**contents, "text.mp3": b"a letter\n" * 20}.items():
        ObjectStorage().write(parse_location(f"{address}/{name}"), data)
    return address


def test_a_batch_of_a_bucket(server: str, bucket_of_tapes: str, tmp_path: Path) -> None:
    from prefect.settings import PREFECT_LOCAL_STORAGE_PATH, temporary_settings

    from flows.batches.report import Unfinished

    archive, batch = tmp_path / "archive", import_module("flows.batch").batch
    reports = []
    with temporary_settings({PREFECT_LOCAL_STORAGE_PATH: archive / "steps"}):
        for _ in range(2):
            try:
                options = ProcessOptions(model="tiny.en")
                reports.append(batch(bucket_of_tapes, options, archive=archive))
            except Unfinished as unfinished:
                reports.append(unfinished.summary)
    first, second = reports
    assert (first.done, [each.file for each in first.failed]) == (1, ["text.mp3"])
    assert f"{bucket_of_tapes}/text.mp3 cannot be decoded as audio" in first.failed[0].reason
    assert (second.done, second.skipped, second.quarantined) == (0, 1, 1)
    with open_catalogue(archive) as catalogue:
        (found,) = find_recordings(catalogue).recordings
    assert (archive / "published" / found.id / "transcript.json").is_file()
    assert not list((tmp_path / "copies").rglob("one.wav"))


def test_process_reads_a_url(served: Tapelog, bucket_of_tapes: str) -> None:
    ran = served("process", f"{bucket_of_tapes}/one.wav", "--model", "tiny.en")
    assert (ran.status, "one.wav: 0:04" in ran.out) == (0, True), ran.complaint
