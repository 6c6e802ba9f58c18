"""Guessing a password is slowed down: after a few wrong ones each further one has to wait."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from threading import Lock

from anyio import CapacityLimiter, to_thread

from editor.safety.passwords import Login

FREE = 5
"""Wrong passwords before anybody waits: people mistype."""

LONGEST_WAIT_SECONDS = 300.0
"""Twelve guesses an hour, then: more would lock out an editor whom somebody annoys."""

_MOST_ADDRESSES = 10_000  # more are forgotten, the oldest first, so that memory stays bounded


class Doorkeeper:
    """Looks at one password at a time: each takes 64 MB and a core, and a hundred would end us.

    Nobody who edits waits with those who want to come in.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._attempts = Attempts(clock)
        self._one_at_a_time = CapacityLimiter(1)

    async def ask(self, login: Login, password: str, address: str) -> tuple[int, bool]:
        """Give the seconds to wait, 0 where this try counted, and whether it was right."""
        return await to_thread.run_sync(
            self._look, login, password, address, limiter=self._one_at_a_time
        )

    def _look(self, login: Login, password: str, address: str) -> tuple[int, bool]:
        wait = math.ceil(self._attempts.wait(address))
        if wait:
            return wait, False
        right = login.admits(password)
        self._attempts.note(address, right)
        return 0, right


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
