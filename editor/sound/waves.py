"""Waveforms, computed once and kept in the archive's folder `waves`, which is safe to remove."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from anyio import CapacityLimiter, to_thread

from transcripts.errors import UserError
from transcripts.identifiers import check_identifier


def wave_file(archive: Path, recording: str) -> Path:
    """Return the place where an archive keeps the waveform of a recording."""
    return archive / "waves" / f"{check_identifier(recording)}.dat"


async def wave(sound: Path, kept: Path, one_at_a_time: CapacityLimiter) -> Path:
    """Return the file of a waveform, computed if it is missing.

    Decoding three hours takes a core for many seconds: a program of its own does it, one at a time,
    and none of the threads that save edits waits for it. UserError where it cannot be done.
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
