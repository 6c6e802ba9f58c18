from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Event

import pytest

from archive.catalogue.arrivals import arrive
from archive.catalogue.open import Catalogue, open_catalogue
from flows.sources.arrival import Arrival, Refusal
from flows.sources.feed import feed
from flows.sources.polite import Manners
from tests.flows.sources.podcasts import Handler, Podcaster, after, podcaster, redirect, whole
from transcripts.errors import UserError

SOUND = b"ID3" + bytes(range(256)) * 400
MANNERS = Manners(pause=0, delays=(1, 2))


@pytest.fixture
def server() -> Iterator[Podcaster]:
    with podcaster() as running:
        yield running


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue with nothing in it: making the tables takes longest."""
    place = tmp_path_factory.mktemp("empty")
    with open_catalogue(place, f"sqlite:///{place}/catalogue.sqlite"):
        return place


@pytest.fixture
def archive(empty: Path, tmp_path: Path) -> Iterator[Catalogue]:
    place = shutil.copytree(empty, tmp_path / "archive")
    with open_catalogue(place, f"sqlite:///{place}/catalogue.sqlite") as catalogue:
        yield catalogue


Read = Callable[..., tuple[list[Arrival], list[Refusal]]]


@pytest.fixture
def read(server: Podcaster, archive: Catalogue, tmp_path: Path) -> Read:
    """Read the feed once: what came, and what was refused."""

    def once(
        address: str = "", manners: Manners = MANNERS, waits: list[float] | None = None, **more: int
    ) -> tuple[list[Arrival], list[Refusal]]:
        wait = (waits if waits is not None else []).append
        address = address or f"{server.address}/feed"
        found = list(feed(address, archive, tmp_path / "feeds", manners=manners, wait=wait, **more))
        return (
            [each for each in found if isinstance(each, Arrival)],
            [each for each in found if isinstance(each, Refusal)],
        )

    return once


def test_an_episode_arrives_with_all_that_the_feed_says(
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
        date=date(1987, 5, 5),
    )
    assert arrival.file.read_bytes() == SOUND
    assert arrival.file.suffix == ".mp3"
    assert arrival.transcript
    assert arrival.transcript.read_text() == "ANN: We sailed.\n"
    assert {p.name for p in arrival.file.parent.iterdir()} == {
        arrival.file.name,
        arrival.transcript.name,
    }
    assert server.asked[0][1]["user-agent"].startswith("tapelog/")
    assert server.paths() == ["/feed", "/a.mp3?token=1", "/a.txt"]


def test_a_second_look_asks_one_question_and_gives_the_same(server: Podcaster, read: Read) -> None:
    server.feed(server.item("/a.mp3"), server.item("/b.mp3"))
    server.pages.update({"/a.mp3": whole(SOUND), "/b.mp3": whole(SOUND + b"b")})
    first, _ = read()
    assert server.paths() == ["/feed", "/a.mp3", "/b.mp3"]
    assert read() == (first, [])
    assert server.asked[0][1]["if-none-match"]
    assert server.paths() == ["/feed"]


def test_what_is_new_in_a_feed_is_fetched_and_what_left_it_is_kept(
    server: Podcaster, read: Read
) -> None:
    server.pages.update({"/a.mp3": whole(SOUND), "/b.mp3": whole(SOUND + b"b")})
    server.feed(server.item("/a.mp3"))
    (a,), _ = read()
    server.feed(server.item("/b.mp3"))
    server.paths()
    (b, still_a), _ = read()
    assert still_a == a
    assert b.file.read_bytes() == SOUND + b"b"
    assert server.paths() == ["/feed", "/b.mp3"]


def test_only_the_newest_where_that_is_asked(server: Podcaster, read: Read) -> None:
    server.pages.update({"/a.mp3": whole(SOUND), "/b.mp3": whole(SOUND)})
    server.feed(server.item("/b.mp3"), server.item("/a.mp3"))
    for _ in range(2):
        arrivals, _ = read(newest=1)
        assert [a.title for a in arrivals] == ["/b.mp3"]
    assert server.paths() == ["/feed", "/b.mp3", "/feed"]
    arrivals, _ = read(newest=5)
    assert [a.title for a in arrivals] == ["/b.mp3", "/a.mp3"]
    assert server.paths() == ["/feed", "/a.mp3"]


def test_redirects_are_followed_but_not_out_of_the_web(server: Podcaster, read: Read) -> None:
    server.pages["/old"] = redirect("/feed", 301)
    server.pages["/a.mp3"] = redirect("/far/a.mp3")
    server.pages["/far/a.mp3"] = whole(SOUND)
    server.pages["/file.mp3"] = redirect("file:///etc/passwd")
    server.pages["/round.mp3"] = redirect("/round.mp3")
    server.feed(*(server.item(f"/{name}.mp3") for name in ("a", "file", "round")))
    (arrival,), refused = read(f"{server.address}/old")
    assert arrival.file.read_bytes() == SOUND
    assert ["unsupported protocol" in refused[0].reason, "redirect" in refused[1].reason] == [
        True
    ] * 2
    assert server.paths().count("/round.mp3") == 11


def test_a_server_that_fails_once_is_asked_again_later(server: Podcaster, read: Read) -> None:
    server.feed(server.item("/a.mp3"), server.item("/b.mp3"))
    server.pages["/feed"] = after(500, server.pages["/feed"])
    server.pages["/a.mp3"] = after(503, whole(SOUND), Retry_After="120")
    server.pages["/b.mp3"] = after(429, whole(SOUND), Retry_After="Tue, 05 May 1987 10:00:00 GMT")
    waits: list[float] = []
    arrivals, refused = read(waits=waits)
    assert (len(arrivals), refused, waits) == (2, [], [1, 120, 1])


def test_a_server_that_goes_on_failing_is_left_until_the_next_time(
    server: Podcaster, read: Read
) -> None:
    server.feed(server.item("/a.mp3"), server.item("/b.mp3"), server.item("/c.mp3"))
    server.pages["/a.mp3"] = lambda handler: handler.answer(500, {"Content-Length": "0"})
    server.pages["/b.mp3"] = whole(SOUND)
    server.pages["/c.mp3"] = after(503, whole(SOUND), Retry_After="86400")
    (b,), refused = read()
    assert [(r.where, r.reason) for r in refused] == [
        (f"{server.address}/feed, /a.mp3", "the server answers 500"),
        (f"{server.address}/feed, /c.mp3", "the server answers 503"),
    ]
    assert server.paths() == ["/feed", "/a.mp3", "/a.mp3", "/a.mp3", "/b.mp3", "/c.mp3"]
    server.pages["/a.mp3"] = whole(SOUND)
    arrivals, refused = read()
    assert ([a.title for a in arrivals], refused) == (["/a.mp3", "/b.mp3", "/c.mp3"], [])
    assert arrivals[1] == b
    assert server.paths() == ["/feed", "/a.mp3", "/c.mp3"]


def test_a_body_that_breaks_off_is_gone_on_with(server: Podcaster, read: Read) -> None:
    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = whole(SOUND, breaks=2)
    (arrival,), _ = read()
    assert arrival.file.read_bytes() == SOUND
    half = len(SOUND) // 2
    ranges = [headers.get("range") for path, headers in server.asked if path == "/a.mp3"]
    assert ranges == [None, f"bytes={half}-", f"bytes={half + (len(SOUND) - half) // 2}-"]


def test_a_beginning_waits_for_the_next_time(server: Podcaster, read: Read) -> None:
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


def test_a_beginning_of_another_version_is_not_gone_on_with(server: Podcaster, read: Read) -> None:
    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = whole(b"x" * 5000, breaks=3, etag='"old"')
    read()
    server.pages["/a.mp3"] = whole(SOUND, etag='"new"')
    (arrival,), _ = read()
    assert arrival.file.read_bytes() == SOUND


def test_a_program_that_was_killed_at_the_very_end(server: Podcaster, read: Read) -> None:
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
        (whole(b"<html>Sign in</html>", "text/html"), r"a page \(text/html\) instead of a sound"),
        (whole(b"\n<!DOCTYPE html><p>Gone"), "sent a page instead of a sound"),
        (whole(b""), "sent nothing instead of a sound"),
        (whole(SOUND * 9), "it has more than 0 MB"),
    ],
)
def test_what_is_no_sound_or_too_much_of_it_is_refused(
    server: Podcaster, read: Read, tmp_path: Path, page: Callable[[Handler], None], reason: str
) -> None:
    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = page
    arrivals, (refused,) = read(manners=Manners(pause=0, delays=(), most_bytes=len(SOUND)))
    assert arrivals == []
    with pytest.raises(UserError, match=reason):
        raise UserError(refused.reason)
    assert [path for path in tmp_path.glob("feeds/*/*") if path.suffix == ".mp3"] == []


def test_a_body_without_a_length_that_never_ends_is_left(server: Podcaster, read: Read) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        with suppress(OSError):
            while True:
                handler.wfile.write(SOUND)

    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = endless
    _, (refused,) = read(manners=Manners(pause=0, delays=(), most_bytes=3 * len(SOUND)))
    assert refused.reason == "it has more than 0 MB"


def test_a_body_that_comes_too_slowly_is_left(server: Podcaster, read: Read) -> None:
    def dripping(handler: Handler) -> None:
        handler.answer(200, {"Content-Length": "99999"})
        with suppress(OSError):
            while True:
                handler.wfile.write(b"I")
                time.sleep(0.02)

    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = dripping
    _, (refused,) = read(manners=Manners(pause=0, longest=1.5, delays=()))
    assert "came too slowly" in refused.reason


def test_a_server_that_falls_silent_is_left(server: Podcaster, read: Read) -> None:
    done = Event()

    def silent(handler: Handler) -> None:
        handler.answer(200, {"Content-Length": "99999"}, b"I")
        done.wait(60)

    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = silent
    _, (refused,) = read(manners=Manners(pause=0, silence=3, delays=()))
    done.set()
    assert refused.reason == "the server did not answer in time"


def test_a_guid_that_is_there_twice_counts_once(server: Podcaster, read: Read) -> None:
    server.feed(
        server.item("/a.mp3", guid="1"),
        server.item("/a.mp3", guid="1"),
        server.item("/b.mp3", guid="1"),
    )
    server.pages.update({"/a.mp3": whole(SOUND), "/b.mp3": whole(SOUND)})
    (arrival,), (refused,) = read()
    assert (arrival.title, refused.reason) == (
        "/a.mp3",
        "the guid '1' is that of another episode in this feed, too: ask who publishes it",
    )
    assert server.paths() == ["/feed", "/a.mp3"]


def test_a_new_title_is_told_and_nothing_is_fetched_again(server: Podcaster, read: Read) -> None:
    server.pages["/a.mp3"] = whole(SOUND)
    server.feed(server.item("/a.mp3", title="Draft"))
    (before,), _ = read()
    server.feed(server.item("/a.mp3?token=2", guid="/a.mp3", title="Final"))
    server.paths()
    (now,), _ = read()
    assert (now.title, now.file) == ("Final", before.file)
    assert server.paths() == ["/feed"]


def test_what_was_published_and_taken_away_is_not_fetched_again(
    server: Podcaster, read: Read, archive: Catalogue
) -> None:
    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = whole(SOUND + b"of its own")
    (arrival,), _ = read()
    arrival.file.unlink()
    server.feed(server.item("/a.mp3"), title="Open Air again")
    (again,), _ = read()
    sha256 = hashlib.sha256(SOUND + b"of its own").hexdigest()
    arrive(archive, again.file, sha256, frozenset(), "2026-05-05T08:00:00+00:00")
    again.file.unlink()
    server.feed(server.item("/a.mp3"))
    server.paths()
    assert read() == ([], [])
    assert server.paths() == ["/feed"]


def test_a_transcript_that_cannot_be_had_does_not_keep_the_sound(
    server: Podcaster, read: Read
) -> None:
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


def test_one_request_at_a_time_with_a_pause_between(server: Podcaster, read: Read) -> None:
    server.feed(*(server.item(f"/{n}.mp3") for n in range(3)))
    server.pages.update({f"/{n}.mp3": whole(SOUND) for n in range(3)})
    waits: list[float] = []
    read(manners=Manners(pause=1000), waits=waits)
    assert len(waits) == 3
    assert all(900 < wait <= 1000 for wait in waits)


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (whole(b"<html>Hello</html>", "text/html"), "is no podcast feed: it begins with '<html>"),
        (whole(b"", "text/xml"), "is no podcast feed"),
        (whole(b"/etc/passwd", "text/xml"), "is no podcast feed"),
        (lambda handler: handler.send_error(404), "cannot be read: the server answers 404"),
    ],
)
def test_what_is_no_feed_is_named(
    server: Podcaster, read: Read, page: Callable[[Handler], None], reason: str
) -> None:
    server.pages["/feed"] = page
    with pytest.raises(UserError, match=reason):
        read()


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://host/feed", "feed.xml", "http://["]
)
def test_only_the_web_is_asked(read: Read, address: str) -> None:
    with pytest.raises(UserError, match="is no address of the web"):
        read(address)


def test_a_password_in_an_address_is_used_and_never_shown(server: Podcaster, read: Read) -> None:
    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = whole(SOUND)
    (arrival,), _ = read(server.address.replace("//", "//ann:secret@") + "/feed")
    assert server.asked[0][1]["authorization"].startswith("Basic ")
    assert arrival.where == f"{server.address}/feed"
    with pytest.raises(UserError, match=r"http://127\.0\.0\.1:1/feed cannot be read"):
        read("http://ann:secret@127.0.0.1:1/feed")


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


def test_a_download_that_was_lost_before_it_was_published_is_fetched_again(
    server: Podcaster, read: Read
) -> None:
    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = whole(SOUND)
    (before,), _ = read()
    before.file.unlink()
    assert read() == ([before], [])
    assert before.file.read_bytes() == SOUND


def test_an_address_that_is_none_stops_no_other_episode(server: Podcaster, read: Read) -> None:
    wrong = [server.item(f"/{n}").replace(f"{server.address}/", "http://[") for n in range(2)]
    other = server.item("/c.mp3").replace("http:", "ftp:")
    server.feed(*wrong, other, server.item("/b.mp3"))
    server.pages["/b.mp3"] = whole(SOUND)
    (arrival,), refused = read()
    assert arrival.title == "/b.mp3"
    assert [each.reason.partition(" is no address")[0] for each in refused] == [
        "http://[0",
        "http://[1",
        server.address.replace("http", "ftp") + "/c.mp3",
    ]
