"""Time the queries of a large catalogue: lists, people, search, status, metrics, batch plans.

    .venv/bin/python -m benchmarks.catalogue [--recordings N] [--turns N] [--database NAME]

Stores N recordings (100,000), each of N turns (100) with about 25 words. `benchmarks.search` makes
their texts. Each recording has its rows in the index, a finished job, and a known file. Only 1,000
texts differ: the product's own code indexes these, and SQL copies their rows for the other
recordings, which have a title and a day of their own. PostgreSQL builds its full-text index after
the last row.

Each query runs several times. Prints the median and the longest time in milliseconds, as elapsed
time and as processor time of this process (without PostgreSQL's), then the size of the database.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from sqlalchemy import Connection, insert, text

from archive.catalogue.find import RecordingFilter, find_recordings
from archive.catalogue.people import list_people
from archive.catalogue.reindex import optimize_index
from archive.catalogue.rows import update_rows
from archive.database.connection import Catalogue
from archive.database.index_tables import CREATE_TOKENS, PASSAGES, TOKENS
from archive.database.tables import ARRIVALS, RECORDINGS, SPEAKERS, WORK
from archive.queue.metrics import render_metrics
from archive.queue.stats import measure_queue
from archive.search.numbers import PLACES, first_number
from archive.search.search import Query, search
from archive.search.writing import index_number
from benchmarks import search as synthetic
from flows.planning import make_plan
from flows.sources.arrival import Arrival
from transcripts.transcript import Recording, Transcript

POOL = 1_000
"""Recordings with a text of their own; the others repeat these texts."""
COPIES_PER_TRANSACTION = 1_000
REPETITIONS = 5

NUMBER = f"c.first + (p.number & {PLACES - 1})"
"""The number of a copied passage: the copy's first number, and the passage's place."""
COPY = (
    f"""INSERT INTO {SPEAKERS.name} (recording, id, name, role, confidence, person)
    SELECT c.recording, s.id, s.name, s.role, s.confidence, s.person
    FROM copies c JOIN {SPEAKERS.name} s ON s.recording = c.source""",
    f"""INSERT INTO {PASSAGES.name} (number, recording, turn, speaker, text, times)
    SELECT {NUMBER}, c.recording, p.turn, p.speaker, p.text, p.times
    FROM copies c JOIN {PASSAGES.name} p ON p.recording = c.source""",
    f"""INSERT INTO {TOKENS} (rowid, tokens) SELECT {NUMBER}, t.tokens
    FROM copies c JOIN {PASSAGES.name} p ON p.recording = c.source
    JOIN {TOKENS} t ON t.rowid = p.number ORDER BY 1""",
)
"""The statements that copy the rows of the recordings in the temporary table `copies`."""


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


def insert_all(catalogue: Catalogue, count: int) -> None:
    """Insert recordings with their index, jobs and known files."""
    archive = synthetic.SyntheticArchive(seed=49)
    pool = [archive.transcript(number) for number in range(min(POOL, count))]
    with catalogue.writing() as connection:
        on_postgresql = connection.dialect.name == "postgresql"
        insert_recordings(connection, pool)
        for transcript in pool:
            update_rows(connection, transcript.recording.id, None, transcript)
        if on_postgresql:
            connection.execute(text(f"DROP INDEX ix_{TOKENS}"))
    copies = (
        (of_pool, replace(archive.recording(number), programme=of_pool.recording.programme))
        for number, of_pool in enumerate(islice(cycle(pool), len(pool), count), len(pool))
    )
    while some := list(islice(copies, COPIES_PER_TRANSACTION)):
        with catalogue.writing() as connection:
            insert_copies(connection, some)
    with catalogue.writing() as connection:
        if on_postgresql:
            connection.execute(text("SET LOCAL maintenance_work_mem = '1GB'"))
            connection.execute(text(CREATE_TOKENS["postgresql"][-1]))
        optimize_index(connection)


def insert_recordings(connection: Connection, transcripts: Sequence[Transcript]) -> None:
    """Insert the rows of recordings, their finished jobs and their files, without the index."""
    rows = [synthetic.recording_row(t) for t in transcripts]
    connection.execute(insert(RECORDINGS), rows)
    connection.execute(insert(WORK), [job_row(t) for t in transcripts])
    connection.execute(insert(ARRIVALS), [arrival_row(t) for t in transcripts])


def insert_copies(connection: Connection, copies: Sequence[tuple[Transcript, Recording]]) -> None:
    """Insert other recordings with the speakers and passages of already indexed transcripts."""
    insert_recordings(connection, [replace(t, recording=about) for t, about in copies])
    connection.execute(
        text("CREATE TEMPORARY TABLE copies (source varchar, recording varchar, first bigint)")
    )
    rows = [
        {
            "source": transcript.recording.id,
            "recording": about.id,
            "first": first_number(about.date, index_number(connection, about.id)),
        }
        for transcript, about in copies
    ]
    copied = "INSERT INTO copies (source, recording, first) VALUES (:source, :recording, :first)"
    connection.execute(text(copied), rows)
    for statement in COPY:
        connection.execute(text(statement))
    connection.execute(text("DROP TABLE copies"))


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

    def list_filtered(filters: RecordingFilter) -> Callable[[], object]:
        return lambda: find_recordings(catalogue, filters)

    return {
        "list, first page": list_filtered(RecordingFilter()),
        "list, second page": lambda: find_recordings(catalogue, after=first.next_position),
        "list, a part of a title": list_filtered(RecordingFilter(text="sation 99")),
        "list, a speaker": list_filtered(RecordingFilter(speaker=speaker)),
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
