"""Slow down password guessing without locking out users who know the password.

Wrong passwords are counted per client address and for the account as a whole, which limits how fast
many addresses together can guess. A browser that has logged in before has a signed cookie, and only
its own wrong passwords count.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from threading import Lock

from anyio import CapacityLimiter, to_thread

from editor.passwords import Login

FREE_ATTEMPTS = 5
"""Wrong passwords that a client may send without a delay, because people mistype."""

LONGEST_WAIT_SECONDS = 10.0
"""The longest delay, even for the correct password; it allows six guesses a minute."""

ACCOUNT_FREE_ATTEMPTS = 20
"""Wrong passwords that all unknown clients together may send without a delay."""

ACCOUNT_SECONDS = 2.0
"""Seconds between two guesses after the free ones, for all unknown clients together. That is 43,000
guesses a day, far too few for a password of ten characters.
"""

MOST_WAITING = 8
"""The maximum number of passwords waiting to be checked; each check takes a tenth of a second."""

_MAX_CLIENTS = 10_000  # clients whose wrong passwords are counted; the oldest are then dropped


class PasswordChecker:
    """Check passwords one at a time, because each check takes 64 MB and a core.

    A hundred at once would exhaust the machine. Editors who are logged in never wait for these
    checks.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._attempts = LoginThrottle(clock)
        self._limiter = CapacityLimiter(1)

    async def check(
        self, login: Login, password: str, client: str, *, is_known_browser: bool = False
    ) -> tuple[int, bool]:
        """Return (seconds to wait, whether the password is right).

        The password was checked only if the seconds are 0. `client` is an address or, if
        `is_known_browser`, the identifier of a browser that has logged in before.
        """
        if self._limiter.statistics().tasks_waiting >= MOST_WAITING:
            return 1, False
        return await to_thread.run_sync(
            self._check, login, password, client, is_known_browser, limiter=self._limiter
        )

    def _check(
        self, login: Login, password: str, client: str, is_known_browser: bool
    ) -> tuple[int, bool]:
        wait = math.ceil(self._attempts.wait(client, is_known_browser=is_known_browser))
        if wait:
            return wait, False
        is_right = login.accepts(password)
        self._attempts.record_attempt(client, is_right, is_known_browser=is_known_browser)
        return 0, is_right


class LoginThrottle:
    """Counts of wrong passwords: per client since its last correct password, and in total."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._wrong: dict[str, tuple[int, float]] = {}
        self._all = 0.0
        self._last = clock()

    def wait(self, client: str, *, is_known_browser: bool = False) -> float:
        """Return the seconds until a client may try again; 0 if it may try now."""
        with self._lock:
            count, last = self._wrong.get(client, (0, 0.0))
            pause = (
                min(2.0 ** (count - FREE_ATTEMPTS), LONGEST_WAIT_SECONDS)
                if count >= FREE_ATTEMPTS
                else 0.0
            )
            own = max(0.0, last + pause - self._clock())
            account_wait = (
                0.0
                if is_known_browser
                else (self._count_of_unknown_clients() + 1 - ACCOUNT_FREE_ATTEMPTS)
                * ACCOUNT_SECONDS
            )
            return max(own, min(account_wait, LONGEST_WAIT_SECONDS), 0.0)

    def record_attempt(
        self, client: str, is_right: bool, *, is_known_browser: bool = False
    ) -> None:
        """Record whether an attempt was right."""
        with self._lock:
            count, _ = self._wrong.pop(client, (0, 0.0))
            if is_right:
                return
            self._wrong[client] = (min(count + 1, 60), self._clock())
            if not is_known_browser:
                self._all, self._last = self._count_of_unknown_clients() + 1, self._clock()
            while len(self._wrong) > _MAX_CLIENTS:
                del self._wrong[next(iter(self._wrong))]

    def _count_of_unknown_clients(self) -> float:
        """Return the count of wrong passwords from all unknown clients.

        It falls by one every `ACCOUNT_SECONDS`.
        """
        return max(0.0, self._all - (self._clock() - self._last) / ACCOUNT_SECONDS)
