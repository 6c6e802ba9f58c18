"""Enrolment candidates: turns from which a person's voice can be enrolled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from archive.catalogue.current import Snapshot
from speakers.voiceprints.enrol import choose_turns, find_clean_spans, is_certain_enough
from transcripts.edits.added_turns import is_added
from transcripts.edits.baseline import MachineWordRange
from transcripts.edits.confirmed import find_confirmed_turns
from transcripts.transcript import Span, Turn

CandidateKey = tuple[int | None, str, int, int, float, float]
"""The edit, the person, the first and last word, the start and end of the turn in seconds. If one
of these changes, the embedding of the turn becomes invalid.
"""


@dataclass(frozen=True, slots=True)
class EnrolmentCandidate:
    """A turn that almost certainly belongs to a person.

    `edit` is the number of the edit that confirmed the person, None if the machine is certain.
    `spans` are the times of the turn in which nobody else speaks.
    """

    turn: Turn
    words: MachineWordRange
    person: str
    edit: int | None
    spans: tuple[Span, ...] = ()

    @property
    def key(self) -> CandidateKey:
        """Return the candidate's identity: words, times, person and evidence."""
        start, end = round(self.turn.start, 3), round(self.turn.end, 3)
        return (self.edit, self.person, *self.words, start, end)


def find_enrolment_candidates(snapshot: Snapshot) -> tuple[EnrolmentCandidate, ...]:
    """Return the turns whose speaker an editor confirmed or the machine identified with certainty.

    Each edit, and each person that the machine identified, contributes only as many turns as an
    enrolment needs. A transcript without a recording has no voices.
    """
    if not snapshot.applied.transcript.recording.has_sound:
        return ()
    confirmed = [
        EnrolmentCandidate(c.turn, c.words, c.person, int(c.edit.removeprefix("E")))
        for c in find_confirmed_turns(snapshot.applied, snapshot.edits_in_effect)
    ]
    confirmed_ids = {candidate.turn.id for candidate in confirmed}
    confirmed += [
        candidate
        for candidate in _find_certain_turns(snapshot)
        if candidate.turn.id not in confirmed_ids
    ]
    transcript = snapshot.applied.transcript
    spans = {turn.id: turn.span for turn in transcript.turns}
    alone = find_clean_spans([candidate.turn for candidate in confirmed], spans, transcript.voices)
    return tuple(_choose_enough(confirmed, alone))


def _choose_enough(
    confirmed: list[EnrolmentCandidate], spans_without_overlap: Mapping[str, tuple[Span, ...]]
) -> Iterator[EnrolmentCandidate]:
    def group_key(candidate: EnrolmentCandidate) -> tuple[int, str]:
        return candidate.edit or 0, candidate.person

    for _, group in groupby(sorted(confirmed, key=group_key), group_key):
        by_turn = {candidate.turn.id: candidate for candidate in group}
        for turn in choose_turns({name: spans_without_overlap[name] for name in by_turn}):
            yield replace(by_turn[turn], spans=spans_without_overlap[turn])


def _find_certain_turns(snapshot: Snapshot) -> Iterator[EnrolmentCandidate]:
    sure = {s.id: s for s in snapshot.applied.transcript.speakers if is_certain_enough(s)}
    for turn in snapshot.applied.transcript.turns:
        speaker, run = sure.get(turn.speaker), snapshot.applied.run_by_turn.get(turn.id)
        if run and is_added(run[0]):
            continue  # its times may be estimates
        if speaker and speaker.name and turn.voice in speaker.voices and run:
            yield EnrolmentCandidate(turn, run, speaker.name, None)
