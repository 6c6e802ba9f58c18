"""Make synthetic data for benchmarks of the editor: a long transcript, and many recordings."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import insert

from archive.database.connection import Catalogue
from archive.database.tables import PEOPLE, RECORDINGS, SPEAKERS
from tests.lamplight import EXAMPLE
from transcripts.ranges import WordRange
from transcripts.transcript import Correction, SpeakerSegment, Transcript, Turn, Word

WORD_SECONDS = 0.36
PROGRAMMES = 40


def synthetic_transcript(count: int, rng: random.Random, name: str = "Rthreehours01") -> Transcript:
    """Make a transcript of four people, with a correction of every eighth word."""
    pool = [word.text for turn in EXAMPLE.turns for word in turn.words]
    turns: list[Turn] = []
    corrections: list[Correction] = []
    at = made = 0
    while made < count:
        size = min(rng.randint(5, 95), count - made)
        turns.append(turn(len(turns) + 1, at, [rng.choice(pool) for _ in range(size)]))
        corrections += list(corrections_of(turns[-1], at, len(corrections)))
        at, made = at + size, made + size
    return replace(
        EXAMPLE,
        recording=replace(EXAMPLE.recording, id=name, duration=at * WORD_SECONDS + 1),
        speakers=tuple(
            replace(EXAMPLE.speakers[0], id=f"S{n}", voices=(f"V{n}",), name=f"Person {n}")
            for n in range(1, 5)
        ),
        turns=tuple(turns),
        corrections=tuple(corrections),
        unspoken=(),
        unwritten=(),
        voices=tuple(SpeakerSegment(t.voice, t.start, t.end) for t in turns),
        scores=replace(EXAMPLE.scores, words=count, turns=()),
    )


def turn(number: int, at: int, texts: Sequence[str]) -> Turn:
    starts = [round((at + n) * WORD_SECONDS, 3) for n in range(len(texts))]
    words = tuple(
        Word(text, start, round(start + 0.3, 3), 0.97, "both")
        for text, start in zip(texts, starts, strict=True)
    )
    who = number % 4 + 1
    text = " ".join(texts)
    return Turn(f"T{number}", f"S{who}", f"V{who}", starts[0], words[-1].end, text, 0.95, words)


def corrections_of(turn: Turn, first_word_number: int, before: int) -> Iterator[Correction]:
    """Correct every eighth word of a turn whose first word is number `first_word_number`."""
    for number, n in enumerate(range(0, len(turn.words), 8), start=before + 1):
        word = turn.words[n]
        waits = number % 10 == 0
        yield Correction(
            id=f"C{number}",
            turn=turn.id,
            kind="spelling",
            before=word.text if waits else f"{word.text}s",
            after=f"{word.text}s" if waits else word.text,
            start=word.start,
            end=word.end,
            score=0.5 if waits else 0.9,
            status="proposed" if waits else "applied",
            evidence={"heard": word.text},
            word_ranges=(WordRange(first_word_number + n, first_word_number + n + 1),),
        )


def insert_recordings(catalogue: Catalogue, count: int, rng: random.Random) -> None:
    """Write the rows that `ingest` would write, except transcripts, which lists do not read."""
    names = [{"id": n, "name": f"Person {n}"} for n in range(1, max(2, count // 5))]
    with catalogue.writing() as connection:
        connection.execute(insert(PEOPLE), names)
        for first in range(0, count, 5_000):
            numbers = range(first, min(first + 5_000, count))
            connection.execute(insert(RECORDINGS), [recording_row(n, rng) for n in numbers])
            speakers = [who for n in numbers for who in speaker_rows(n, len(names), rng)]
            connection.execute(insert(SPEAKERS), speakers)


def recording_row(number: int, rng: random.Random) -> dict[str, Any]:
    edits = max(0, rng.randint(-20, 20))
    return {
        "id": f"R{number:012x}",
        "sha256": f"{number:064x}",
        "file": f"tape-{number}.mp3",
        "title": f"{rng.choice(('Evening', 'Morning', 'Late'))} talk {rng.randint(0, 10**6)}",
        "programme": f"Programme {number % PROGRAMMES}",
        "date": f"{1960 + number % 60}-{number % 12 + 1:02}-{number % 28 + 1:02}",
        "duration": 1800.0,
        "entered": f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T{number % 24:02}:00:00+00:00",
        "revision": edits,
        "run": 1,
        "edits": edits,
        "doubts": max(0, rng.randint(-10, 40)),
        "folder": f"published/R{number:012x}",
        "published": rng.choice((edits, edits, edits, max(0, edits - 1))),
    }


def speaker_rows(number: int, people: int, rng: random.Random) -> Iterator[dict[str, Any]]:
    for n in range(1, 5):
        person = rng.randint(1, people)
        yield {
            "recording": f"R{number:012x}",
            "id": f"S{n}",
            "name": f"Person {person}",
            "role": "guest",
            "confidence": 0.9,
            "person": person,
        }
