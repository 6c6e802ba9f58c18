"""Find the text that each edit affects, before and after the edit, and its time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from transcripts.edits.baseline import Baseline
from transcripts.edits.change import Edit
from transcripts.edits.draft import Draft, Refused
from transcripts.edits.kinds.undo import Redo, Undo

_LONGEST = 240
"""Largest number of characters in a displayed text: about four lines of the history."""


@dataclass(frozen=True, slots=True)
class EditEffect:
    """The text affected by an edit, before and after the edit; `start` is its time in seconds.

    Fields are None if the edit affects no text, or has no single position.
    """

    start: float | None
    before: str | None
    after: str | None


def compute_edit_effects(
    baseline: Baseline, edits: Sequence[Edit], edits_in_effect: Iterable[Edit]
) -> Mapping[str, EditEffect]:
    """Replay edits on the machine's transcript and return the effect of each edit, by its id.

    Edits that are not among `edits_in_effect` are applied to a copy of the draft, which shows their
    effect when they were made.
    """
    in_effect = {edit.id: edit for edit in edits_in_effect}
    draft = Draft.from_baseline(baseline)
    found = {}
    for edit in edits:
        if isinstance(edit.change, Undo | Redo):
            continue
        counts = edit.id in in_effect
        found[edit.id] = _describe_effect(
            draft if counts else draft.copy(), in_effect[edit.id] if counts else edit
        )
    return found


def first_edits_of_decisions(edits: Sequence[Edit]) -> Mapping[str, str]:
    """Map the id of each edit to the first edit of the same decision.

    A decision may take several edits: an editor adds a speaker, then assigns the turn to this
    speaker; or joins two turns, then assigns them to one speaker; or types a text with pauses.
    Consecutive edits with the same reason, such as those of a replacement, are also one decision.
    """
    first: dict[str, str] = {}
    last: dict[str, Edit] = {}
    for edit in edits:
        former = last.get(edit.author)
        joined = former is not None and (
            edit.change.continues_previous_edit(edit, former)
            or (edit.why is not None and edit.why == former.why)
        )
        first[edit.id] = first[former.id] if joined and former else edit.id
        last[edit.author] = edit
    return first


def _describe_effect(draft: Draft, edit: Edit) -> EditEffect:
    try:
        before, place = edit.change.affected_text(draft, edit.id), edit.change.first_word(draft)
        edit.change.apply(draft, edit)
        after = edit.change.affected_text(draft, edit.id)
    except (
        Refused,
        LookupError,
    ):  # the edit refers to something that an undone edit created
        return EditEffect(None, None, None)
    start = None if place is None else draft.word(place).start
    return EditEffect(start, _shorten(before), _shorten(after))


def _shorten(text: str | None) -> str | None:
    if text is None or len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rsplit(" ", 1)[0] + " …"
