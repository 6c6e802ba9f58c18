"""The middleware of the editor, outermost first.

security_headers   tells browsers what a page may load and do
allowed_hosts      rejects requests under another host name (DNS rebinding)
request_limits     rejects requests that are too large or arrive too slowly
auth               requires a login, if there is one
csrf               rejects changes that do not come from a page of this editor
"""

from __future__ import annotations

import secrets
from pathlib import Path

from fastapi import FastAPI

from editor.safety.allowed_hosts import AllowedHostsMiddleware
from editor.safety.auth import AuthMiddleware
from editor.safety.csrf import CsrfMiddleware
from editor.safety.login_throttle import PasswordChecker
from editor.safety.request_limits import RequestLimitMiddleware
from editor.safety.security_headers import SecurityHeadersMiddleware
from editor.safety.sessions import Sessions
from editor.settings import Settings


def add_middleware(app: FastAPI, settings: Settings, archive: Path) -> None:
    """Add all middleware; the one added last handles a request first."""
    key = settings.login.key if settings.login else secrets.token_bytes(32)
    app.state.key = key
    app.state.password_checker = PasswordChecker()
    sessions = Sessions(settings.login, archive) if settings.login else None
    app.state.sessions = sessions
    app.add_middleware(CsrfMiddleware, key=key)
    app.add_middleware(AuthMiddleware, sessions=sessions, author=settings.author)
    app.add_middleware(RequestLimitMiddleware, seconds=settings.body_seconds)
    app.add_middleware(AllowedHostsMiddleware, allowed=allowed(settings))
    app.add_middleware(SecurityHeadersMiddleware)


def allowed(settings: Settings) -> frozenset[str] | None:
    """Return the host names that the editor accepts; None if it accepts any.

    With a login any name is safe, because a request under another site's name has no session
    cookie.
    """
    if settings.is_private:
        return frozenset({"localhost", "127.0.0.1", "[::1]", settings.host})
    return (
        frozenset(settings.allowed_names) | {"localhost", "127.0.0.1"}
        if settings.allowed_names
        else None
    )
