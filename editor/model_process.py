"""Talk to a process that keeps a model loaded, one JSON line for each request and each answer.

The editor itself loads no model. This module has both ends: `ModelProcess` in the editor, and
`serve_requests` in the other process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from threading import Lock
from typing import Any

from transcripts.errors import UserError

IDLE_SECONDS = 600.0
"""Seconds without a request after which a process is ended, to free the memory of its model."""


class ModelProcess:
    """A process that is started by the first request, and again if it has ended."""

    def __init__(self, module: str) -> None:
        """`module` is run with `python -m` and calls `serve_requests`."""
        self._module = module
        self._guard = Lock()
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False

    def ask(self, request: dict[str, Any]) -> Any:
        """Send a request and wait for its answer; raises UserError if the answer is an error."""
        with self._guard:
            if self._stopped:
                raise UserError("the editor was stopped")
            if self._process is None or self._process.poll() is not None:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-m", self._module],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    text=True,
                    start_new_session=True,
                )
            process = self._process
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline() or '{"error": "the process ended"}')
        if isinstance(answer, dict) and "error" in answer:
            raise UserError(str(answer["error"]))
        return answer

    def end(self) -> None:
        """End the process; the next request starts another."""
        with self._guard:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def stop(self) -> None:
        """Kill the process; later requests raise UserError."""
        with self._guard:
            self._stopped = True
            if self._process is not None:
                self._process.kill()


def serve_requests(answer: Callable[[dict[str, Any]], Any]) -> int:
    """Answer each line of standard input until it ends; errors become answers."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(
        sys.stderr.fileno(), sys.stdout.fileno()
    )  # what libraries print must not mix with the answers
    for line in sys.stdin:
        try:
            found = answer(json.loads(line))
        except (UserError, OSError) as error:
            found = {"error": str(error)}
        answers.write(json.dumps(found) + "\n")
        answers.flush()
    return 0
