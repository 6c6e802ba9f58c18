"""Looks for work that found none: they are not kept, so that the others can be found."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import httpx
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterState,
    FlowRunFilterStateName,
)
from prefect.exceptions import ObjectNotFound

NOTHING = "Nothing waited"
"""How the state of such a run is called in Prefect."""

KEPT = timedelta(minutes=10)
"""For how long one can see that somebody looks; its worker has long seen its end by then."""

_AT_ONCE = 50  # of some that piled up the next looks take the rest


def forget_looks() -> None:
    """Delete earlier runs that found nothing to do from Prefect's list.

    A server that does not answer, or another look that deletes them as well, is no reason to fail.
    """
    old = FlowRunFilter(
        state=FlowRunFilterState(name=FlowRunFilterStateName(any_=[NOTHING])),
        end_time=FlowRunFilterEndTime.model_validate({"before_": datetime.now(UTC) - KEPT}),
    )
    with suppress(httpx.HTTPError), get_client(sync_client=True) as client:
        for run in client.read_flow_runs(flow_run_filter=old, limit=_AT_ONCE):
            with suppress(ObjectNotFound):
                client.delete_flow_run(run.id)
