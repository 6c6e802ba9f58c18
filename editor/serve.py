"""Run the editor's web server until it is interrupted."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from editor.connections import limit_logs, limited_protocol
from editor.settings import Settings
from transcripts.errors import UserError

_PATIENCE_SECONDS = 5
"""Seconds that open requests have to finish at shutdown; saving an edit takes milliseconds."""


def serve(app: FastAPI, settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve requests until Ctrl-C or SIGTERM; call `ready` with the URL once the server is up.

    Raises UserError if the port is in use, or if the host is not an address of this machine.
    """
    listener = _listen(settings)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,  # do not record who listens to what
        server_header=False,
        http=limited_protocol(settings.header_seconds, settings.body_seconds),
        ws="none",
        proxy_headers=False,  # anybody can forge them
        timeout_graceful_shutdown=_PATIENCE_SECONDS,
    )
    limit_logs()
    try:
        _Server(config, lambda: ready(_format_address(listener, settings))).run(sockets=[listener])
    except KeyboardInterrupt:
        pass  # uvicorn raises it again after a clean shutdown
    finally:
        listener.close()


class _Server(uvicorn.Server):
    """A server that calls `ready` as soon as it accepts requests; Ctrl-C is handled by then."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start serving, then call `ready`."""
        await super().startup(sockets)
        if self.started:
            self._ready()


def _listen(settings: Settings) -> socket.socket:
    """Bind the port before anything slow starts, so that an error shows at once."""
    host, port = settings.host.strip("[]"), settings.port
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family)
        # Accepted connections inherit TCP_NODELAY. Without this option, the second part of a
        # response waits 40 ms for the browser to acknowledge the first. asyncio sets it only for
        # sockets that it creates.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        raise UserError(
            f"cannot listen on {host}, port {port} ({error.strerror}): choose another with --port "
            "or --host; --port 0 chooses a free port"
        ) from None


def _format_address(listener: socket.socket, settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host.strip("[]") else settings.host
    return f"http://{host}:{listener.getsockname()[1]}/"
