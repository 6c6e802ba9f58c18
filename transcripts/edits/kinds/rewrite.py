"""Rewrite words by hand: one word, or several words in one edit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import ClassVar

from transcripts.edits.change import AffectedParts, Change, Confirmation, Edit
from transcripts.edits.draft import Draft, Refused
from transcripts.edits.edited import QUOTED_WORDS, EditedTranscript, Quotes
from transcripts.edits.run_mapping import RunMapping

_NEAR_WORDS = 60
"""Rewritten passages at most this many words apart may be one text: half a minute of speech."""

_PAUSE_SECONDS = 60.0
"""The longest pause in typing one text, in seconds."""


@dataclass(frozen=True, slots=True)
class RewriteWord(Change):
    """Replace a word with a text, which may be one word, several words, or empty."""

    kind: ClassVar[str] = "rewrite-word"
    aliases: ClassVar[tuple[str, ...]] = ("rewrite",)

    word: int
    text: str

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Replace the word with the new text."""
        draft.check_word(self.word)
        if draft.has_text(self.word, self.text):
            raise Refused(f"the word already reads {self.text!r}")
        draft.rewrite(self.word, self.text, edit.author, edit.at)

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the word; the edit affects nothing else."""
        return AffectedParts(((self.word, self.word + 1),))

    def rebase_to_new_run(self, run_mapping: RunMapping) -> RewriteWord:
        """Return this edit with the corresponding word of the new run."""
        return RewriteWord(run_mapping.new_word(self.word), self.text)

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the new text."""
        return f"wrote “{self.text}”" if self.text.strip() else "removed a word"

    def affected_text(self, draft: Draft, edit_id: str) -> str:
        """Return the current text of the word."""
        return draft.text_of([self.word])

    def first_word(self, draft: Draft) -> int:
        """Return the word."""
        return self.word

    def continues_previous_edit(self, edit: Edit, previous_edit: Edit) -> bool:
        """Check whether the edit continues typing the same text after a pause."""
        return continues_typing(edit, previous_edit)

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing, because the edit does not say who speaks."""
        return ()


@dataclass(frozen=True, slots=True)
class RewriteWords(Change):
    """Replace several words in one edit, each in the same way as `RewriteWord`."""

    kind: ClassVar[str] = "rewrite-words"
    aliases: ClassVar[tuple[str, ...]] = ("reword",)

    words: tuple[tuple[int, str], ...]

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Replace the words whose text differs; raise Refused if none does."""
        if len({word for word, _ in self.words}) < len(self.words):
            raise Refused("the edit has two texts for the same word: use one")
        for word, _ in self.words:
            draft.check_word(word)
        new = [(word, text) for word, text in self.words if not draft.has_text(word, text)]
        if not new:
            raise Refused("the words already have this text")
        for word, text in new:
            draft.rewrite(word, text, edit.author, edit.at)

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the words; the edit affects nothing else."""
        return AffectedParts(tuple((word, word + 1) for word, _ in self.words))

    def rebase_to_new_run(self, run_mapping: RunMapping) -> RewriteWords:
        """Return this edit with the corresponding words of the new run."""
        return RewriteWords(tuple((run_mapping.new_word(word), text) for word, text in self.words))

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the first of the new texts."""
        texts = [" ".join(text.split()) for _, text in self.words]
        written = [f"“{text}”" for text in texts if text]
        if not written:
            return f"removed {len(texts)} words"
        more = " …" if len(written) > QUOTED_WORDS else ""
        return f"wrote {', '.join(written[:QUOTED_WORDS])}{more}"

    def affected_text(self, draft: Draft, edit_id: str) -> str:
        """Return the current text of the words."""
        return draft.text_of(word for word, _ in self.words)

    def first_word(self, draft: Draft) -> int:
        """Return the first of the words."""
        return min(word for word, _ in self.words)

    def continues_previous_edit(self, edit: Edit, previous_edit: Edit) -> bool:
        """Check whether the edit continues typing the same text after a pause."""
        return continues_typing(edit, previous_edit)

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing, because the edit does not say who speaks."""
        return ()


def continues_typing(edit: Edit, previous_edit: Edit) -> bool:
    """Check whether two consecutive edits are one text that was typed with a pause.

    The edits must be near each other and have no reason; the edits of a text replacement have a
    reason.
    """
    if edit.why or previous_edit.why:
        return False
    one, other = _list_rewritten_words(edit.change), _list_rewritten_words(previous_edit.change)
    near = one and other and max(one[0] - other[-1], other[0] - one[-1]) <= _NEAR_WORDS
    return bool(near) and _seconds_between(previous_edit, edit) <= _PAUSE_SECONDS


def _list_rewritten_words(change: Change) -> list[int]:
    if isinstance(change, RewriteWord):
        return [change.word]
    return sorted(word for word, _ in change.words) if isinstance(change, RewriteWords) else []


def _seconds_between(previous_edit: Edit, edit: Edit) -> float:
    """Return the seconds between two edits of the same day, or infinity."""
    if previous_edit.at[:10] != edit.at[:10]:
        return inf
    return _parse_second_of_day(edit.at) - _parse_second_of_day(previous_edit.at)


def _parse_second_of_day(timestamp: str) -> float:
    """Return the second of the day of an ISO 8601 time; infinity for a text without a time."""
    found = re.match(r"T(\d\d):(\d\d):(\d\d)", timestamp[10:])
    if not found:
        return inf
    hours, minutes, seconds = map(int, found.groups())
    return hours * 3600.0 + minutes * 60 + seconds
