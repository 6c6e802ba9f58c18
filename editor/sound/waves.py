"""Waveforms, computed once and cached in the archive's folder `waves`, which is safe to delete."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from anyio import CapacityLimiter, to_thread

from transcripts.errors import UserError
from transcripts.identifiers import check_identifier


def wave_file(archive: Path, recording: str) -> Path:
    """Return the path of a recording's cached waveform."""
    return archive / "waves" / f"{check_identifier(recording)}.dat"


async def wave(sound: Path, kept: Path, one_at_a_time: CapacityLimiter) -> Path:
    """Return the path of a waveform; compute it if it is missing.

    Decoding three hours of audio takes many seconds of CPU time, so a separate process does it, one
    at a time, and no thread that saves edits is blocked. UserError if it fails.
    """
    if not kept.is_file():
        await to_thread.run_sync(_draw, sound, kept, limiter=one_at_a_time)
    return kept


def _draw(sound: Path, kept: Path) -> None:
    if kept.is_file():
        return
    command = [sys.executable, "-P", "-m", "editor.sound.draw", str(sound), str(kept)]
    done = subprocess.run(command, capture_output=True, text=True, start_new_session=True)
    if done.returncode:
        raise UserError((done.stderr.strip().splitlines() or ["the waveform cannot be made"])[-1])
