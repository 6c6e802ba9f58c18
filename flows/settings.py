"""Make Prefect private and quiet, with its data in the archive's folder, before it is imported.

All values are defaults; the environment takes precedence.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from archive.storage.files import local_folder, storage_of

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
    # Wait through a server outage of some minutes; by default, Prefect gives up after one minute.
    "PREFECT_CLIENT_MAX_RETRIES": "12",
    # On a loaded machine a temporary server needs more than the default 20 s to start.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
}


STEPS_SETTING = "TAPELOG_STEPS"
"""The environment variable with the folder or URL for the results of steps. If it is not set,
Prefect's local storage is used. A URL in Prefect's own setting would become a local folder named
`s3:`.
"""

NO_ORIGIN = "https://no-page.invalid"
"""The only origin whose web pages may call the temporary server; it does not exist."""


def set_environment(archive: Path) -> None:
    """Set the environment for Prefect; call this before prefect is first imported.

    Results of steps go to `archive`/steps. Unless PREFECT_API_URL is set, the database of the
    temporary server is in `archive`/prefect, so that the user's own Prefect profile stays
    unchanged. If the archive is a URL, that database is in a local folder.
    """
    prefect = _create_private_folder(local_folder(archive))
    defaults = {**PRIVATE, **QUIET, **PATIENT}
    if storage_of(archive).local_path(archive) is None:
        defaults[STEPS_SETTING] = str(archive / "steps")
        defaults["PREFECT_LOCAL_STORAGE_PATH"] = str(prefect / "results")
    else:
        defaults["PREFECT_LOCAL_STORAGE_PATH"] = str(archive / "steps")
    if "PREFECT_API_URL" not in os.environ:
        defaults["PREFECT_HOME"] = str(prefect)
        defaults["PREFECT_LOGGING_TO_API_ENABLED"] = "false"  # nobody could read them later
        defaults |= _restrict_access()
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


def _restrict_access() -> dict[str, str]:
    """Return settings that restrict the temporary server to this process and its children.

    Otherwise other users, and any web page open in a browser on this machine, could read and change
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


def _create_private_folder(parent_folder: Path) -> Path:
    """Create a folder, readable only by its owner, for the temporary server's database.

    In a shared archive, each user gets a separate folder.
    """
    folder = parent_folder / "prefect"
    if os.name == "posix" and folder.exists() and folder.stat().st_uid != os.getuid():
        folder = parent_folder / f"prefect-{os.getuid()}"
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):
        folder.chmod(0o700)
    return folder
