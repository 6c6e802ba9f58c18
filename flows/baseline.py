"""The flow that scores reference recordings again and fails if they got worse."""

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
"""Measures that should be small; `start_95` is in seconds, the others are rates."""

RIGHT = ("punctuation_f1", "names", "roles")
"""Measures that should be large."""

FILES = ("recording", "transcript", "context", "cast")
"""Fields of a reference recording that are file paths, relative to the baseline's folder."""

Rates = Mapping[str, float]


@task(name="reference", task_run_name="{name}", cache_policy=NO_CACHE)
def _rates(name: str, given: Mapping[str, Any], home: Path) -> dict[str, float]:
    """Process a recording from scratch in a temporary archive and score it."""
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
    """Keep the catalogue of this archive in its folder, whatever TAPELOG_DATABASE says."""
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

    Raises UserError naming every measure that got worse; the artifact "scores" has all measures
    in either case.

    Args:
        baseline: A file with the recordings, the paths of their truth, and the recorded scores.
        tolerance: How much worse a rate (or seconds) may get before the run fails. The default
            covers differences between versions of numeric libraries; more would hide slow decay.
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
    """List every measure that got worse by more than the tolerance."""
    for name, rates in now.items():
        for measure, value in before.get(name, {}).items():
            if _loss(measure, before[name], rates) > tolerance:
                found = f"{rates[measure]:.4f}" if measure in rates else "not to be measured"
                yield f"{name}: {measure} was {value:.4f}, is {found} now"


def _loss(measure: str, before: Rates, now: Rates) -> float:
    """Return how much worse a measure is; 1.0 if it is missing now."""
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
