"""Limit the size of a request's body and the time that it may take to arrive."""

from __future__ import annotations

import asyncio

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from editor.responses import error_response

MOST_BYTES = 2**20
"""The maximum size of a body in bytes. The largest edit, with 5,000 corrections, has 60 kB."""


class RequestLimitMiddleware:
    """Read each request's body before handling it; reject it if it is too large or too slow."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        """Wrap `app`; a body must arrive within `seconds`."""
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its complete body, or reject it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = HTTPConnection(scope).headers.get("content-length", "0")
        body = None
        if declared.isdecimal() and int(declared) <= MOST_BYTES:
            try:
                body = await asyncio.wait_for(_read_body(receive), self._seconds)
            except TimeoutError:
                await error_response(408, "the request took too long to arrive")(
                    scope, receive, send
                )
                return
        if body is None:
            error = f"the request is too large: at most {MOST_BYTES} bytes are allowed"
            headers = {"connection": "close"}  # the rest of the body is not read
            await error_response(413, error, headers)(scope, receive, send)
            return
        await self._app(scope, _replay_body(body, receive), send)


async def _read_body(receive: Receive) -> bytes | None:
    """Read a body; None if it is too large or the client has disconnected."""
    parts = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts += message.get("body", b"")
        if len(parts) > MOST_BYTES:
            return None
        if not message.get("more_body", False):
            return bytes(parts)


def _replay_body(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that replays a body, then continues with the original one."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again
