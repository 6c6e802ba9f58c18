"""A download is complete or absent, whatever the server sends."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest

from flows.sources.http_client import RetryPolicy
from tests.flows.sources.podcasts import SOUND, Handler, Podcaster, Read, whole
from transcripts.errors import UserError


def test_an_interrupted_download_is_resumed(server: Podcaster, read: Read) -> None:
    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = whole(SOUND, breaks=2)
    (arrival,), _ = read()
    assert arrival.file.read_bytes() == SOUND
    half = len(SOUND) // 2
    ranges = [headers.get("range") for path, headers in server.asked if path == "/a.mp3"]
    assert ranges == [None, f"bytes={half}-", f"bytes={half + (len(SOUND) - half) // 2}-"]


def test_a_partial_download_is_resumed_in_the_next_pass(server: Podcaster, read: Read) -> None:
    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = whole(SOUND, breaks=3)
    arrivals, (refused,) = read()
    assert arrivals == []
    assert "peer closed connection" in refused.reason
    server.paths()
    (arrival,), _ = read()
    assert arrival.file.read_bytes() == SOUND
    assert server.paths() == ["/feed", "/a.mp3"]
    assert [p.name for p in arrival.file.parent.iterdir()] == [arrival.file.name]


def test_a_partial_download_of_another_version_is_discarded(server: Podcaster, read: Read) -> None:
    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = whole(b"x" * 5000, breaks=3, etag='"old"')
    read()
    server.pages["/a.mp3"] = whole(SOUND, etag='"new"')
    (arrival,), _ = read()
    assert arrival.file.read_bytes() == SOUND


def test_a_complete_partial_file_is_only_renamed(server: Podcaster, read: Read) -> None:
    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = whole(SOUND)
    (before,), _ = read()
    before.file.rename(before.file.with_name(f".{before.file.name}.part"))
    before.file.with_name(f".{before.file.name}.version").write_text('"1"')
    (arrival,), _ = read()
    assert arrival == before
    assert arrival.file.read_bytes() == SOUND
    assert server.asked[-1][1]["range"] == f"bytes={len(SOUND)}-"


def test_a_server_that_always_announces_more_than_it_sends(server: Podcaster, read: Read) -> None:
    def short(handler: Handler) -> None:
        handler.answer(200, {"Content-Type": "audio/mpeg", "Content-Length": "999"}, b"ID3 short")

    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = short
    arrivals, (refused,) = read()
    assert arrivals == []
    assert "received 9 bytes, expected 999" in refused.reason
    assert server.paths() == ["/feed"] + ["/a.mp3"] * 3


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (whole(b"<html>Sign in</html>", "text/html"), r"a web page \(text/html\) instead of audio"),
        (whole(b"\n<!DOCTYPE html><p>Gone"), "sent a web page instead of audio"),
        (whole(b""), "sent nothing instead of audio"),
        (whole(SOUND * 9), "it has more than 0 MB"),
    ],
)
def test_web_pages_and_oversized_files_are_refused(
    server: Podcaster, read: Read, tmp_path: Path, page: Callable[[Handler], None], reason: str
) -> None:
    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = page
    arrivals, (refused,) = read(
        policy=RetryPolicy(min_interval=0, retry_delays=(), max_bytes=len(SOUND))
    )
    assert arrivals == []
    with pytest.raises(UserError, match=reason):
        raise UserError(refused.reason)
    assert [path for path in tmp_path.glob("feeds/*/*") if path.suffix == ".mp3"] == []


def test_an_endless_body_is_aborted(server: Podcaster, read: Read) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        with suppress(OSError):
            while True:
                handler.wfile.write(SOUND)

    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = endless
    _, (refused,) = read(
        policy=RetryPolicy(min_interval=0, retry_delays=(), max_bytes=3 * len(SOUND))
    )
    assert refused.reason == "it has more than 0 MB"


def test_a_slow_body_is_aborted(server: Podcaster, read: Read) -> None:
    def dripping(handler: Handler) -> None:
        handler.answer(200, {"Content-Length": "99999"})
        with suppress(OSError):
            while True:
                handler.wfile.write(b"I")
                time.sleep(0.02)

    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = dripping
    _, (refused,) = read(policy=RetryPolicy(min_interval=0, max_duration=1.5, retry_delays=()))
    assert "was too slow" in refused.reason


def test_a_silent_server_times_out(server: Podcaster, read: Read) -> None:
    done = Event()

    def silent(handler: Handler) -> None:
        handler.answer(200, {"Content-Length": "99999"}, b"I")
        done.wait(60)

    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = silent
    _, (refused,) = read(policy=RetryPolicy(min_interval=0, read_timeout=3, retry_delays=()))
    done.set()
    assert refused.reason == "the server did not answer in time"
