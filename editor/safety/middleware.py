"""The middleware of the editor, outermost first.

security_headers   tells browsers what a page may load and do
allowed_hosts      no page of another site reaches a private editor under its own host name
request_limits     no request is larger than an edit can be, or takes forever to arrive
auth               nobody gets in without logging in, if there is a login
csrf               nothing changes unless a page of this editor asks for it
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
    """Add all middleware. The last one added handles a request first."""
    key = settings.login.key if settings.login else secrets.token_bytes(32)
    app.state.key = key
    app.state.password_checker = PasswordChecker()
    sessions = Sessions(settings.login, archive) if settings.login else None
    app.state.sessions = sessions
    app.add_middleware(CsrfMiddleware, key=key)
    app.add_middleware(AuthMiddleware, sessions=sessions, author=settings.author)
    app.add_middleware(RequestLimitMiddleware)
    app.add_middleware(AllowedHostsMiddleware, allowed=allowed(settings))
    app.add_middleware(SecurityHeadersMiddleware)


def allowed(settings: Settings) -> frozenset[str] | None:
    """Return the host names that the editor accepts; None for any.

    With a login, any name is safe: a request under another site's name has no session cookie.
    """
    if settings.private:
        return frozenset({"localhost", "127.0.0.1", "[::1]", settings.host})
    return frozenset(settings.names) | {"localhost", "127.0.0.1"} if settings.names else None
