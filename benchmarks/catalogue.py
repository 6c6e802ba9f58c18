"""Time the queries of a large catalogue: lists, people, search, status, metrics, batch plans.

    .venv/bin/python -m benchmarks.catalogue [--recordings N] [--turns N] [--database NAME]

Stores N recordings (100,000) of N turns (100) with about 25 words, which `benchmarks.search` makes,
with their index rows, a finished job and a known file each. Only 1,000 different texts are used;
titles, days and programmes differ.

Each query runs several times. Prints the median and the longest time in milliseconds, as elapsed
time and as processor time of this process (without PostgreSQL's), then the size of the database.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from sqlalchemy import insert, text

from archive.catalogue.find import RecordingFilter, find_recordings
from archive.catalogue.people import list_people
from archive.catalogue.reindex import optimize_index
from archive.catalogue.rows import update_rows
from archive.database.connection import Catalogue
from archive.database.tables import ARRIVALS, RECORDINGS, WORK
from archive.queue.metrics import render_metrics
from archive.queue.stats import measure_queue
from archive.search.search import Query, search
from benchmarks import search as synthetic
from flows.planning import make_plan
from flows.sources.arrival import Arrival
from transcripts.transcript import Transcript

POOL = 1_000
"""Recordings with a text of their own; the others repeat these texts."""
REPETITIONS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--recordings", type=int, default=100_000, metavar="N")
    parser.add_argument("--turns", type=int, default=100, metavar="N")
    parser.add_argument("--database", choices=["SQLite", "PostgreSQL"], default="SQLite")
    given = parser.parse_args()
    synthetic.TURNS = given.turns
    with synthetic.empty_archive(given.database) as catalogue:
        began, worked = time.perf_counter(), time.process_time()
        insert_all(catalogue, given.recordings)
        wall, own = time.perf_counter() - began, time.process_time() - worked
        size = f"{given.recordings:,} recordings, {given.recordings * given.turns:,} turns"
        print(f"{given.database}: {size}, made in {wall:.0f} s, {own:.0f} s of the processor")
        for name, question in queries_by_name(catalogue, given.recordings).items():
            print(f"  {name:28} {time_query(question)}", flush=True)
        print(f"  size of the database: {database_bytes(catalogue) / 1e9:.2f} GB")


def transcripts(count: int) -> Iterator[Transcript]:
    """Yield transcripts of different recordings, which share a pool of texts."""
    world = synthetic.SyntheticArchive(seed=49)
    pool = [world.transcript(number) for number in range(min(POOL, count))]
    for number, of_pool in enumerate(islice(cycle(pool), count)):
        about = world.recording(number)
        yield replace(of_pool, recording=about)


def insert_all(catalogue: Catalogue, count: int) -> None:
    """Insert recordings with their index, jobs and known files."""
    rest = transcripts(count)
    while some := list(islice(rest, synthetic.TRANSACTION_SIZE)):
        with catalogue.writing() as connection:
            connection.execute(insert(RECORDINGS), [synthetic.recording_row(t) for t in some])
            for transcript in some:
                update_rows(connection, transcript.recording.id, None, transcript)
            connection.execute(insert(WORK), [job_row(t) for t in some])
            connection.execute(insert(ARRIVALS), [arrival_row(t) for t in some])
    with catalogue.writing() as connection:
        optimize_index(connection)


def tape_path(transcript: Transcript) -> str:
    return f"/tapes/{transcript.recording.id}.mp3"


def job_row(transcript: Transcript) -> dict[str, object]:
    about, day = transcript.recording, transcript.provenance.created
    texts = {"recording": about.id, "file": about.file, "key": about.sha256, "batch": "made"}
    asked = {"request": {"recording": tape_path(transcript)}}
    times = {"arrived": day, "changed": day, "seconds": about.duration, "took": 100.0}
    return {**texts, **times, "asked": asked, "state": "done", "tries": 1}


def arrival_row(transcript: Transcript) -> dict[str, object]:
    about = transcript.recording
    return {
        "path": tape_path(transcript),
        "sha256": about.sha256,
        "facts": [],
        "at": transcript.provenance.created,
    }


def queries_by_name(catalogue: Catalogue, count: int) -> dict[str, Callable[[], object]]:
    """Return the timed queries by title."""
    first = find_recordings(catalogue)
    speaker = first.recordings[0].speakers[0]
    words = synthetic.SyntheticArchive(seed=49).words
    common, rare = Query(words[10]), Query(words[20_000])
    known = [
        Arrival(Path(f"/tapes/r-{number:012x}.mp3"), "folder", "/tapes") for number in range(count)
    ]

    def list_filtered(**filters: str) -> Callable[[], object]:
        return lambda: find_recordings(catalogue, RecordingFilter(**filters))

    return {
        "list, first page": list_filtered(),
        "list, second page": lambda: find_recordings(catalogue, after=first.next_position),
        "list, a part of a title": list_filtered(text="sation 99"),
        "list, a speaker": list_filtered(speaker=speaker),
        "list, by title": lambda: find_recordings(catalogue, sort="title"),
        "people": lambda: list_people(catalogue),
        "search, a common word": lambda: search(catalogue, common),
        "search, a rare word": lambda: search(catalogue, rare),
        "search, a speaker": lambda: search(catalogue, replace(common, speaker=speaker)),
        "status": lambda: measure_queue(catalogue),
        "metrics": lambda: render_metrics(catalogue),
        "plan of known recordings": lambda: make_plan(catalogue, known, workers=2, price=0),
    }


def time_query(query: Callable[[], object]) -> str:
    walls, owns = [], []
    for _ in range(REPETITIONS):
        began, worked = time.perf_counter(), time.process_time()
        query()
        walls.append(1000 * (time.perf_counter() - began))
        owns.append(1000 * (time.process_time() - worked))
    clock = f"{median(walls):9.1f} {max(walls):9.1f} ms"
    return f"{clock}   processor {median(owns):9.1f} {max(owns):9.1f} ms"


def database_bytes(catalogue: Catalogue) -> int:
    """Return the size of the database on disk."""
    with catalogue.reading() as connection:
        if connection.dialect.name == "postgresql":
            size = connection.scalar(text("SELECT pg_database_size(current_database())"))
        else:
            pages = connection.scalar(text("PRAGMA page_count")) or 0
            size = pages * (connection.scalar(text("PRAGMA page_size")) or 0)
    return int(size or 0)


if __name__ == "__main__":
    main()
