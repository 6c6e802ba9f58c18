"""Write Audacity's label track: one line per turn, which Audacity shows below the waveform."""

from __future__ import annotations

from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.provenance import one_line
from transcripts.transcript import Transcript


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write the turns as labels, `start TAB end TAB name: text`, in order of start."""
    named = options.apply_names(transcript)
    lines = []
    for turn in sorted(named.turns, key=lambda t: t.start):
        label = one_line(f"{named.speaker(turn).label}: {turn.text}")
        lines.append(f"{turn.start:.6f}\t{turn.end:.6f}\t{label}\n")
    return "".join(lines)
