"""Read and write CTM, NIST's conversation time marks: one line per word, without speakers."""

from __future__ import annotations

from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.rows import (
    comment_lines,
    is_number,
    numbered_lines,
    parse_seconds,
    row_error,
)
from transcripts.scores.scoring_input import ScoringInput, Utterance, file_id
from transcripts.transcript import Span, Transcript, Word

FIELDS = "file channel begin duration word [confidence]"


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write every word with its time and confidence, in order of start."""
    file = file_id(transcript.recording.file)
    lines = []
    for word in sorted((w for t in transcript.turns for w in t.words), key=lambda w: w.start):
        text = "_".join(word.text.split())
        times = f"{word.start:.3f} {word.span.duration:.3f}"
        lines.append(f"{file} 1 {times} {text} {word.confidence:.3f}\n")
    return comment_lines(transcript) + "".join(lines)


def parse(text: str) -> tuple[ScoringInput, ...]:
    """Read CTM and return one scoring input per file id.

    Raises UserError with the number of a line that is not CTM.
    """
    files: dict[str, list[Word]] = {}
    for number, line in numbered_lines(text):
        fields = line.split()
        right = 5 <= len(fields) <= 6 and all(map(_is_confidence, fields[5:]))
        if not right or ("." in fields[1] and is_number(fields[1])):  # the channel is missing
            raise row_error("CTM", number, line, FIELDS)
        start = parse_seconds("CTM", number, fields[2])
        end = start + parse_seconds("CTM", number, fields[3])
        files.setdefault(fields[0], []).append(Word(fields[4], start, end))
    return tuple(_build_scoring_input(file, words) for file, words in files.items())


def _is_confidence(field: str) -> bool:
    return is_number(field) or field.strip("<>") == "NA"


def _build_scoring_input(file: str, words: list[Word]) -> ScoringInput:
    words.sort(key=lambda w: w.start)
    span = Span(words[0].start, max(w.end for w in words))
    return ScoringInput(file, (Utterance("", span, tuple(words), has_word_times=True),))
