"""Describe the parts of a joined recording, with the same words in every format."""

from __future__ import annotations

from transcripts.formats.clock import clock
from transcripts.transcript import Part


def describe_part(part: Part) -> str:
    """Describe a part of a recording: its file, and its times or its microphone.

    `side-b.wav from 0:12 at 46:10` means that 46:10 of the recording is 0:12 of side-b.wav.
    """
    if part.microphone is not None:
        return f"{part.file} (microphone {part.microphone}{f', {part.person}' * bool(part.person)})"
    return f"{part.file} from {clock(part.offset)} at {clock(part.start)}"
