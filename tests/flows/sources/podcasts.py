"""A podcast server on 127.0.0.1 that can simulate every fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from flows.sources.arrival import Arrival, Refusal
from flows.sources.http_client import RetryPolicy

SOUND = b"ID3" + bytes(range(256)) * 400
POLICY = RetryPolicy(min_interval=0, retry_delays=(1, 2))
Read = Callable[..., tuple[list[Arrival], list[Refusal]]]
"""The arrivals and the refusals of one pass."""

NAMESPACE = 'xmlns:podcast="https://podcastindex.org/namespace/1.0"'


@dataclass
class Podcaster:
    """A server.

    `pages` has the functions that respond, by path; `asked` has the path and the headers of each
    request since the last call of `paths`.
    """

    address: str
    pages: dict[str, Callable[[Handler], None]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def paths(self) -> list[str]:
        """Return the paths requested since the last call."""
        found = [path for path, _ in self.asked]
        self.asked.clear()
        return found

    def feed(self, *items: str, title: str = "Open Air") -> bytes:
        """Publish a feed with these items and an ETag; return the bytes of the feed."""
        body = f'<rss version="2.0" {NAMESPACE}><channel><title>{title}</title>'
        data = f"{body}{''.join(items)}</channel></rss>".encode()
        self.pages["/feed"] = whole(data, "application/rss+xml", etag=f'"{hash(data)}"')
        return data

    def item(self, path: str, more: str = "", guid: str | None = None, title: str = "") -> str:
        """Write an item of a feed."""
        return (
            f"<item><title>{title or path}</title><guid>{guid or path}</guid>"
            "<pubDate>Tue, 05 May 1987 23:30:00 -0500</pubDate>"
            f'<enclosure url="{self.address}{path}" type="audio/mpeg" length="1"/>{more}</item>'
        )


class Handler(BaseHTTPRequestHandler):
    """A handler of requests, which calls the page of the requested path."""

    podcaster: Podcaster

    def do_GET(self) -> None:
        self.podcaster.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        page = self.podcaster.pages.get(self.path)
        if page is None:
            self.send_error(404)
        else:
            page(self)

    def log_message(self, *_: object) -> None:
        """Suppress the request log."""

    def answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        """Send a response."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def whole(
    data: bytes, media: str = "audio/mpeg", etag: str = '"1"', breaks: int = 0
) -> Callable[[Handler], None]:
    """Return a page that sends a body, a range of the body, or status 304.

    The first `breaks` responses end after half of the bytes that were asked for.
    """
    left = [breaks]

    def page(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == etag:
            handler.answer(304, {"ETag": etag})
            return
        span = handler.headers.get("Range")
        start = 0
        if span and handler.headers.get("If-Range") == etag:
            start = int(span.removeprefix("bytes=").removesuffix("-"))
        if start and start == len(data):
            handler.answer(416, {"Content-Range": f"bytes */{start}", "Content-Length": "0"})
            return
        headers = {"Content-Type": media, "ETag": etag, "Content-Length": str(len(data) - start)}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        rest = data[start:]
        if left[0]:
            left[0] -= 1
            rest = rest[: len(rest) // 2]
        handler.answer(206 if start else 200, headers, rest)

    return page


def redirect(to: str, status: int = 302) -> Callable[[Handler], None]:
    """Return a page that redirects to another address."""
    return lambda handler: handler.answer(status, {"Location": to, "Content-Length": "0"})


def after(
    status: int, page: Callable[[Handler], None], **headers: str
) -> Callable[[Handler], None]:
    """Return a page that fails once with `status`, and then responds as `page`."""
    failed: list[bool] = []

    def first(handler: Handler) -> None:
        if failed:
            page(handler)
            return
        failed.append(True)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        handler.answer(status, {"Content-Length": "0", **told})

    return first


@contextmanager
def podcaster() -> Iterator[Podcaster]:
    """Run a server while the block runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        it = Podcaster(f"http://127.0.0.1:{server.server_port}")
        server.RequestHandlerClass = type("Of", (Handler,), {"podcaster": it})
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield it
        finally:
            server.shutdown()
            thread.join()
