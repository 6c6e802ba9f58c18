"""Define the options of published files: one value for all formats."""

from __future__ import annotations

from dataclasses import dataclass, replace

from transcripts.comments import Comment
from transcripts.transcript import Transcript


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """Options of published files: names, line length, times and addresses.

    None leaves the choice to the format; a format ignores options that do not apply to it.
    """

    shows_names: bool = True
    """If false, speakers are called "Speaker 1", "Speaker 2" ...; the words are unchanged."""
    max_line_length: int | None = None
    """Largest number of characters in a line of captions or of wrapped text."""
    shows_times: bool | None = None
    """Whether reading formats (plain text, Markdown, docx, PDF) show when each turn begins."""
    folder_url: str | None = None
    """The web address of the folder that contains the audio and the published files."""
    comments: tuple[Comment, ...] = ()
    """Comments of editors, which only the annotations contain; empty for published files."""
    sound_file: str | None = None
    """The file name of the audio in that folder; by default, the recording's file name."""

    def apply_names(self, transcript: Transcript) -> Transcript:
        """Return the transcript, without its speakers' names if `shows_names` is false."""
        if self.shows_names:
            return transcript
        nameless = (replace(s, name=None, reasons=()) for s in transcript.speakers)
        return replace(transcript, speakers=tuple(nameless))


DEFAULT = RenderOptions()
"""The defaults of every format."""
