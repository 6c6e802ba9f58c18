"""Where a published file comes from, in words: the same in every format that can hold it."""

from __future__ import annotations

from transcripts.formats.clock import clock
from transcripts.formats.page.marks import SMALL
from transcripts.transcript import Correction, Recording, Transcript

_NO_WORDS = SMALL | {"turn-break"}
"""Repairs that change no word: marks, capitals, and where a turn ends."""

_SHORT = 12
"""Digits of a sha256 that tell a model apart from all others (48 bits); transcript.json has all."""


def title(recording: Recording) -> str:
    """Name a recording for a reader: its title, or its file."""
    return one_line(recording.title or recording.file)


def statements(transcript: Transcript) -> tuple[tuple[str, str], ...]:
    """Say what was transcribed, by which program and with which models, as labels and texts.

    A transcript that people have edited has its revision among its options.
    """
    recording, made = transcript.recording, transcript.provenance
    about = (recording.title, recording.programme, recording.date, recording.file)
    wording = len(repairs(transcript))
    others = sum(c.status == "applied" for c in transcript.corrections) - wording
    rows = [
        ("recording", ", ".join(part for part in about if part)),
        ("sha256", recording.sha256),
        ("program", f"tapelog {made.tapelog}, {made.created}"),
        ("revision", str(made.options.revision or "")),
        ("models", ", ".join(f"{m.name} {m.sha256[:_SHORT]}" for m in made.models)),
        ("repairs", f"{wording} of wording, {others} of punctuation, capitals and turn breaks"),
    ]
    return tuple((label, one_line(text)) for label, text in rows if text)


def repairs(transcript: Transcript) -> tuple[Correction, ...]:
    """The repairs of wording that the published text has, in order of the sound."""
    made = [c for c in transcript.corrections if c.status == "applied" and c.kind not in _NO_WORDS]
    return tuple(sorted(made, key=lambda c: (c.start, c.id)))


def repaired(correction: Correction) -> str:
    """Say what a repair did: “Marion” → “Marian”, added “Well,”, left out “so”."""
    before, after = one_line(correction.before), one_line(correction.after)
    if before and after:
        return f"“{before}” → “{after}”"
    return f"added “{after}”" if after else f"left out “{before}”"


def notes(transcript: Transcript) -> list[str]:
    """Give all of it as lines, for formats that have comments."""
    lines = [f"{label}: {text}" for label, text in statements(transcript)]
    made = repairs(transcript)
    return lines + [f"repaired at {clock(c.start)}: {repaired(c)}" for c in made]


def one_line(text: str) -> str:
    """Give a text with single spaces for whatever white space it has."""
    return " ".join(text.split())
