"""The child process of a batch: drains the queue with the models loaded.

`flows/batches/supervisor.py` starts it and holds the leases. The child reads its `DrainOrder` from
its standard input, which ends when the supervisor has died.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import cloudpickle
from prefect.context import hydrated_context

from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue, Unavailable
from archive.queue.jobs import Job, Worker, release
from archive.queue.stats import measure_queue
from archive.storage.files import parse_location
from flows.batches.drain import QueueDrain
from flows.batches.messages import DrainEnd, DrainOrder, LogLine


def main(descriptor: int, submit: Callable[[str, Job, Path], Any]) -> None:
    """Drain the queue, and send log lines, results and the end to the pipe `descriptor`.

    `submit` starts the processing of a recording and returns its future.
    """
    sender = Connection(descriptor, readable=False)
    loaded: tuple[dict[str, Any] | None, DrainOrder] = cloudpickle.load(sys.stdin.buffer)
    context, order = loaded
    with open_catalogue(parse_location(order.archive)) as catalogue, hydrated_context(context):
        watching = threading.Thread(
            target=_end_with_parent, args=(catalogue, order.worker), daemon=True
        )
        watching.start()

        def count_unfinished() -> int:
            return measure_queue(catalogue, batch=order.batch).open if order.batch else 0

        drain = QueueDrain(
            catalogue,
            order.worker,
            order.max_concurrent,
            count_unfinished,
            submit,
            order.first_job,
            say=lambda line: sender.send(LogLine(line)),
            report=sender.send,
        )
        try:
            drain.run()
            ended = DrainEnd()
        except Exception as error:
            ended = DrainEnd(f"{type(error).__name__}: {error}")
    sender.send(ended)


def _end_with_parent(catalogue: Catalogue, worker: Worker) -> None:
    """Release the leases and exit when the parent process has died."""
    os.read(
        sys.stdin.fileno(), 1
    )  # not sys.stdin.read, which would hold a lock that Python needs to exit
    try:
        release(catalogue, worker)
    except Unavailable:
        pass  # the leases expire
    finally:
        os._exit(1)


if __name__ == "__main__":
    from flows.batches.recording import process_recording  # with the models: takes seconds

    main(int(sys.argv[1]), process_recording.submit)
