"""Apply edits to the machine's transcript; the same edits always give the same transcript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from transcripts.edits.baseline import Baseline
from transcripts.edits.change import Edit, Touched
from transcripts.edits.draft import Draft, Refused
from transcripts.edits.edited import EditedTranscript
from transcripts.edits.history import Unapplied, effective
from transcripts.edits.materialize import Materialized, materialize
from transcripts.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Applied(EditedTranscript):
    """A transcript with edits in it, and the edits that could not be applied."""

    unapplied: tuple[Unapplied, ...]
    state: ReplayState = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class ReplayState:
    """Where the next edit can go on from.

    `edits` are those that count; `refused` are those of them that could not be applied.
    """

    materialized: Materialized
    edits: tuple[Edit, ...]
    refused: tuple[Unapplied, ...]


def apply(
    machine: Transcript,
    edits: Sequence[Edit],
    baseline: Baseline | None = None,
    former: Applied | None = None,
) -> Applied:
    """Apply edits to a machine's transcript in order.

    An edit that names something missing is left out and listed. `baseline` is that of the same
    transcript, if the caller has it. `former` is the same transcript with other edits, usually all
    but the last: it saves time, and unchanged values are the identical objects.
    """
    counting = effective(edits)
    baseline = baseline or Baseline.of(machine)
    before = former.state if former and _baseline(former.state) is baseline else None
    draft, done, refused = _start(baseline, counting.edits, before)
    for edit in counting.edits[done:]:
        try:
            edit.change.apply(draft, edit)
        except Refused as refusal:
            refused.append(Unapplied(edit, str(refusal)))
    result = materialize(draft, before.materialized if before else None)
    return Applied(
        transcript=result.transcript,
        runs=result.runs,
        numbers=result.numbers,
        places=baseline.places,
        unapplied=(*counting.unapplied, *refused),
        state=ReplayState(result, counting.edits, tuple(refused)),
    )


def touched(edit: Edit, before: EditedTranscript) -> Touched:
    """Return what an edit touches in the transcript that its author saw, words as whole turns.

    Undo and redo touch what the edit touched that they are about: the caller knows it.
    """
    touches = edit.change.touches(edit.id, before)
    return replace(touches, words=before.whole_turns(touches.words))


def _baseline(state: ReplayState) -> Baseline:
    return state.materialized.draft.baseline


def _start(
    baseline: Baseline, edits: tuple[Edit, ...], before: ReplayState | None
) -> tuple[Draft, int, list[Unapplied]]:
    """Return a draft with the first of the edits, how many, and which of them were refused."""
    if before and edits[: len(before.edits)] == before.edits:
        return before.materialized.draft.copy(), len(before.edits), list(before.refused)
    return Draft.of(baseline), 0, []
