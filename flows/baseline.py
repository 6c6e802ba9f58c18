"""Define the flow that scores recordings with known truth, and fails if a score got worse."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.settings import PREFECT_TASKS_REFRESH_CACHE, temporary_settings
from pydantic import Field

from archive.database.connection import DATABASE
from archive.storage.files import write_atomically
from audio.scratch import scratch_folder
from flows.batches.options import THREADS, Text
from flows.process import publish_recording
from flows.request import Request, read_text
from flows.scoring import score_files
from transcripts.errors import UserError

ERRORS = ("wer", "cpwer", "wder", "der", "start_95")
"""Measures for which a lower value is better. `start_95` is in seconds; the others are rates."""

GAINS = ("punctuation_f1", "names", "roles")
"""Measures for which a higher value is better."""

FILES = ("recording", "transcript", "context", "cast")
"""Fields of a reference recording that hold file paths, relative to the baseline's folder."""

Rates = Mapping[str, float]


@task(name="reference", task_run_name="{name}", cache_policy=NO_CACHE)
def _score_reference(
    name: str, recording_fields: Mapping[str, Any], folder: Path
) -> dict[str, float]:
    """Process a recording in a temporary archive, without cached results, and score it."""
    options = {
        k: _resolve_paths(v, folder) if k in FILES else v
        for k, v in recording_fields.items()
        if k != "truth"
    }
    with scratch_folder() as scratch, _use_private_catalogue():
        out = scratch / "out"
        request = Request.model_validate({"archive": scratch, "out": out, **options})
        with temporary_settings({PREFECT_TASKS_REFRESH_CACHE: True}):
            publish_recording(request)
        truth = folder / recording_fields["truth"]
        rates = score_files(out / "transcript.json", truth).as_json()["rates"]
    return {key: rates[key] for key in (*ERRORS, *GAINS) if key in rates}


@contextmanager
def _use_private_catalogue() -> Iterator[None]:
    """Store this archive's catalogue in its own folder, even if TAPELOG_DATABASE is set."""
    shared = os.environ.pop(DATABASE, None)
    try:
        yield
    finally:
        if shared is not None:
            os.environ[DATABASE] = shared


def _resolve_paths(names: Any, folder: Path) -> Any:
    return [folder / name for name in names] if isinstance(names, list) else folder / names


@flow(name="score", flow_run_name="score {baseline}", persist_result=False, task_runner=THREADS)
def score(
    baseline: Text,
    tolerance: Annotated[float, Field(ge=0, le=1)] = 0.005,
    record: bool = False,
) -> dict[str, dict[str, float]]:
    """Process reference recordings from scratch and compare their scores with the recorded ones.

    Creates the artifact "scores" with all measures. Raises UserError naming every measure that got
    worse.

    Args:
        baseline: A file with the recordings, the paths of their truth, and the recorded scores.
        tolerance: By how much a rate (or a time in seconds) may worsen before the run fails.
            The default covers differences between versions of numeric libraries.
        record: Write the new scores into the file instead of comparing them.
    """
    path = Path(baseline)
    recorded = json.loads(read_text(path, "baseline"))
    folder = path.absolute().parent
    measured = {
        name: _score_reference(name, fields, folder)
        for name, fields in recorded["recordings"].items()
    }
    if record:
        write_atomically(path, json.dumps({**recorded, "rates": measured}, indent=1) + "\n")
        return measured
    create_table_artifact(
        key="scores", table=_build_table(recorded["rates"], measured), description=baseline
    )
    if worse := list(_describe_regressions(recorded["rates"], measured, tolerance)):
        raise UserError(
            f"scores are worse than recorded in {baseline}: {'; '.join(worse)}. All measures are "
            "in the artifact `scores`; if the change is intended, run this once with `record`"
        )
    return measured


def _describe_regressions(
    recorded_scores: Mapping[str, Rates], measured_scores: Mapping[str, Rates], tolerance: float
) -> Iterator[str]:
    """Describe every measure that got worse by more than the tolerance."""
    for name, rates in measured_scores.items():
        for measure, value in recorded_scores.get(name, {}).items():
            if _measure_decline(measure, recorded_scores[name], rates) > tolerance:
                current = f"{rates[measure]:.4f}" if measure in rates else "missing"
                yield f"{name}: {measure} was {value:.4f} and is now {current}"


def _measure_decline(measure: str, recorded_scores: Rates, measured_scores: Rates) -> float:
    """Return by how much a measure got worse; 1.0 if it is now missing."""
    if measure not in measured_scores:
        return 1.0
    difference = measured_scores[measure] - recorded_scores[measure]
    return difference if measure in ERRORS else -difference


def _build_table(
    recorded_scores: Mapping[str, Rates], measured_scores: Mapping[str, Rates]
) -> list[dict[str, object]]:
    return [
        {
            "recording": name,
            "measure": measure,
            "recorded": recorded_scores.get(name, {}).get(measure),
            "now": value,
        }
        for name, rates in measured_scores.items()
        for measure, value in rates.items()
    ]
