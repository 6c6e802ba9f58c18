"""Prefect's settings, made before it is imported: private, quiet, inside the archive folder.

All values are defaults: the environment wins.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from archive.storage.files import local_folder

PRIVATE = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PYANNOTE_METRICS_ENABLED": "0",
    "HF_HUB_OFFLINE": "1",
}

QUIET = {
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    "PREFECT_CLI_COLORS": "false",
}

PATIENT = {
    # Wait through an outage of the server of some minutes (by default Prefect gives up after one).
    "PREFECT_CLIENT_MAX_RETRIES": "12",
    # A temporary server on a loaded machine needs more than the default 20 s to come up.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
}


NO_ORIGIN = "https://no-page.invalid"
"""The only origin whose web pages may call the temporary server: one that does not exist."""


def prepare(archive: Path) -> None:
    """Set the environment for Prefect; call this before the first import of prefect.

    Step results go to `archive`/steps. Without PREFECT_API_URL the temporary server keeps its
    database in `archive`/prefect, or in a folder of this machine where the archive is a URL, so
    that a user's own Prefect profile is left alone.
    """
    prefect = _own_folder(local_folder(archive))
    defaults = {**PRIVATE, **QUIET, **PATIENT, "PREFECT_LOCAL_STORAGE_PATH": str(archive / "steps")}
    if "PREFECT_API_URL" not in os.environ:
        defaults["PREFECT_HOME"] = str(prefect)
        defaults["PREFECT_LOGGING_TO_API_ENABLED"] = "false"  # nobody can read them later
        defaults |= _locked()
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


def _locked() -> dict[str, str]:
    """Return settings that restrict the temporary server to this process and its children.

    Otherwise any web page in a browser on this machine, and any other user, could read and change
    runs.
    """
    password = os.environ.get("PREFECT_SERVER_API_AUTH_STRING") or (
        f"tapelog:{secrets.token_urlsafe(32)}"
    )
    return {
        "PREFECT_SERVER_API_AUTH_STRING": password,
        "PREFECT_API_AUTH_STRING": password,
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": NO_ORIGIN,
    }


def _own_folder(place: Path) -> Path:
    """Create the folder of the temporary server's database, readable by its owner only.

    In a shared archive each user has one.
    """
    folder = place / "prefect"
    if os.name == "posix" and folder.exists() and folder.stat().st_uid != os.getuid():
        folder = place / f"prefect-{os.getuid()}"
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):
        folder.chmod(0o700)
    return folder
