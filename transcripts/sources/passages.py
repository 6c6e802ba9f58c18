"""Define the passages of a source (cues, segments, paragraphs), and join them to turns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from transcripts.errors import UserError
from transcripts.source_transcript import Mark, SourceTurn, SourceWord, one_line
from transcripts.sources.marks import split_marks
from transcripts.sources.times import MOST_SECONDS, longest_rising_subsequence

MOST_WORDS = 1_000_000
"""Largest number of words in a source: as many as a hundred hours of speech have."""

MOST_LABEL = 120
"""Largest number of characters in a label."""

_OWN_CUE = re.compile(r"\s*(T\d+)\.\d+\s*")

LATE = 1.0
"""A passage may begin up to this many seconds earlier than its predecessor, because people talk at
the same time.
"""


@dataclass(frozen=True, slots=True)
class SourcePassage:
    """A part of a source with one label and one time, such as a caption or a paragraph.

    `words` is set if the source has times for single words; otherwise the words are those of
    `text`. `begins_turn` marks a change of speaker that the labels do not show. Passages with the
    same `turn` are one turn, even if another speaker interrupts it.
    """

    text: str = ""
    label: str | None = None
    start: float | None = None
    end: float | None = None
    words: tuple[SourceWord, ...] = ()
    begins_turn: bool = False
    turn: str | None = None


@dataclass(frozen=True, slots=True)
class ReadSource:
    """The content of a source: its passages in order, notices for the user, and the title."""

    passages: Sequence[SourcePassage]
    notices: tuple[str, ...] = ()
    title: str | None = None


@dataclass(slots=True)
class _Turn:
    label: str | None
    words: list[SourceWord] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    def add(self, words: Sequence[SourceWord], marks: Sequence[Mark]) -> None:
        self.marks += (
            replace(mark, word_index=mark.word_index + len(self.words)) for mark in marks
        )
        self.words += words

    def build(self) -> SourceTurn:
        start = self.words[0].start if self.words else None
        end = self.words[-1].end if self.words else None
        return SourceTurn(tuple(self.words), self.label, start, end, tuple(self.marks))


def join_passages(passages: Iterable[SourcePassage]) -> tuple[SourceTurn, ...]:
    """Join passages of one speaker to turns; a passage without a label continues the previous one.

    Turns that are identified by the source are kept as they are.

    Raises UserError if there are too many words for a transcript.
    """
    turns: list[_Turn] = []
    identified: dict[str, _Turn] = {}
    count = 0
    for passage in passages:
        label = _clean_label(passage.label)
        words, marks = _read_timed_words(passage)
        if not words and not marks:
            continue
        count += len(words)
        if count > MOST_WORDS:
            raise UserError(f"it has more than {MOST_WORDS:,} words: split it into its recordings")
        known = identified.get(passage.turn or "")
        turn = known or (turns[-1] if turns else None)
        fresh = passage.begins_turn or (passage.turn is not None and known is None)
        if turn is None or fresh or (label is not None and label != turn.label):
            turn = _Turn(label)
            turns.append(turn)
        if passage.turn:
            identified[passage.turn] = turn
        turn.add(words, marks)
    return tuple(turn.build() for turn in turns)


def _clean_label(label: str | None) -> str | None:
    return (one_line(label).strip(" :")[:MOST_LABEL].strip() or None) if label else None


def _read_timed_words(passage: SourcePassage) -> tuple[tuple[SourceWord, ...], tuple[Mark, ...]]:
    """Return the words of a passage, with its marks.

    The first word has the passage's start, the last word the passage's end.
    """
    marks: tuple[Mark, ...] = ()
    words = tuple(replace(w, text="".join(w.text.split())) for w in passage.words if w.text.strip())
    if not words:
        words, marks = split_marks(passage.text)
    if not words:
        return (), marks
    first, last = words[0], words[-1]
    if first.start is None:
        words = (replace(first, start=passage.start), *words[1:])
    if last.end is None:
        words = (*words[:-1], replace(words[-1], end=passage.end))
    return words, marks


def turn_of_cue(identifier: str | None) -> str | None:
    """Return the turn id in the identifier of one of tapelog's captions: "T7" for "T7.2"."""
    match = _OWN_CUE.fullmatch(identifier or "")
    return match[1] if match else None


def drop_impossible_times(
    passages: Sequence[SourcePassage],
) -> tuple[tuple[SourcePassage, ...], tuple[str, ...]]:
    """Drop impossible times.

    A start is impossible if it is earlier than the start before it, an end if it is before its own
    start. Returns the passages, and a notice for each kind of fault.
    """
    timed = [n for n, p in enumerate(passages) if p.start is not None]
    starts = [passages[n].start or 0.0 for n in timed]
    kept = {timed[n] for n in longest_rising_subsequence(_raise_starts(starts))}
    wrong = [n for n in timed if n not in kept or (passages[n].start or 0) > MOST_SECONDS]
    fixed = list(passages)
    for n in wrong:
        bare = tuple(SourceWord(word.text) for word in passages[n].words)
        fixed[n] = replace(passages[n], start=None, end=None, words=bare)
    for n, passage in enumerate(fixed):
        start, end = passage.start, passage.end
        if end is not None and (end < (start or 0.0) or end > MOST_SECONDS):
            fixed[n] = replace(passage, end=None)
    notices: tuple[str, ...] = ()
    if wrong:
        first = passages[wrong[0]].start or 0.0
        notices = (
            f"{len(wrong)} of {len(timed)} times run backwards or are too late and were not used, "
            f"the first is {first:.0f} s",
        )
    return tuple(fixed), notices


def _raise_starts(starts: Sequence[float]) -> list[float]:
    """Return the starts, with small steps back in time removed.

    A start that is slightly earlier than the latest one before it becomes equal to that one.
    """
    latest, lenient = 0.0, []
    for start in starts:
        lenient.append(latest if latest - LATE <= start < latest else start)
        latest = max(latest, start) if start <= latest + 6 * 3600 else latest
    return lenient
