"""Read SegLST, STM and CTM, the formats of scoring programs, with `tapelog score`'s parsers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from transcripts.errors import UserError
from transcripts.formats import ctm, seglst, stm
from transcripts.scores.scoring_input import ScoringInput
from transcripts.source_transcript import SourceWord
from transcripts.sources.document import SourceDocument
from transcripts.sources.passages import ReadSource, SourcePassage
from transcripts.sources.values import objects_in_list

_SECONDS = r"\d+(?:\.\d+)?"
_STM = re.compile(rf"\S+[ \t]+\S+[ \t]+\S+[ \t]+{_SECONDS}[ \t]+{_SECONDS}(?:[ \t]|$)")
_CTM = re.compile(
    rf"\S+[ \t]+\S+[ \t]+{_SECONDS}[ \t]+{_SECONDS}[ \t]+\S+(?:[ \t]+{_SECONDS})?[ \t]*$"
)
_RTTM = re.compile(
    r"(?:SPEAKER|SPKR-INFO|LEXEME|NON-SPEECH|SEGMENT|NOSCORE)\s+\S+\s+\S+\s+\S+\s+\S"
)
_UNKNOWN = re.compile(r"(?:None|null|<NA>)$")
_FIRST_LINES = 20


def matches_seglst(document: SourceDocument) -> bool:
    """Check for a JSON list of utterances with words."""
    first = next(objects_in_list(document.json), None)
    return first is not None and isinstance(first.get("words"), str)


def matches_stm(document: SourceDocument) -> bool:
    """Check whether all of the first lines are STM."""
    lines = _list_rows(document)
    return bool(lines) and all(map(_STM.match, lines)) and not is_rttm(document)


def matches_ctm(document: SourceDocument) -> bool:
    """Check whether all of the first lines are CTM."""
    lines = _list_rows(document)
    return bool(lines) and all(map(_CTM.match, lines))


def is_rttm(document: SourceDocument) -> bool:
    """Check for lines of RTTM, which has no words."""
    lines = _list_rows(document)
    return bool(lines) and all(map(_RTTM.match, lines))


def read_seglst(document: SourceDocument) -> ReadSource:
    """Read the utterances of SegLST in their order."""
    return _build_source(seglst.parse(document.text))


def read_stm(document: SourceDocument) -> ReadSource:
    """Read the segments of STM in order of time."""
    return _build_source(stm.parse(document.text))


def read_ctm(document: SourceDocument) -> ReadSource:
    """Read the words of CTM, which has no speakers."""
    return _build_source(ctm.parse(document.text))


def _list_rows(document: SourceDocument) -> list[str]:
    """List the first lines, without comments."""
    if not document.is_text:
        return []
    lines = (line.strip() for line in document.text[:20_000].split("\n")[: 10 * _FIRST_LINES])
    return [line for line in lines if line and not line.startswith(";;")][:_FIRST_LINES]


def _build_source(inputs: Sequence[ScoringInput]) -> ReadSource:
    if len(inputs) > 1:
        raise UserError(f"it has {len(inputs)} recordings: use one of them")
    return ReadSource(tuple(p for one in inputs for p in _build_passages(one)))


def _build_passages(scoring_input: ScoringInput) -> Iterator[SourcePassage]:
    for spoken in sorted(scoring_input.utterances, key=lambda u: u.span.start if u.span else 0.0):
        person = scoring_input.people.get(spoken.speaker)
        label = (
            (person.name or person.role if person else None)
            or _UNKNOWN.sub("", spoken.speaker)
            or None
        )
        label = label.replace("_", " ") if label else None
        span = spoken.span
        words = tuple(
            SourceWord(w.text, w.start, w.end)
            for w in (spoken.words if spoken.has_word_times else ())
        )
        text = " ".join(word.text for word in spoken.words)
        start, end = (span.start, span.end) if span else (None, None)
        yield SourcePassage(text, label, start, end, words, begins_turn=bool(label))
