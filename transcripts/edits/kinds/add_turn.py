"""Add a turn that the machine missed, with typed words, at a time in the recording."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from transcripts.edits.added_turns import MOST_ADDED_WORDS, added_run
from transcripts.edits.baseline import MachineWordRange
from transcripts.edits.change import AffectedParts, Change, Confirmation, Edit
from transcripts.edits.draft import Draft, Refused
from transcripts.edits.edited import QUOTED_WORDS, EditedTranscript, Quotes
from transcripts.edits.kinds.speakers import AddSpeaker
from transcripts.edits.run_mapping import RunMapping
from transcripts.edits.spread import estimate_span, spread_over_span
from transcripts.transcript import Word


@dataclass(frozen=True, slots=True)
class AddTurn(Change):
    """Add a turn that the machine missed: a speaker says `text` from `start` (seconds) on.

    The times of its words are estimates until they are measured. Its first word has the number
    1,000,000,000 plus 1000 times the number of the edit.
    """

    kind: ClassVar[str] = "add-turn"

    start: float
    speaker: str
    text: str

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Add the turn; refuse a time outside the recording, and too few or too many words."""
        draft.check_speaker(self.speaker)
        texts = self.text.split()
        if not texts:
            raise Refused("a turn needs words: type what is said")
        if len(texts) > MOST_ADDED_WORDS:
            raise Refused(f"the turn has {len(texts):,} words: use at most {MOST_ADDED_WORDS:,}")
        if not 0 <= self.start <= draft.machine.end:
            raise Refused("the recording does not have this time")
        span = estimate_span(texts, self.start, draft.machine_words, draft.machine.end)
        words = spread_over_span(texts, span, Word("", span.start, span.end))
        first, _ = run = self._word_range(edit.id)
        draft.add_turn(first, words, self.speaker, edit.author)
        draft.changed_by |= dict.fromkeys(range(*run), (edit.author, edit.at))

    def _word_range(self, edit_id: str) -> MachineWordRange:
        return added_run(edit_id, len(self.text.split()))

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the new words as affected, and the speaker as required."""
        return AffectedParts((self._word_range(edit_id),), needs=frozenset({f"is:{self.speaker}"}))

    def rebase_to_new_run(self, run_mapping: RunMapping) -> AddTurn:
        """Return this edit with the corresponding speaker of the new run.

        Raises NotFound if the new run has recognized the words of the turn.
        """
        run_mapping.check_not_recognized(self.text.split(), self.start)
        return AddTurn(self.start, run_mapping.new_speaker(self.speaker), self.text)

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the first of the words and the speaker's name."""
        texts = self.text.split()
        more = " …" if len(texts) > QUOTED_WORDS else ""
        text = " ".join(texts[:QUOTED_WORDS])
        return f"added a turn of {quotes.name_speaker(self.speaker)}, “{text}{more}”"

    def affected_text(self, draft: Draft, edit_id: str) -> str:
        """Return the current words of the turn; "" before the turn is added."""
        first, last = self._word_range(edit_id)
        return draft.text_of(range(first, last)) if first in draft.added.ends else ""

    def first_word(self, draft: Draft) -> int | None:
        """Return the first word of the machine that ends after the start of the turn."""
        return next(
            (n for n, word in enumerate(draft.machine_words) if word.end > self.start), None
        )

    def continues_previous_edit(self, edit: Edit, previous_edit: Edit) -> bool:
        """Check whether the author's previous edit added this speaker."""
        return (
            isinstance(previous_edit.change, AddSpeaker) and self.speaker == f"S{previous_edit.id}"
        )

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing, because the times at which the speaker is heard are estimates."""
        return ()
