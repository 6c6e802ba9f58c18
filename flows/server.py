"""Start Prefect's temporary server, which exits together with the process that started it."""

from __future__ import annotations

import atexit
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from flows.empty_database import cache_empty_database, copy_empty_database
from flows.garbage import uncollected_imports
from transcripts.errors import UserError

T = TypeVar("T")

# The server gets the listening socket as its stdin, so that no other process can take its port, and
# clients that connect early wait. For the garbage collector, see flows/garbage.py.
_SERVE = """
import atexit, gc, socket
gc.disable()
atexit.register(gc.freeze)
import uvicorn
from prefect.server.api.server import create_app
config = uvicorn.Config(create_app(), log_level="error")
gc.freeze()
gc.enable()
uvicorn.Server(config).run(sockets=[socket.socket(fileno=0)])
"""

_SERVER_SETTINGS = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
}
"""The settings with which Prefect itself starts its temporary server (`SubprocessASGIServer`)."""

_ADDRESS = "PREFECT_API_URL"
_PATIENCE = "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"
_STOP_SECONDS = 5.0

# A script that ends the server when the parent has exited. The parent holds the other end of the
# pipe at the script's stdin, so that `read` waits until the parent exits.
_WATCH = 'read -r _; kill "$0"; sleep 5; kill -9 "$0"'


def start() -> Callable[[], None]:
    """Start the server unless Prefect is configured to use another; return a function to stop it.

    Prefect can start a temporary server itself, but that server would outlive a killed process
    (kill -9, out of memory), and importing its code takes three seconds. Raises UserError if the
    configured server does not answer, RuntimeError if the temporary one does not.
    """
    return _wait_for_server(_launch_server())


def start_while(load: Callable[[], T]) -> T:
    """Start the server, call `load` meanwhile and return its result; raises like `start`."""
    server = _launch_server()
    with uncollected_imports():
        loaded = load()
    _wait_for_server(server)
    return loaded


def _launch_server() -> _PrivateServer | None:
    """Start a server without waiting for it; None if Prefect is known to use another server."""
    known = os.environ.get(_ADDRESS) or ("prefect" in sys.modules and _find_configured_address())
    return None if known else _PrivateServer()


def _wait_for_server(server: _PrivateServer | None) -> Callable[[], None]:
    """Wait for the server; return a function that stops it."""
    if address := _find_configured_address():  # a profile or prefect.toml may name a server, too
        if server is not None:
            server.stop()
        _check_address(address)
        return lambda: None
    assert server is not None
    server.wait()
    return server.stop


def _find_configured_address() -> str:
    """Return the address of the server that Prefect is configured to use; "" if there is none."""
    from prefect.settings import PREFECT_API_URL

    return str(PREFECT_API_URL.value() or "")


class _PrivateServer:
    """Prefect's API in a process of its own, with a database that only its owner can read."""

    def __init__(self) -> None:
        """Start the process; `wait` returns when it answers."""
        self._creates_database = copy_empty_database()
        with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
            self._port = listening.getsockname()[1]
            self._process = _start_serving(listening)
        self._watcher = _start_watcher(self._process.pid) if os.name == "posix" else None
        atexit.register(self.stop)

    def wait(self) -> None:
        """Wait until the server answers, and let Prefect use it; raises RuntimeError on failure."""
        before = time.monotonic()
        patience = float(os.environ.get(_PATIENCE, "300"))
        while not self._is_answering(patience):
            if self._process.poll() is not None or time.monotonic() - before > patience:
                self.stop()
                raise RuntimeError("the temporary Prefect server did not start")
            time.sleep(0.1)
        if self._creates_database:
            cache_empty_database()
        _set_address(f"http://127.0.0.1:{self._port}/api")

    def _is_answering(self, seconds: float) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=seconds)
        try:
            connection.request("GET", "/api/health")
            return connection.getresponse().status == http.client.OK
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """End the server."""
        atexit.unregister(self.stop)
        if self._watcher is not None:
            self._watcher.kill()
            self._watcher.wait()
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        _set_address(None)


def _start_serving(listening: socket.socket) -> subprocess.Popen[bytes]:
    before = os.umask(0o077)  # a child inherits the umask of its parent
    try:
        return subprocess.Popen(
            [sys.executable, "-c", _SERVE],
            stdin=listening.fileno(),
            env={**os.environ, **_SERVER_SETTINGS},
        )
    finally:
        os.umask(before)


def _set_address(address: str | None) -> None:
    """Set the server that Prefect uses in this process and its children; None: no server."""
    from prefect import context

    if address is None:
        os.environ.pop(_ADDRESS, None)
    else:
        os.environ[_ADDRESS] = address
    context.refresh_global_settings_context()


def _check_address(address: str) -> None:
    """Raise UserError if no server answers at the address."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        if error := client.api_healthcheck():
            raise UserError(
                f"PREFECT_API_URL {address} does not answer ({error}): start that server, or unset "
                "PREFECT_API_URL to use a temporary one"
            )


def _start_watcher(pid: int) -> subprocess.Popen[bytes]:
    """Start a shell that ends the server as soon as this process has exited."""
    held, _ = os.pipe()  # the system closes the other end when this process ends
    watcher = subprocess.Popen(
        ["sh", "-c", _WATCH, str(pid)],
        stdin=held,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(held)
    return watcher
