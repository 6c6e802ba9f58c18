"""CSRF protection: only the editor's own pages can change anything.

Every page sets the cookie `tapelog-csrf`, which its scripts can read. Requests that change
something must repeat its value in the header X-CSRF-Token, which a page of another site cannot set.
The value is signed, because all ports of a host share cookies, so that another program on this
machine could set one.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from editor.responses import error_response
from editor.safety.tokens import is_token, new_token

COOKIE = "tapelog-csrf"
HEADER = "x-csrf-token"

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

FORMS = frozenset({"/login", "/logout"})
"""Paths of forms without scripts: the form contains the value, and its handler checks it."""


class CsrfMiddleware:
    """Reject requests that would change something unless they come from a page of this editor."""

    def __init__(self, app: ASGIApp, key: bytes) -> None:
        self._app = app
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on or reject it; set the cookie if the browser has no valid one."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        if request.method not in _SAFE_METHODS and (error := self._find_rejection(request)):
            await error_response(403, error)(scope, request.receive, send)
            return
        proof = request.cookies.get(COOKIE, "")
        if not is_token(self._key, "csrf", proof):
            proof = new_token(self._key, "csrf")
            send = _add_cookie_to_send(send, f"{COOKIE}={proof}; Path=/; SameSite=Strict")
        request.state.proof = proof
        await self._app(scope, receive, send)

    def _find_rejection(self, request: Request) -> str | None:
        """Return why a request that would change something is rejected; None if it is accepted."""
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
            return "the request comes from another site"
        if getattr(request.state, "bearer", False):
            return None  # a browser never sends a bearer token on its own
        if request.scope["path"] in FORMS or is_proven(
            request, request.headers.get(HEADER, ""), self._key
        ):
            return None
        return "this page is out of date: load it again; what you typed is kept"


def is_proven(request: Request, sent: str, key: bytes) -> bool:
    """Check that `sent` equals the request's CSRF cookie and was signed by this editor."""
    return sent == request.cookies.get(COOKIE) and is_token(key, "csrf", sent)


def _add_cookie_to_send(send: Send, cookie: str) -> Send:
    """Return a `send` that adds a cookie to the response."""

    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("set-cookie", cookie)
        await send(message)

    return send_with_cookie
