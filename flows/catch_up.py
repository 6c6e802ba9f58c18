"""The flow that takes up what waits: work of runs that were killed, and a share of long batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from archive.queue.jobs import claim
from flows.batches.hands import holding, opened
from flows.batches.looks import NOTHING, forget_looks
from flows.batches.parameters import THREADS, AtOnce
from flows.request import Archive

if TYPE_CHECKING:
    from flows.batches.summary import Summary


NAME = "what waits"


@flow(name="catch up", flow_run_name=NAME, persist_result=False, task_runner=THREADS)
def catch_up(
    workers: AtOnce = 2, at_once: AtOnce = 2, archive: Archive | None = None
) -> Summary | State[None]:
    """Work on whatever waits, if fewer than `workers` runs are at work already.

    Scheduled every minute it takes up what a killed worker, a restarted machine or a lost database
    left, and lends a hand to a batch that another worker began. A look that finds nothing to do is
    deleted from Prefect's list some minutes later.

    Args:
        workers: How many runs may be at work at the same time, batches included.
        at_once: How many recordings are in hand at once.
        archive: The archive's folder or URL, if it is another than TAPELOG_ARCHIVE of the worker.
    """
    with opened(archive) as catalogue, holding(catalogue, NAME) as holder:
        first = claim(catalogue, holder, most=workers)
        if first is None:
            forget_looks()
            return Completed(name=NOTHING)
        # Here, because it takes seconds, and there is nothing to do at most looks.
        from flows.batches.attend import take_up

        return take_up(catalogue, holder, first, at_once)
