"""The recordings of benchmarks/recordings/across/: learned from some, asked of the others."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from archive.catalogue.append import Decision, append
from archive.catalogue.current import current
from archive.catalogue.open import open_catalogue
from flows import settings
from transcripts.edits.edit import Name, Undo
from transcripts.transcript import Speaker, Transcript

WHEN = "2026-01-01T00:00:00+00:00"
Process = Callable[[str], Transcript]


def across(folder: Path, model: str) -> None:
    """Learn, recognise, forget; print who was named."""
    with TemporaryDirectory() as scratch:
        archive = Path(os.environ.get("TAPELOG_ACROSS", scratch))
        settings.prepare(archive)
        from prefect.testing.utilities import prefect_test_harness

        from flows.process import process
        from flows.request import Request

        def processed(name: str) -> Transcript:
            asked = Request(recording=folder / name / f"{name}.mp3", model=model, archive=archive)
            transcript: Transcript = process(asked)
            return transcript

        with prefect_test_harness(server_startup_timeout=120):
            _across(folder, archive, processed)


def _across(folder: Path, archive: Path, process: Process) -> None:
    from flows.learning import learn

    names = sorted(path.parent.name for path in folder.glob("*/truth.seglst.json"))
    lessons = [name for name in names if name.startswith("enrol-")]
    others = [name for name in names if not name.startswith("enrol-")]
    before = {name: process(name) for name in others}
    report(folder, before, "with an archive that knows no voice")
    first = {name: process(name) for name in lessons}
    print(f"\nlearned without an editor: {learn(archive).turns} turns")
    edits = [e for name, made in first.items() for e in confirm(archive, made, folder / name)]
    print(f"learned from {len(edits)} confirmed names: {learn(archive).turns} turns")
    after = {name: process(name) for name in others}
    report(folder, after, "with eleven people known, two of them alike")
    undone = [(recording, edit) for recording, edit, name in edits if name == "Ada Lane"]
    for recording, edit in undone:
        decide(archive, recording, Undo(edit))
    without = {name: process(name) for name in others}
    report(folder, without, "with the enrolment of Ada Lane undone")
    learn(archive)
    again = {name: process(name) for name in others}
    same = all(again[n].speakers == without[n].speakers for n in others)
    print(f"\nlearning once more changes {'nothing' if same else 'something'}")
    for recording, edit, _ in edits:
        if (recording, edit) not in undone:
            decide(archive, recording, Undo(edit))
    forgotten = {name: process(name) for name in others}
    wrong = [n for n in others if forgotten[n].speakers != before[n].speakers]
    print(f"all enrolments undone: answers other than before in {len(wrong)} recordings {wrong}")


def confirm(archive: Path, transcript: Transcript, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Name every speaker as an editor would; gives recording, edit and name."""
    for speaker, truth in beside(transcript, folder):
        recording = transcript.recording.id
        yield recording, decide(archive, recording, Name(speaker.id, truth)), truth


def decide(archive: Path, recording: str, change: Name | Undo) -> str:
    with open_catalogue(archive) as catalogue:
        base = current(catalogue, recording).revision
        now = append(catalogue, recording, Decision(change, "Ann", WHEN, base))
        return now.edits[-1].id


def beside(transcript: Transcript, folder: Path) -> Iterator[tuple[Speaker, str]]:
    """Give each speaker with the name of who really has most of that speaker's time."""
    truth: list[dict[str, Any]] = json.loads((folder / "truth.seglst.json").read_text())
    for speaker in transcript.speakers:
        shares = Counter[str]()
        for turn in (t for t in transcript.turns if t.speaker == speaker.id):
            for said in truth:
                both = min(turn.end, said["end_time"]) - max(turn.start, said["start_time"])
                shares[said["name"]] += round(1000 * max(0.0, both))
        if shares.total():
            yield speaker, shares.most_common(1)[0][0]


@dataclass(frozen=True)
class Tally:
    """How many speakers got the right name, a wrong one, a question or nothing."""

    right: int = 0
    wrong: int = 0
    asked_right: int = 0
    asked_wrong: int = 0
    nothing: int = 0

    def __add__(self, other: Tally) -> Tally:
        pairs = zip(self._all(), other._all(), strict=True)
        return Tally(*(a + b for a, b in pairs))

    def _all(self) -> Sequence[int]:
        return (self.right, self.wrong, self.asked_right, self.asked_wrong, self.nothing)


def report(folder: Path, made: dict[str, Transcript], title: str) -> None:
    print(f"\n{title}")
    total, sure = Tally(), Tally()
    for name, transcript in made.items():
        print(f"  {name}")
        for speaker, truth in beside(transcript, folder / name):
            one, mark = judged(speaker, truth)
            total += one
            sure += one if speaker.confidence >= 0.9 else Tally()
            quotes = "; ".join(f"{r.kind}: {r.quote}" for r in speaker.reasons[:3])
            given = f"{speaker.name or '-'} {speaker.confidence:.2f}"
            print(f"    {mark:9} {truth:16} {given:24} {quotes[:110]}")
    print(
        f"  names: {total.right} right, {total.wrong} wrong; questions: {total.asked_right} with "
        f"the right person, {total.asked_wrong} with another; {total.nothing} unknown"
    )
    named = sure.right + sure.wrong
    if named:
        print(f"  of {named} names with 0.9 and more {sure.right / named:.0%} are right")


def judged(speaker: Speaker, truth: str) -> tuple[Tally, str]:
    """Tell what a speaker got; a first name or a surname alone counts where it is the right one."""
    if speaker.name:
        good = speaker.name == truth or speaker.name in truth.split()
        return (Tally(right=1), "right") if good else (Tally(wrong=1), "WRONG")
    asked = next((r.quote for r in speaker.reasons if r.kind == "voiceprint"), None)
    if asked is None:
        return Tally(nothing=1), "unknown"
    if f"sounds like {truth} " in asked:
        return Tally(asked_right=1), "asked"
    return replace(Tally(), asked_wrong=1), "asked x"
