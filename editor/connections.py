"""Limit connections to the editor: their number, the time to send a request, and the log lines.

uvicorn waits indefinitely for the headers and the body of a request, and Python logs each
connection that it cannot accept. Without limits, a thousand incomplete requests would block the
editor and fill the disk.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

MOST_CONNECTIONS = 400
"""The maximum number of connections. A browser opens six; most systems allow 1,024 open files."""

LOG_LINES, LOG_SECONDS = 20, 60.0
"""At most `LOG_LINES` lines are logged in `LOG_SECONDS` seconds."""


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 with time limits for requests and a limit on the number of connections."""

    header_seconds: ClassVar[float]
    """Seconds within which the request line and the headers must arrive."""

    body_seconds: ClassVar[float]
    """Seconds within which the body must arrive after the headers."""

    _timer: asyncio.TimerHandle | None = None
    _unfinished: RequestResponseCycle | None = None
    """The request whose body has not arrived yet."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept a connection.

        Above the limit, close the connection that has waited longest for a request.
        """
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            waiting = [c for c in self.connections if isinstance(c, BoundedProtocol) and c._timer]
            longest = min(waiting, key=lambda c: c._deadline, default=self)
            longest.transport.abort()
        self._start_timer(self.header_seconds)

    def data_received(self, data: bytes) -> None:
        """Parse received bytes; stop the timer once a request is complete."""
        super().data_received(data)
        if self._is_handling_request():
            self._stop_timer()
        elif self.cycle is not None and self.cycle.more_body and self.cycle != self._unfinished:
            self._unfinished = self.cycle
            self._stop_timer()
            self._start_timer(self.body_seconds)
        elif self._timer is None and not self.transport.is_closing():
            self._start_timer(self.header_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer of a closed connection."""
        self._stop_timer()
        super().connection_lost(exc)

    @property
    def _deadline(self) -> float:
        return self._timer.when() if self._timer else 0.0

    def _is_handling_request(self) -> bool:
        cycle = self.cycle
        return cycle is not None and not cycle.response_complete and not cycle.more_body

    def _start_timer(self, seconds: float) -> None:
        self._timer = self.loop.call_later(seconds, self._close_timed_out)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _close_timed_out(self) -> None:
        self._timer = None
        if not self._is_handling_request():
            self.transport.abort()


def limited_protocol(header_limit: float, body_limit: float) -> type[BoundedProtocol]:
    """Return the protocol class with these limits, in seconds; uvicorn creates the instances."""

    class Limited(BoundedProtocol):
        header_seconds = header_limit
        body_seconds = body_limit

    return Limited


class RateLimit(logging.Filter):
    """A log filter with a limit per period; the next period reports how many lines were dropped."""

    def __init__(self) -> None:
        super().__init__()
        self._since, self._lines, self._dropped = time.monotonic(), 0, 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True if the line is within the limit; otherwise count it as dropped."""
        now = time.monotonic()
        if now - self._since > LOG_SECONDS:
            if self._dropped:
                record.msg = f"{record.getMessage()} ({self._dropped} lines were left out)"
                record.args = ()
            self._since, self._lines, self._dropped = now, 0, 0
        self._lines += 1
        if self._lines > LOG_LINES:
            self._dropped += 1
            return False
        return True


def limit_logs() -> None:
    """Limit how many lines clients can make the server and the event loop log."""
    limit = RateLimit()
    for name in ("uvicorn.error", "asyncio"):
        logger = logging.getLogger(name)
        for former in [each for each in logger.filters if isinstance(each, RateLimit)]:
            logger.removeFilter(former)
        logger.addFilter(limit)
