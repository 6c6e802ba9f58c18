"""Guessing a password is slowed down, and nobody who knows it is kept out by those who guess.

Wrong passwords are counted by client address and for the account as a whole, which bounds what many
addresses can guess together. Whoever has logged in from a browser before has a cookie that proves
it, and is counted by that alone.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from threading import Lock

from anyio import CapacityLimiter, to_thread

from editor.passwords import Login

FREE = 5
"""Wrong passwords from one client before anybody waits: people mistype."""

LONGEST_WAIT_SECONDS = 10.0
"""Six guesses a minute, then. The right password is not refused for longer."""

ACCOUNT_FREE = 20
"""Wrong passwords from all unknown clients together before these wait."""

ACCOUNT_SECONDS = 2.0
"""Between two guesses of all unknown clients together, then: 43,000 a day, of which a password of
ten letters is out of reach."""

MOST_WAITING = 8
"""Passwords that wait to be looked at: each takes a tenth of a second."""

_MOST_CLIENTS = 10_000  # more are forgotten, the oldest first, so that memory stays bounded


class PasswordChecker:
    """Looks at one password at a time: each takes 64 MB and a core, and a hundred would end us.

    Nobody who edits waits with those who want to come in.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._attempts = LoginThrottle(clock)
        self._one_at_a_time = CapacityLimiter(1)

    async def ask(
        self, login: Login, password: str, client: str, *, known: bool = False
    ) -> tuple[int, bool]:
        """Return the seconds to wait, 0 if this try counted, and whether the password was right.

        `client` is an address; with `known` it is a browser that has logged in before.
        """
        if self._one_at_a_time.statistics().tasks_waiting >= MOST_WAITING:
            return 1, False
        return await to_thread.run_sync(
            self._look, login, password, client, known, limiter=self._one_at_a_time
        )

    def _look(self, login: Login, password: str, client: str, known: bool) -> tuple[int, bool]:
        wait = math.ceil(self._attempts.wait(client, known=known))
        if wait:
            return wait, False
        right = login.admits(password)
        self._attempts.note(client, right, known=known)
        return 0, right


class LoginThrottle:
    """Wrong passwords by client since the last right one, and of all unknown clients together."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._wrong: dict[str, tuple[int, float]] = {}
        self._all = 0.0
        self._last = clock()

    def wait(self, client: str, *, known: bool = False) -> float:
        """Return the seconds until a client may try again; 0 if it may now."""
        with self._lock:
            count, last = self._wrong.get(client, (0, 0.0))
            pause = min(2.0 ** (count - FREE), LONGEST_WAIT_SECONDS) if count >= FREE else 0.0
            own = max(0.0, last + pause - self._clock())
            together = 0.0 if known else (self._together() + 1 - ACCOUNT_FREE) * ACCOUNT_SECONDS
            return max(own, min(together, LONGEST_WAIT_SECONDS), 0.0)

    def note(self, client: str, right: bool, *, known: bool = False) -> None:
        """Record how an attempt went."""
        with self._lock:
            count, _ = self._wrong.pop(client, (0, 0.0))
            if right:
                return
            self._wrong[client] = (min(count + 1, 60), self._clock())
            if not known:
                self._all, self._last = self._together() + 1, self._clock()
            while len(self._wrong) > _MOST_CLIENTS:
                del self._wrong[next(iter(self._wrong))]

    def _together(self) -> float:
        """Return the wrong passwords of unknown clients that still count: one less every while."""
        return max(0.0, self._all - (self._clock() - self._last) / ACCOUNT_SECONDS)
