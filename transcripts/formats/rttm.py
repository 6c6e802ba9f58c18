"""RTTM, NIST's rich transcription time marks: one stretch of a voice a line, no words."""

from __future__ import annotations

from transcripts.formats.rows import bad_row, rows, seconds
from transcripts.scores.account import Account
from transcripts.transcript import Stretch, Transcript

FIELDS = "SPEAKER file channel start duration <NA> <NA> speaker <NA> <NA>"


def render(transcript: Transcript) -> str:
    """Write the voices as heard, one line for each stretch of speech, in order of start."""
    file = "_".join(transcript.recording.file.rpartition(".")[0].split()) or "recording"
    rows = sorted(transcript.voices, key=lambda s: (s.start, s.end, s.voice))
    return "".join(
        f"SPEAKER {file} 1 {s.start:.3f} {s.span.duration:.3f} <NA> <NA> {s.voice} <NA> <NA>\n"
        for s in rows
    )


def parse(text: str) -> tuple[Account, ...]:
    """Read RTTM, one account for each file named in it; rows other than SPEAKER are left out.

    UserError names a line that is not RTTM.
    """
    files: dict[str, list[Stretch]] = {}
    for number, line in rows(text):
        fields = line.split()
        if fields[0] != "SPEAKER":
            continue
        if len(fields) < 8:
            raise bad_row("RTTM", number, line, FIELDS)
        start = seconds("RTTM", number, fields[3])
        end = start + seconds("RTTM", number, fields[4])
        files.setdefault(fields[1], []).append(Stretch(fields[7], start, end))
    return tuple(Account(file, stretches=tuple(heard)) for file, heard in files.items())
