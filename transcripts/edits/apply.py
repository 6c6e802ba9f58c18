"""Apply edits to the machine's transcript; the same edits always give the same transcript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from transcripts.edits.added_turns import is_added
from transcripts.edits.baseline import Baseline
from transcripts.edits.change import AffectedParts, Edit
from transcripts.edits.draft import Draft, Refused
from transcripts.edits.edited import EditedTranscript
from transcripts.edits.history import Unapplied, resolve_undos
from transcripts.edits.materialize import Materialized, materialize_transcript
from transcripts.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Applied(EditedTranscript):
    """A transcript with edits applied, and the edits that could not be applied."""

    unapplied: tuple[Unapplied, ...]
    state: ReplayState = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class ReplayState:
    """The state after some edits, from which the next edit can be applied.

    `edits` are the edits in effect; `refused_edits` are the edits among them that could not be
    applied.
    """

    materialized: Materialized
    edits: tuple[Edit, ...]
    refused_edits: tuple[Unapplied, ...]


def apply_edits(
    machine: Transcript,
    edits: Sequence[Edit],
    baseline: Baseline | None = None,
    earlier_result: Applied | None = None,
) -> Applied:
    """Apply edits to a machine's transcript in order.

    An edit that refers to something missing is skipped and listed. `baseline` is the index of
    `machine`, if the caller has it. `earlier_result` is a result for the same transcript and some
    of the edits, usually all but the last; it saves time, and unchanged values stay the identical
    objects.
    """
    counting = resolve_undos(edits)
    baseline = baseline or Baseline.from_transcript(machine)
    before = (
        earlier_result.state
        if earlier_result and earlier_result.state.materialized.draft.baseline is baseline
        else None
    )
    draft, done, refused = _choose_starting_draft(baseline, counting.edits, before)
    for edit in counting.edits[done:]:
        try:
            edit.change.apply(draft, edit)
        except Refused as refusal:
            refused.append(Unapplied(edit, str(refusal)))
    result = materialize_transcript(draft, before.materialized if before else None)
    return Applied(
        transcript=result.transcript,
        run_by_turn=result.run_by_turn,
        word_numbers_by_turn=result.word_numbers_by_turn,
        correction_ranges=baseline.correction_ranges,
        unapplied=(*counting.unapplied, *refused),
        state=ReplayState(result, counting.edits, tuple(refused)),
    )


def affected_parts(edit: Edit, seen_transcript: EditedTranscript) -> AffectedParts:
    """Return which words and objects an edit affects in the transcript that its author saw.

    Words are extended to whole turns, unless the edit itself adds them. For an undo or redo, the
    caller adds the affected parts of the edit that is undone or redone.
    """
    affected = edit.change.affected_parts(edit.id, seen_transcript)
    added = (run for run in affected.words if is_added(run[0]))
    return replace(affected, words=(*seen_transcript.whole_turns(affected.words), *added))


def _choose_starting_draft(
    baseline: Baseline, edits: tuple[Edit, ...], earlier_state: ReplayState | None
) -> tuple[Draft, int, list[Unapplied]]:
    """Return the draft to start from, how many edits it has, and which of them were refused."""
    if earlier_state and edits[: len(earlier_state.edits)] == earlier_state.edits:
        return (
            earlier_state.materialized.draft.copy(),
            len(earlier_state.edits),
            list(earlier_state.refused_edits),
        )
    return Draft.from_baseline(baseline), 0, []
