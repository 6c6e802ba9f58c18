"""Describe the provenance of a published file, with the same words in every format."""

from __future__ import annotations

from transcripts.formats.clock import clock
from transcripts.formats.page.marks import SMALL
from transcripts.formats.parts import describe_part
from transcripts.transcript import Correction, Recording, Transcript

_NO_WORDS = SMALL | {"turn-break"}
"""Corrections that change no word: punctuation, case and turn breaks."""

_SHORT = 12
"""Number of sha256 digits that identify a model (48 bits); transcript.json has all digits."""


def title(recording: Recording) -> str:
    """Return the title of a recording or, without a title, its file name."""
    return one_line(recording.title or recording.file)


def provenance_statements(transcript: Transcript) -> tuple[tuple[str, str], ...]:
    """Return pairs (label, text) about the recording, program, models and corrections.

    The revision is included if people have edited the transcript.
    """
    recording, made = transcript.recording, transcript.provenance
    about = (recording.title, recording.programme, recording.date, recording.file)
    wording = len(applied_repairs(transcript))
    others = sum(c.status == "applied" for c in transcript.corrections) - wording
    rows = [
        (
            "recording" if recording.has_sound else "transcript without a recording",
            ", ".join(part for part in about if part),
        ),
        ("sha256", recording.sha256),
        ("joined from", "; ".join(map(describe_part, recording.parts))),
        ("program", f"tapelog {made.tapelog}, {made.created}"),
        ("revision", str(made.options.revision or "")),
        ("models", ", ".join(f"{m.name} {m.sha256[:_SHORT]}" for m in made.models)),
        ("repairs", f"{wording} of wording, {others} of punctuation, capitals and turn breaks"),
    ]
    return tuple((label, one_line(text)) for label, text in rows if text)


def applied_repairs(transcript: Transcript) -> tuple[Correction, ...]:
    """List the applied corrections of wording, in spoken order."""
    made = [c for c in transcript.corrections if c.status == "applied" and c.kind not in _NO_WORDS]
    return tuple(sorted(made, key=lambda c: (c.start, c.id)))


def describe_repair(correction: Correction) -> str:
    """Describe a correction: “Marion” → “Marian”, added “Well,”, left out “so”."""
    before, after = one_line(correction.before), one_line(correction.after)
    if before and after:
        return f"“{before}” → “{after}”"
    return f"added “{after}”" if after else f"left out “{before}”"


def provenance_lines(transcript: Transcript) -> list[str]:
    """Return the whole provenance as lines, for formats that have comments."""
    lines = [f"{label}: {text}" for label, text in provenance_statements(transcript)]
    made = applied_repairs(transcript)
    return lines + [f"repaired at {clock(c.start)}: {describe_repair(c)}" for c in made]


def one_line(text: str) -> str:
    """Replace all white space in a text with single spaces."""
    return " ".join(text.split())
