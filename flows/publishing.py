"""Publish a transcript with its recording."""

from __future__ import annotations

from pathlib import Path

from archive.publishing.publish import publish
from audio.sound.browser_copy import browser_copy_in_background
from transcripts.transcript import Transcript


def publish_with_audio(transcript: Transcript, recording: Path, target_folder: Path) -> None:
    """Write all published files to `target_folder`, including a copy of the recording for browsers.

    Raises UserError if the folder cannot be written or the disk is full; then the folder is
    unchanged.
    """
    with browser_copy_in_background(recording) as copy:
        publish(transcript, copy(), target_folder)
