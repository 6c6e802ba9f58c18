"""Archives to edit: example transcripts, with audio that is loud where words are spoken."""

from __future__ import annotations

import json
import wave
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import numpy as np

from archive.catalogue.current import load_snapshot
from archive.catalogue.documents import baseline_of_document
from archive.catalogue.ingest import ingest
from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from editor.voices import cut_into_pieces, voices_file
from tests.editor.serving import Served
from tests.lamplight import EXAMPLE, crossed, turn
from transcripts.transcript import Transcript, Turn

RATE_HZ = 8000


def archive_of(folder: Path, *transcripts: Transcript) -> Path:
    """Ingest transcripts into an archive, each with its audio, without publishing them."""
    archive = folder / "archive"
    with open_catalogue(archive) as catalogue:
        for transcript in transcripts:
            place = archive / transcript.recording.id
            place.mkdir(parents=True)
            write_sound(place / "audio.wav", transcript)
            ingest(catalogue, transcript, place)
    return archive


def named(transcript: Transcript, name: str) -> Transcript:
    """Copy the transcript as another recording."""
    return replace(transcript, recording=replace(transcript.recording, id=name))


def write_sound(path: Path, transcript: Transcript) -> None:
    """Write noise at speech level during words, and silence elsewhere."""
    seconds = transcript.recording.duration
    loud = np.full(int(seconds * 100) + 1, 0.015, np.float32)
    for word in (word for turn_ in transcript.turns for word in turn_.words):
        first, last = int(word.start * 100), max(int(word.start * 100) + 2, int(word.end * 100))
        loud[first:last] = 0.15 + 0.55 * np.hanning(last - first + 2)[1:-1][: len(loud[first:last])]
    noise = np.random.default_rng(5).normal(0, 0.35, int(seconds * RATE_HZ)).astype(np.float32)
    shaped = noise * np.repeat(loud, RATE_HZ // 100)[: len(noise)]
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        sound.writeframes((np.clip(shaped, -1, 1) * 32767).astype("<i2").tobytes())


def write_voices(catalogue: Catalogue, recording: str, others: Collection[str]) -> None:
    """Store embeddings of turns: one voice for each speaker, and another voice for `others`.

    `others` are the ids of turns.
    """
    now = load_snapshot(catalogue, recording)
    parts = cut_into_pieces(baseline_of_document(now.document))
    turns = now.applied.transcript.turns
    voice_of = ["other" if t.id in others else t.speaker for t in turns for _ in t.words]
    axes = sorted(set(voice_of))
    vectors = [np.eye(len(axes))[axes.index(voice_of[part.words[0]])] for part in parts]
    file = voices_file(catalogue.archive, recording, now)
    file.parent.mkdir(exist_ok=True)
    np.save(file, np.array(vectors, np.float32), allow_pickle=False)


def interview(
    minutes: float, *, wrong: int = 0, pace: float = 15, name: str = "r-0123456789ab"
) -> Transcript:
    """Make a long conversation from the example's sentences; `pace` is in letters a second.

    `wrong` is the number of guests' turns that are assigned to the other guest, with a low
    confidence.
    """
    made: list[Turn] = []
    texts = [t.text for t in EXAMPLE.turns if len(t.words) > 8]
    for number, start in enumerate(_starts(minutes, texts, pace), start=1):
        speaker = "S1" if number % 2 else f"S{2 + number // 2 % 2}"
        made.append(
            turn(number, speaker, f"V{speaker[1]}", start, pace, texts[number % len(texts)])
        )
    guests = [n for n, t in enumerate(made) if t.speaker != "S1"]
    step = max(1, len(guests) // wrong) if wrong else 1
    for n in guests[::step][:wrong]:
        other = {"S2": "S3", "S3": "S2"}[made[n].speaker]
        made[n] = replace(made[n], speaker=other, voice=f"V{other[1]}", confidence=0.3)
    return replace(
        EXAMPLE,
        recording=replace(
            EXAMPLE.recording, id=name, title="The Long Night", duration=made[-1].end + 5
        ),
        speakers=EXAMPLE.speakers[:3],
        turns=crossed(made),
        corrections=(),
        unspoken=(),
        unwritten=(),
        voices=(),
    )


def _starts(minutes: float, texts: Sequence[str], pace: float) -> Iterator[float]:
    """Yield the starts of turns, each after the words of the previous one."""
    at, number = 1.0, 0
    while at < minutes * 60:
        yield at
        number += 1
        at += len(texts[number % len(texts)]) / (0.8 * pace) + 2


def asked(served: Served, name: str, what: str = "") -> Any:
    """Fetch a recording's data from the editor's API."""
    with urlopen(f"{served.url}/api/recordings/{name}{what}", timeout=20) as answer:
        return json.load(answer)


def speakers(served: Served, name: str) -> dict[str, str]:
    """Fetch the speaker of each turn from the editor."""
    return {t["id"]: t["speaker"] for t in asked(served, name)["transcript"]["turns"]}


def texts(served: Served, name: str) -> dict[str, str]:
    """Fetch the text of each turn from the editor."""
    return {t["id"]: t["text"] for t in asked(served, name)["transcript"]["turns"]}


def history(served: Served, name: str) -> list[tuple[str, bool]]:
    """Fetch the kind of every edit, and whether it is undone."""
    return [(e["kind"], e["undone"]) for e in asked(served, name, "/history")["edits"]]
