"""Read and write STM, NIST's segment time marks: one line per utterance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from transcripts.errors import UserError
from transcripts.formats.labels import unique_labels
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.rows import (
    comment_lines,
    is_number,
    numbered_lines,
    parse_seconds,
    row_error,
)
from transcripts.scores.scoring_input import (
    ScoringInput,
    Utterance,
    file_id,
    from_utterances,
    untimed_utterance,
)
from transcripts.transcript import Span, Transcript

FIELDS = "file channel speaker begin end [<label>] text"

_LABEL = re.compile(r"<[^<>\s]*>\s*")
_IGNORED = "ignore_time_segment_in_scoring"
_GAP = "inter_segment_gap"  # NIST's label for time without speech
_EXCLUDED = "excluded_region"  # LDC's label for time that is not scored

# Alternatives as in NIST's global mapping: { the / a / @ }.
_ALTERNATIVES = re.compile(r"(?:^|\s)\{\s.*\s/\s.*\s\}(?:\s|$)")


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a transcript as STM: one line per turn in order of start, without empty turns.

    A text that begins like a label gets a label before it, so that parsers keep the text.
    """
    named = options.apply_names(transcript)
    labels, file = unique_labels(named, space_replacement="_"), file_id(named.recording.file)
    lines = []
    for turn in sorted((t for t in named.turns if t.words), key=lambda t: t.start):
        words = " ".join(turn.text.split())
        label = "<o> " if words.startswith("<") else ""
        times = f"{turn.start:.3f} {turn.end:.3f}"
        lines.append(f"{file} 1 {labels[turn.speaker]} {times} {label}{words}\n")
    return comment_lines(named) + "".join(lines)


def parse(text: str) -> tuple[ScoringInput, ...]:
    """Read STM and return one scoring input per file id.

    Raises UserError with the number of a line that is not STM.
    """
    files: dict[str, list[Utterance]] = {}
    ignored: dict[str, list[Span]] = {}
    for file, spoken in _parse_utterances(text):
        if isinstance(spoken, Span):
            ignored.setdefault(file, []).append(spoken)
        else:
            files.setdefault(file, []).append(spoken)
    return tuple(
        replace(from_utterances(file, utterances), ignored=tuple(ignored.get(file, ())))
        for file, utterances in files.items()
    )


def _parse_utterances(text: str) -> Iterator[tuple[str, Utterance | Span]]:
    """Yield each line's file id with an utterance, or with a span that is not scored."""
    for number, line in numbered_lines(text):
        fields = line.split(maxsplit=5)
        if len(fields) < 5:
            raise row_error("STM", number, line, FIELDS)
        file, _, speaker, begin, end, *rest = fields
        words = _LABEL.sub("", rest[0], count=1) if rest and rest[0][0] == "<" else "".join(rest)
        if "." in speaker and is_number(
            speaker
        ):  # a label that contains a space, or a missing field, has shifted the other fields
            raise row_error("STM", number, line, FIELDS)
        span = Span(parse_seconds("STM", number, begin), parse_seconds("STM", number, end))
        if span.end < span.start:
            raise UserError(f"STM line {number} ends at {end} s, before it begins; correct it")
        if _IGNORED in words.lower() or speaker == _EXCLUDED:
            yield file, span
        elif _ALTERNATIVES.search(words):
            raise UserError(
                f"STM line {number}: alternatives such as {{ the / a }} cannot be scored; keep one "
                "alternative"
            )
        elif speaker != _GAP:
            yield file, untimed_utterance(speaker, span, words)
