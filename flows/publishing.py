"""Publish a transcript with its recording."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.publishing.publish import publish
from audio.sound.browser_copy import browser_copy
from transcripts.transcript import Transcript


def put(transcript: Transcript, recording: Path, folder: Path) -> None:
    """Write every published file into `folder`, with a copy of the recording that browsers play.

    Raises UserError if the folder cannot be written or the disk is full; nothing has changed then.
    """
    with playable(recording) as audio:
        publish(transcript, audio, folder)


@contextmanager
def playable(recording: Path) -> Iterator[Path]:
    """Yield a copy of a recording that browsers play, while the block runs."""
    with TemporaryDirectory(prefix="tapelog-") as scratch:
        yield browser_copy(recording, Path(scratch) / "audio")
