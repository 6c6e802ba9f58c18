"""Run one contestant in a separate process, and measure its time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.speed import environments
from benchmarks.speed.material import Sound

SCRIPTS = Path(__file__).parent / "contestants"
CONTESTS = {
    "words": ("words_stock", "words_faster_whisper", "words_tapelog"),
    "voices": ("voices_stock", "voices_senko", "voices_tapelog"),
    "chain": ("chain_stock", "chain_tapelog"),
}
"""The contestants of each contest: the stock program first, tapelog last."""

WITH_OLD_TEXT = "chain_tapelog_transcript"
"""The contestant in `chain` that also gets the old text, as is usual in archives."""

RIVALS = {"words_faster_whisper": "faster_whisper", "voices_senko": "senko"}
"""Contestants with their own virtual environment, whose packages are in rivals/NAME.txt."""


@dataclass(frozen=True)
class Outcome:
    """A contestant's time and memory, the versions of its packages, and its results by recording.

    `load_seconds` is the time until its models were loaded.
    """

    contestant: str
    process_seconds: float
    load_seconds: float
    peak_bytes: int
    versions: dict[str, str]
    runs: tuple[dict[str, Any], ...]

    @property
    def seconds(self) -> float:
        """Total processing time for all recordings, with loaded models."""
        return float(sum(run["seconds"] for run in self.runs))


def run_contestant(contestant: str, sounds: Sequence[Sound]) -> Outcome:
    """Run a contestant on recordings; raise CalledProcessError if it fails."""
    rival = RIVALS.get(contestant)
    python = environments.python_of(rival) if rival else Path(sys.executable)
    surroundings = {**os.environ, "PYTHONWARNINGS": "ignore"}
    if rival == "faster_whisper":
        surroundings["CT2_MODEL"] = str(environments.ctranslate2_model())
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "found.json"
        script = SCRIPTS / f"{contestant}.py"
        began = time.perf_counter()
        process = subprocess.Popen(
            [python, script, out, *(s.path for s in sounds)],
            env=surroundings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if rival else None,
        )
        _, status, usage = os.wait4(process.pid, 0)
        whole = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, contestant)
        found = json.loads(out.read_text(encoding="utf-8"))
    return Outcome(
        contestant,
        whole,
        found["load"],
        usage.ru_maxrss * 1024,
        found["versions"],
        tuple(found["runs"]),
    )
