"""Enrol people from some recordings of recordings/across/, and identify them in the others."""

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

from archive.catalogue.append import NewEdit, append
from archive.catalogue.current import load_snapshot
from archive.catalogue.ingest import ingest
from archive.catalogue.open import open_catalogue
from archive.catalogue.people import list_people
from archive.storage.files import published_folder
from audio.diarization.diarize import diarize
from audio.diarization.options import DiarizeOptions
from audio.sound.recording import load_sound, probe, recording_id
from flows.enrolment import enrol_voices, load_archive_knowledge
from speakers.cast import CastMember, parse_cast
from speakers.name import name_voices
from speakers.voiceprints.match import match_voices
from transcripts.attribution.attribute import attribute
from transcripts.compose import RunResults, compose
from transcripts.corrections.punctuate import PunctuatedText
from transcripts.edits.change import Change
from transcripts.edits.kinds.assign_speaker import AssignSpeaker
from transcripts.edits.kinds.speakers import AddSpeaker, SetName
from transcripts.edits.kinds.undo import Undo
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.provenance import Provenance
from transcripts.run_options import RunOptions
from transcripts.transcript import (
    Diarization,
    RecognitionResult,
    Recording,
    Speaker,
    Transcript,
    Turn,
    Word,
)

ENROLMENT_PREFIX = "enrol-"
CREATED = "2026-01-01T00:00:00+00:00"


@dataclass(frozen=True)
class DiarizedRecording:
    """A diarized recording, with its true words and speakers."""

    name: str
    metadata: Recording
    voices: Diarization
    words: tuple[Word, ...]
    truth: Sequence[dict[str, Any]]
    cast: tuple[CastMember, ...] = ()

    @classmethod
    def diarize(cls, folder: Path) -> DiarizedRecording:
        """Diarize a recording; the result is cached beside it."""
        path = folder / f"{folder.name}.mp3"
        kept = folder / "voices.pickle"
        if not kept.exists():
            kept.write_bytes(pickle.dumps(diarize(load_sound(path), DiarizeOptions())))
        source = probe(path)
        about = Recording(
            recording_id(source.sha256), source.sha256, path.name, source.seconds, folder.name
        )
        truth = json.loads((folder / "truth.seglst.json").read_text())
        said = [Word(*word) for turn in truth for word in turn["word_times"]]
        words = tuple(sorted(said, key=lambda word: word.start))
        cast = (folder / "cast.txt").read_text() if folder.name.startswith(ENROLMENT_PREFIX) else ""
        voices = pickle.loads(kept.read_bytes())
        return cls(folder.name, about, voices, words, truth, parse_cast(cast, ENGLISH))

    def name_voices_of(self, archive: Path) -> Transcript:
        """Name the voices as `tapelog process` does, by the words and by known voices and names."""
        known = load_archive_knowledge(archive, self.metadata.id, None)
        heard = RecognitionResult(self.words)
        attributed = attribute(self.words, self.voices, ENGLISH)
        speakers = name_voices(
            attributed.turns,
            ENGLISH,
            self.voices,
            self.cast,
            known_voices=known.voices,
            archive_spellings=known.people,
        )
        corrected = PunctuatedText(self.words)
        pieces = RunResults(
            recording=self.metadata,
            recognition=heard,
            diarization=self.voices,
            punctuated=corrected,
            words=self.words,
            attribution=attributed,
            speakers=speakers,
            language=ENGLISH,
        )
        return compose(pieces, Provenance("benchmark", (), RunOptions(), CREATED, ()))


def measure_across(folder: Path) -> None:
    """Enrol people, name voices, undo the enrolment; print the names after each step."""
    paths = sorted(path.parent for path in folder.glob("*/truth.seglst.json"))
    cases = {path.name: DiarizedRecording.diarize(path) for path in paths}
    with TemporaryDirectory() as scratch:
        _enrol_recognize_and_forget(folder, cases, Path(scratch))


def _enrol_recognize_and_forget(
    folder: Path, recordings: Mapping[str, DiarizedRecording], archive: Path
) -> None:
    lessons = [case for name_, case in recordings.items() if name_.startswith(ENROLMENT_PREFIX)]
    others = [case for name_, case in recordings.items() if not name_.startswith(ENROLMENT_PREFIX)]

    def asked() -> dict[str, Transcript]:
        return {case.name: case.name_voices_of(archive) for case in others}

    report(recordings, asked(), "with an archive that knows no voice")
    first = [ingest_recording(case, folder / case.name, archive) for case in lessons]
    turns = enrol_voices(archive).turns
    print(f"\nlearned by the machine alone, above the strict bar: {turns} turns of")
    with open_catalogue(archive) as catalogue:
        print(
            "  " + ", ".join(known.name for known in list_people(catalogue) if known.enrolled_turns)
        )
    before = asked()
    edits = [e for case, made in first for e in confirm_names(archive, made, case)]
    print(f"learned from {len(edits)} edits: {enrol_voices(archive).turns} turns more")
    for case in others:
        print_similar_people(case, archive)
    after = asked()
    report(recordings, after, "with eleven people known, two of them alike")
    ada = [(recording, edit) for recording, edit, who in edits if who == "Ada Lane"]
    undo_edits(archive, ada)
    without = asked()
    report(recordings, without, "with the enrolment of Ada Lane undone")
    enrol_voices(archive)
    print(f"\nlearning once more changes {count_changed(without, asked())} recordings")
    undo_edits(archive, [(r, edit) for r, edit, who in reversed(edits) if who != "Ada Lane"])
    print(f"all undone: {count_changed(before, asked())} recordings have other answers than before")


def print_similar_people(recording: DiarizedRecording, archive: Path) -> None:
    """Print the people with the most similar voiceprints for each voice of a recording."""
    found = match_voices(
        recording.voices, load_archive_knowledge(archive, recording.metadata.id, None).voices
    )
    for voice in found.voices:
        row = found.similarities[found.voices.index(voice)]
        order = np.argsort(-row)[:2]
        best = ", ".join(f"{found.known.people[n]} {row[n]:.2f}" for n in order)
        print(f"  {recording.name:24} {voice}: {best}")


def count_changed(before: Mapping[str, Transcript], after: Mapping[str, Transcript]) -> int:
    return sum(before[name_].speakers != after[name_].speakers for name_ in before)


def ingest_recording(
    recording: DiarizedRecording, folder: Path, archive: Path
) -> tuple[DiarizedRecording, Transcript]:
    """Store a recording and its audio as `tapelog process` would."""
    made = recording.name_voices_of(archive)
    place = published_folder(archive, recording.metadata.id)
    place.mkdir(parents=True)
    shutil.copy(folder / recording.metadata.file, place / "audio.mp3")
    with open_catalogue(archive) as catalogue:
        return recording, ingest(catalogue, made, place).transcript


def undo_edits(archive: Path, edits: Sequence[tuple[str, str]]) -> None:
    for recording, edit in edits:
        append_edit(archive, recording, Undo(edit))


def confirm_names(
    archive: Path, transcript: Transcript, diarized: DiarizedRecording
) -> Iterator[tuple[str, str, str]]:
    """Name every speaker and correct every turn as an editor would.

    A turn is assigned to the person who speaks most of it. Yields recording, edit and person.
    """
    recording = transcript.recording.id
    named: dict[str, str] = {}
    for speaker, truth in map_speakers_to_people(transcript, diarized):
        named.setdefault(truth, speaker.id)
        yield recording, append_edit(archive, recording, SetName(speaker.id, truth)), truth
    names_ = {speaker.id: truth for speaker, truth in map_speakers_to_people(transcript, diarized)}
    first = 0
    for turn in transcript.turns:
        run = (first, first + len(turn.words))
        first = run[1]
        (said, _), *_ = speaking_time(diarized, [turn]).most_common(1) or [("", 0)]
        if said and said != names_.get(turn.speaker):
            if said not in named:
                edit = append_edit(archive, recording, AddSpeaker(said))
                named[said] = f"S{edit}"
                yield recording, edit, said
            yield (
                recording,
                append_edit(archive, recording, AssignSpeaker((run,), named[said])),
                said,
            )


def speaking_time(recording: DiarizedRecording, turns: Sequence[Turn]) -> Counter[str]:
    """Count the milliseconds that each person speaks within some turns."""
    shares = Counter[str]()
    for turn in turns:
        for said in recording.truth:
            both = min(turn.end, said["end_time"]) - max(turn.start, said["start_time"])
            shares[said["name"]] += round(1000 * max(0.0, both))
    return +shares


def append_edit(archive: Path, recording: str, change: Change) -> str:
    with open_catalogue(archive) as catalogue:
        base = load_snapshot(catalogue, recording).revision
        now = append(catalogue, recording, NewEdit(change, "Ann", CREATED, base))
        return now.edits[-1].id


def map_speakers_to_people(
    transcript: Transcript, recording: DiarizedRecording
) -> Iterator[tuple[Speaker, str]]:
    """Map each speaker to the person who speaks during most of that speaker's turns."""
    for speaker in transcript.speakers:
        shares = speaking_time(recording, [t for t in transcript.turns if t.speaker == speaker.id])
        if shares:
            yield speaker, shares.most_common(1)[0][0]


@dataclass(frozen=True)
class NameCounts:
    """Numbers of speakers by the result of naming.

    `asked_right` and `asked_wrong` count questions to an editor that propose a right or wrong name.
    """

    right: int = 0
    wrong: int = 0
    asked_right: int = 0
    asked_wrong: int = 0
    unknown: int = 0

    def __add__(self, other: NameCounts) -> NameCounts:
        pairs = zip(self._all(), other._all(), strict=True)
        return NameCounts(*(a + b for a, b in pairs))

    def _all(self) -> Sequence[int]:
        return (self.right, self.wrong, self.asked_right, self.asked_wrong, self.unknown)


def report(
    recordings: Mapping[str, DiarizedRecording], transcripts: Mapping[str, Transcript], title: str
) -> None:
    print(f"\n{title}")
    total, sure = NameCounts(), NameCounts()
    for which, transcript in transcripts.items():
        print(f"  {which}")
        for speaker, truth in map_speakers_to_people(transcript, recordings[which]):
            one, mark = judge_name(speaker, truth)
            total += one
            sure += one if speaker.confidence >= 0.9 else NameCounts()
            quotes = "; ".join(f"{r.kind}: {r.quote} {r.weight:.2f}" for r in speaker.reasons[:3])
            given = f"{speaker.name or '-'} {speaker.confidence:.2f}"
            print(f"    {mark:9} {truth:16} {given:24} {quotes[:110]}")
    print(
        f"  names: {total.right} right, {total.wrong} wrong; questions: {total.asked_right} with "
        f"the right person, {total.asked_wrong} with another; {total.unknown} unknown"
    )
    named = sure.right + sure.wrong
    if named:
        print(f"  of {named} names with 0.9 and more {sure.right / named:.0%} are right")


def judge_name(speaker: Speaker, truth: str) -> tuple[NameCounts, str]:
    """Judge the name of a speaker; the right first name or surname alone counts as right."""
    if speaker.name:
        good = speaker.name == truth or speaker.name in truth.split()
        return (NameCounts(right=1), "right") if good else (NameCounts(wrong=1), "WRONG")
    asked = next((r.quote for r in speaker.reasons if r.kind == "voiceprint"), None)
    if asked is None:
        return NameCounts(unknown=1), "unknown"
    if asked == truth:
        return NameCounts(asked_right=1), "asked"
    return replace(NameCounts(), asked_wrong=1), "asked x"
