"""Login sessions; they end at logout, or when the password is changed."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock

from archive.storage.files import storage_of
from editor.passwords import FILE, Login, read_login, write_privately
from editor.safety.tokens import LASTS_SECONDS, Session, seal, unseal
from transcripts.errors import UserError

ENDED_FILE = "editor-ended-sessions.json"

_Stamp = tuple[int, int, int]


class Sessions:
    """The sessions of a running editor, which notices changes of the login file."""

    def __init__(self, login: Login, archive: Path) -> None:
        self._archive = storage_of(archive).local_path(archive)
        self._login = login
        self._stamp = self._read_file_stamp()
        self._lock = Lock()
        self._ended = self._read_ended()

    @property
    def login(self) -> Login:
        """Return the archive's current login.

        If its file can no longer be read, nobody can log in.
        """
        with self._lock:
            stamp = self._read_file_stamp()
            if self._archive is not None and stamp != self._stamp:
                self._stamp = stamp
                try:
                    found = read_login(self._archive)
                except UserError:
                    found = None
                self._login = found or Login(secrets.token_bytes(32))
            return self._login

    def begin(self, author: str) -> str:
        """Start a session; return the value of its cookie."""
        return seal(self.login.key, Session(author, time.time() + LASTS_SECONDS))

    def author(self, cookie: str) -> str | None:
        """Return the author of a cookie's session; None if it is invalid or has ended."""
        session = unseal(self.login.key, cookie, time.time())
        return session.author if session and _digest(cookie) not in self._ended else None

    def end(self, cookie: str) -> None:
        """End a cookie's session permanently, even across restarts of the editor."""
        now = time.time()
        if unseal(self.login.key, cookie, now) is None:
            return
        with self._lock:
            self._ended = {name: until for name, until in self._ended.items() if until > now}
            self._ended[_digest(cookie)] = now + LASTS_SECONDS
            if self._archive is not None:
                with suppress(OSError):  # the disk may be full; this process remembers it anyway
                    write_privately(self._archive / ENDED_FILE, json.dumps(self._ended))

    def _read_file_stamp(self) -> _Stamp | None:
        if self._archive is None:
            return None
        try:
            found = os.stat(self._archive / FILE)  # noqa: PTH116 - for every request
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _read_ended(self) -> dict[str, float]:
        try:
            if self._archive is None:
                return {}
            found = json.loads((self._archive / ENDED_FILE).read_bytes())
            return {str(name): float(until) for name, until in found.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "replace")).hexdigest()
