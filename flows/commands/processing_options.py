"""Define the options of commands that process many recordings, and start their flows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from archive.storage.files import archive_folder, check_writable
from flows.commands.shared import (
    APPLY_FROM,
    ARCHIVE,
    FOLDER,
    FORMATS,
    PROPOSE_FROM,
    RECOGNIZER,
    SOUNDTRACK,
)

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--speakers", metavar="N", help="How many voices: 3, or a range: 2-4."),
    SOUNDTRACK,
    RECOGNIZER,
    click.option(
        "--model",
        default="base",
        show_default=True,
        metavar="NAME",
        help="A Whisper model by name, or a checkpoint file.",
    ),
    click.option("--pipeline", type=FOLDER, help="A local pyannote pipeline for diarization."),
    click.option(
        "--language",
        default="en",
        show_default=True,
        metavar="CODE",
        help="The language spoken, or auto to detect it.",
    ),
    APPLY_FROM,
    PROPOSE_FROM,
    click.option("--verbatim", is_flag=True, help="Keep the old text's wording."),
    FORMATS,
    click.option(
        "--at-once",
        type=click.IntRange(1, 16),
        default=2,
        show_default=True,
        metavar="N",
        help="How many recordings are in progress at once; the models process one at a time.",
    ),
    ARCHIVE,
)


def processing_options(command: F) -> F:
    """Add the processing options to a command; `flow_parameters` converts their values."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def flow_parameters(values: dict[str, Any]) -> dict[str, Any]:
    """Convert the options of a command to parameters of a flow; raises UserError for bad values."""
    from flows.request import ProcessOptions, thresholds

    own = {name: values.pop(name) for name in tuple(values) if name in ("archive", "at_once")}
    thresholds(values["apply_from"], values["propose_from"])
    options = ProcessOptions(**{name: value for name, value in values.items() if value is not None})
    return {**own, "options": options}


def run_flow(
    load_flow: Callable[[], Callable[..., Any]],
    archive: Path | None,
    shortcut: Callable[[Path], Any] = lambda _: None,
    **values: Any,
) -> Any:
    """Run the flow that `load_flow` imports, on the server at PREFECT_API_URL or a temporary one.

    If `shortcut` returns a value for the archive, that value is returned and no server is started.
    """
    from flows import settings

    place = archive_folder(archive)
    check_writable(place)
    settings.set_environment(place)
    if (value := shortcut(place)) is not None:
        return value
    from rich.console import Console

    from flows import server
    from flows.batches.leases import release_all
    from flows.progress import progress_on
    from flows.stopping import stopping_at_once

    with stopping_at_once(release_all):
        flow = server.start_while(load_flow)
        with progress_on(Console(stderr=True)):
            return flow(archive=place, **values)
