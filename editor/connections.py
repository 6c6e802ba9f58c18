"""Connections to the editor: so many, each with so long to say what it wants, and few lines of log.

uvicorn waits for the headers of a request for ever, and Python logs each connection that it cannot
accept: a thousand half requests would stop the editor and fill the disk.
"""

from __future__ import annotations

import asyncio
import logging
import time

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 10.0
"""How long the line and the headers of a request may take to arrive."""

MOST_CONNECTIONS = 400
"""Browsers open six each. A process may usually have 1,024 files open."""

LOG_LINES, LOG_SECONDS = 20, 60.0
"""Most lines of log in so many seconds."""


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 whose requests must arrive in time, and whose connections are counted."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept a connection; the one that has been silent for longest makes room."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            waiting = [c for c in self.connections if isinstance(c, BoundedProtocol) and c._late]
            longest = min(waiting, key=lambda c: c._due, default=self)
            longest.transport.abort()
        self._expect()

    def data_received(self, data: bytes) -> None:
        """Take in what arrived."""
        super().data_received(data)
        if self._at_work():
            self._arrived()
        elif self._late is None and not self.transport.is_closing():
            self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
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
    """Lets through so many lines in a while; the next one says how many were left out."""

    def __init__(self) -> None:
        super().__init__()
        self._since, self._lines, self._dropped = time.monotonic(), 0, 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line may be written."""
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
    """Bound what strangers can make the server and the event loop write."""
    limit = RateLimit()
    for name in ("uvicorn.error", "asyncio"):
        logger = logging.getLogger(name)
        for former in [each for each in logger.filters if isinstance(each, RateLimit)]:
            logger.removeFilter(former)
        logger.addFilter(limit)
