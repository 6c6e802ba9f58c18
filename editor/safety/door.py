"""Nobody comes in without having logged in, where there is a login; and who it is that came in."""

from __future__ import annotations

import time
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from editor.api.answers import problem
from editor.safety.passwords import Login
from editor.safety.tokens import unseal

COOKIE = "tapelog-session"

_OPEN = ("/login", "/static/", "/api/health")
"""What the page of the login needs, and those who watch over the editor."""


class Door:
    """Say in `request.state.author` who edits, and refuse who has not logged in.

    `author` is who edits where there is no login, and where a program shows the token.
    """

    def __init__(self, app: ASGIApp, login: Login | None, author: str) -> None:
        self._app = app
        self._login = login
        self._author = author

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        request.state.bearer = False
        author = self._who(request)
        if author is None and not request.url.path.startswith(_OPEN):
            await _refusal(request)(scope, receive, send)
            return
        request.state.author = author or ""
        await self._app(scope, receive, send)

    def _who(self, request: Request) -> str | None:
        if self._login is None:
            return self._author
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and self._login.shows_token(given.strip()):
            request.state.bearer = True
            return self._author
        session = unseal(self._login.key, request.cookies.get(COOKIE, ""), time.time())
        return session.author if session else None


def _refusal(request: Request) -> Response:
    """Lead a person to the login, and tell a program that it needs one."""
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?next={quote(back, safe='')}", 303)
    return problem(401, "log in first", {"www-authenticate": "Bearer"})
