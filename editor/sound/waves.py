"""Waveforms, cached in the archive's folder `waves`, which can be deleted safely."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from anyio import CapacityLimiter, to_thread

from transcripts.errors import UserError
from transcripts.identifiers import check_identifier


def waveform_file(archive: Path, recording: str) -> Path:
    """Return the path of a recording's cached waveform."""
    return archive / "waves" / f"{check_identifier(recording)}.dat"


async def waveform(sound: Path, cached: Path, limiter: CapacityLimiter) -> Path:
    """Return the path of a waveform; compute it if it is missing.

    Decoding three hours of audio takes many seconds of CPU time. So one separate process at a time
    does it, and no thread that saves edits is blocked. Raises UserError if it fails.
    """
    if not cached.is_file():
        await to_thread.run_sync(_compute, sound, cached, limiter=limiter)
    return cached


def _compute(sound: Path, cached: Path) -> None:
    if cached.is_file():
        return
    command = [sys.executable, "-P", "-m", "editor.sound.draw", str(sound), str(cached)]
    done = subprocess.run(command, capture_output=True, text=True, start_new_session=True)
    if done.returncode:
        raise UserError(
            (done.stderr.strip().splitlines() or ["the waveform cannot be computed"])[-1]
        )
