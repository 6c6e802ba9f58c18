"""RTTM, NIST's rich transcription time marks: one stretch of a voice a line, no words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from transcripts.formats.labels import distinct
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.rows import bad_row, rows, seconds
from transcripts.scores.scoring_input import ScoringInput, file_id, from_transcript
from transcripts.transcript import SpeakerSegment, Transcript

FIELDS = "SPEAKER file channel start duration <NA> <NA> speaker <NA> <NA>"


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write the voices as heard, one line for each stretch of speech, in order of start."""
    return _rows(transcript, transcript.voices)


def render_names(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write who is heard when: the same stretches under the names of the people, without spaces."""
    named = options.people(transcript)
    labels = distinct(named, space="_")
    stretches = from_transcript(named).segments
    return _rows(named, [replace(s, voice=labels.get(s.voice, s.voice)) for s in stretches])


def _rows(transcript: Transcript, stretches: Sequence[SpeakerSegment]) -> str:
    file = file_id(transcript.recording.file)
    return "".join(
        f"SPEAKER {file} 1 {s.start:.3f} {s.span.duration:.3f} <NA> <NA> {s.voice} <NA> <NA>\n"
        for s in sorted(stretches, key=lambda s: (s.start, s.end, s.voice))
    )


def parse(text: str) -> tuple[ScoringInput, ...]:
    """Read RTTM, one scoring input for each file named in it; rows other than SPEAKER are left out.

    raises UserError naming a line that is not RTTM.
    """
    files: dict[str, list[SpeakerSegment]] = {}
    for number, line in rows(text):
        fields = line.split()
        if fields[0] != "SPEAKER":
            continue
        if len(fields) < 8:
            raise bad_row("RTTM", number, line, FIELDS)
        start = seconds("RTTM", number, fields[3])
        end = start + seconds("RTTM", number, fields[4])
        files.setdefault(fields[1], []).append(SpeakerSegment(fields[7], start, end))
    return tuple(ScoringInput(file, segments=tuple(heard)) for file, heard in files.items())
