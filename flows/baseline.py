"""The flow that scores reference recordings anew, and fails where they are worse than before."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.settings import PREFECT_TASKS_REFRESH_CACHE, temporary_settings
from pydantic import Field

from archive.database.connection import DATABASE
from archive.storage.files import write_atomically
from flows.batches.options import THREADS, Text
from flows.process import publish_recording
from flows.request import Request, read_text
from flows.scoring import score_files
from transcripts.errors import UserError

ERRORS = ("wer", "cpwer", "wder", "der", "start_95")
"""Measures that are worse when they are larger; `start_95` in seconds, the others shares."""

RIGHT = ("punctuation_f1", "names", "roles")
"""Measures that are worse when they are smaller."""

FILES = ("recording", "transcript", "context", "cast")
"""What a reference recording has that are files, named from where the baseline is."""

Rates = Mapping[str, float]


@task(name="reference", task_run_name="{name}", cache_policy=NO_CACHE)
def _rates(name: str, given: Mapping[str, Any], home: Path) -> dict[str, float]:
    """Process a recording from scratch, in an archive of its own, and measure it."""
    asked = {k: _placed(v, home) if k in FILES else v for k, v in given.items() if k != "truth"}
    with TemporaryDirectory(prefix="tapelog-") as scratch, _own_catalogue():
        out = Path(scratch) / "out"
        request = Request.model_validate({"archive": scratch, "out": out, **asked})
        with temporary_settings({PREFECT_TASKS_REFRESH_CACHE: True}):
            publish_recording(request)
        rates = score_files(out / "transcript.json", home / given["truth"]).as_json()["rates"]
    return {key: rates[key] for key in (*ERRORS, *RIGHT) if key in rates}


@contextmanager
def _own_catalogue() -> Iterator[None]:
    """Let an archive have its catalogue in its folder, whatever database all others share."""
    shared = os.environ.pop(DATABASE, None)
    try:
        yield
    finally:
        if shared is not None:
            os.environ[DATABASE] = shared


def _placed(names: Any, home: Path) -> Any:
    return [home / name for name in names] if isinstance(names, list) else home / names


@flow(name="score", flow_run_name="score {baseline}", persist_result=False, task_runner=THREADS)
def score(
    baseline: Text,
    tolerance: Annotated[float, Field(ge=0, le=1)] = 0.005,
    record: bool = False,
) -> dict[str, dict[str, float]]:
    """Process reference recordings from scratch and compare their scores with those on record.

    Raises UserError that names every measure that became worse; all of them are in the artifact
    "scores" either way.

    Args:
        baseline: The file with the recordings, where their truth is, and the scores on record.
        tolerance: By how much a share (or seconds) may be worse before the run fails. The default
            is what another version of a numeric library may move; more hides slow decay.
        record: Write the new scores into the file instead of comparing them.
    """
    place = Path(baseline)
    known = json.loads(read_text(place, "baseline"))
    home = place.absolute().parent
    now = {name: _rates(name, given, home) for name, given in known["recordings"].items()}
    if record:
        write_atomically(place, json.dumps({**known, "rates": now}, indent=1) + "\n")
        return now
    create_table_artifact(key="scores", table=_table(known["rates"], now), description=baseline)
    if worse := list(_worse(known["rates"], now, tolerance)):
        raise UserError(
            f"worse than on record in {baseline}: {'; '.join(worse)}. All measures are in the "
            "artifact `scores`; where a change was meant, run this once with `record`"
        )
    return now


def _worse(
    before: Mapping[str, Rates], now: Mapping[str, Rates], tolerance: float
) -> Iterator[str]:
    """Name every measure that became worse by more than what is tolerated."""
    for name, rates in now.items():
        for measure, value in before.get(name, {}).items():
            if _loss(measure, before[name], rates) > tolerance:
                found = f"{rates[measure]:.4f}" if measure in rates else "not to be measured"
                yield f"{name}: {measure} was {value:.4f}, is {found} now"


def _loss(measure: str, before: Rates, now: Rates) -> float:
    """Return by how much a measure is worse; 1.0 for one that can no longer be taken."""
    if measure not in now:
        return 1.0
    difference = now[measure] - before[measure]
    return difference if measure in ERRORS else -difference


def _table(before: Mapping[str, Rates], now: Mapping[str, Rates]) -> list[dict[str, object]]:
    return [
        {
            "recording": name,
            "measure": measure,
            "on record": before.get(name, {}).get(measure),
            "now": value,
        }
        for name, rates in now.items()
        for measure, value in rates.items()
    ]
