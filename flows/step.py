"""One step of a flow as a Prefect task: retried, bounded in time, and never done twice.

A step's result is kept under a key made of the step's name and version, the bytes of the recording
and of the models that listen, and everything that the step was given. So changing one input redoes
only what depends on it, and a run that was killed goes on from the last finished step.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from prefect import task
from prefect.client.schemas.objects import State
from prefect.filesystems import RemoteFileSystem

from audio import memory
from audio.sound.recording import Source
from flows import progress
from flows.models import Used
from transcripts.errors import UserError

T = TypeVar("T")

ALLOWANCE = 900.0
"""Seconds that any step may take however short the recording: the first run fetches models."""

RETRY_DELAYS = (2.0, 10.0)
"""Seconds before the first and the second retry of a transient fault."""


_LISTENING = threading.Lock()
"""Of the recordings of one process one is listened to at a time: they share the models, which keep
things of one sound while they listen. The models use the cores, and the rest overlaps."""


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a step gave, and the seconds that it took when it was really done."""

    step: str
    value: T
    seconds: float


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """A function from a recording and values to a value, and how Prefect shall run it.

    `version` is part of the cache key: raise it when the step's answer changes. `patience` is the
    longest that the step may take, in seconds for each second of sound (plus `ALLOWANCE`).
    """

    name: str
    function: Callable[..., T]
    version: int
    retries: int = 1
    patience: float = 20.0

    def key(self, source: Source, models: Used, inputs: tuple[object, ...]) -> str:
        """Name the step's result: equal bytes and inputs give equal keys on every machine."""
        given = (source.sha256, tuple(model.sha256 for model in models), inputs)
        digest = hashlib.sha256(repr(given).encode()).hexdigest()
        return f"{self.name.replace(' ', '-')}-{self.version}-{digest[:40]}"

    def __call__(self, source: Source, models: Used, *inputs: object) -> Done[T]:
        """Listen with these models, or bring what an earlier run with the same ones kept.

        The inputs travel in a closure: as parameters Prefect would walk through every word of them.
        """
        key = self.key(source, models, inputs)
        run = task(
            name=self.name,
            task_run_name=self.name,
            cache_key_fn=lambda *_: key,
            persist_result=True,
            retries=self.retries,
            retry_delay_seconds=list(RETRY_DELAYS[: self.retries]),
            retry_condition_fn=_transient,
            timeout_seconds=ALLOWANCE + self.patience * source.seconds,
        )(lambda: self._done(source, inputs))
        if (store := _store(os.environ.get("PREFECT_LOCAL_STORAGE_PATH", ""))) is not None:
            run.result_storage = store
        with _LISTENING:
            state: State[Done[T]] = run(return_state=True)
        done = state.result()
        if state.name == "Cached":
            progress.reused(self.name)
        return done

    def _done(self, source: Source, inputs: tuple[object, ...]) -> Done[T]:
        with progress.step(self.name) as report:
            began = time.perf_counter()
            value = self.function(source, *inputs, progress=report)
            memory.release_memory()
            return Done(self.name, value, round(time.perf_counter() - began, 3))


@cache
def _store(place: str) -> RemoteFileSystem | None:
    """Give Prefect's store for a URL; None for a folder, which is Prefect's own setting.

    It is set on the task, whose constructor takes only a store that a server knows by name: this
    one is the same for all by its address.
    """
    if "://" not in place:
        return None
    return RemoteFileSystem(basepath=place, settings={"use_listings_cache": False})


def _transient(_task: Any, _run: Any, state: State[Any]) -> bool:
    """Say whether another try can help: never where the user must mend something."""
    return not isinstance(state.result(raise_on_failure=False), UserError)
