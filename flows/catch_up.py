"""Define the flow that resumes the work of killed runs and helps with long batches."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import httpx
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterState,
    FlowRunFilterStateName,
)
from prefect.client.schemas.objects import State
from prefect.exceptions import ObjectNotFound
from prefect.states import Completed

from archive.queue.jobs import claim
from archive.queue.preflight import find_archive_fault
from flows.batches.leases import hold_leases, open_when_available, wait_for_database
from flows.batches.options import THREADS, AtOnce
from flows.batches.report import BatchReport, Unfinished
from flows.batches.run import resume
from flows.request import Archive

RUN_NAME = "process the queue"

IDLE = "Nothing to do"
"""The name of the state of a flow run that had nothing to do."""

IDLE_RETENTION = timedelta(minutes=10)
"""How long an idle run stays in Prefect, so that its worker can see that it ended."""

_MAX_DELETED_RUNS = 50  # the next run deletes more


@flow(name="catch up", flow_run_name=RUN_NAME, persist_result=False, task_runner=THREADS)
def catch_up(
    workers: AtOnce = 2, at_once: AtOnce = 2, archive: Archive | None = None
) -> BatchReport | State[None]:
    """Process the queue, unless `workers` runs are already at work.

    Scheduled every 45 seconds, it resumes what a killed worker, a restarted machine or a lost
    database left behind, and helps with batches of other workers. Runs that find nothing to do are
    deleted from Prefect some minutes later.

    Args:
        workers: How many runs may be at work at the same time, batches included.
        at_once: How many recordings are in progress at once.
        archive: The archive's folder or URL; by default TAPELOG_ARCHIVE of the worker's process.
    """
    with open_when_available(archive) as catalogue, hold_leases(catalogue, RUN_NAME) as holder:
        if fault := wait_for_database(lambda: find_archive_fault(catalogue)):
            raise Unfinished(BatchReport("the queue", stopped=fault))
        first = claim(catalogue, holder, max_workers=workers)
        if first is None:
            delete_idle_runs()
            return Completed(name=IDLE)
        return resume(catalogue, holder, first, at_once)


def delete_idle_runs() -> None:
    """Delete flow runs that found nothing to do, so that real runs stay visible.

    It is not an error if the server does not answer, or if another run has already deleted them.
    """
    old = FlowRunFilter(
        state=FlowRunFilterState(name=FlowRunFilterStateName(any_=[IDLE, "Nothing waited"])),
        end_time=FlowRunFilterEndTime.model_validate(
            {"before_": datetime.now(UTC) - IDLE_RETENTION}
        ),
    )
    with suppress(httpx.HTTPError), get_client(sync_client=True) as client:
        for run in client.read_flow_runs(flow_run_filter=old, limit=_MAX_DELETED_RUNS):
            with suppress(ObjectNotFound):
                client.delete_flow_run(run.id)
