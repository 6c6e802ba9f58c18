"""Limit connections to the editor: their number, the time to send a request, and the log lines.

uvicorn waits indefinitely for the headers of a request, and Python logs each connection that it
cannot accept. Without limits, a thousand incomplete requests would block the editor and fill the
disk.
"""

from __future__ import annotations

import asyncio
import logging
import time

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 10.0
"""Seconds within which the request line and the headers must arrive."""

MOST_CONNECTIONS = 400
"""The maximum number of connections. A browser opens six; a process may usually have 1,024 files
open."""

LOG_LINES, LOG_SECONDS = 20, 60.0
"""At most `LOG_LINES` lines are logged per `LOG_SECONDS`."""


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 with a time limit for requests and a limit on the number of connections."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept a connection; above the limit, close the one that has been waiting longest."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            waiting = [c for c in self.connections if isinstance(c, BoundedProtocol) and c._late]
            longest = min(waiting, key=lambda c: c._due, default=self)
            longest.transport.abort()
        self._expect()

    def data_received(self, data: bytes) -> None:
        """Parse received bytes; stop the timer once a request is complete."""
        super().data_received(data)
        if self._at_work():
            self._arrived()
        elif self._late is None and not self.transport.is_closing():
            self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer of a closed connection."""
        self._arrived()
        super().connection_lost(exc)

    @property
    def _due(self) -> float:
        return self._late.when() if self._late else 0.0

    def _at_work(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _expect(self) -> None:
        self._late = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def _arrived(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._late = None
        if not self._at_work():
            self.transport.abort()


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
    """Limit what clients can make the server and the event loop log."""
    limit = RateLimit()
    for name in ("uvicorn.error", "asyncio"):
        logger = logging.getLogger(name)
        for former in [each for each in logger.filters if isinstance(each, RateLimit)]:
            logger.removeFilter(former)
        logger.addFilter(limit)
