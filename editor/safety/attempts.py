"""Guessing a password is slowed down: after a few wrong ones each further one has to wait."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

FREE = 5
"""Wrong passwords before anybody waits: people mistype."""

LONGEST_WAIT_SECONDS = 300.0
"""Twelve guesses an hour, then: more would lock out an editor whom somebody annoys."""

_MOST_ADDRESSES = 10_000  # more are forgotten, the oldest first, so that memory stays bounded


class Attempts:
    """Wrong passwords by address, since the last right one from there."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._wrong: dict[str, tuple[int, float]] = {}

    def wait(self, address: str) -> float:
        """Give the seconds until an address may try again; 0 where it may now."""
        with self._lock:
            count, last = self._wrong.get(address, (0, 0.0))
            pause = min(2.0 ** (count - FREE), LONGEST_WAIT_SECONDS) if count >= FREE else 0.0
            return max(0.0, last + pause - self._clock())

    def note(self, address: str, right: bool) -> None:
        """Note down how an attempt went."""
        with self._lock:
            count, _ = self._wrong.pop(address, (0, 0.0))
            if not right:
                self._wrong[address] = (min(count + 1, 60), self._clock())
            while len(self._wrong) > _MOST_ADDRESSES:
                del self._wrong[next(iter(self._wrong))]
