"""Enrolment candidates: turns to enrol a person's voice from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from archive.catalogue.current import Current
from speakers.voiceprints.enrol import choose_turns, clean_spans, is_certain
from transcripts.edits.baseline import Run
from transcripts.edits.confirmed import confirmed_turns
from transcripts.transcript import Span, Turn

CandidateKey = tuple[int | None, str, int, int, float, float]
"""Edit, person, words and seconds: what a share rests on, and what must stand for it to count."""


@dataclass(frozen=True, slots=True)
class EnrolmentCandidate:
    """A turn surely spoken by a person: by an edit (number), or by the machine's evidence (None).

    `spans` are the parts without other speakers.
    """

    turn: Turn
    words: Run
    person: str
    edit: int | None
    spans: tuple[Span, ...] = ()

    @property
    def key(self) -> CandidateKey:
        """The candidate's identity: words, times, person and evidence."""
        start, end = round(self.turn.start, 3), round(self.turn.end, 3)
        return (self.edit, self.person, *self.words, start, end)


def enrolment_candidates(now: Current) -> tuple[EnrolmentCandidate, ...]:
    """Return the turns that an editor confirmed, and those that the machine is certain of.

    For each edit, and for the machine's evidence for each person, only as many as needed.
    """
    found = [
        EnrolmentCandidate(c.turn, c.words, c.person, int(c.edit.removeprefix("E")))
        for c in confirmed_turns(now.applied, now.counting)
    ]
    told = {ground.turn.id for ground in found}
    found += [ground for ground in _by_machine(now) if ground.turn.id not in told]
    transcript = now.applied.transcript
    spans = {turn.id: turn.span for turn in transcript.turns}
    alone = clean_spans([ground.turn for ground in found], spans, transcript.voices)
    return tuple(_enough(found, alone))


def _enough(
    found: list[EnrolmentCandidate], alone: Mapping[str, tuple[Span, ...]]
) -> Iterator[EnrolmentCandidate]:
    def together(ground: EnrolmentCandidate) -> tuple[int, str]:
        return ground.edit or 0, ground.person

    for _, group in groupby(sorted(found, key=together), together):
        of = {ground.turn.id: ground for ground in group}
        for turn in choose_turns({name: alone[name] for name in of}):
            yield replace(of[turn], spans=alone[turn])


def _by_machine(now: Current) -> Iterator[EnrolmentCandidate]:
    sure = {s.id: s for s in now.applied.transcript.speakers if is_certain(s)}
    for turn in now.applied.transcript.turns:
        speaker = sure.get(turn.speaker)
        if (
            speaker
            and speaker.name
            and turn.voice in speaker.voices
            and turn.id in now.applied.runs
        ):
            yield EnrolmentCandidate(turn, now.applied.runs[turn.id], speaker.name, None)
