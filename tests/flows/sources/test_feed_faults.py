"""Reading a feed from a server that fails, redirects, or has no feed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flows.sources.http_client import RetryPolicy
from tests.flows.sources.podcasts import SOUND, Handler, Podcaster, Read, after, redirect, whole
from transcripts.errors import UserError


def test_redirects_are_followed_only_to_http(server: Podcaster, read: Read) -> None:
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


def test_a_transient_failure_is_retried(server: Podcaster, read: Read) -> None:
    server.feed(server.item("/a.mp3"), server.item("/b.mp3"))
    server.pages["/feed"] = after(500, server.pages["/feed"])
    server.pages["/a.mp3"] = after(503, whole(SOUND), Retry_After="120")
    server.pages["/b.mp3"] = after(429, whole(SOUND), Retry_After="Tue, 05 May 1987 10:00:00 GMT")
    waits: list[float] = []
    arrivals, refused = read(waits=waits)
    assert (len(arrivals), refused, waits) == (2, [], [1, 120, 1])


def test_a_permanent_failure_waits_for_the_next_pass(server: Podcaster, read: Read) -> None:
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


def test_one_request_at_a_time_with_a_pause_between(server: Podcaster, read: Read) -> None:
    server.feed(*(server.item(f"/{n}.mp3") for n in range(3)))
    server.pages.update({f"/{n}.mp3": whole(SOUND) for n in range(3)})
    waits: list[float] = []
    read(policy=RetryPolicy(min_interval=1000), waits=waits)
    assert len(waits) == 3
    assert all(900 < wait <= 1000 for wait in waits)


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (
            whole(b"<html>Hello</html>", "text/html"),
            "is not a podcast feed: it begins with '<html>",
        ),
        (whole(b"", "text/xml"), "is not a podcast feed"),
        (whole(b"/etc/passwd", "text/xml"), "is not a podcast feed"),
        (lambda handler: handler.send_error(404), "cannot be read: the server answers 404"),
    ],
)
def test_an_invalid_feed_is_reported(
    server: Podcaster, read: Read, page: Callable[[Handler], None], reason: str
) -> None:
    server.pages["/feed"] = page
    with pytest.raises(UserError, match=reason):
        read()


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://host/feed", "feed.xml", "http://["]
)
def test_only_http_addresses_are_accepted(read: Read, address: str) -> None:
    with pytest.raises(UserError, match="is not a web address"):
        read(address)


def test_a_password_in_an_address_is_used_and_never_shown(server: Podcaster, read: Read) -> None:
    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = whole(SOUND)
    (arrival,), _ = read(server.address.replace("//", "//ann:secret@") + "/feed")
    assert server.asked[0][1]["authorization"].startswith("Basic ")
    assert arrival.where == f"{server.address}/feed"
    with pytest.raises(UserError, match=r"http://127\.0\.0\.1:1/feed cannot be read"):
        read("http://ann:secret@127.0.0.1:1/feed")


def test_an_invalid_address_affects_only_its_episode(server: Podcaster, read: Read) -> None:
    wrong = [server.item(f"/{n}").replace(f"{server.address}/", "http://[") for n in range(2)]
    other = server.item("/c.mp3").replace("http:", "ftp:")
    server.feed(*wrong, other, server.item("/b.mp3"))
    server.pages["/b.mp3"] = whole(SOUND)
    (arrival,), refused = read()
    assert arrival.title == "/b.mp3"
    assert [each.reason.partition(" is not a web address")[0] for each in refused] == [
        "http://[0",
        "http://[1",
        server.address.replace("http", "ftp") + "/c.mp3",
    ]


def test_a_public_feed_cannot_reach_private_addresses(
    server: Podcaster, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = "http://93.184.216.34"  # the proxy receives requests for this address
    monkeypatch.setenv("http_proxy", server.address)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    inside = ["127.0.0.1:9", "localhost", "169.254.169.254", "[::1]", "[::ffff:10.0.0.7]"]
    items = [server.item(f"/{n}.mp3") for n in range(len(inside) + 1)]
    named = server.item("/named.mp3").replace(server.address, "http://192.168.0.1")
    server.feed(*(item.replace(server.address, world) for item in items), named)
    server.pages[f"{world}/feed"] = server.pages["/feed"]
    for number, host in enumerate(inside):
        server.pages[f"{world}/{number}.mp3"] = redirect(f"http://{host}/secret")
    server.pages[f"{world}/{len(inside)}.mp3"] = whole(SOUND)
    (arrival,), refused = read(f"{world}/feed")
    assert arrival.title == f"/{len(inside)}.mp3"
    assert [each.reason.partition(" is a private address")[0] for each in refused] == [
        *(f"http://{host}/secret" for host in inside),
        "http://192.168.0.1/named.mp3",
    ]
    assert all(path.startswith(world) for path in server.paths())
    server.pages[f"{world}/feed"] = redirect("http://127.0.0.1/feed")
    with pytest.raises(UserError, match="a private address"):
        read(f"{world}/feed")


def test_a_missing_feed_keeps_known_episodes(server: Podcaster, read: Read) -> None:
    server.feed(server.item("/a.mp3"))
    server.pages["/a.mp3"] = whole(SOUND)
    (before,), _ = read()
    there = server.pages.pop("/feed")
    with pytest.raises(UserError, match="cannot be read: the server answers 404"):
        read()
    assert before.file.read_bytes() == SOUND
    server.pages["/feed"] = there
    server.paths()
    assert read() == ([before], [])
    assert server.paths() == ["/feed"]


def test_a_bad_transcript_is_reported_and_left_out(server: Podcaster, read: Read) -> None:
    text = f'<podcast:transcript url="{server.address}/a.vtt" type="text/vtt"/>'
    server.feed(server.item("/a.mp3", text))
    server.pages["/a.mp3"] = whole(SOUND)
    server.pages["/a.vtt"] = whole(b"WEBVTT\n\n", "text/vtt")
    (arrival,), (refused,) = read()
    assert arrival.transcript is None
    assert "/a.vtt" in refused.reason
    assert "no words" in refused.reason
    assert not arrival.file.with_suffix(".txt").exists()
    server.pages["/a.vtt"] = whole(b"WEBVTT\n\n00:01 --> 00:02\n<v Ann>Ahoy.\n", "text/vtt")
    (arrival,), refusals = read()
    assert refusals == []
    assert arrival.transcript
    assert arrival.transcript.read_text() == "Ann: Ahoy.\n"
