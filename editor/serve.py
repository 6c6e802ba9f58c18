"""Run the editor until somebody stops it."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from editor.connections import BoundedProtocol, limit_logs
from editor.settings import Settings
from transcripts.errors import UserError

_PATIENCE_SECONDS = 5
"""How long answers that are under way may take at the end; saving an edit takes milliseconds."""


def serve(app: FastAPI, settings: Settings, ready: Callable[[str], None]) -> None:
    """Answer requests until Ctrl-C or SIGTERM; calls `ready` with the address once it does.

    UserError where the port is taken, or the host is not one of this machine.
    """
    listener = _listen(settings)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,  # who listens to what is nobody else's business
        server_header=False,
        http=BoundedProtocol,
        ws="none",
        proxy_headers=False,  # anybody can write them
        timeout_graceful_shutdown=_PATIENCE_SECONDS,
    )
    limit_logs()
    try:
        _Server(config, lambda: ready(_address(listener, settings))).run(sockets=[listener])
    except KeyboardInterrupt:
        pass  # uvicorn says it again once everything is closed
    finally:
        listener.close()


class _Server(uvicorn.Server):
    """A server that says when it is ready: from then on Ctrl-C is its to hear."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self.started:
            self._ready()


def _listen(settings: Settings) -> socket.socket:
    """Take the port before anything else, so that nobody waits in vain."""
    host, port = settings.host.strip("[]"), settings.port
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family)
        # Connections have it from the listener: without it an answer's second part waits 40 ms for
        # the browser to confirm the first. asyncio sets it only for sockets that it made itself.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        raise UserError(
            f"cannot listen on {host}, port {port} ({error.strerror}): choose another with --port "
            "or --host; --port 0 takes any that is free"
        ) from None


def _address(listener: socket.socket, settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host.strip("[]") else settings.host
    return f"http://{host}:{listener.getsockname()[1]}/"
