"""Start Prefect's temporary server, which exits together with the process that started it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from typing import Any

from prefect.client.orchestration import get_client
from prefect.server.api.server import SubprocessASGIServer
from prefect.settings import PREFECT_API_URL

from transcripts.errors import UserError

# Ends the server when its parent exits; the parent holds the other end of the pipe at stdin.
_WATCH = 'read -r _; kill "$0"; sleep 5; kill -9 "$0"'


def start() -> Callable[[], None]:
    """Start the server unless PREFECT_API_URL names another; return a function that stops it.

    Prefect would start a server itself, but that one would outlive a killed process (kill -9, out
    of memory). Raises UserError if the server at PREFECT_API_URL does not answer.
    """
    server = _PrivateServer()
    if PREFECT_API_URL.value():
        _check(str(PREFECT_API_URL.value()))
        return server.stop
    server.start()
    if os.name == "posix" and server.server_process is not None:
        _watch(server.server_process.pid)
    return server.stop


class _PrivateServer(SubprocessASGIServer):
    """Prefect's temporary server, with a database that only its owner can read."""

    def _run_uvicorn_command(self) -> subprocess.Popen[Any]:
        before = os.umask(0o077)  # a child inherits the umask of its parent
        try:
            return super()._run_uvicorn_command()
        finally:
            os.umask(before)


def _check(address: str) -> None:
    """Raise UserError if no server answers at the address."""
    with get_client(sync_client=True) as client:
        if error := client.api_healthcheck():
            raise UserError(
                f"PREFECT_API_URL {address} does not answer ({error}): start that server, or unset "
                "PREFECT_API_URL to use a temporary one"
            )


def _watch(pid: int) -> None:
    """Start a shell that ends the server as soon as this process has exited."""
    held, _ = os.pipe()  # the system closes the other end when this process ends
    subprocess.Popen(
        ["sh", "-c", _WATCH, str(pid)],
        stdin=held,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(held)
