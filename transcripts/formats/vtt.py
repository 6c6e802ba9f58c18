"""WebVTT: a voice tag on every cue, two lines of at most 65 characters, overlap as two cues."""

from __future__ import annotations

from transcripts.formats.clock import stamp
from transcripts.formats.cues import Cue, Limits, in_order
from transcripts.transcript import Transcript

LIMITS = Limits(line=65)
"""65 characters a line is what the podcast rules for transcripts give."""

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def render(transcript: Transcript) -> str:
    """Write a transcript as WebVTT; a cue is identified by its turn and its number in it."""
    blocks = ["WEBVTT", _note(transcript)]
    blocks += [_block(transcript, cue) for cue in in_order(transcript, LIMITS)]
    return "\n\n".join(blocks) + "\n"


def _block(transcript: Transcript, cue: Cue) -> str:
    name = " ".join(transcript.speaker(cue.turn).label.split()).translate(_ESCAPES)
    text = "\n".join(line.translate(_ESCAPES) for line in cue.lines)
    times = f"{stamp(cue.start)} --> {stamp(cue.end)}"
    return f"{cue.turn.id}.{cue.number}\n{times}\n<v {name}>{text}"


def _note(transcript: Transcript) -> str:
    """Say where the words come from: comments are not shown."""
    recording, made = transcript.recording, transcript.provenance
    about = [recording.title, recording.programme, recording.date, recording.file]
    lines = [
        ", ".join(part for part in about if part),
        f"sha256 {recording.sha256}",
        f"tapelog {made.tapelog}, {made.created}",
        "models: " + ", ".join(f"{m.name} {m.sha256[:12]}" for m in made.models),
        f"{transcript.scores.corrections_applied} corrections to the old text",
    ]
    return "NOTE\n" + "\n".join(" ".join(line.split()).replace("-->", "→") for line in lines)
