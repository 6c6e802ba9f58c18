"""Write a clip: the sound of an excerpt, its captions, and its quote with the citation."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from archive.storage.files import write_atomically
from audio.sound.cut import CutOptions, cut_sound
from audio.sound.silence import NO_SILENCE, Silence
from transcripts.excerpt import Excerpt
from transcripts.formats.table import BY_NAME


@dataclass(frozen=True, slots=True)
class ClipOptions:
    """How a clip is written.

    `suffix` is ".wav" or ".mp3". `silence` has the spans to mute, in seconds of the recording.
    """

    cut: CutOptions = field(default_factory=CutOptions)
    suffix: str = ".wav"
    silence: Silence = NO_SILENCE


def clip_name(excerpt: Excerpt) -> str:
    """Return the file name of a clip, without suffix; it contains the seconds."""
    return f"clip-{excerpt.span.start:07.2f}-{excerpt.span.end:07.2f}"


def write_clip(
    excerpt: Excerpt, sound: Path, folder: Path, options: ClipOptions
) -> tuple[Path, ...]:
    """Write sound, captions (.vtt) and quote (.txt) of an excerpt; return their paths."""
    name = clip_name(excerpt)
    out = folder / f"{name}{options.suffix}"
    audio = cut_sound(sound, excerpt.span, out, options.cut, options.silence)
    captions, text = folder / f"{name}.vtt", folder / f"{name}.txt"
    write_atomically(captions, BY_NAME["vtt"].render(excerpt.transcript))
    write_atomically(text, f"{excerpt.quote}\n\n{excerpt.citation}\n")
    return audio, captions, text
