"""Options of published files; one value for all formats."""

from __future__ import annotations

from dataclasses import dataclass, replace

from transcripts.transcript import Transcript


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """Names, line length, times and addresses in a published file.

    None leaves the choice to the format; a format ignores options that it does not have.
    """

    names: bool = True
    """If false, speakers are "Speaker 1", "Speaker 2" ...; the words stay as they are."""
    line: int | None = None
    """Most characters of a line of captions, or of wrapped text."""
    times: bool | None = None
    """Whether text for reading (plain, Markdown, docx) shows when each turn begins."""
    address: str | None = None
    """The address of the folder on the web that has the sound and the published files."""
    sound: str | None = None
    """The name of the sound in that folder (default: the name of the recording)."""

    def apply_names(self, transcript: Transcript) -> Transcript:
        """Return the transcript with its speakers' names, or without them if the options say so."""
        if self.names:
            return transcript
        nameless = (replace(s, name=None, reasons=()) for s in transcript.speakers)
        return replace(transcript, speakers=tuple(nameless))


DEFAULT = RenderOptions()
"""The defaults of every format."""
