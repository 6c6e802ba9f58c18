"""Assign words to a speaker, or withdraw such an assignment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from transcripts.edits.baseline import MachineWordRange
from transcripts.edits.change import AffectedParts, Change, Confirmation, Edit, WordsConfirmed
from transcripts.edits.draft import Draft
from transcripts.edits.edited import EditedTranscript, Quotes
from transcripts.edits.kinds.speakers import AddSpeaker
from transcripts.edits.kinds.turns import JoinTurns
from transcripts.edits.run_mapping import RunMapping


@dataclass(frozen=True, slots=True)
class AssignSpeaker(Change):
    """Assign words to a speaker: a turn, several turns, or part of one."""

    kind: ClassVar[str] = "assign-speaker"
    aliases: ClassVar[tuple[str, ...]] = ("give",)

    words: tuple[MachineWordRange, ...]
    speaker: str

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Assign the words to the speaker; each run of words becomes a turn."""
        draft.check_speaker(self.speaker)
        draft.assign(self.words, self.speaker, edit.author)

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the words as affected, and the speaker as required."""
        return AffectedParts(self.words, needs=frozenset({f"is:{self.speaker}"}))

    def rebase_to_new_run(self, run_mapping: RunMapping) -> AssignSpeaker:
        """Return this edit with the corresponding words and speaker of the new run."""
        return AssignSpeaker(
            run_mapping.map_word_ranges(self.words), run_mapping.new_speaker(self.speaker)
        )

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the quoted words and the speaker's name."""
        return f"assigned {quotes.quote_words(self.words)} to {quotes.name_speaker(self.speaker)}"

    def affected_text(self, draft: Draft, edit_id: str) -> str:
        """Return the current speakers of the words."""
        return draft.labels_of(draft.word_numbers(self.words))

    def first_word(self, draft: Draft) -> int:
        """Return the first of the words."""
        return draft.word_numbers(self.words)[0]

    def continues_previous_edit(self, edit: Edit, previous_edit: Edit) -> bool:
        """Check whether the author's previous edit added this speaker or joined these words."""
        is_new = (
            isinstance(previous_edit.change, AddSpeaker) and self.speaker == f"S{previous_edit.id}"
        )
        joined = isinstance(previous_edit.change, JoinTurns) and self.words == (
            previous_edit.change.words,
        )
        return is_new or joined

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm that this speaker says the words."""
        return (WordsConfirmed(self.words, self.speaker),)


@dataclass(frozen=True, slots=True)
class UnassignSpeaker(Change):
    """Remove an assignment, so that words belong to the speaker of their voice again."""

    kind: ClassVar[str] = "unassign-speaker"
    aliases: ClassVar[tuple[str, ...]] = ("release",)

    words: tuple[MachineWordRange, ...]

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Remove the assignments of these words, so that they follow their voice again."""
        for n in draft.word_numbers(self.words):
            draft.restore_speaker(n)
        draft.split_at(self.words)

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the words; the edit affects nothing else."""
        return AffectedParts(self.words)

    def rebase_to_new_run(self, run_mapping: RunMapping) -> UnassignSpeaker:
        """Return this edit with the corresponding words of the new run."""
        return UnassignSpeaker(run_mapping.map_word_ranges(self.words))

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the quoted words."""
        return f"returned {quotes.quote_words(self.words)} to the detected speaker"

    def affected_text(self, draft: Draft, edit_id: str) -> str:
        """Return the current speakers of the words."""
        return draft.labels_of(draft.word_numbers(self.words))

    def first_word(self, draft: Draft) -> int:
        """Return the first of the words."""
        return draft.word_numbers(self.words)[0]

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Withdraw earlier confirmations of who says these words."""
        return (WordsConfirmed(self.words, None),)
