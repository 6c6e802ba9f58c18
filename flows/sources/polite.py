"""Ask servers for something, slowly and with patience: one request at a time."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from ipaddress import IPv6Address, ip_address
from typing import TypeVar
from urllib.parse import urlsplit

import httpx

from transcripts.errors import UserError

T = TypeVar("T")

_AGENT = f"tapelog/{version('tapelog')} (a podcast archive; one request at a time)"

_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
"""Statuses that another try may change; the others are the server's last word."""


_FINAL = (httpx.UnsupportedProtocol, httpx.TooManyRedirects, httpx.DecodingError)


@dataclass(frozen=True, slots=True)
class Manners:
    """How servers are treated, in seconds and bytes.

    `pause` lies between two requests to one host. A server may be silent for `silence`, and one
    body may take `longest` and have `most_bytes`: a day of sound at 190 kbit/s. `delays` lie before
    second and further tries; a server that asks for longer than `obeyed` is left for another day.
    """

    pause: float = 1.0
    silence: float = 30.0
    longest: float = 3600.0
    most_bytes: int = 2 * 2**30
    delays: tuple[float, ...] = (2.0, 10.0, 60.0)
    obeyed: float = 300.0


MANNERS = Manners()


class Failed(UserError):
    """A server did not give what it was asked for, however often."""


class Again(Exception):
    """A fault that another try may mend; `after` is for how long the server wants to be left."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        super().__init__(reason)
        self.after = after


@dataclass
class Polite:
    """A client of servers; what they see of it is its name. Use it in a `with` statement.

    `home` is the address that a person named. Where that is out in the world, nothing that a server
    says can send the client to this machine or its own network.
    """

    manners: Manners = MANNERS
    wait: Callable[[float], None] = time.sleep
    home: str | None = None

    def __post_init__(self) -> None:
        self._next: dict[str, float] = {}
        self._outside = self.home is not None and not inside(self.home)
        self._client = httpx.Client(
            headers={"User-Agent": _AGENT},
            timeout=httpx.Timeout(self.manners.silence),
            follow_redirects=True,
            max_redirects=10,
            event_hooks={"request": [self._guard, self._pause]},  # of redirects, too
        )

    def __enter__(self) -> Polite:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def persistently(self, attempt: Callable[[], T]) -> T:
        """Give what an attempt gives; tried again where that may help. Raises Failed at last."""
        delays = iter(self.manners.delays)
        while True:
            try:
                return attempt()
            except (Again, httpx.RequestError) as error:
                delay = next(delays, None)
                after = error.after if isinstance(error, Again) else 0.0
                if delay is None or after > self.manners.obeyed or isinstance(error, _FINAL):
                    raise Failed(_reason(error)) from None
            self.wait(max(delay, after))

    @contextmanager
    def ask(self, address: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """Give the answer to one request, its body not yet read.

        Raises Failed where it is a refusal, Again or httpx.TransportError where it may be another
        the next time.
        """
        check_address(address)
        with self._client.stream("GET", address, headers=dict(headers)) as response:
            status = response.status_code
            if status in _AGAIN:
                raise Again(f"the server answers {status}", _retry_after(response))
            if not (response.is_success or status in (304, 416)):
                raise Failed(f"the server answers {status} {response.reason_phrase}")
            yield response

    def body(self, response: httpx.Response) -> Iterator[bytes]:
        """Give a body in pieces; raises Failed where it comes too slowly."""
        end = time.monotonic() + self.manners.longest
        for piece in response.iter_bytes():
            if time.monotonic() > end:
                raise Failed(f"it came too slowly: it was not whole in {self.manners.longest:g} s")
            yield piece

    def _guard(self, request: httpx.Request) -> None:
        if self._outside and inside(address := str(request.url)):
            raise Failed(f"{shown(address)} is an address of this network, which no feed may name")

    def _pause(self, request: httpx.Request) -> None:
        """Leave the host in peace for a while."""
        host, now = request.url.host, time.monotonic()
        if (early := self._next.get(host, now) - now) > 0:
            self.wait(early)
        self._next[host] = time.monotonic() + self.manners.pause


def check_address(address: str) -> None:
    """Raise Failed unless it is one of the web."""
    try:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https") and parts.hostname:
            httpx.URL(address)
            return
    except (ValueError, httpx.InvalidURL):
        pass
    raise Failed(f"{shown(address)} is no address of the web: it begins with https:// or http://")


def inside(address: str) -> bool:
    """Say whether an address is of this machine or its own network; not where its name is unknown.

    A name that is unknown here may be known to a proxy, which then decides.
    """
    try:
        found = socket.getaddrinfo(urlsplit(address).hostname, None)
    except (OSError, ValueError):
        return False
    return not all(_of_the_world(str(info[4][0])) for info in found)


def _of_the_world(number: str) -> bool:
    ip = ip_address(number)
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        return ip.ipv4_mapped.is_global
    return ip.is_global


def shown(address: str) -> str:
    """Give an address without the password that may be in it."""
    return re.sub(r"^(\w+://)[^/?#]*@", r"\1", address)


def _retry_after(response: httpx.Response) -> float:
    value = response.headers.get("retry-after", "")
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "the server did not answer in time"
    return str(error) or type(error).__name__
