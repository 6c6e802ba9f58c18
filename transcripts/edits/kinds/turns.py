"""Define the edits of turn boundaries: split a turn, join turns, move a boundary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from transcripts.edits.baseline import MachineWordRange
from transcripts.edits.change import AffectedParts, Change, Confirmation, Edit
from transcripts.edits.draft import Draft, Refused
from transcripts.edits.edited import QUOTED_WORDS, EditedTranscript, Quotes
from transcripts.edits.run_mapping import RunMapping
from transcripts.text.quantities import format_count


@dataclass(frozen=True, slots=True)
class SplitTurn(Change):
    """Begin a turn at a word."""

    kind: ClassVar[str] = "split-turn"
    aliases: ClassVar[tuple[str, ...]] = ("split",)

    first_word_of_turn: Annotated[int, Field(alias="at")]

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Begin a turn at the word."""
        draft.check_word(self.first_word_of_turn)
        draft.turn_starts.add(self.first_word_of_turn)

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the word; the edit affects nothing else."""
        return AffectedParts(((self.first_word_of_turn, self.first_word_of_turn + 1),))

    def rebase_to_new_run(self, run_mapping: RunMapping) -> SplitTurn:
        """Return this edit with the corresponding word of the new run."""
        return SplitTurn(run_mapping.new_word(self.first_word_of_turn))

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the quoted word."""
        return f"split a turn before {quotes.quote_word(self.first_word_of_turn)}"

    def affected_text(self, draft: Draft, edit_id: str) -> str:
        """Return the current words before and after the split."""
        return draft.text_around(
            self.first_word_of_turn - QUOTED_WORDS, self.first_word_of_turn + QUOTED_WORDS
        )

    def first_word(self, draft: Draft) -> int:
        """Return the word."""
        return self.first_word_of_turn

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing, because the edit does not say who speaks."""
        return ()


@dataclass(frozen=True, slots=True)
class JoinTurns(Change):
    """Join words into one turn; its speaker is the speaker of the first word."""

    kind: ClassVar[str] = "join-turns"
    aliases: ClassVar[tuple[str, ...]] = ("join",)

    words: MachineWordRange

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Remove the turn boundaries between the words."""
        numbers = draft.word_numbers((self.words,))
        if any(draft.word(n).start < draft.word(n - 1).start for n in numbers[1:]):
            raise Refused("the turns overlap in time, so they cannot become one turn")
        draft.turn_starts.difference_update(numbers)
        draft.split_at([self.words])
        draft.copy_voice_and_speaker(numbers, self.words[0])

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the words; the edit affects nothing else."""
        return AffectedParts((self.words,))

    def rebase_to_new_run(self, run_mapping: RunMapping) -> JoinTurns:
        """Return this edit with the corresponding words of the new run."""
        return JoinTurns(run_mapping.map_word_range(self.words))

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the quoted words."""
        return f"joined {quotes.quote_words([self.words])} into one turn"

    def affected_text(self, draft: Draft, edit_id: str) -> str:
        """Return the number of turns to which the words currently belong."""
        first, last = self.words
        inner = sum(n in draft.turn_starts for n in range(first + 1, last))
        return format_count(inner + 1, "turn")

    def first_word(self, draft: Draft) -> int:
        """Return the first of the words."""
        return self.words[0]

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing, because the editor did not name a speaker."""
        return ()


@dataclass(frozen=True, slots=True)
class MoveBoundary(Change):
    """Move the beginning of a turn from one word to another."""

    kind: ClassVar[str] = "move-boundary"
    aliases: ClassVar[tuple[str, ...]] = ("move",)

    old_first_word: Annotated[int, Field(alias="at")]
    new_first_word: Annotated[int, Field(alias="to")]

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Move the boundary; the words between its old and new position change their turn."""
        at, to = self.old_first_word, self.new_first_word
        draft.check_word(at)
        draft.check_word(to)
        if at == to or not draft.has_words(min(at - 1, to), max(at, to) + 1):
            raise Refused("there is no boundary to move")
        if at not in draft.turn_starts:
            raise Refused(f"no turn begins at word {at}")
        moved = range(to, at) if to < at else range(at, to)
        if any(n in draft.turn_starts for n in moved if n not in (at, to)):
            raise Refused("another turn begins between the two words")
        draft.copy_voice_and_speaker(moved, at if to < at else at - 1)
        draft.turn_starts.discard(at)
        draft.turn_starts.add(to)

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the words between the old and the new position, and one word on each side."""
        first, last = sorted((self.old_first_word, self.new_first_word))
        return AffectedParts(((first - 1, last + 1),))

    def rebase_to_new_run(self, run_mapping: RunMapping) -> MoveBoundary:
        """Return this edit with the corresponding words of the new run."""
        return MoveBoundary(
            run_mapping.new_word(self.old_first_word), run_mapping.new_word(self.new_first_word)
        )

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the quoted words at both positions."""
        old, new = quotes.quote_word(self.old_first_word), quotes.quote_word(self.new_first_word)
        return f"moved the beginning of a turn from {old} to {new}"

    def affected_text(self, draft: Draft, edit_id: str) -> str:
        """Return the current words around the old and the new boundary."""
        first, last = sorted((self.old_first_word, self.new_first_word))
        return draft.text_around(first - QUOTED_WORDS, last + QUOTED_WORDS)

    def first_word(self, draft: Draft) -> int:
        """Return the first word that moves to another turn."""
        return min(self.old_first_word, self.new_first_word)

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing, because the editor did not name a speaker."""
        return ()
