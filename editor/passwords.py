"""Logins: a password, stored as a hash, or a token from the environment."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from archive.storage.files import storage_of
from transcripts.errors import UserError

FILE = "editor-login.json"
TOKEN = "TAPELOG_EDIT_TOKEN"

SHORTEST_PASSWORD = 10
"""The minimum number of characters. The login throttle allows a few guesses a minute, so ten
characters are out of reach. NIST SP 800-63B asks for eight with a second factor, which the
editor does not have."""

SHORTEST_TOKEN = 20
"""The minimum number of characters. The key that signs sessions is derived from the token, so
nobody must be able to guess it, not even offline."""

_HASHER = PasswordHasher()  # argon2id with the library's parameters, those of RFC 9106


@dataclass(frozen=True, slots=True)
class Login:
    """The password hash and the token, and the key that signs sessions; never shown in a repr."""

    key: bytes = field(repr=False)
    password_hash: str | None = field(default=None, repr=False)
    token_digest: bytes | None = field(default=None, repr=False)

    def admits(self, given: str) -> bool:
        """Whether `given` is the password or the token. Deliberately slow."""
        if self.shows_token(given):
            return True
        if self.password_hash is None:
            return False
        try:
            return _HASHER.verify(self.password_hash, given)
        except (Argon2Error, InvalidHashError):
            return False

    def shows_token(self, given: str) -> bool:
        """Whether `given` is the token, compared in constant time."""
        return self.token_digest is not None and hmac.compare_digest(
            _digest(given), self.token_digest
        )


def set_password(archive: Path, password: str) -> Path:
    """Store the hash of a password in a file that only its owner can read; return its path.

    All sessions end, even those of a running editor. UserError if the password is too short or the
    file cannot be written.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise UserError(f"the password is too short: take {SHORTEST_PASSWORD} letters or more")
    if storage_of(archive).local_path(archive) is None:
        raise UserError(f"{archive} can be read by other users: give the editor a token in {TOKEN}")
    path = archive / FILE
    kept = {"password": _HASHER.hash(password), "key": secrets.token_hex(32)}
    try:
        archive.mkdir(parents=True, exist_ok=True)
        write_privately(path, json.dumps(kept) + "\n")
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror})") from None
    return path


def read_login(archive: Path) -> Login | None:
    """Return the login from an archive and the environment; None if neither has one.

    UserError if the file is damaged, if others can read it, or if the token is too short.
    """
    folder = storage_of(archive).local_path(archive)
    kept = None if folder is None else _kept(folder / FILE)
    token = os.environ.get(TOKEN) or None
    if token is not None and len(token) < SHORTEST_TOKEN:
        raise UserError(f"{TOKEN} is too short: take {SHORTEST_TOKEN} letters or more, at random")
    if kept is None and token is None:
        return None
    parts = [kept["key"] if kept else "", token or ""]
    key = hashlib.sha256("\0".join(["tapelog sessions", *parts]).encode()).digest()
    return Login(key, kept["password"] if kept else None, _digest(token) if token else None)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _kept(path: Path) -> dict[str, Any] | None:
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise UserError(f"{path} can be read by others: `chmod 600 {path}`")
        kept: dict[str, Any] = json.loads(path.read_bytes())
        if not isinstance(kept["password"], str) or len(kept["key"]) < 64:
            raise ValueError
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError):
        raise UserError(
            f"{path} is damaged: remove it and set the password with `tapelog edit --password`"
        ) from None
    return kept


def write_privately(path: Path, text: str) -> None:
    """Write a file atomically, readable only by its owner."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
