"""The recordings of benchmarks/recordings/across/: learned from some, asked of the others."""

from __future__ import annotations

import json
import pickle
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from archive.catalogue.append import Decision, append
from archive.catalogue.current import current
from archive.catalogue.ingest import ingest
from archive.catalogue.open import open_catalogue
from archive.catalogue.people import people
from archive.storage.files import published_folder
from audio.diarization.diarize import DiarizeOptions, diarize
from audio.sound.recording import load, probe, recording_id
from flows.enrolment import archive_knowledge, enrol_voices
from speakers.cast import Member, parse_cast
from speakers.name import name
from speakers.voiceprints.match import match
from transcripts.attribution.attribute import attribute
from transcripts.compose import RunResults, compose
from transcripts.corrections.punctuate import Corrected
from transcripts.edits.change import Change
from transcripts.edits.kinds.assign_speaker import AssignSpeaker
from transcripts.edits.kinds.speakers import AddSpeaker, SetName
from transcripts.edits.kinds.undo import Undo
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.run_options import RunOptions
from transcripts.transcript import (
    Diarization,
    Provenance,
    RecognitionResult,
    Recording,
    Speaker,
    Transcript,
    Turn,
    Word,
)

LESSON = "enrol-"
WHEN = "2026-01-01T00:00:00+00:00"


@dataclass(frozen=True)
class Case:
    """A recording as its voices were told apart, with the words that are really said in it."""

    name: str
    about: Recording
    voices: Diarization
    words: tuple[Word, ...]
    truth: Sequence[dict[str, Any]]
    cast: tuple[Member, ...] = ()

    @classmethod
    def of(cls, folder: Path) -> Case:
        """Listen to a recording; what was heard is kept beside it for the next time."""
        path = folder / f"{folder.name}.mp3"
        kept = folder / "voices.pickle"
        if not kept.exists():
            kept.write_bytes(pickle.dumps(diarize(load(path), DiarizeOptions())))
        source = probe(path)
        about = Recording(
            recording_id(source.sha256), source.sha256, path.name, source.seconds, folder.name
        )
        truth = json.loads((folder / "truth.seglst.json").read_text())
        said = [Word(*word) for turn in truth for word in turn["word_times"]]
        words = tuple(sorted(said, key=lambda word: word.start))
        cast = (folder / "cast.txt").read_text() if folder.name.startswith(LESSON) else ""
        voices = pickle.loads(kept.read_bytes())
        return cls(folder.name, about, voices, words, truth, parse_cast(cast, ENGLISH))

    def named(self, archive: Path) -> Transcript:
        """Name its voices as `tapelog process` does, by words and by what the archive knows."""
        known = archive_knowledge(archive, self.about.id, None)
        heard = RecognitionResult(self.words)
        attributed = attribute(self.words, self.voices, ENGLISH)
        speakers = name(
            attributed.turns,
            ENGLISH,
            self.voices,
            self.cast,
            known=known.voices,
            names=known.people,
        )
        corrected = Corrected(self.words)
        pieces = RunResults(
            recording=self.about,
            heard=heard,
            voices=self.voices,
            corrected=corrected,
            words=self.words,
            attributed=attributed,
            speakers=speakers,
        )
        return compose(pieces, Provenance("benchmark", (), RunOptions(), WHEN, ()))


def across(folder: Path) -> None:
    """Learn, recognise, forget; print who was named."""
    paths = sorted(path.parent for path in folder.glob("*/truth.seglst.json"))
    cases = {path.name: Case.of(path) for path in paths}
    with TemporaryDirectory() as scratch:
        _across(folder, cases, Path(scratch))


def _across(folder: Path, cases: Mapping[str, Case], archive: Path) -> None:
    lessons = [case for name_, case in cases.items() if name_.startswith(LESSON)]
    others = [case for name_, case in cases.items() if not name_.startswith(LESSON)]

    def asked() -> dict[str, Transcript]:
        return {case.name: case.named(archive) for case in others}

    report(cases, asked(), "with an archive that knows no voice")
    first = [enrolled(case, folder / case.name, archive) for case in lessons]
    turns = enrol_voices(archive).turns
    print(f"\nlearned by the machine alone, above the strict bar: {turns} turns of")
    with open_catalogue(archive) as catalogue:
        print("  " + ", ".join(known.name for known in people(catalogue) if known.turns))
    before = asked()
    edits = [e for case, made in first for e in confirm(archive, made, case)]
    print(f"learned from {len(edits)} edits: {enrol_voices(archive).turns} turns more")
    for case in others:
        likes(case, archive)
    after = asked()
    report(cases, after, "with eleven people known, two of them alike")
    ada = [(recording, edit) for recording, edit, who in edits if who == "Ada Lane"]
    undo(archive, ada)
    without = asked()
    report(cases, without, "with the enrolment of Ada Lane undone")
    enrol_voices(archive)
    print(f"\nlearning once more changes {changed(without, asked())} recordings")
    undo(archive, [(r, edit) for r, edit, who in reversed(edits) if who != "Ada Lane"])
    print(f"all undone: {changed(before, asked())} recordings have other answers than before them")


def likes(case: Case, archive: Path) -> None:
    """Print whom each voice of a recording is most like."""
    found = match(case.voices, archive_knowledge(archive, case.about.id, None).voices)
    for voice in found.voices:
        row = found.similarities[found.voices.index(voice)]
        order = np.argsort(-row)[:2]
        best = ", ".join(f"{found.known.people[n]} {row[n]:.2f}" for n in order)
        print(f"  {case.name:24} {voice}: {best}")


def changed(one: Mapping[str, Transcript], other: Mapping[str, Transcript]) -> int:
    return sum(one[name_].speakers != other[name_].speakers for name_ in one)


def enrolled(case: Case, folder: Path, archive: Path) -> tuple[Case, Transcript]:
    """Put a recording and its sound where `tapelog process` would."""
    made = case.named(archive)
    place = published_folder(archive, case.about.id)
    place.mkdir(parents=True)
    shutil.copy(folder / case.about.file, place / "audio.mp3")
    with open_catalogue(archive) as catalogue:
        return case, ingest(catalogue, made, place).transcript


def undo(archive: Path, edits: Sequence[tuple[str, str]]) -> None:
    for recording, edit in edits:
        decide(archive, recording, Undo(edit))


def confirm(archive: Path, transcript: Transcript, case: Case) -> Iterator[tuple[str, str, str]]:
    """Name every speaker and mend every turn as an editor would; gives recording, edit, person.

    A turn that has more of somebody else than of its speaker is given to the other.
    """
    recording = transcript.recording.id
    named: dict[str, str] = {}
    for speaker, truth in beside(transcript, case):
        named.setdefault(truth, speaker.id)
        yield recording, decide(archive, recording, SetName(speaker.id, truth)), truth
    names_ = {speaker.id: truth for speaker, truth in beside(transcript, case)}
    first = 0
    for turn in transcript.turns:
        run = (first, first + len(turn.words))
        first = run[1]
        (said, _), *_ = spoken(case, [turn]).most_common(1) or [("", 0)]
        if said and said != names_.get(turn.speaker):
            if said not in named:
                edit = decide(archive, recording, AddSpeaker(said))
                named[said] = f"S{edit}"
                yield recording, edit, said
            yield recording, decide(archive, recording, AssignSpeaker((run,), named[said])), said


def spoken(case: Case, turns: Sequence[Turn]) -> Counter[str]:
    """Count whose words really lie in some turns, in milliseconds."""
    shares = Counter[str]()
    for turn in turns:
        for said in case.truth:
            both = min(turn.end, said["end_time"]) - max(turn.start, said["start_time"])
            shares[said["name"]] += round(1000 * max(0.0, both))
    return +shares


def decide(archive: Path, recording: str, change: Change) -> str:
    with open_catalogue(archive) as catalogue:
        base = current(catalogue, recording).revision
        now = append(catalogue, recording, Decision(change, "Ann", WHEN, base))
        return now.edits[-1].id


def beside(transcript: Transcript, case: Case) -> Iterator[tuple[Speaker, str]]:
    """Pair each speaker with the person who really speaks for most of that speaker's time."""
    for speaker in transcript.speakers:
        shares = spoken(case, [t for t in transcript.turns if t.speaker == speaker.id])
        if shares:
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


def report(cases: Mapping[str, Case], made: Mapping[str, Transcript], title: str) -> None:
    print(f"\n{title}")
    total, sure = Tally(), Tally()
    for which, transcript in made.items():
        print(f"  {which}")
        for speaker, truth in beside(transcript, cases[which]):
            one, mark = judged(speaker, truth)
            total += one
            sure += one if speaker.confidence >= 0.9 else Tally()
            quotes = "; ".join(f"{r.kind}: {r.quote} {r.weight:.2f}" for r in speaker.reasons[:3])
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
    """Judge the name of a speaker; the right first name or surname alone counts as right."""
    if speaker.name:
        good = speaker.name == truth or speaker.name in truth.split()
        return (Tally(right=1), "right") if good else (Tally(wrong=1), "WRONG")
    asked = next((r.quote for r in speaker.reasons if r.kind == "voiceprint"), None)
    if asked is None:
        return Tally(nothing=1), "unknown"
    if asked == truth:
        return Tally(asked_right=1), "asked"
    return replace(Tally(), asked_wrong=1), "asked x"
