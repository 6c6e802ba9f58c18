"""Read text that is made for reading, typed or exported, with times and labels before turns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from transcripts.errors import UserError
from transcripts.sources.labels import separate_labels, separate_lone_labels, written_label
from transcripts.sources.passages import ReadSource, SourcePassage
from transcripts.sources.times import TIME, parse_clock_time
from transcripts.text.label_forms import rewrite_labels
from transcripts.text.speaker_labels import begins_with_label
from transcripts.text.turns import split_turns

MADE = "How this transcript was made"
"""The heading of the notes that tapelog writes at the end."""

_NAME = r"[^\n\t\[\](){}<>:]{1,60}?"
_CLOSED = rf"[\[({{<]\s*({TIME})(?:\s*(?:-+>?|–|—|to)\s*({TIME}))?\s*[\])}}>]"
"""A time in brackets, or a range of two times."""

_BEFORE = re.compile(rf"\s*(?:{_CLOSED}|({TIME})(?:\s*(?:-+>?|–|—|to)\s*({TIME}))?)[\s:|–—-]*")
_AFTER_NAME = re.compile(rf"\s*({_NAME})\s*:?\s*{_CLOSED}\s*:?(?:\s+|$)")
_BARE_AFTER_NAME = re.compile(rf"\s*({_NAME})(?::?\t+|:?[ ]{{2,}}|: )({TIME})[ ]*(?:\t|:?[ ]*$)")
_LABEL_ALONE = re.compile(rf"({_NAME}):$")
_ANY = re.compile(TIME)
_LETTER = re.compile(r"[^\W\d_]")

_ANGLES = re.compile(r"<([^<>\n@/]{1,40})>")
"""Text in angle brackets, which some typists use for stage directions."""

_RECURS = 2
"""Times without brackets are read only if at least this many lines begin with one."""

_LEAKED = 0.03
"""If the share of times and bare numbers among the words is higher, a text has an unknown form.

Of 60 typed interviews, the one with the most times and numbers has 0.009.
"""

_LEAST_LEAKED = 6

_NUMBER = re.compile(r"[\d:.,;\[\]()>-]*\d[\d:.,;\[\]()>-]*")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line, with the label and the times before its text; "" is a blank line."""

    text: str
    label: str | None = None
    start: float | None = None
    end: float | None = None


def read_written(text: str) -> ReadSource:
    """Read a typed transcript.

    Raises UserError if a large part of the text is times or numbers, as in an unsupported format.
    """
    text = "\n".join(rewrite_labels(_ANGLES.sub(r"[\1]", text).split("\n")))
    lines = list(_read_lines(text))
    if any(line.start is not None for line in lines):
        passages = tuple(_read_timed_paragraphs(lines))
    else:
        passages = tuple(_read_untimed_turns(text))
    check_speech(passages)
    return ReadSource(passages)


def check_speech(passages: tuple[SourcePassage, ...]) -> None:
    """Raise UserError if too many of the words are times or numbers."""
    words = [word for passage in passages for word in passage.text.split()]
    numbers = [w for w in words if _NUMBER.fullmatch(w) and (":" in w or w.isdecimal())]
    times = [w for w in words if "-->" in w or _ANY.search(w)]
    leaked = max(len(times), len(numbers) if len(numbers) > len(words) / 4 else 0)
    if leaked >= _LEAST_LEAKED and leaked > _LEAKED * len(words):
        example = next(w for w in (*times, *numbers))
        raise UserError(
            f"it has {leaked} times or numbers among {len(words)} words, such as {example!r}, in "
            "no form that is known: save it as SubRip, WebVTT or plain text without the times"
        )


def _read_lines(text: str) -> Iterator[_Line]:
    raw = text.replace("\u00a0", " ").split("\n")
    bare = sum(bool((m := _BEFORE.match(line)) and m[3]) for line in raw) >= _RECURS
    named = sum(bool(_BARE_AFTER_NAME.match(line)) for line in raw) >= _RECURS
    for line in raw:
        yield _parse_line(line, bare, named)


def _parse_line(line: str, bare: bool, names_precede_times: bool) -> _Line:
    """Separate the time of a line, and the label beside it, from the text."""
    before = _BEFORE.match(line)
    if before and (before[1] or bare):
        start, end = before[1] or before[3], before[2] or before[4]
        rest = line[before.end() :].strip()
        if parse_clock_time(start) is not None:
            return _Line(
                rest, None, parse_clock_time(start), parse_clock_time(end) if end else None
            )
    after = _AFTER_NAME.match(line)
    if after and _LETTER.search(after[1]) and _may_be_label(after[1]):
        end = parse_clock_time(after[3]) if after[3] else None
        return _Line(line[after.end() :].strip(), after[1].strip(), parse_clock_time(after[2]), end)
    plain = _BARE_AFTER_NAME.match(line) if names_precede_times else None
    if plain and _LETTER.search(plain[1]):
        return _Line(line[plain.end() :].strip(), plain[1].strip(), parse_clock_time(plain[2]))
    return _Line(line.strip())


def _may_be_label(text: str) -> bool:
    """Check whether a text before a time can be a label: few words, and no end of a sentence."""
    return len(text.split()) <= 6 and not re.search(r"[.?!,;]\s*$|[?!]", text)


def _read_untimed_turns(text: str) -> Iterator[SourcePassage]:
    """Yield the turns; a label on a separate line belongs to the turn after it."""
    label: str | None = None
    for turn in separate_lone_labels(split_turns(text)):
        label = written_label(turn) or label
        if turn.text:
            yield SourcePassage(turn.text, label, turn.time, begins_turn=True)
            label = None


def _read_timed_paragraphs(lines: list[_Line]) -> Iterator[SourcePassage]:
    """Yield paragraphs; a new one begins at a time, a label or a blank line."""
    paragraphs = list(_read_paragraphs(lines))
    rest = iter(separate_labels([p.text for p in paragraphs if p.label is None and p.text]))
    label: str | None = None
    pending = SourcePassage()
    for paragraph in paragraphs:
        own, text, fresh = paragraph.label, paragraph.text, False
        if own is None and text:
            passage = next(rest)
            own, text, fresh = written_label(passage), passage.text, passage.is_change
        start, end = _prefer_known(paragraph.start, pending.start), paragraph.end or pending.end
        own = own or pending.label
        pending = SourcePassage(label=own, start=start, end=end)
        if text:
            fresh = fresh or own is not None
            label = own or label
            yield SourcePassage(text, label, start, end, begins_turn=fresh)
            pending = SourcePassage()


def _prefer_known(preferred: float | None, other: float | None) -> float | None:
    return other if preferred is None else preferred


def _read_paragraphs(lines: list[_Line]) -> Iterator[_Line]:
    held: _Line | None = None
    for line in lines:
        alone = _LABEL_ALONE.fullmatch(line.text) if line.text else None
        begins = alone or not line.text or begins_with_label(line.text)
        if line.start is not None or line.label or begins:
            if held is not None:
                yield held
            held = None
            if alone and line.label is None:
                yield _Line("", alone[1].strip(), line.start, line.end)
            elif line.text or line.start is not None or line.label:
                held = line
            if held is not None and not held.text:
                yield held
                held = None
        elif held is None:
            held = line
        else:
            held = _Line(f"{held.text}\n{line.text}", held.label, held.start, held.end)
    if held is not None:
        yield held
