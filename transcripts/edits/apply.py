"""Replay edits over what the machine made: the same edits give the same transcript, always."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from transcripts.edits.draft import Draft, Ground, Refused
from transcripts.edits.edit import Edit, Run
from transcripts.edits.live import Unapplied, live
from transcripts.edits.make import make
from transcripts.edits.places import Place
from transcripts.edits.settle import Settled, settle
from transcripts.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Applied:
    """A transcript with edits in it, and the edits that could not be made in it.

    By turn: `runs` has the machine's words that it spans, `numbers` the machine's word that each of
    its words comes from. `places` are those of the corrections in the machine's words.
    """

    transcript: Transcript
    unapplied: tuple[Unapplied, ...]
    runs: Mapping[str, Run]
    numbers: Mapping[str, tuple[int, ...]]
    places: Mapping[str, Place]
    state: State = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class State:
    """How a transcript came about, for the next edit to begin there.

    `counting` are the edits that count, `refused` those of them that could not be made.
    """

    settled: Settled
    counting: tuple[Edit, ...]
    refused: tuple[Unapplied, ...]


def apply(
    machine: Transcript,
    edits: Sequence[Edit],
    ground: Ground | None = None,
    former: Applied | None = None,
) -> Applied:
    """Give a machine's transcript with the edits made in it, in order.

    An edit that cannot be made, because what it names is not there, is left out and listed.
    `ground` is that of the machine's transcript, where somebody worked it out before. `former` is
    the same transcript with other edits, mostly all but the last: it saves time and changes nothing
    but that equal values are the very same.
    """
    counting = live(edits)
    ground = ground or Ground.of(machine)
    before = former.state if former and former.state.settled.draft.ground is ground else None
    draft, made, refused = _begun(ground, counting.edits, before)
    for edit in counting.edits[made:]:
        try:
            make(draft, edit)
        except Refused as refusal:
            refused.append(Unapplied(edit, str(refusal)))
    settled = settle(draft, before.settled if before else None)
    return Applied(
        settled.transcript,
        (*counting.unapplied, *refused),
        settled.runs,
        settled.numbers,
        draft.places,
        State(settled, counting.edits, tuple(refused)),
    )


def _begun(
    ground: Ground, edits: tuple[Edit, ...], before: State | None
) -> tuple[Draft, int, list[Unapplied]]:
    """Give a draft with the first of the edits made in it, how many, and which were refused."""
    if before and edits[: len(before.counting)] == before.counting:
        return before.settled.draft.copy(), len(before.counting), list(before.refused)
    return Draft.of(ground), 0, []
