"""Check an installation; each check is a function whose finding is printed as one line."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from transcripts.errors import UserError
from transcripts.extras import EXTRAS, install_command, missing_modules

NEWEST_PYTHON = (3, 13)
"""The newest version of Python on which tapelog has been tested."""

MEMORY = 3 * 10**9
"""Bytes of memory that an hour of speech needs with the default models (docs/operations.md)."""

EDITOR_PORT = 8765

State = Literal["OK", "note", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check: a fault must be fixed, a note may be intended."""

    state: State
    text: str
    remedy: str = ""

    def line(self, name: str) -> str:
        """Format the finding as one line."""
        return f"{self.state:<5}  {name:<8}  {self.text}" + (f": {self.remedy}" * bool(self.remedy))


def check_python(_: Path, version: tuple[int, int] = sys.version_info[:2]) -> Finding:
    """Check whether tapelog has been tested with this version of Python."""
    text = ".".join(str(part) for part in version)
    if version > NEWEST_PYTHON:
        return Finding(
            "note", f"{text} has not been tested", "if something fails, use 3.11, 3.12 or 3.13"
        )
    return Finding("OK", text)


def check_disk(archive: Path) -> Finding:
    """Check whether the archive can be written to and has enough free space."""
    from archive.storage.files import MIN_FREE_SPACE, check_free_space, check_writable

    try:
        check_writable(archive)
        check_free_space(archive, MIN_FREE_SPACE)
    except UserError as error:
        return Finding("fault", str(error))
    return Finding("OK", f"{archive} can be written to")


def check_memory(_: Path) -> Finding:
    """Check whether there is enough memory for an hour of speech."""
    import psutil

    free = psutil.virtual_memory().available
    if free < MEMORY:
        remedy = f"an hour of speech takes up to {MEMORY / 1e9:.0f} GB; close other programs"
        return Finding("note", f"{free / 1e9:.1f} GB are free", remedy)
    return Finding("OK", f"{free / 1e9:.1f} GB are free")


def check_models(_: Path) -> Finding:
    """Check whether the default models are installed and undamaged."""
    from audio.checkpoints.models import DEFAULTS, download_size, list_models, models_folder

    states = {check.model.name: check.state for check in list_models()}
    if damaged := [name for name, state in states.items() if state == "damaged"]:
        remedy = f"delete them in {models_folder()}, then `tapelog models fetch`"
        return Finding("fault", f"{', '.join(damaged)} damaged", remedy)
    if missing := [name for name in DEFAULTS if states[name] == "missing"]:
        remedy = f"`tapelog models fetch` downloads up to {download_size(missing) / 1e6:.0f} MB"
        return Finding("note", f"{', '.join(missing)} not fetched yet", remedy)
    return Finding("OK", f"in {models_folder()}")


def check_database(archive: Path) -> Finding:
    """Check whether the database answers, has known tables, and belongs to the archive."""
    from archive.database.connection import DATABASE, FILE, connect
    from archive.database.migrate import check_version
    from archive.queue.preflight import check_mounted

    url = os.environ.get(DATABASE)
    if not url and not (archive / FILE).exists():
        return Finding("OK", "none yet; the first run creates it")
    try:
        catalogue = connect(archive, url)
        try:
            with catalogue.reading() as connection:
                current = check_version(connection)
            if current:
                check_mounted(catalogue, may_store_id=False)
        finally:
            catalogue.engine.dispose()
    except UserError as error:
        return Finding("fault", str(error))
    where = catalogue.engine.url.render_as_string()
    return Finding("OK", where if current else f"{where}; the next command migrates its tables")


def check_prefect(_: Path) -> Finding:
    """Check whether the Prefect server answers, requires a password, and accepts the client's."""
    import httpx

    address = os.environ.get("PREFECT_API_URL")
    if not address:
        return Finding("OK", "no server is configured; each command starts its own")
    count = f"{address.rstrip('/')}/flow_runs/count"
    name, *rest = os.environ.get("PREFECT_API_AUTH_STRING", "").split(":", 1)
    try:
        if httpx.post(count, json={}, timeout=10).is_success:
            remedy = "set PREFECT_SERVER_API_AUTH_STRING and start it again"
            return Finding("fault", f"{address} answers without a password", remedy)
        answer = httpx.post(count, json={}, timeout=10, auth=(name, "".join(rest)))
    except httpx.HTTPError as error:
        remedy = "start it, or unset PREFECT_API_URL"
        return Finding("fault", f"{address} does not answer ({error})", remedy)
    if not answer.is_success:
        remedy = "set PREFECT_API_AUTH_STRING to the server's password"
        return Finding("fault", f"{address} refuses (HTTP {answer.status_code})", remedy)
    return Finding("OK", f"{address} requires a password and accepts yours")


def check_ports(_: Path, editor_port: int = EDITOR_PORT) -> Finding:
    """Check whether the editor's default port is free."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", editor_port))
        except OSError:
            remedy = "unless it is your editor, use `tapelog edit --port N`"
            return Finding("note", f"{editor_port} is in use", remedy)
    return Finding("OK", f"{editor_port} is free for the editor")


def check_extras(_: Path) -> Finding:
    """Check which optional parts are installed."""
    absent = [extra for extra in EXTRAS if missing_modules(extra)]
    if not absent:
        return Finding("OK", f"{', '.join(EXTRAS)} installed")
    return Finding("note", f"{', '.join(absent)} not installed", install_command(",".join(absent)))


CHECKS: dict[str, Callable[[Path], Finding]] = {
    "python": check_python,
    "disk": check_disk,
    "memory": check_memory,
    "models": check_models,
    "database": check_database,
    "prefect": check_prefect,
    "ports": check_ports,
    "extras": check_extras,
}
"""Every check, by the name that is printed before its result."""


def run_checks(archive: Path) -> Iterator[tuple[str, Finding]]:
    """Run every check; a check that raises an error is reported as a fault."""
    for name, check in CHECKS.items():
        try:
            yield name, check(archive)
        except Exception as error:
            yield name, Finding("fault", f"{type(error).__name__}: {' '.join(str(error).split())}")
