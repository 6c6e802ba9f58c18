"""Run a pipeline step as a Prefect task: retried, time-limited and cached.

The cache key consists of the step's name and version, the hashes of the recording and the models,
how a faulty recording was decoded, and all inputs. If an input changes, only the steps that depend
on it are repeated, and a killed run resumes after its last finished step.

Results are stored as JSON, so that a manipulated file can change data but cannot run code. Prefect
itself would use pickle, and would trust the serializer that a stored file names.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar, get_type_hints

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.settings import PREFECT_LOCAL_STORAGE_PATH
from prefect.states import Completed
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from archive.storage.files import parse_location, write_atomically
from audio import memory
from audio.sound.recording import Source
from flows import progress
from flows.models import UsedModels
from flows.settings import STEPS_SETTING
from transcripts.errors import UserError

T = TypeVar("T")

CACHED = "Cached"
"""The name of the state of a task whose result was cached."""

BASE_TIMEOUT = 900.0
"""The time in seconds that a step may take in addition to the time for its audio, because the first
run downloads models.
"""

RETRY_DELAYS = (2.0, 10.0)
"""Seconds before the first and the second retry of a transient fault."""

MOST_BYTES = 512 * 2**20
"""The maximum size of a stored result in bytes; the words of a day's audio take a tenth of it."""

_RELEASE_SECONDS = 20.0
"""Processor seconds after which a step returns freed memory to the system, because batches of
different sizes fragment the heap. Recognizing 20 minutes took 1.8 GB with this and 2.1 GB without.
"""

_MODEL_LOCK = threading.Lock()
"""A lock held while a step runs, because a model has state that belongs to one recording. The
recordings of a process take turns; work without models runs meanwhile.
"""


@dataclass(frozen=True, slots=True)
class StepResult(Generic[T]):
    """The result of a step, and the seconds it took to compute."""

    step: str
    value: T
    seconds: float


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """A function of a recording and other inputs, and how Prefect runs it.

    `version` is part of the cache key: increase it when results change. `timeout_per_second` limits
    the run time, in seconds per second of audio (plus `BASE_TIMEOUT`).
    """

    name: str
    function: Callable[..., T]
    version: int
    retries: int = 1
    timeout_per_second: float = 20.0

    def key(self, source: Source, models: UsedModels, inputs: tuple[object, ...]) -> str:
        """Return the cache key; equal bytes and inputs have equal keys on every machine."""
        sound = f"{source.sha256} {source.decoding}" if source.decoding else source.sha256
        parts = (sound, tuple(model.sha256 for model in models), inputs)
        digest = hashlib.sha256(repr(parts).encode()).hexdigest()
        return f"{self.name.replace(' ', '-')}-{self.version}-{digest[:40]}"

    def __call__(self, source: Source, models: UsedModels, *inputs: object) -> StepResult[T]:
        """Run the step with these models, or return the cached result.

        Inputs are passed in a closure, because Prefect would traverse every word in task
        parameters.
        """
        key = self.key(source, models, inputs)
        run = task(
            name=self.name,
            task_run_name=self.name,
            cache_policy=NO_CACHE,
            persist_result=False,
            retries=self.retries,
            retry_delay_seconds=list(RETRY_DELAYS[: self.retries]),
            retry_condition_fn=_should_retry,
            timeout_seconds=BASE_TIMEOUT + self.timeout_per_second * source.seconds,
        )(lambda: self._cached_state(key) or self._run(key, source, inputs))
        with _MODEL_LOCK:
            state: State[Any] = run(return_state=True)
        done: StepResult[T] = state.result()
        if state.name == CACHED:
            progress.report_cached_step(self.name)
        return done

    def _cached_state(self, key: str) -> State[Any] | None:
        """Return a cached result as a Prefect state; None if there is none."""
        found = read_result(key, _build_result_adapter(self.function))
        return None if found is None else Completed(name=CACHED, data=found)

    def _run(self, key: str, source: Source, inputs: tuple[object, ...]) -> StepResult[T]:
        done = self._compute(source, inputs)
        store_result(key, done)
        return done

    def _compute(self, source: Source, inputs: tuple[object, ...]) -> StepResult[T]:
        with progress.report_step(self.name) as report:
            began = time.perf_counter()
            value = self.function(source, *inputs, progress=_releasing_memory(report))
            memory.release_memory()
            return StepResult(self.name, value, round(time.perf_counter() - began, 3))


def _releasing_memory(report: Callable[[float], None]) -> Callable[[float], None]:
    """Extend `report` so that it also returns freed memory to the system from time to time."""
    released = time.process_time()

    def report_and_release(share: float) -> None:
        nonlocal released
        report(share)
        memory.drop_mapped_pages()
        if time.process_time() - released > _RELEASE_SECONDS:
            memory.release_memory()
            released = time.process_time()

    return report_and_release


@cache
def _build_result_adapter(function: Callable[..., Any]) -> TypeAdapter[Any]:
    """Return a pydantic adapter for the declared return type of a function."""
    returned: Any = get_type_hints(function)["return"]
    stored: Any = StepResult[returned]
    return TypeAdapter(stored)


def _should_retry(_task: Any, _run: Any, state: State[Any]) -> bool:
    """Check whether a retry can help; it cannot after a UserError."""
    return not isinstance(state.result(raise_on_failure=False), UserError)


def read_result(key: str, adapter: TypeAdapter[Any]) -> Any | None:
    """Return a stored result; None if it is missing, damaged or of another type."""
    path = _result_path(key)
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        return adapter.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def store_result(key: str, value: object) -> None:
    """Store a result atomically; raises UserError if it cannot be written."""
    path = _result_path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, to_json(value, inf_nan_mode="constants", fallback=_parse_number))


def _result_path(key: str) -> Path:
    configured = os.environ.get(STEPS_SETTING)
    folder = parse_location(configured) if configured else PREFECT_LOCAL_STORAGE_PATH.value()
    return folder / f"{key}.json"


def _parse_number(value: Any) -> float:
    """Convert a numpy number to float; raises TypeError for anything else."""
    if not hasattr(value, "item"):
        raise TypeError(f"a step's result has a {type(value).__name__}, which is not a JSON value")
    return float(value.item())
