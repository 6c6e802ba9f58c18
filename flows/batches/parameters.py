"""What the parameters of several flows may be: Prefect's page refuses the rest before a run."""

from __future__ import annotations

from typing import Annotated, Any, cast

from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from pydantic import Field

MOST_AT_ONCE = 16
"""Threads of a process. One of them listens at a time, so that more would only wait."""

AtOnce = Annotated[int, Field(ge=1, le=MOST_AT_ONCE)]
Seconds = Annotated[float, Field(gt=0)]
Text = Annotated[str, Field(min_length=1)]

THREADS = cast(  # its futures are such, which its type does not say
    TaskRunner[PrefectFuture[Any]], ThreadPoolTaskRunner(max_workers=MOST_AT_ONCE)
)
"""Threads share the models that the process has loaded; how many are busy is up to the drain."""
