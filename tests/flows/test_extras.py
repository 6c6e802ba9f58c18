"""An unreadable text never prevents the publication of a recording in a batch."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from flows.batches.recording import omit_unreadable_texts
from flows.request import Request


def test_unreadable_texts_are_left_out_and_reported(tmp_path: Path) -> None:
    bad = {"old.txt": b"", "about.txt": b"\xff\xfe\x00", "cast.txt": b"https://example.org"}
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text("Ann Lee wrote it.")
    request = Request(
        recording=tmp_path / "a.wav",
        transcript=tmp_path / "old.txt",
        context=(tmp_path / "about.txt", tmp_path / "good.txt", tmp_path / "gone.txt"),
        cast=tmp_path / "cast.txt",
        archive=tmp_path,
    )
    kept, notices = omit_unreadable_texts(request)
    assert (kept.transcript, kept.cast) == (None, None)
    assert kept.context == (tmp_path / "good.txt",)
    assert kept.recording == request.recording
    for name in (*bad, "gone.txt"):
        assert len([notice for notice in notices if name in notice]) == 1


@pytest.mark.parametrize("language", ["en", "auto", "sv"])
def test_readable_texts_are_kept(tmp_path: Path, language: str) -> None:
    (tmp_path / "good.txt").write_text("Ann Lee\n")
    good = tmp_path / "good.txt"
    request = Request(
        recording=good,
        transcript=good,
        context=(good,),
        cast=good,
        archive=tmp_path,
        language=language,
    )
    assert omit_unreadable_texts(request) == (request, ())


def test_a_job_is_published_without_its_bad_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from archive.queue.jobs import Job
    from flows.batches import recording as recordings
    from tests.lamplight import EXAMPLE

    given: list[tuple[Request, tuple[str, ...]]] = []

    def publish(request: Request, notices: tuple[str, ...]) -> object:
        given.append((request, notices))
        return EXAMPLE

    monkeypatch.setattr(recordings, "publish_recording", publish)
    (tmp_path / "old.txt").write_bytes(b"\xff")
    parameters = {"request": {"recording": "a.wav", "transcript": str(tmp_path / "old.txt")}}
    job = Job(recording="r", file="a.wav", key="k", parameters=parameters)
    published = recordings.process_recording.fn("a.wav", job, tmp_path)
    ((request, notices),) = given
    assert request.transcript is None
    assert "old.txt: it is not a text" in notices[0]
    assert "old.txt: it is not a text" in published.summary_line


def test_facts_use_a_text_corrected_before_a_retry(tmp_path: Path) -> None:
    """If the facts had the old text's hash, the next batch would process the recording again."""
    from archive.queue.jobs import Job
    from flows.batches.jobs import collect_current_facts

    old, cast = tmp_path / "old.txt", tmp_path / "cast.txt"
    old.write_text("We sailed.\n")
    parameters = {
        "request": {"recording": "a.wav", "transcript": str(old), "cast": str(cast)},
        "facts": ["title Harbour", "transcript 0123", "cast 4567", "model base"],
    }
    sha256 = hashlib.sha256(b"We sailed.\n").hexdigest()
    assert collect_current_facts(Job("R1", "a.wav", "key", parameters)) == {
        "title Harbour",
        f"transcript {sha256}",
        "model base",
    }
