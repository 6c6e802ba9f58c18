"""Publish a transcript with its recording."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.publishing.publish import publish
from audio.sound.browser_copy import browser_copy
from transcripts.transcript import Transcript


def publish_with_audio(transcript: Transcript, recording: Path, target_folder: Path) -> None:
    """Write all published files to `target_folder`, including a copy of the recording for browsers.

    Raises UserError if the folder cannot be written or the disk is full; then the folder is
    unchanged.
    """
    with playable(recording) as audio:
        publish(transcript, audio, target_folder)


@contextmanager
def playable(recording: Path, soundtrack: int | None = None) -> Iterator[Path]:
    """Yield the path of a copy that browsers can play; it is deleted after the block."""
    with TemporaryDirectory(prefix="tapelog-") as scratch:
        yield browser_copy(recording, Path(scratch) / "audio", soundtrack)
