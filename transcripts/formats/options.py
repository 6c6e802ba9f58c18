"""What a person may choose of a published file; one value for all formats."""

from __future__ import annotations

from dataclasses import dataclass, replace

from transcripts.transcript import Transcript


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """Whether speakers have names, how long a line is, and whether times are shown.

    None leaves a choice to the format, and a format without such a choice passes over it.
    """

    names: bool = True
    """Without names speakers are "Speaker 1", "Speaker 2" ...; what they say stays as it is."""
    line: int | None = None
    """Most characters of a line of captions, or of wrapped text."""
    times: bool | None = None
    """Whether text for reading (plain, Markdown, docx) shows when each turn begins."""

    def people(self, transcript: Transcript) -> Transcript:
        """The transcript with its speakers called as was chosen."""
        if self.names:
            return transcript
        nameless = (replace(s, name=None, reasons=()) for s in transcript.speakers)
        return replace(transcript, speakers=tuple(nameless))


DEFAULT = RenderOptions()
"""Every format as its own rules have it."""
