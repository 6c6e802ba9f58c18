"""Read and write RTTM, NIST's rich transcription time marks: speaker segments without words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from transcripts.formats.labels import unique_labels
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.rows import is_number, numbered_lines, parse_seconds, row_error
from transcripts.scores.scoring_input import ScoringInput, file_id, from_transcript
from transcripts.transcript import Span, SpeakerSegment, Transcript

_NONE = "<NA>"
_MOST_FIELDS = 10  # with the lookahead time, which NIST added in 2009

# NIST's types of metadata and words, which do not matter for diarization scores.
_OTHER_TYPES = frozenset(
    [
        "SEGMENT",
        "NO_RT_METADATA",
        "LEXEME",
        "NON-LEX",
        "NON-SPEECH",
        "FILLER",
        "EDIT",
        "IP",
        "CB",
        "A/P",
        "SU",
        "SPKR-INFO",
    ]
)

FIELDS = "SPEAKER file channel start duration <NA> <NA> speaker <NA> <NA>"


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write the diarization, one line per speaker segment, in order of start."""
    return _format_speaker_lines(transcript, transcript.voices)


def render_names(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write the speaker segments with the people's names; spaces in names are replaced."""
    named = options.apply_names(transcript)
    labels = unique_labels(named, space_replacement="_")
    segments = from_transcript(named).segments
    return _format_speaker_lines(
        named, [replace(s, voice=labels.get(s.voice, s.voice)) for s in segments]
    )


def _format_speaker_lines(transcript: Transcript, segments: Sequence[SpeakerSegment]) -> str:
    file = file_id(transcript.recording.file)
    return "".join(
        f"SPEAKER {file} 1 {s.start:.3f} {s.span.duration:.3f} <NA> <NA> {s.voice} <NA> <NA>\n"
        for s in sorted(segments, key=lambda s: (s.start, s.end, s.voice))
    )


def _is_shifted(fields: Sequence[str]) -> bool:
    """Check whether a space in a name, or a missing field, has shifted the fields of a line.

    In an unshifted line, text and type are `<NA>`, and only numbers follow the speaker.
    """
    unused, label, numbers = fields[5:7], fields[7], fields[8:]
    misplaced = any(map(is_number, unused)) or not all(n == _NONE or is_number(n) for n in numbers)
    return misplaced or (fields[0] == "SPEAKER" and label == _NONE and unused != [_NONE, _NONE])


def parse(text: str) -> tuple[ScoringInput, ...]:
    """Read RTTM and return one scoring input per file id.

    SPEAKER lines are segments, NOSCORE lines are ignored time. Raises UserError with the number of
    a line that is not RTTM or has too many fields.
    """
    files: dict[str, list[SpeakerSegment]] = {}
    ignored: dict[str, list[Span]] = {}
    for number, line in numbered_lines(text):
        fields = line.split()
        if fields[0] in _OTHER_TYPES:
            continue
        known = fields[0] in ("SPEAKER", "NOSCORE") and 8 <= len(fields) <= _MOST_FIELDS
        if not known or _is_shifted(fields):
            raise row_error("RTTM", number, line, FIELDS)
        start = parse_seconds("RTTM", number, fields[3])
        end = start + parse_seconds("RTTM", number, fields[4])
        if fields[0] == "NOSCORE":
            ignored.setdefault(fields[1], []).append(Span(start, end))
        else:
            files.setdefault(fields[1], []).append(SpeakerSegment(fields[7], start, end))
    return tuple(
        ScoringInput(file, segments=tuple(heard), ignored=tuple(ignored.get(file, ())))
        for file, heard in files.items()
    )
