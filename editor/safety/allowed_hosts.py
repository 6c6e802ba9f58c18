"""Accept requests only under the editor's own host names.

In a DNS rebinding attack, another site loads its page and then points its own name at 127.0.0.1.
The browser then treats the editor as part of that site. The Host header reveals the foreign name.
"""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from editor.responses import error_response


class AllowedHostsMiddleware:
    """Reject requests for other host names, whatever the port; None allows all names."""

    def __init__(self, app: ASGIApp, allowed: frozenset[str] | None) -> None:
        self._app = app
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if its Host header is allowed; reject it otherwise."""
        if scope["type"] == "http" and self._allowed is not None:
            name = name_of(HTTPConnection(scope).headers.get("host", ""))
            if name not in self._allowed:
                answer = error_response(
                    421, "this editor has another host name: open it under its own address"
                )
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)


def name_of(host: str) -> str:
    """Return a host without its port, in lower case: [::1]:80 becomes [::1]."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdecimal() else host).lower()
