"""Run the editor until somebody stops it."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from editor.settings import Settings
from transcripts.errors import UserError

_PATIENCE_SECONDS = 5
"""How long answers that are under way may take at the end; saving an edit takes milliseconds."""


def serve(app: FastAPI, settings: Settings, ready: Callable[[str], None]) -> None:
    """Answer requests until Ctrl-C or SIGTERM; calls `ready` with the address once it listens.

    UserError where the port is taken, or the host is not one of this machine.
    """
    listener = _listen(settings)
    ready(_address(listener, settings))
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,  # who listens to what is nobody else's business
        server_header=False,
        proxy_headers=False,  # anybody can write them
        timeout_graceful_shutdown=_PATIENCE_SECONDS,
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass  # uvicorn says it again once everything is closed
    finally:
        listener.close()


def _listen(settings: Settings) -> socket.socket:
    """Take the port before anything else, so that nobody waits in vain."""
    host, port = settings.host.strip("[]"), settings.port
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise UserError(
            f"cannot listen on {host}, port {port} ({error.strerror}): choose another with --port "
            "or --host; --port 0 takes any that is free"
        ) from None


def _address(listener: socket.socket, settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host.strip("[]") else settings.host
    return f"http://{host}:{listener.getsockname()[1]}/"
