"""A public feed cannot reach the local network, even if its name server changes its answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from flows.sources.http_client import HttpClient, RequestFailed, RetryPolicy
from flows.sources.public_addresses import PublicTransport, is_local_by_name, is_public

PUBLIC = "93.184.216.34"

PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "239.1.1.1",
    "255.255.255.255",
    "240.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "::1",
    "::",
    "::127.0.0.1",
    "::10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001::1",
    "fec0::1",
    "fe80::1",
    "fe80::1%1",
    "fc00::1",
    "fd12::1",
    "ff02::1",
    "ff0e::1",
    "2001:db8::1",
]


@pytest.mark.parametrize("number", PRIVATE)
def test_what_is_not_public(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("number", [PUBLIC, "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_what_is_public(number: str) -> None:
    assert is_public(number)


class NameServer:
    """A fake name server: it answers each query with the next of its answers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answers: list[list[str]]) -> None:
        self.answers, self.asked = answers, 0
        real: Callable[..., Any] = socket.getaddrinfo

        def ask(host: str, port: Any, *args: Any, **kwargs: Any) -> Any:
            if not str(host).endswith(".example"):
                return real(host, port, *args, **kwargs)
            numbers = self.answers[min(self.asked, len(self.answers) - 1)]
            self.asked += 1
            return [info for n in numbers for info in real(n, port, *args, **kwargs)]

        monkeypatch.setattr(socket, "getaddrinfo", ask)


@contextmanager
def inner_server(location: str | None = None) -> Iterator[tuple[int, list[str]]]:
    """Run a local server that no request may reach; yield its port and the requests it got."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers["host"])
            self.send_response(302 if location else 200)
            if location:
                self.send_header("location", location)
            self.send_header("content-length", "6")
            self.end_headers()
            self.wfile.write(b"secret")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def fetched(address: str, origin: str) -> bytes:
    policy = RetryPolicy(min_interval=0, read_timeout=2, retry_delays=())
    with HttpClient(policy, origin=origin) as client:

        def attempt() -> bytes:
            with client.stream(address, {}) as response:
                return b"".join(client.body(response))

        return client.with_retries(attempt)


ANSWERS = {
    "inner": [["127.0.0.1"]],
    "one of them inner": [[PUBLIC, "127.0.0.1"]],
    "inner first": [["127.0.0.1", PUBLIC]],
    "mapped": [["::ffff:127.0.0.1"]],
}


@pytest.mark.parametrize("answers", ANSWERS)
def test_a_host_name_of_this_machine_is_refused(
    monkeypatch: pytest.MonkeyPatch, answers: str
) -> None:
    with inner_server() as (port, seen):
        NameServer(monkeypatch, ANSWERS[answers])
        with pytest.raises(RequestFailed, match="private address"):
            fetched(f"http://feed.example:{port}/", f"http://feed.example:{port}/")
    assert seen == []


def test_a_name_is_resolved_once_for_check_and_use(monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[str] = []

    class Recorder(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            connected.append(request.url.host)
            assert request.headers["host"] == "feed.example"
            assert request.extensions["sni_hostname"] == "feed.example"
            return httpx.Response(200, text="feed")

    names = NameServer(monkeypatch, [[PUBLIC], ["127.0.0.1"]])
    with httpx.Client(transport=PublicTransport(Recorder())) as client:
        assert client.get("https://feed.example/").text == "feed"
    assert (names.asked, connected) == (1, [PUBLIC])


def test_rebinding_between_check_and_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name server's first answer is a public address; all later answers are this machine's."""
    with inner_server() as (port, seen):
        NameServer(monkeypatch, [[PUBLIC], ["127.0.0.1"], ["127.0.0.1"], ["127.0.0.1"]])
        monkeypatch.setattr(socket, "create_connection", _only_to_this_machine)
        with pytest.raises(RequestFailed):
            fetched(f"http://feed.example:{port}/", f"http://feed.example:{port}/")
    assert seen == []


def _only_to_this_machine(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
    """Connect to this machine only, never to the internet."""
    if address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise OSError(f"the test does not connect to {address[0]}")
    found = socket.socket()
    found.connect(address)
    return found


@pytest.mark.parametrize("target", ["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "2130706433"])
def test_a_link_to_this_machine_is_refused(monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    with inner_server() as (port, seen):
        NameServer(monkeypatch, [[PUBLIC]])
        with pytest.raises(RequestFailed):
            fetched(f"http://{target}:{port}/", "http://feed.example/")
    assert seen == []


def test_every_redirect_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    with inner_server() as (port, seen):

        class Outside(httpx.BaseTransport):
            def handle_request(self, request: httpx.Request) -> httpx.Response:
                return httpx.Response(302, headers={"location": f"http://inner.example:{port}/"})

        NameServer(monkeypatch, [[PUBLIC], ["127.0.0.1"]])
        client = httpx.Client(transport=PublicTransport(Outside()), follow_redirects=True)
        with client, pytest.raises(Exception, match="private address"):
            client.get("http://feed.example/")
    assert seen == []


def test_a_local_feed_is_allowed_if_the_user_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with inner_server() as (port, seen):
        assert fetched(f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{port}/") == b"secret"
        NameServer(monkeypatch, [["127.0.0.1"]])
        monkeypatch.setenv("TAPELOG_INNER_FEEDS", "other, studio.example")
        origin = f"http://studio.example:{port}/"
        assert fetched(origin, origin) == b"secret"
        assert is_local_by_name("http://STUDIO.example/")
        assert not is_local_by_name("http://feed.example/")
    assert len(seen) == 2
