"""Build the turns of a draft; turns that no edit changed are reused from an earlier draft."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from transcripts.edits.added_turns import is_added, name_added_turn
from transcripts.edits.baseline import MachineWordRange
from transcripts.edits.draft import Draft
from transcripts.transcript import Turn, Word


@dataclass(frozen=True, slots=True)
class DraftTurn:
    """A run of words as a turn; `turn` is None if none of its words remains.

    If words were assigned to a speaker by hand, `assigned_by` is who assigned the first of them.
    """

    run: MachineWordRange
    turn: Turn | None
    numbers: tuple[int, ...]
    assigned_by: str | None = None


def build_draft_turns(
    draft: Draft, earlier_turns: Mapping[MachineWordRange, DraftTurn], changed_words: set[int]
) -> tuple[DraftTurn, ...]:
    """Build the turns of a draft.

    A turn of `earlier_turns` is reused if none of its words is in `changed_words`.
    """
    builder, ordered = _TurnBuilder.from_draft(draft), sorted(changed_words)
    turns = []
    for run in draft.turn_runs():
        turn = None if _has_any_within(ordered, run) else earlier_turns.get(run)
        turns.append(turn or builder.build(run))
    return tuple(turns)


def changed_words(draft: Draft, earlier_draft: Draft) -> set[int] | None:
    """Return the words whose text or speaker differs between two drafts; None if unknown."""
    if (
        draft.baseline is not earlier_draft.baseline
        or draft.speaker_by_voice != earlier_draft.speaker_by_voice
    ):
        return None
    found = draft.not_speech ^ earlier_draft.not_speech
    for now, then in (
        (draft.replaced, earlier_draft.replaced),
        (draft.inserted, earlier_draft.inserted),
        (draft.rewritten_by, earlier_draft.rewritten_by),
        (draft.assigned_by, earlier_draft.assigned_by),
        (draft.added.words, earlier_draft.added.words),
        (draft.voice_by_word, earlier_draft.voice_by_word),
        (draft.assigned_speaker_by_word, earlier_draft.assigned_speaker_by_word),
    ):
        found |= _find_changed_keys(now, then)
    return {max(0, n) for n in found}  # words inserted at the beginning belong to the first word


def _find_changed_keys(
    new_values: Mapping[int, object], old_values: Mapping[int, object]
) -> set[int]:
    if new_values == old_values:
        return set()
    changed = {n for n, value in new_values.items() if old_values.get(n) != value}
    return changed | (old_values.keys() - new_values.keys())


def _has_any_within(ordered: Sequence[int], run: MachineWordRange) -> bool:
    at = bisect_left(ordered, run[0])
    return at < len(ordered) and ordered[at] < run[1]


@dataclass(frozen=True, slots=True)
class _TurnBuilder:
    """Builds the turns of a draft.

    `rewritten` are the words whose text changed, `first_words` the first words of the machine's
    turns. `turn_at` maps each first word to the index of its turn.
    """

    draft: Draft
    rewritten: Sequence[int]
    first_words: Sequence[int]
    turn_at: Mapping[int, int]

    @classmethod
    def from_draft(cls, draft: Draft) -> _TurnBuilder:
        rewritten = {
            max(0, n) for n in draft.replaced.keys() | draft.inserted.keys() | draft.not_speech
        }
        turn_at = {run[0]: n for n, run in enumerate(draft.baseline.runs) if run[0] < run[1]}
        return cls(draft, sorted(rewritten), sorted(turn_at), turn_at)

    def build(self, run: MachineWordRange) -> DraftTurn:
        """Build a turn from consecutive words."""
        draft, whole = self.draft, self.draft.baseline.turn_of_run
        numbers: tuple[int, ...]
        if run in whole and not _has_any_within(self.rewritten, run):
            turn, numbers = whole[run], draft.baseline.word_numbers_by_run[run]
        else:
            numbered = list(_list_current_words(draft, run))
            numbers = tuple(n for n, _ in numbered)
            words = tuple(word for _, word in numbered)
            if not words:
                return DraftTurn(run, None, ())
            name = name_added_turn(run[0]) if is_added(run[0]) else self._turn_id(run)
            turn = _build_turn(draft, run, name, words)
        authors = (draft.assigned_by[n] for n in range(*run) if n in draft.assigned_by)
        return DraftTurn(run, _attribute(draft, turn, run), numbers, next(authors, None))

    def _turn_id(self, run: MachineWordRange) -> str:
        """Return the id of the first machine turn that begins in the run.

        If no turn begins there, the id is built from the run's first word.
        """
        turns, firsts = self.draft.machine.turns, self.first_words
        at = bisect_right(firsts, run[0] - 1)
        if at < len(firsts) and firsts[at] < run[1]:
            return turns[self.turn_at[firsts[at]]].id
        return f"{turns[self.turn_at[firsts[at - 1]]].id}w{run[0]}"


def _list_current_words(draft: Draft, run: MachineWordRange) -> Iterator[tuple[int, Word]]:
    """Yield the words of a run as they currently are, each with its number."""
    if run[0] == 0:
        yield from ((0, word) for word in draft.inserted.get(-1, ()))
    for n in range(*run):
        if n not in draft.not_speech:
            yield from ((n, word) for word in draft.current_words(n))
            yield from ((n, word) for word in draft.inserted.get(n, ()))


def _build_turn(draft: Draft, run: MachineWordRange, turn: str, words: tuple[Word, ...]) -> Turn:
    span = draft.span(run)
    return Turn(
        id=turn,
        speaker="",
        voice="",
        start=min(span.start, words[0].start),
        end=max(span.end, words[-1].end),
        text=" ".join(word.text for word in words),
        confidence=0.0,
        words=words,
    )


def _attribute(draft: Draft, turn: Turn, run: MachineWordRange) -> Turn:
    """Set the speaker, voice and confidence of a turn; words assigned by hand count as certain."""
    speaker, voice = draft.speaker_of(run[0]), draft.voice_by_word[run[0]]
    confidence = _compute_mean_confidence(draft, run)
    if (turn.speaker, turn.voice, turn.confidence) == (speaker, voice, confidence):
        return turn
    return replace(turn, speaker=speaker, voice=voice, confidence=confidence)


def _compute_mean_confidence(draft: Draft, run: MachineWordRange) -> float:
    """Return the mean confidence of the words; a word assigned by hand counts as 1."""
    if is_added(run[0]):
        return 1.0
    by_hand = len(draft.assigned_by.keys() & range(*run)) if draft.assigned_by else 0
    if run in draft.baseline.turn_of_run and not by_hand:
        return draft.baseline.turn_of_run[run].confidence
    shares = [
        (min(run[1], last) - max(run[0], first), turn.confidence)
        for (first, last), turn in draft.baseline.turns_in(run)
    ]
    total = run[1] - run[0]
    values = {confidence for _, confidence in shares}
    machine = (
        values.pop()
        if len(values) == 1
        else sum(count * confidence for count, confidence in shares) / total
    )
    return machine + (1.0 - machine) * by_hand / total if by_hand else machine
