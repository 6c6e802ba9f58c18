"""Set the times of words that somebody typed, as measured in the recording."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import ClassVar

from transcripts.edits.added_turns import is_added
from transcripts.edits.change import AffectedParts, Change, Confirmation, Edit
from transcripts.edits.draft import Draft, Refused
from transcripts.edits.edited import EditedTranscript, Quotes
from transcripts.edits.estimated import is_added_and_withheld
from transcripts.edits.run_mapping import NotFound, RunMapping
from transcripts.transcript import Word

MeasuredTimes = tuple[int, str, tuple[int, ...]]
"""A word's number, the text that stands in its place, and the start and end of each word of that
text, in milliseconds: start, end, start, end ..."""


@dataclass(frozen=True, slots=True)
class SetTimes(Change):
    """Set the times of words that somebody typed, as measured in the recording.

    The measured times belong to a text: if a word's text has changed since, its times stay as they
    are.
    """

    kind: ClassVar[str] = "set-times"
    is_internal: ClassVar[bool] = True

    times: tuple[MeasuredTimes, ...]

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Set the times of words whose text is still the one that was measured."""
        for word, text, milliseconds in self.times:
            draft.check_word(word)
            if 2 * len(text.split()) != len(milliseconds) or not all(
                0 <= a <= b for a, b in pairwise((0, *milliseconds))
            ):
                raise Refused("each word needs a start and an end, in order of time")
            if milliseconds and milliseconds[-1] > 1000 * draft.machine.recording.duration:
                raise Refused("the recording ends before the last word")
        for word, text, milliseconds in self.times:
            if (
                draft.has_text(word, text)
                and milliseconds
                and not is_added_and_withheld(draft, word)
            ):
                if word in draft.replaced:
                    draft.replaced[word] = _with_measured_times(draft.replaced[word], milliseconds)
                if is_added(word) and milliseconds:
                    draft.added.set_times(word, milliseconds[0] / 1000, milliseconds[-1] / 1000)

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return nothing, so that no edit of a person conflicts with a measurement."""
        return AffectedParts()

    def rebase_to_new_run(self, run_mapping: RunMapping) -> SetTimes:
        """Return the same times with the numbers of the words of the new run."""
        kept = []
        for word, text, milliseconds in self.times:
            try:
                kept.append((run_mapping.new_word(word), text, milliseconds))
            except NotFound:
                continue  # the text itself is lost, too, and the history reports that
        return SetTimes(tuple(kept))

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the number of words."""
        count = sum(len(text.split()) for _, text, _ in self.times)
        return f"measured the times of {count} typed words"

    def first_word(self, draft: Draft) -> int | None:
        """Return the first of the words."""
        return min((word for word, _, _ in self.times), default=None)

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing, because the edit does not say who speaks."""
        return ()


def _with_measured_times(words: Sequence[Word], milliseconds: Sequence[int]) -> tuple[Word, ...]:
    spans = zip(words, milliseconds[::2], milliseconds[1::2], strict=True)
    return tuple(replace(word, start=a / 1000, end=b / 1000) for word, a, b in spans)
