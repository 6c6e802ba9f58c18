"""Mark a passage as a clip, as an announcement, or as not speech."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from transcripts.edits.baseline import MachineWordRange
from transcripts.edits.change import AffectedParts, Change, Confirmation, Edit, WordsConfirmed
from transcripts.edits.draft import Draft
from transcripts.edits.edited import EditedTranscript, Quotes
from transcripts.edits.run_mapping import RunMapping

Passage = Literal["clip", "announcer", "not speech"]

_PHRASES = {"clip": "a clip", "announcer": "an announcement", "not speech": "not speech"}


@dataclass(frozen=True, slots=True)
class MarkPassage(Change):
    """Mark words as a clip, as an announcement, or as not speech."""

    kind: ClassVar[str] = "mark-passage"
    aliases: ClassVar[tuple[str, ...]] = ("mark",)

    words: tuple[MachineWordRange, ...]
    passage: Passage

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Assign the words to the speaker "Sclip" or "Sannouncer", or remove them."""
        numbers = draft.word_numbers(self.words)
        if self.passage != "not speech":
            draft.assign(self.words, f"S{self.passage}", edit.author)
            return
        for run in self.words:
            draft.set_segment_voice(run, None)
        draft.not_speech.update(numbers)
        draft.changed_by |= dict.fromkeys(numbers, (edit.author, edit.at))

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the words; the speaker to whom they are assigned must exist."""
        return AffectedParts(self.words, needs=frozenset({f"is:S{self.passage}"}))

    def rebase_to_new_run(self, run_mapping: RunMapping) -> MarkPassage:
        """Return this edit with the corresponding words of the new run."""
        return MarkPassage(run_mapping.map_word_ranges(self.words), self.passage)

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the quoted words."""
        return f"marked {quotes.quote_words(self.words)} as {_PHRASES[self.passage]}"

    def affected_text(self, draft: Draft, edit_id: str) -> str:
        """Return the current speakers of the words, or the words if they are removed."""
        numbers = draft.word_numbers(self.words)
        return draft.text_of(numbers) if self.passage == "not speech" else draft.labels_of(numbers)

    def first_word(self, draft: Draft) -> int:
        """Return the first of the words."""
        return draft.word_numbers(self.words)[0]

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Withdraw earlier confirmations of who says these words.

        A marked passage does not belong to a person.
        """
        return (WordsConfirmed(self.words, None),)
