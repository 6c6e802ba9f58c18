"""Drain the queue in a child process, and start another one if it dies.

A native library may crash, and the system may kill a process that takes too much memory. The child
has the models, so it is the one that dies. This process then returns the leases at once, which
costs each recording in progress one attempt, and starts another child. If this process dies
instead, the child returns the leases (`flows/batches/child.py`).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import cloudpickle
import httpx
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    TaskRunFilter,
    TaskRunFilterStartTime,
    TaskRunFilterState,
    TaskRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType
from prefect.context import FlowRunContext, get_settings_context, serialize_context
from prefect.states import Crashed

from archive.database.connection import Catalogue
from archive.queue.jobs import (
    TRIES,
    TRIES_AFTER_CRASH,
    Job,
    LostJob,
    Worker,
    release,
    requeue_jobs_of_dead_worker,
)
from archive.queue.preflight import find_archive_fault
from archive.queue.stats import FailedJob, measure_queue
from flows.batches.drain import resolve_mounted_folders
from flows.batches.leases import wait_for_database
from flows.batches.messages import DrainEnd, DrainOrder, DrainResult, LogLine
from flows.batches.report import say
from flows.stopping import STOPS

CHILD = (sys.executable, "-P", "-m", "flows.batches.child")
"""The command of the child process; -P keeps modules of the current folder out."""


EXIT_SECONDS = 60.0
"""The maximum time in seconds that a child may take to exit."""

CRASHES = frozenset({signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE})
"""Signals that end a process because of a fault in its own code."""

MOST_IDLE_DEATHS = 3
"""The number of children in a row that may die before they have a recording; then the batch stops.
"""


def drain_queue(
    catalogue: Catalogue,
    worker: Worker,
    max_concurrent: int,
    batch: str | None = None,
    first: Job | None = None,
    command: Sequence[str] = CHILD,
) -> DrainResult:
    """Process recordings until the queue is empty, or this machine cannot process the rest.

    If there is nothing to process, no child is started, because loading the models takes seconds.
    After a child has died, recordings are processed one at a time, so that the recording that kills
    the process is found.
    """
    if first is None and _is_idle(catalogue, batch):
        wait_for_database(lambda: resolve_mounted_folders(catalogue))
        return DrainResult(stopped=wait_for_database(lambda: find_archive_fault(catalogue)))
    order = DrainOrder(str(catalogue.archive), worker, max_concurrent, batch, first)
    total, idle_deaths, died = DrainResult(), 0, None
    while True:
        out_of_memory_kills = _count_out_of_memory_kills()
        result, code = _run_child(catalogue, order, command)
        total.add(result)
        if code is None:
            if died:
                _crash_tasks(died)
            return total
        died = datetime.now(UTC)
        ended = f"the process that had it ended with {_describe_exit(code)}"
        say(f"recordings in progress go back into the queue: {ended}")
        if -code in STOPS:
            wait_for_database(lambda: release(catalogue, worker))
            total.stopped = f"the process was stopped by {_describe_exit(code)}"
            return total
        crashed = -code in CRASHES or _count_out_of_memory_kills() > out_of_memory_kills
        max_tries = TRIES_AFTER_CRASH if crashed and order.max_concurrent == 1 else TRIES
        lost = _requeue_lost_jobs(catalogue, worker, ended, max_tries)
        idle_deaths = 0 if lost else idle_deaths + 1
        if idle_deaths == MOST_IDLE_DEATHS:
            total.stopped = (
                f"the process ended with {_describe_exit(code)} before it had a recording"
            )
            return total
        for job in [each for each in lost if each.state == "failed"]:
            total.failed.append(FailedJob(job.recording, job.file, job.reason, since=""))
            say(f"{job.file}: in quarantine: {job.reason}")
        order = replace(order, first_job=None, max_concurrent=1)


def _is_idle(catalogue: Catalogue, batch: str | None) -> bool:
    """Check whether the queue is empty, and no worker has a recording of the batch."""

    def count_open() -> int:
        every = measure_queue(catalogue)
        of_batch = measure_queue(catalogue, batch=batch).open if batch else 0
        return every.waiting + every.lost + of_batch

    return wait_for_database(count_open) == 0


def _requeue_lost_jobs(
    catalogue: Catalogue, worker: Worker, reason: str, max_tries: int
) -> tuple[LostJob, ...]:
    return wait_for_database(
        lambda: requeue_jobs_of_dead_worker(catalogue, worker, reason, max_tries)
    )


def _count_out_of_memory_kills() -> int:
    """Return how many processes Linux has killed for want of memory since boot; 0 elsewhere."""
    with suppress(OSError):
        lines = Path("/proc/vmstat").read_text().splitlines()
        return sum(
            int(value) for key, _, value in (x.partition(" ") for x in lines) if key == "oom_kill"
        )
    return 0


def _run_child(
    catalogue: Catalogue, order: DrainOrder, command: Sequence[str]
) -> tuple[DrainResult, int | None]:
    """Run a child; return its result, and its exit status if it died before the queue was drained.

    Raises RuntimeError if the child reports an error.
    """
    latest, ended = DrainResult(), None
    with _start_child(catalogue, order, command) as (process, receiver):
        with suppress(EOFError):
            while ended is None:
                message = receiver.recv()
                if isinstance(message, DrainResult):
                    latest = message
                elif isinstance(message, LogLine):
                    say(message.text)
                elif isinstance(message, DrainEnd):
                    ended = message
        with suppress(subprocess.TimeoutExpired):
            process.wait(EXIT_SECONDS)  # Prefect sends the last states of tasks when it exits
    code = process.returncode  # the end of the block has killed a child that did not exit
    if ended and ended.error:
        raise RuntimeError(ended.error)
    return latest, None if ended else code


@contextmanager
def _start_child(
    catalogue: Catalogue, order: DrainOrder, command: Sequence[str]
) -> Iterator[tuple[subprocess.Popen[bytes], Connection]]:
    """Start a child with this run's context; kill it at the end of the block."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = subprocess.Popen(
        [*command, str(sender.fileno())],
        stdin=subprocess.PIPE,
        pass_fds=(sender.fileno(),),
        env=_build_environment(catalogue),
        start_new_session=True,  # Ctrl-C reaches only this process, which ends its children
    )
    sender.close()
    # The child reads Prefect's settings from `env`.
    context = {**serialize_context(), "settings_context": {}} if FlowRunContext.get() else None
    assert process.stdin is not None
    try:
        with suppress(BrokenPipeError):
            process.stdin.write(cloudpickle.dumps((context, order)))
            process.stdin.flush()
        yield process, receiver
    finally:
        process.kill()
        process.wait()
        with suppress(BrokenPipeError):
            process.stdin.close()
        receiver.close()


def _build_environment(catalogue: Catalogue) -> dict[str, str]:
    """Return environment variables with this run's settings, server and database."""
    run = FlowRunContext.get()
    settings = get_settings_context().settings.to_environment_variables(exclude_unset=True)
    server = {"PREFECT_API_URL": str(run.client.api_url)} if run else {}
    return {**settings, **os.environ, **server, **catalogue.environment}


def _crash_tasks(time_of_death: datetime) -> None:
    """Set the tasks that a dead child had started in this run to crashed in Prefect."""
    run = FlowRunContext.get()
    if run is None or run.flow_run is None:
        return
    running = TaskRunFilter(
        state=TaskRunFilterState(type=TaskRunFilterStateType(any_=[StateType.RUNNING])),
        start_time=TaskRunFilterStartTime.model_validate({"before_": time_of_death}),
    )
    of_run = FlowRunFilter(id=FlowRunFilterId(any_=[run.flow_run.id]))
    with suppress(httpx.HTTPError), get_client(sync_client=True) as client:
        for each in client.read_task_runs(flow_run_filter=of_run, task_run_filter=running):
            crashed: State[Any] = Crashed(message="its process died")
            client.set_task_run_state(each.id, crashed, force=True)


def _describe_exit(exit_code: int) -> str:
    """Return the name of the signal that ended a process, or its exit status."""
    return signal.Signals(-exit_code).name if exit_code < 0 else f"status {exit_code}"
