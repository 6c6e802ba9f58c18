"""Send HTTP requests for feeds, with a rate limit, retries and size limits."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx

from flows.sources.public_addresses import NotPublic, PublicTransport, is_local_by_name
from transcripts.errors import UserError

T = TypeVar("T")

_AGENT = f"tapelog/{version('tapelog')} (a podcast archive; one request at a time)"

CHUNK_BYTES = 2**18
"""The maximum number of bytes that are decompressed at once."""

_RETRY_STATUSES = frozenset((408, 425, 429, 500, 502, 503, 504))
"""Status codes after which a retry may help; all other error statuses are final."""


_NOT_RETRIED = (httpx.UnsupportedProtocol, httpx.TooManyRedirects, httpx.DecodingError)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Rate limit, timeouts and retries; times are in seconds.

    `min_interval` is the time between two requests to the same host. A body may take at most
    `max_duration` to arrive, and have at most `max_bytes` (a day of audio at 190 kbit/s). A
    `Retry-After` beyond `max_retry_after` ends the retries.
    """

    min_interval: float = 1.0
    read_timeout: float = 30.0
    max_duration: float = 3600.0
    max_bytes: int = 2 * 2**30
    retry_delays: tuple[float, ...] = (2.0, 10.0, 60.0)
    max_retry_after: float = 300.0


DEFAULT_POLICY = RetryPolicy()


class RequestFailed(UserError):
    """A request failed for good: it was refused, or no retries are left."""


class RetryableError(Exception):
    """A fault that a retry may fix; `after` is the server's Retry-After in seconds."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        super().__init__(reason)
        self.after = after


@dataclass
class HttpClient:
    """An HTTP client that follows a `RetryPolicy`; use it in a `with` statement.

    `origin` is the address that the user named. If it is a public address, no link or redirect may
    lead to a private one.
    """

    policy: RetryPolicy = DEFAULT_POLICY
    wait: Callable[[float], None] = time.sleep
    origin: str | None = None

    def __post_init__(self) -> None:
        self._next_request: dict[str, float] = {}
        self._public = self.origin is not None and not is_local_by_name(self.origin)
        # A proxy resolves host names itself, so the proxy must refuse private addresses.
        direct = self._public and not getproxies()
        self._client = httpx.Client(
            headers={"User-Agent": _AGENT, "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(self.policy.read_timeout),
            follow_redirects=True,
            max_redirects=10,
            event_hooks={"request": [self._refuse_private, self._throttle]},  # on redirects too
            transport=PublicTransport() if direct else None,
        )

    def __enter__(self) -> HttpClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def with_retries(self, attempt: Callable[[], T]) -> T:
        """Call `attempt` until it succeeds; retry after transient faults.

        Raises RequestFailed after the last retry.
        """
        retry_delays = iter(self.policy.retry_delays)
        while True:
            try:
                return attempt()
            except NotPublic as error:
                raise RequestFailed(str(error)) from None
            except (RetryableError, httpx.RequestError) as error:
                delay = next(retry_delays, None)
                after = error.after if isinstance(error, RetryableError) else 0.0
                if (
                    delay is None
                    or after > self.policy.max_retry_after
                    or isinstance(error, _NOT_RETRIED)
                ):
                    raise RequestFailed(_describe_error(error)) from None
            self.wait(max(delay, after))

    @contextmanager
    def stream(self, address: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """Send a GET request and yield the response, with its body unread.

        Raises RequestFailed for a final error; RetryableError or httpx.TransportError if a retry
        may help.
        """
        check_address(address)
        with self._client.stream("GET", address, headers=dict(headers)) as response:
            status = response.status_code
            if status in _RETRY_STATUSES:
                raise RetryableError(f"the server answers {status}", _retry_after(response))
            if not (response.is_success or status in (304, 416)):
                raise RequestFailed(f"the server answers {status} {response.reason_phrase}")
            yield response

    def body(self, response: httpx.Response) -> Iterator[bytes]:
        """Iterate over the body; raises RequestFailed if it takes longer than `max_duration`."""
        end = time.monotonic() + self.policy.max_duration
        for piece in decompressed(response):
            if time.monotonic() > end:
                raise RequestFailed(
                    f"the download was too slow: not complete after {self.policy.max_duration:g} s"
                )
            yield piece

    def _refuse_private(self, request: httpx.Request) -> None:
        """Refuse private addresses and local host names, even if requests go through a proxy."""
        if self._public and is_local_by_name(address := str(request.url)):
            raise RequestFailed(
                f"{redacted(address)} is a private address, which a public feed may not link to"
            )

    def _throttle(self, request: httpx.Request) -> None:
        """Wait until `min_interval` has passed since the last request to the host."""
        host, now = request.url.host, time.monotonic()
        if (early := self._next_request.get(host, now) - now) > 0:
            self.wait(early)
        self._next_request[host] = time.monotonic() + self.policy.min_interval


def check_address(address: str) -> None:
    """Raise RequestFailed unless the address is an http or https URL."""
    try:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https") and parts.hostname:
            httpx.URL(address)
            return
    except (ValueError, httpx.InvalidURL):
        pass
    raise RequestFailed(
        f"{redacted(address)} is not a web address: it must begin with https:// or http://"
    )


def decompressed(response: httpx.Response) -> Iterator[bytes]:
    """Iterate over a body as it arrives; gzip is decompressed, at most `CHUNK_BYTES` bytes at once.

    Several encodings at once are refused, because 400 bytes can then decompress to gigabytes.
    """
    named = response.headers.get("content-encoding", "").lower().split(",")
    encodings = [name.strip() for name in named if name.strip() not in ("", "identity")]
    if encodings not in ([], ["gzip"], ["x-gzip"]):
        raise RequestFailed(
            f"the server used an encoding that was not requested: {', '.join(encodings)[:80]}"
        )
    unpacker = zlib.decompressobj(wbits=31) if encodings else None
    for packed in response.iter_raw():
        while packed:
            try:
                piece = unpacker.decompress(packed, CHUNK_BYTES) if unpacker else packed
            except zlib.error as error:
                raise RequestFailed(f"the server sent invalid gzip data ({error})") from None
            packed = unpacker.unconsumed_tail if unpacker else b""
            if piece:
                yield piece


def has_password(address: str) -> bool:
    """Check whether an address contains a user name or a password."""
    return redacted(address) != address


def redacted(address: str) -> str:
    """Return an address without its user name and password."""
    return re.sub(r"^(\w+://)[^/?#]*@", r"\1", address)


def _retry_after(response: httpx.Response) -> float:
    value = response.headers.get("retry-after", "")
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _describe_error(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "the server did not answer in time"
    return str(error) or type(error).__name__
