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
"""The minimum length of a password in characters.

The login throttle allows a few guesses a minute, so ten characters cannot be guessed. NIST SP
800-63B requires eight together with a second factor, which the editor does not have.
"""

SHORTEST_TOKEN = 20
"""The minimum length of a token in characters.

The key that signs sessions is derived from the token, so it must be impossible to guess even
offline.
"""

_HASHER = PasswordHasher()  # argon2id with the library's parameters, those of RFC 9106


@dataclass(frozen=True, slots=True)
class Login:
    """The password hash, the token, and the key that signs sessions.

    They are never shown in a repr.
    """

    key: bytes = field(repr=False)
    password_hash: str | None = field(default=None, repr=False)
    token_digest: bytes | None = field(default=None, repr=False)

    def accepts(self, secret: str) -> bool:
        """Check whether `secret` is the password or the token; this is deliberately slow."""
        if self.is_token(secret):
            return True
        if self.password_hash is None:
            return False
        try:
            return _HASHER.verify(self.password_hash, secret)
        except (Argon2Error, InvalidHashError):
            return False

    def is_token(self, secret: str) -> bool:
        """Check whether `secret` is the token, in constant time."""
        return self.token_digest is not None and hmac.compare_digest(
            _digest(secret), self.token_digest
        )


def set_password(archive: Path, password: str) -> Path:
    """Store the hash of a password in a file that only its owner can read; return its path.

    All sessions end, even those of a running editor. Raises UserError if the password is too short
    or the file cannot be written.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise UserError(f"the password is too short: use at least {SHORTEST_PASSWORD} characters")
    if storage_of(archive).local_path(archive) is None:
        raise UserError(f"{archive} can be read by other users: set a token in {TOKEN} instead")
    path = archive / FILE
    stored = {"password": _HASHER.hash(password), "key": secrets.token_hex(32)}
    try:
        archive.mkdir(parents=True, exist_ok=True)
        write_privately(path, json.dumps(stored) + "\n")
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror})") from None
    return path


def read_login(archive: Path) -> Login | None:
    """Return the login from an archive and the environment; None if neither has one.

    Raises UserError if the file is damaged, if others can read it, or if the token is too short.
    """
    folder = storage_of(archive).local_path(archive)
    stored = None if folder is None else _read_file(folder / FILE)
    token = os.environ.get(TOKEN) or None
    if token is not None and len(token) < SHORTEST_TOKEN:
        raise UserError(f"{TOKEN} is too short: use at least {SHORTEST_TOKEN} random characters")
    if stored is None and token is None:
        return None
    parts = [stored["key"] if stored else "", token or ""]
    key = hashlib.sha256("\0".join(["tapelog sessions", *parts]).encode()).digest()
    return Login(key, stored["password"] if stored else None, _digest(token) if token else None)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _read_file(path: Path) -> dict[str, Any] | None:
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise UserError(f"{path} can be read by others: `chmod 600 {path}`")
        stored: dict[str, Any] = json.loads(path.read_bytes())
        if not isinstance(stored["password"], str) or len(stored["key"]) < 64:
            raise ValueError
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError):
        raise UserError(
            f"{path} is damaged: remove it and set the password with `tapelog edit --password`"
        ) from None
    return stored


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
