"""STM, NIST's segment time marks: one line per utterance with its speaker, times and text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transcripts.formats.labels import distinct
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.rows import bad_row, comments, rows, seconds
from transcripts.scores.scoring_input import (
    ScoringInput,
    Utterance,
    file_id,
    from_utterances,
    utterance,
)
from transcripts.transcript import Span, Transcript

FIELDS = "file channel speaker begin end [<label>] text"

_LABEL = re.compile(r"<[^<>\s]*>\s*")
_NOT_SCORED = {"ignore_time_segment_in_scoring", "inter_segment_gap"}


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a transcript as STM, one line per turn in order of start; empty turns are left out.

    A text that begins like a label gets a label before it, so that parsers keep it.
    """
    named = options.people(transcript)
    labels, file = distinct(named, space="_"), file_id(named.recording.file)
    lines = []
    for turn in sorted((t for t in named.turns if t.words), key=lambda t: t.start):
        words = " ".join(turn.text.split())
        label = "<o> " if words.startswith("<") else ""
        times = f"{turn.start:.3f} {turn.end:.3f}"
        lines.append(f"{file} 1 {labels[turn.speaker]} {times} {label}{words}\n")
    return comments(named) + "".join(lines)


def parse(text: str) -> tuple[ScoringInput, ...]:
    """Read STM, one scoring input per file id.

    Raises:
        UserError: A line is not STM; the message names it.
    """
    files: dict[str, list[Utterance]] = {}
    for file, spoken in _utterances(text):
        files.setdefault(file, []).append(spoken)
    return tuple(from_utterances(file, utterances) for file, utterances in files.items())


def _utterances(text: str) -> Iterator[tuple[str, Utterance]]:
    for number, line in rows(text):
        fields = line.split(maxsplit=5)
        if len(fields) < 5:
            raise bad_row("STM", number, line, FIELDS)
        file, _, speaker, begin, end, *rest = fields
        words = _LABEL.sub("", rest[0], count=1) if rest and rest[0][0] == "<" else "".join(rest)
        if speaker in _NOT_SCORED or words.lower() in _NOT_SCORED:
            continue
        span = Span(seconds("STM", number, begin), seconds("STM", number, end))
        yield file, utterance(speaker, span, words)
