"""Find the passages whose words editors changed, each with its text in the reference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from transcripts.edits.added_turns import is_added
from transcripts.edits.draft import Draft
from transcripts.ranges import numbers_in, ranges_of
from transcripts.transcript import EditedPassage
from transcripts.wording_units import WHOLE_PASSAGES, WordingUnit, WordingUnits


def find_edited_passages(
    draft: Draft, turn_of: Callable[[int], str | None]
) -> tuple[EditedPassage, ...]:
    """Return the passages that editors changed, in the order of the machine's words.

    `turn_of` returns the turn id of a word. The word ranges have the machine's word numbers.
    """
    changed = _list_changed_words(draft)
    if not changed:
        return ()
    reference = _Reference.from_draft(draft)
    return tuple(
        reference.describe_passage(numbers, turn_of(numbers[0]) or "")
        for numbers in _group_by_edit(draft, reference, changed)
    )


def _list_changed_words(draft: Draft) -> list[int]:
    """List, in order, the machine's words whose text differs, and the words of added turns."""
    rewritten = {
        n for n, words in draft.replaced.items() if [w.text for w in words] != [draft.word(n).text]
    }
    removed = {n for n in draft.added.words if n in draft.not_speech or not draft.current_words(n)}
    return sorted((draft.not_speech | rewritten | draft.added.words.keys()) - removed)


def _group_by_edit(
    draft: Draft, reference: _Reference, changed_words: Sequence[int]
) -> Iterator[list[int]]:
    """Group changed words by the edit that changed them.

    Each group includes the other words of the same wording units.
    """
    whole = {m: n for n in reversed(changed_words) for m in reference.unit_words(n)}
    group: list[int] = []
    for n in sorted(whole.keys() | set(changed_words)):
        if group and not _continues_passage(draft, reference, whole, group[-1], n):
            yield group
            group = []
        group.append(n)
    if group:
        yield group


def _continues_passage(
    draft: Draft,
    reference: _Reference,
    first_word_of_rewrite: Mapping[int, int],
    previous_word: int,
    word: int,
) -> bool:
    """Check whether a word continues the passage of the word before it."""
    if (
        word != previous_word + 1
        or word in draft.turn_starts
        or word in reference.units.corrections_by_position
    ):
        return False
    unit = reference.units.unit_by_word.get(word)
    if unit is not None and previous_word in unit.words:
        return True
    own = draft.changed_by.get(first_word_of_rewrite.get(word, word))
    return own == draft.changed_by.get(first_word_of_rewrite.get(previous_word, previous_word))


@dataclass(frozen=True, slots=True)
class _Reference:
    """The text of the reference for the machine's words.

    `unwritten` are words that the reference lacks. `omitted_reference_words` has reference words
    that applied corrections left out, by the word of the machine next to them. They are listed only
    if an editor removed that word.
    """

    draft: Draft
    units: WordingUnits
    unwritten: frozenset[int]
    omitted_reference_words: Mapping[int, Sequence[str]]

    @classmethod
    def from_draft(cls, draft: Draft) -> _Reference:
        machine = draft.machine
        extra = (n for passage in machine.unwritten for n in numbers_in(passage.word_ranges))
        left_out: dict[int, list[str]] = {}
        for at, c in enumerate(machine.corrections):
            around = draft.baseline.correction_words[at]
            is_left_out = c.status == "applied" and c.before and not numbers_in(c.word_ranges)
            if is_left_out and c.kind not in WHOLE_PASSAGES and draft.not_speech.issuperset(around):
                left_out.setdefault(around[0], []).append(c.before)
        return cls(
            draft, WordingUnits.from_corrections(machine.corrections), frozenset(extra), left_out
        )

    def unit_words(self, word: int) -> tuple[int, ...]:
        """Return all words that are corrected together with a word."""
        unit = self.units.unit_by_word.get(word)
        return unit.words if unit else (word,)

    def describe_passage(self, numbers: Sequence[int], turn: str) -> EditedPassage:
        """Describe a passage of consecutive words."""
        draft = self.draft
        words = [draft.word(n) for n in numbers]
        now = (w.text for n in numbers if n not in draft.not_speech for w in draft.current_words(n))
        units = {u.words: u for n in numbers if (u := self.units.unit_by_word.get(n))}.values()
        author, at = max(
            (draft.changed_by[n] for n in numbers if n in draft.changed_by),
            key=lambda change: change[1],
            default=("", ""),
        )
        return EditedPassage(
            turn=turn,
            before=" ".join(
                text
                for n in numbers
                for text in (self._find_reference_text(n), *self.omitted_reference_words.get(n, ()))
                if text
            ),
            machine=" ".join(draft.word(n).text for n in numbers if not is_added(n)),
            after=" ".join(now),
            start=words[0].start,
            end=max(word.end for word in words),
            author=author,
            at=at,
            corrections=tuple(c.id for unit in units for c in unit.corrections),
            word_ranges=ranges_of(numbers),
        )

    def _find_reference_text(self, word: int) -> str:
        """Return the reference's text for a word.

        If several words are corrected together, the result is the whole text for the first word,
        and "" for the other words.
        """
        unit: WordingUnit | None = self.units.unit_by_word.get(word)
        if unit is not None and unit.is_applied:
            return unit.reference_text if word == unit.words[0] else ""
        if word in self.unwritten or is_added(word):
            return ""
        return self.draft.machine_words[word].text
