"""Signed texts that only this editor can create: sessions and CSRF tokens."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Literal

from itsdangerous import BadData, Signer, URLSafeSerializer

LASTS_SECONDS = 12 * 3600
"""Seconds that a session lasts, enough for a long working day."""

Purpose = Literal["csrf", "browser"]
"""The use of a token: "csrf" for forms of the editor's pages, "browser" for logged-in browsers."""


@dataclass(frozen=True, slots=True)
class Session:
    """The name of a logged-in user, and when the session expires (seconds since 1970)."""

    author: str
    until: float


def seal(key: bytes, session: Session) -> str:
    """Encode and sign a session as the value of a cookie."""
    return _serializer(key).dumps([session.author, session.until, secrets.token_hex(8)])


def unseal(key: bytes, text: str, unix_time: float) -> Session | None:
    """Decode a session; None if its signature is invalid or it has expired."""
    try:
        author, until, _ = _serializer(key).loads(text)
    except BadData:
        return None
    return Session(author, until) if unix_time < until else None


def new_token(key: bytes, purpose: Purpose) -> str:
    """Create a random token; a page sends its CSRF token back with every change."""
    return _signer(key, purpose).sign(secrets.token_urlsafe(18)).decode()


def is_token(key: bytes, purpose: Purpose, text: str) -> bool:
    """Check whether a token was signed with the key for this purpose.

    Other programs on this machine can set cookies for the editor, but cannot sign them.
    """
    return _signer(key, purpose).validate(text)


def _serializer(key: bytes) -> URLSafeSerializer:
    sha256 = {"digest_method": hashlib.sha256}
    return URLSafeSerializer(key, salt="session", signer_kwargs=sha256)


def _signer(key: bytes, purpose: Purpose) -> Signer:
    return Signer(key, salt=purpose, digest_method=hashlib.sha256)
