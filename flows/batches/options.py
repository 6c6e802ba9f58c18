"""Define the options of batches, with types that Prefect validates before a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, cast

from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from pydantic import Field

from flows.request import ProcessOptions

MOST_AT_ONCE = 16
"""The maximum number of threads per process. Only one thread at a time uses the models, so more
threads would only wait.
"""

AtOnce = Annotated[int, Field(ge=1, le=MOST_AT_ONCE)]
Seconds = Annotated[float, Field(gt=0)]
Text = Annotated[str, Field(min_length=1)]

THREADS = cast(  # the declared type lacks that its futures are Prefect futures
    TaskRunner[PrefectFuture[Any]], ThreadPoolTaskRunner(max_workers=MOST_AT_ONCE)
)
"""Runs tasks in threads, which share the loaded models; `QueueDrain` limits how many are busy."""


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a batch is processed: archive, options for each recording, and how many run at once."""

    archive: Path | None = None
    options: ProcessOptions = field(default_factory=ProcessOptions)
    max_concurrent: int = 2
    process_again: bool = False
    quiet: bool = False
    """Create no artifact for a batch that did nothing, because a watch runs thousands of them."""
