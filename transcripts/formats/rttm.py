"""RTTM, NIST's rich transcription time marks: one line per speaker segment, without words."""

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
    """Write the diarization, one line per speaker segment, in order of start."""
    return _rows(transcript, transcript.voices)


def render_names(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write the speaker segments with the names of the people, without spaces."""
    named = options.people(transcript)
    labels = distinct(named, space="_")
    segments = from_transcript(named).segments
    return _rows(named, [replace(s, voice=labels.get(s.voice, s.voice)) for s in segments])


def _rows(transcript: Transcript, segments: Sequence[SpeakerSegment]) -> str:
    file = file_id(transcript.recording.file)
    return "".join(
        f"SPEAKER {file} 1 {s.start:.3f} {s.span.duration:.3f} <NA> <NA> {s.voice} <NA> <NA>\n"
        for s in sorted(segments, key=lambda s: (s.start, s.end, s.voice))
    )


def parse(text: str) -> tuple[ScoringInput, ...]:
    """Read RTTM, one scoring input per file id; only SPEAKER lines are read.

    Raises:
        UserError: A line is not RTTM; the message names it.
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
