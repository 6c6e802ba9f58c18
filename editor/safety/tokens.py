"""Signed texts that only this editor can create: sessions and CSRF tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass

LASTS_SECONDS = 12 * 3600
"""Seconds that a session lasts, enough for a long working day."""


@dataclass(frozen=True, slots=True)
class Session:
    """The name of a logged-in user, and when the session expires (seconds since 1970)."""

    author: str
    until: float


def seal(key: bytes, session: Session) -> str:
    """Encode and sign a session as the value of a cookie."""
    text = json.dumps([session.author, session.until, secrets.token_hex(8)])
    body = base64.urlsafe_b64encode(text.encode()).decode()
    return f"{body}.{_sign(key, 'session', body)}"


def unseal(key: bytes, text: str, unix_time: float) -> Session | None:
    """Decode a session; None if its signature is invalid or it has expired."""
    body, _, signature = text.partition(".")
    if not _equal_in_constant_time(signature, _sign(key, "session", body)):
        return None
    author, until, _ = json.loads(base64.urlsafe_b64decode(body))
    return Session(author, until) if unix_time < until else None


def new_proof(key: bytes) -> str:
    """Create a CSRF token, which a page must send back with every change."""
    nonce = secrets.token_urlsafe(18)
    return f"{nonce}.{_sign(key, 'csrf', nonce)}"


def is_proof(key: bytes, text: str) -> bool:
    """Check whether a CSRF token was signed with the key.

    Other programs on this machine can set cookies for the editor, but cannot sign them.
    """
    nonce, _, signature = text.partition(".")
    return _equal_in_constant_time(signature, _sign(key, "csrf", nonce))


def new_browser(key: bytes) -> str:
    """Create the cookie that marks a browser as known after somebody has logged in with it."""
    nonce = secrets.token_urlsafe(18)
    return f"{nonce}.{_sign(key, 'browser', nonce)}"


def is_known_browser(key: bytes, text: str) -> bool:
    """Check whether the cookie of a known browser was signed with the key."""
    nonce, _, signature = text.partition(".")
    return _equal_in_constant_time(signature, _sign(key, "browser", nonce))


def _sign(key: bytes, purpose: str, text: str) -> str:
    return hmac.new(key, f"{purpose} {text}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _equal_in_constant_time(given_text: str, expected_text: str) -> bool:
    return hmac.compare_digest(given_text.encode("utf-8", "replace"), expected_text.encode())
