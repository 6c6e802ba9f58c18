"""Replay edits over what the machine made: the same edits give the same transcript, always."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transcripts.edits.draft import Draft, Ground, Refused
from transcripts.edits.edit import Edit, Run
from transcripts.edits.live import Unapplied, live
from transcripts.edits.make import make
from transcripts.edits.places import Place
from transcripts.edits.settle import settle
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


def apply(machine: Transcript, edits: Sequence[Edit], ground: Ground | None = None) -> Applied:
    """Give a machine's transcript with the edits made in it, in order.

    An edit that cannot be made, because what it names is not there, is left out and listed.
    `ground` is that of the machine's transcript, where somebody worked it out before.
    """
    counting = live(edits)
    draft, unapplied = Draft.of(ground or Ground.of(machine)), list(counting.unapplied)
    for edit in counting.edits:
        try:
            make(draft, edit)
        except Refused as refusal:
            unapplied.append(Unapplied(edit, str(refusal)))
    settled = settle(draft)
    return Applied(
        settled.transcript, tuple(unapplied), settled.runs, settled.numbers, draft.places
    )
