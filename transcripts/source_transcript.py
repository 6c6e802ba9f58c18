"""Define a transcript that somebody else wrote: turns with optional labels, times and marks.

Every supported form (`transcripts/sources/`) becomes a `SourceTranscript`. Times are seconds from
the start of the recording, as stated by the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

MarkKind = Literal["sound", "unclear", "unsure", "recorded", "note"]

UNSURE = "unsure"

EVENT_MARKS = frozenset({"sound", "unclear", "recorded"})
"""Kinds of marks for what is heard; other marks are notes or doubts of the typist."""


@dataclass(frozen=True, slots=True)
class SourceWord:
    """A word of a source; `start` and `end` are None if the source does not give a time for them.

    The first word of a timed passage has the passage's start, the last word its end.
    """

    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A text in brackets: "[music]", "(SOUNDBITE OF FILM)", "[inaudible]", "?name?".

    `word_index` is the index, within the turn, of the word after the mark. A mark of kind `unsure`
    says that the transcriber was not sure of that word.
    """

    text: str
    kind: MarkKind
    word_index: int


@dataclass(frozen=True, slots=True)
class SourceTurn:
    """A turn of a source; `label` is the speaker label as written, or None if there is none.

    `confidence` is the probability that the label is right, if a program found the label.
    """

    words: tuple[SourceWord, ...]
    label: str | None = None
    start: float | None = None
    end: float | None = None
    marks: tuple[Mark, ...] = ()
    confidence: float = 1.0

    @property
    def text(self) -> str:
        """Return the words, joined with spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def text_with_marks(self) -> str:
        """Return the words with the marks among them, as in the source."""
        return " ".join(self._written())

    def _written(self) -> Iterator[str]:
        marks = [mark for mark in self.marks if mark.kind != UNSURE]
        place = 0
        for number, word in enumerate(self.words):
            while place < len(marks) and marks[place].word_index <= number:
                yield marks[place].text
                place += 1
            yield word.text
        yield from (mark.text for mark in marks[place:])


@dataclass(frozen=True, slots=True)
class SourceTranscript:
    """The content of a source.

    `form` is the name of the source's form in the table of forms. `notices` say what was doubtful
    or left out.
    """

    form: str
    turns: tuple[SourceTurn, ...]
    notices: tuple[str, ...] = ()
    title: str | None = None

    @property
    def text(self) -> str:
        """Return the text as paragraphs, each with its label: `Ann: ...`."""
        return "\n\n".join(
            f"{turn.label}: {turn.text_with_marks}" if turn.label else turn.text_with_marks
            for turn in self.turns
        )

    @property
    def words(self) -> int:
        """Return the number of words."""
        return sum(len(turn.words) for turn in self.turns)

    @property
    def is_timed(self) -> bool:
        """Check whether any word has a time."""
        return any(word.start is not None for turn in self.turns for word in turn.words)

    @property
    def has_labels(self) -> bool:
        """Check whether any turn has a label."""
        return any(turn.label for turn in self.turns)


_SPACE = re.compile(r"\s+")


def one_line(text: str) -> str:
    """Put a text on one line, with single spaces."""
    return _SPACE.sub(" ", text).strip()
