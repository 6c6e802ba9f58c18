"""A pipeline step as a Prefect task: retried, time-limited and cached.

The key of a cached result is made of the step's name and version, the hashes of the recording and
of the models, how a faulty recording was decoded, and all inputs. Changing an input repeats only
the steps that depend on it, and a killed run resumes after its last finished step.

A result is stored as JSON under its key, so a tampered file can change data but not run code.
Prefect would pickle it, and would read each with the serializer that the file itself names.
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
from flows.models import Used
from transcripts.errors import UserError

T = TypeVar("T")

CACHED = "Cached"
"""The state of a task whose result was cached by an earlier run, as Prefect names it."""

ALLOWANCE = 900.0
"""Seconds that every step may take, however short the recording: the first run downloads models."""

RETRY_DELAYS = (2.0, 10.0)
"""Seconds before the first and the second retry of a transient fault."""

MOST_BYTES = 512 * 2**20
"""Most bytes of one result; a day of words has a tenth of that."""

_LISTENING = threading.Lock()
"""Held while a step runs, because the models keep state about the sound that they process.
Recordings of one process take turns; the models use all cores, and other work overlaps."""


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The result of a step, and the seconds that computing it took."""

    step: str
    value: T
    seconds: float


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """A function of a recording and other inputs, and how Prefect runs it.

    `version` is part of the cache key: raise it when results change. `patience` limits the run
    time, in seconds per second of sound (plus `ALLOWANCE`).
    """

    name: str
    function: Callable[..., T]
    version: int
    retries: int = 1
    patience: float = 20.0

    def key(self, source: Source, models: Used, inputs: tuple[object, ...]) -> str:
        """Return the cache key: equal bytes and inputs have equal keys on every machine."""
        sound = f"{source.sha256} {source.decoding}" if source.decoding else source.sha256
        given = (sound, tuple(model.sha256 for model in models), inputs)
        digest = hashlib.sha256(repr(given).encode()).hexdigest()
        return f"{self.name.replace(' ', '-')}-{self.version}-{digest[:40]}"

    def __call__(self, source: Source, models: Used, *inputs: object) -> Done[T]:
        """Run the step with these models, or return the cached result.

        Inputs are passed in a closure: Prefect would traverse every word of task parameters.
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
            timeout_seconds=ALLOWANCE + self.patience * source.seconds,
        )(lambda: self._cached_state(key) or self._run(key, source, inputs))
        with _LISTENING:
            state: State[Any] = run(return_state=True)
        done: Done[T] = state.result()
        if state.name == CACHED:
            progress.reused(self.name)
        return done

    def _cached_state(self, key: str) -> State[Any] | None:
        """Return a result that an earlier run stored, as a Prefect state; None if there is none."""
        found = read_result(key, _adapter(self.function))
        return None if found is None else Completed(name=CACHED, data=found)

    def _run(self, key: str, source: Source, inputs: tuple[object, ...]) -> Done[T]:
        done = self._done(source, inputs)
        store_result(key, done)
        return done

    def _done(self, source: Source, inputs: tuple[object, ...]) -> Done[T]:
        with progress.step(self.name) as report:
            began = time.perf_counter()
            value = self.function(source, *inputs, progress=report)
            memory.release_memory()
            return Done(self.name, value, round(time.perf_counter() - began, 3))


@cache
def _adapter(function: Callable[..., Any]) -> TypeAdapter[Any]:
    """Return a pydantic adapter for the declared return type of a function."""
    result: Any = get_type_hints(function)["return"]
    kept: Any = Done[result]
    return TypeAdapter(kept)


def _should_retry(_task: Any, _run: Any, state: State[Any]) -> bool:
    """Whether a retry can help: not after a UserError."""
    return not isinstance(state.result(raise_on_failure=False), UserError)


def read_result(key: str, adapter: TypeAdapter[Any]) -> Any | None:
    """Return a stored result; None if it is missing, damaged or of another type."""
    path = _path(key)
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        return adapter.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def store_result(key: str, value: object) -> None:
    """Store a result atomically; UserError if it cannot be written."""
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, to_json(value, inf_nan_mode="constants", fallback=_number))


def _path(key: str) -> Path:
    given = os.environ.get("PREFECT_LOCAL_STORAGE_PATH", "")
    folder = parse_location(given) if "://" in given else Path(PREFECT_LOCAL_STORAGE_PATH.value())
    return folder / f"{key}.json"


def _number(value: Any) -> float:
    """Convert a numpy number to float; TypeError for anything else."""
    if not hasattr(value, "item"):
        raise TypeError(f"a step's result has a {type(value).__name__}, which JSON cannot keep")
    return float(value.item())
