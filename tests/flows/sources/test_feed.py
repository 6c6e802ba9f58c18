"""Episodes of a feed become recordings once; faults are in test_feed_faults.py."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from archive.database.connection import Catalogue
from archive.queue.arrivals import record_arrival
from flows.sources.arrival import Arrival
from flows.sources.transcript_version import RECHECK_SECONDS
from tests.flows.sources.podcasts import SOUND, Handler, Podcaster, Read, redirect, whole


def test_an_episode_has_all_fields_of_the_feed(
    server: Podcaster, read: Read, tmp_path: Path
) -> None:
    text = '<podcast:transcript url="{0}/{1}" type="{2}"/>'.format
    more = text(server.address, "a.vtt", "text/vtt") + text(server.address, "a.txt", "text/plain")
    more += text(server.address, "a.pdf", "application/pdf")
    server.feed(server.item("/a.mp3?token=1", more, title="Ann &amp; Tom:  at sea"))
    server.pages["/a.mp3?token=1"] = whole(SOUND)
    server.pages["/a.txt"] = whole(b"ANN: We sailed.\n", "text/plain")
    (arrival,), refused = read()
    assert refused == []
    assert arrival.file.name.startswith("1987-05-05-Ann-Tom-at-sea-")
    assert arrival == Arrival(
        file=tmp_path / "feeds" / "Open-Air" / arrival.file.name,
        origin="feed",
        where=f"{server.address}/feed",
        transcript=arrival.file.with_suffix(".txt"),
        title="Ann & Tom: at sea",
        programme="Open Air",
        date="1987-05-05",
    )
    assert arrival.file.read_bytes() == SOUND
    assert arrival.file.suffix == ".mp3"
    assert arrival.transcript
    assert arrival.transcript.read_text() == "ANN: We sailed.\n"
    assert {p.name for p in arrival.file.parent.iterdir()} == {
        arrival.file.name,
        arrival.transcript.name,
        f".{arrival.transcript.name}.version",
    }
    assert server.asked[0][1]["user-agent"].startswith("tapelog/")
    assert server.paths() == ["/feed", "/a.mp3?token=1", "/a.txt"]


def test_an_unchanged_feed_takes_one_request(server: Podcaster, read: Read) -> None:
    server.feed(server.item("/a.mp3"), server.item("/b.mp3"))
    server.pages.update({"/a.mp3": whole(SOUND), "/b.mp3": whole(SOUND + b"b")})
    first, _ = read()
    assert server.paths() == ["/feed", "/a.mp3", "/b.mp3"]
    assert read() == (first, [])
    assert server.asked[0][1]["if-none-match"]
    assert server.paths() == ["/feed"]


def test_a_server_without_etags_is_asked_by_date(server: Podcaster, read: Read) -> None:
    noon = "Tue, 05 May 1987 12:00:00 GMT"
    data = server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = whole(SOUND)

    def dated(handler: Handler) -> None:
        if handler.headers.get("If-Modified-Since") == noon:
            handler.answer(304, {"Last-Modified": noon})
        else:
            length = str(len(data))
            handler.answer(200, {"Last-Modified": noon, "Content-Length": length}, data)

    server.pages["/feed"] = dated
    first, _ = read()
    server.paths()
    assert read() == (first, [])
    assert server.paths() == ["/feed"]


def test_new_episodes_are_downloaded_and_unlisted_ones_kept(server: Podcaster, read: Read) -> None:
    server.pages.update({"/a.mp3": whole(SOUND), "/b.mp3": whole(SOUND + b"b")})
    server.feed(server.item("/a.mp3"))
    (a,), _ = read()
    server.feed(server.item("/b.mp3"))
    server.paths()
    (b, still_a), _ = read()
    assert still_a == a
    assert b.file.read_bytes() == SOUND + b"b"
    assert server.paths() == ["/feed", "/b.mp3"]


def test_newest_limits_the_episodes(server: Podcaster, read: Read) -> None:
    server.pages.update({"/a.mp3": whole(SOUND), "/b.mp3": whole(SOUND)})
    server.feed(server.item("/b.mp3"), server.item("/a.mp3"))
    for _ in range(2):
        arrivals, _ = read(newest=1)
        assert [a.title for a in arrivals] == ["/b.mp3"]
    assert server.paths() == ["/feed", "/b.mp3", "/feed"]
    arrivals, _ = read(newest=5)
    assert [a.title for a in arrivals] == ["/b.mp3", "/a.mp3"]
    assert server.paths() == ["/feed", "/a.mp3"]


def _with_transcript(server: Podcaster, text: bytes, etag: str) -> None:
    link = f'<podcast:transcript url="{server.address}/a.txt" type="text/plain"/>'
    server.feed(server.item("/a.mp3", link))
    server.pages["/a.mp3"] = whole(SOUND)
    server.pages["/a.txt"] = whole(text, "text/plain", etag=etag)


def _a_day_later(transcript: Path) -> None:
    version = transcript.with_name(f".{transcript.name}.version")
    os.utime(version, (version.stat().st_mtime - RECHECK_SECONDS,) * 2)


def test_a_corrected_transcript_is_downloaded_again(server: Podcaster, read: Read) -> None:
    _with_transcript(server, b"We sailed on Mondy.\n", '"1"')
    (first,), _ = read()
    assert first.transcript
    server.pages["/a.txt"] = whole(b"We sailed on Monday.\n", "text/plain", etag='"2"')
    server.paths()
    assert read() == ([first], [])
    assert server.paths() == ["/feed"]  # requested less than a day ago
    _a_day_later(first.transcript)
    assert read() == ([first], [])
    assert server.paths() == ["/feed", "/a.txt"]
    assert first.transcript.read_text() == "We sailed on Monday.\n"
    _a_day_later(first.transcript)
    read()
    assert server.asked[-1][1]["if-none-match"] == '"2"'


def test_a_locally_edited_transcript_is_kept(server: Podcaster, read: Read) -> None:
    _with_transcript(server, b"We sailed on Mondy.\n", '"1"')
    (first,), _ = read()
    assert first.transcript
    first.transcript.write_text("We sailed on a Monday.\n")
    _with_transcript(server, b"We sailed on Monday.\n", '"2"')
    _a_day_later(first.transcript)
    arrivals, (refused,) = read()
    assert arrivals == [first]
    assert "was edited here and is kept" in refused.reason
    assert first.transcript.read_text() == "We sailed on a Monday.\n"
    _a_day_later(first.transcript)
    assert read() == ([first], [])  # reported once


def test_a_duplicate_guid_is_used_once(server: Podcaster, read: Read) -> None:
    server.feed(
        server.item("/a.mp3", guid="1"),
        server.item("/a.mp3", guid="1"),
        server.item("/b.mp3", guid="1"),
    )
    server.pages.update({"/a.mp3": whole(SOUND), "/b.mp3": whole(SOUND)})
    (arrival,), (refused,) = read()
    assert (arrival.title, refused.reason) == (
        "/a.mp3",
        "two episodes of this feed have the guid '1': ask its publisher to fix that",
    )
    assert server.paths() == ["/feed", "/a.mp3"]


def test_a_new_title_causes_no_download(server: Podcaster, read: Read) -> None:
    server.pages["/a.mp3"] = whole(SOUND)
    server.feed(server.item("/a.mp3", title="Draft"))
    (before,), _ = read()
    server.feed(server.item("/a.mp3?token=2", guid="/a.mp3", title="Final"))
    server.paths()
    (now,), _ = read()
    assert (now.title, now.file) == ("Final", before.file)
    assert server.paths() == ["/feed"]


def test_published_and_deleted_audio_is_not_downloaded_again(
    server: Podcaster, read: Read, archive: Catalogue
) -> None:
    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = whole(SOUND + b"of its own")
    (arrival,), _ = read()
    arrival.file.unlink()
    server.feed(server.item("/a.mp3"), title="Open Air again")
    (again,), _ = read()
    sha256 = hashlib.sha256(SOUND + b"of its own").hexdigest()
    record_arrival(archive, again.file, sha256, frozenset(), "2026-05-05T08:00:00+00:00")
    again.file.unlink()
    server.feed(server.item("/a.mp3"))
    server.paths()
    assert read() == ([], [])
    assert server.paths() == ["/feed"]


def test_a_missing_transcript_does_not_block_the_audio(server: Podcaster, read: Read) -> None:
    text = f'<podcast:transcript url="{server.address}/a.vtt" type="text/vtt"/>'
    server.feed(server.item("/a.mp3", text))
    server.pages["/a.mp3"] = whole(SOUND)
    (arrival,), (refused,) = read()
    assert arrival.transcript is None
    assert refused.reason.endswith("/a.vtt: the server answers 404 Not Found")
    cue = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>We sailed\nat dawn.\n"
    server.pages["/a.vtt"] = whole(cue, "text/vtt")
    (arrival,), refused_now = read()
    assert refused_now == []
    assert arrival.transcript
    assert arrival.transcript.read_text() == "Ann: We sailed at dawn.\n"


def test_a_feed_that_is_damaged_gives_what_can_be_read(server: Podcaster, read: Read) -> None:
    item = server.item("/a.mp3", '<podcast:transcript url="/a.txt" type="text/plain"/>')
    broken = f'<rss version="2.0" xmlns:podcast="x"><channel><title>A & B</title>{item}<item>'
    server.pages["/feed"] = whole(broken.encode(), "application/rss+xml")
    server.pages.update({"/a.mp3": whole(SOUND), "/a.txt": whole(b"Words.", "text/plain")})
    (arrival,), _ = read()
    assert (arrival.programme, arrival.transcript is not None) == ("A & B", True)


def test_a_feed_that_moves_keeps_its_episodes(server: Podcaster, read: Read) -> None:
    server.feed(server.item("/a.mp3", guid="a relative one").replace(server.address, ""))
    server.pages["/a.mp3"] = whole(SOUND)
    (before,), _ = read()
    server.pages["/new/feed"] = server.pages["/feed"]
    server.pages["/feed"] = redirect("/new/feed", 301)
    server.paths()
    assert read() == ([before], [])
    assert server.paths() == ["/feed", "/new/feed"]


def test_a_lost_download_is_repeated(server: Podcaster, read: Read) -> None:
    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = whole(SOUND)
    (before,), _ = read()
    before.file.unlink()
    assert read() == ([before], [])
    assert before.file.read_bytes() == SOUND
