"""Under which names the editor answers.

A page of another site can have its own name lead to 127.0.0.1 after it was loaded, and is then, to
the browser, of the same site as the editor. The name in the Host header gives it away.
"""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from editor.responses import problem


class AllowedHostsMiddleware:
    """Answer under the names that are allowed, whatever the port; None allows all."""

    def __init__(self, app: ASGIApp, allowed: frozenset[str] | None) -> None:
        self._app = app
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and self._allowed is not None:
            name = name_of(HTTPConnection(scope).headers.get("host", ""))
            if name not in self._allowed:
                answer = problem(421, "this editor is not reached under that name")
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)


def name_of(host: str) -> str:
    """Return the name of a host without its port: localhost:80, [::1]:80."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdecimal() else host).lower()
