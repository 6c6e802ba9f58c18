"""Authentication by session cookie or token, if there is a login."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from editor.responses import error_response
from editor.safety.sessions import Sessions

COOKIE = "tapelog-session"

_PATHS_WITHOUT_LOGIN = frozenset({"/login", "/api/health"})
_FOLDER_WITHOUT_LOGIN = "/static/"
"""Paths that the login page and monitoring need without a login."""


class AuthMiddleware:
    """Set `request.state.author`, and reject requests without a login.

    `author` is used if there is no login, or if a program authenticates with the token.
    """

    def __init__(self, app: ASGIApp, sessions: Sessions | None, author: str) -> None:
        self._app = app
        self._sessions = sessions
        self._author = author

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an authenticated request on; otherwise redirect to the login page or reject it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        request.state.bearer = False
        author = self._find_author(request)
        if author is None and not _needs_no_login(scope["path"]):
            await _respond_unauthenticated(request)(scope, receive, send)
            return
        request.state.author = author or ""
        await self._app(scope, receive, send)

    def _find_author(self, request: Request) -> str | None:
        if self._sessions is None:
            return self._author
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and self._sessions.login.is_token(given.strip()):
            request.state.bearer = True
            return self._author
        return self._sessions.author(request.cookies.get(COOKIE, ""))


def _needs_no_login(path: str) -> bool:
    """Check whether a path is accessible without a login.

    `path` must come from the scope, which is used for routing. `request.url` also contains the Host
    header, which the client controls.
    """
    return path in _PATHS_WITHOUT_LOGIN or path.startswith(_FOLDER_WITHOUT_LOGIN)


def _respond_unauthenticated(request: Request) -> Response:
    """Redirect a browser to the login page; respond to a program with status 401."""
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        query = request.scope["query_string"].decode("ascii", "replace")
        back = request.scope["path"] + (f"?{query}" if query else "")
        return RedirectResponse(f"/login?next={quote(back, safe='')}", 303)
    return error_response(401, "log in first", {"www-authenticate": "Bearer"})
