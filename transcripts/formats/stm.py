"""STM, NIST's segment time marks: one utterance a line with its speaker, times and text."""

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
    """Write a transcript as STM, a turn a line in order of start; turns without words are not said.

    A text that begins like a label has a label before it, so that readers keep it.
    """
    named = options.people(transcript)
    labels, file = distinct(named, space="_"), file_id(named.recording.file)
    lines = []
    for turn in sorted((t for t in named.turns if t.words), key=lambda t: t.start):
        said = " ".join(turn.text.split())
        label = "<o> " if said.startswith("<") else ""
        times = f"{turn.start:.3f} {turn.end:.3f}"
        lines.append(f"{file} 1 {labels[turn.speaker]} {times} {label}{said}\n")
    return comments(named) + "".join(lines)


def parse(text: str) -> tuple[ScoringInput, ...]:
    """Read STM, one scoring input per file id; raises UserError naming a bad line."""
    files: dict[str, list[Utterance]] = {}
    for file, said in _utterances(text):
        files.setdefault(file, []).append(said)
    return tuple(from_utterances(file, said) for file, said in files.items())


def _utterances(text: str) -> Iterator[tuple[str, Utterance]]:
    for number, line in rows(text):
        fields = line.split(maxsplit=5)
        if len(fields) < 5:
            raise bad_row("STM", number, line, FIELDS)
        file, _, speaker, begin, end, *rest = fields
        said = _LABEL.sub("", rest[0], count=1) if rest and rest[0][0] == "<" else "".join(rest)
        if speaker in _NOT_SCORED or said.lower() in _NOT_SCORED:
            continue
        span = Span(seconds("STM", number, begin), seconds("STM", number, end))
        yield file, utterance(speaker, span, said)
