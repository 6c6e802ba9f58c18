"""The commands that `benchmarks.kills` kills in a fork, and the checks that follow."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from archive.catalogue.append import NewEdit, append
from archive.catalogue.open import open_catalogue
from archive.check import check
from archive.database.tables import EDITS, RECORDINGS, SPEAKERS, TRANSCRIPTS
from archive.publishing.republish import ingest_and_publish
from archive.site.state import FILE as STATE
from archive.storage.published import read_transcript, verify
from flows.cli import main as tapelog
from tests.lamplight import EXAMPLE
from transcripts.edits.kinds.speakers import SetName, SetRole
from transcripts.errors import UserError

RECORDINGS_COUNT = 4
FORMER, NAME = "Tobias Aurelian-Grey", "Toby Grey"
AT = "2026-05-05T08:00:00+00:00"
TABLES = (RECORDINGS, TRANSCRIPTS, EDITS, SPEAKERS)
IDS = tuple(f"r-{number:012x}" for number in range(1, RECORDINGS_COUNT + 1))

Problems = Iterator[str]


def start_fork(operation: Callable[[Path], None], folder: Path) -> int:
    """Run an operation in a fork with its own process session; return its process id."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.setsid()
        with (folder.parent / "output").open("ab") as output:
            for stream in (1, 2):
                os.dup2(output.fileno(), stream)
        operation(folder)
        status = 0
    except SystemExit as ended:
        status = int(ended.code or 0)
    finally:
        os._exit(status)


def run_to_end(operation: Callable[[Path], None], folder: Path) -> int:
    """Run an operation in a fork; return its exit status."""
    return os.waitstatus_to_exitcode(os.waitpid(start_fork(operation, folder), 0)[1])


@dataclass(frozen=True, slots=True)
class Operation:
    """A command to kill; all functions get a fresh copy of the folder that `prepare` filled.

    `problems_after_kill` yields the problems right after the kill, `problems_after_rerun` those
    after the command was run again to its end.
    """

    run: Callable[[Path], None]
    problems_after_rerun: Callable[[Path], Problems]
    problems_after_kill: Callable[[Path], Problems] = lambda _: iter(())
    is_done: Callable[[Path], bool] = lambda _: False
    prepare: Callable[[Path], None] = lambda _: None


def make_archive(folder: Path) -> None:
    """Make an archive with published recordings and unpublished edits."""
    archive = folder / "archive"
    archive.mkdir(parents=True)
    sound = folder / "sound.mp3"
    sound.write_bytes(b"sound" * 2000)
    for number, name in enumerate(IDS):
        recording = replace(EXAMPLE.recording, id=name, sha256=f"{number:064x}")
        transcript = replace(EXAMPLE, recording=recording)
        ingest_and_publish(transcript, sound, archive / "published" / name, archive)
        with open_catalogue(archive) as catalogue:
            append(catalogue, name, NewEdit(SetName("S3", "Ada Bell"), "Ann", AT, 0, None))


def run_tapelog(*arguments: object) -> None:
    """Run a command of tapelog; exit with its status."""
    tapelog([str(argument) for argument in arguments])


def read_rows(archive: Path) -> Mapping[str, list[tuple[Any, ...]]]:
    """Return all rows of the tables that must survive a kill."""
    with open_catalogue(archive) as catalogue, catalogue.reading() as connection:
        return {
            table.name: [tuple(r) for r in connection.execute(select(table).order_by(*table.c))]
            for table in TABLES
        }


def check_problems(folder: Path) -> Problems:
    """Yield what `tapelog archive check` reports."""
    with open_catalogue(folder / "archive") as catalogue:
        for problem in check(catalogue):
            yield f"left over: {problem}"


def incomplete_folders(folder: Path) -> Problems:
    """Yield the published folders whose files are missing or differ from their manifest."""
    for name in IDS:
        published = folder / "archive" / "published" / name
        try:
            read_transcript(published)
            found = verify(published)
            if found.missing or found.changed:
                yield f"lost: {name} is published in part: {found}"
        except UserError as error:
            yield f"lost: {error}"


def differing_tables(folder: Path, expected_rows: Mapping[str, Any], archive: str) -> Problems:
    """Yield the tables that differ from those of a run that was not interrupted."""
    found = read_rows(folder / archive)
    yield from (
        f"lost: {name} differs" for name in expected_rows if found[name] != expected_rows[name]
    )


def problems_of_publication(folder: Path) -> Problems:
    """Yield the problems after a complete publication."""
    yield from check_problems(folder)
    yield from incomplete_folders(folder)
    made = read_transcript(folder / "archive" / "published" / IDS[0])
    if made.speakers[2].name != "Ada Bell":
        yield "lost: the published page lacks the edit"


def count_imported(folder: Path) -> int:
    """Count the imported recordings."""
    target = folder / "imported"
    return len(read_rows(target)["recordings"]) if (target / "catalogue.sqlite").exists() else 0


def problems_of_killed_import(folder: Path) -> Problems:
    """Yield a problem if a killed import has stored some recordings, but not all."""
    if count_imported(folder) not in (0, RECORDINGS_COUNT):
        yield f"lost: {count_imported(folder)} recordings are imported"


def problems_of_import(folder: Path) -> Problems:
    """Yield the problems after a complete import."""
    with open_catalogue(folder / "imported") as catalogue:
        yield from (f"left over: {problem}" for problem in check(catalogue))
    wanted = read_rows(folder / "archive")
    for name in ("edits", "speakers"):
        if read_rows(folder / "imported")[name] != wanted[name]:
            yield f"lost: {name} differs"


def save_edits(folder: Path) -> None:
    """Save up to 41 edits, and write the number of each confirmed edit to a file."""
    with (
        (folder / "confirmed").open("ab", buffering=0) as confirmed,
        open_catalogue(folder / "archive") as catalogue,
    ):
        first = 1 + len((folder / "confirmed").read_bytes().splitlines())
        for base in count(first):
            made = append(
                catalogue, IDS[0], NewEdit(SetRole("S1", f"role {base}"), "Ann", AT, base, None)
            )
            confirmed.write(f"{made.revision}\n".encode())
            if base == first + 40:
                return


def problems_of_edits(folder: Path) -> Problems:
    """Yield confirmed edits that are missing, and the problems that the archive check reports."""
    confirmed = [int(line) for line in (folder / "confirmed").read_bytes().split()]
    with open_catalogue(folder / "archive") as catalogue, catalogue.reading() as connection:
        mine = select(EDITS.c.revision).where(EDITS.c.recording == IDS[0])
        stored = set(connection.scalars(mine))
    yield from (f"lost: edit {revision}" for revision in confirmed if revision not in stored)
    if len(stored) > len(confirmed) + 2:  # an edit may be saved before the kill and not confirmed
        yield f"left over: {len(stored)} edits are stored, {len(confirmed)} confirmed"
    yield from check_problems(folder)


def continue_edits(folder: Path) -> None:
    """Save more edits; first confirm one that was saved but not confirmed before the kill."""
    with open_catalogue(folder / "archive") as catalogue, catalogue.reading() as connection:
        revision = connection.scalar(select(RECORDINGS.c.revision).where(RECORDINGS.c.id == IDS[0]))
    noted = (folder / "confirmed").read_bytes().split()
    if revision is not None and revision > len(noted) + 1:
        (folder / "confirmed").write_bytes(b"\n".join([*noted, str(revision).encode()]) + b"\n")
    save_edits(folder)


def problems_of_renaming(folder: Path) -> Problems:
    """Yield problems if a recording has the former name, or was renamed by more than one edit."""
    yield from check_problems(folder)
    found = read_rows(folder / "archive")
    names = Counter(row[2] for row in found["speakers"])
    if names[FORMER] or names[NAME] != RECORDINGS_COUNT:
        yield f"lost: {names[FORMER]} have the former name, {names[NAME]} the new one"
    edits = Counter(row[0] for row in found["edits"])
    if set(edits.values()) != {2}:
        yield f"left over: numbers of edits {sorted(edits.values())}"


def problems_of_site(folder: Path) -> Problems:
    """Yield the pages that differ from those of a site built in one run."""
    made, new = read_files(folder / "site"), read_files(folder / "new site")
    for name in sorted(made.keys() | new.keys()):
        if made.get(name) != new.get(name) and name != STATE:
            yield f"lost or left over: {name} of the site differs"


def read_files(folder: Path) -> Mapping[str, bytes]:
    """Return the bytes of all files below a folder by path."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def prepare_site(folder: Path) -> None:
    """Build a site, withdraw a name, and build the expected new site."""
    run_to_end(
        lambda folder: run_tapelog("site", folder / "site", "--archive", folder / "archive"), folder
    )
    with open_catalogue(folder / "archive") as catalogue:
        for name in IDS:
            append(catalogue, name, NewEdit(SetName("S2", None), "Ann", AT, 1, None))
    for name in IDS:
        run_to_end(
            lambda folder, n=name: run_tapelog(*_archive_command(folder, "publish", n)), folder
        )  # type: ignore[misc]
    run_to_end(
        lambda folder: run_tapelog("site", folder / "new site", "--archive", folder / "archive"),
        folder,
    )


def _archive_command(folder: Path, *arguments: object) -> tuple[object, ...]:
    return ("archive", "--archive", folder / "archive", *arguments)


def prepare_export(folder: Path) -> None:
    """Export the archive."""
    run_to_end(
        lambda folder: run_tapelog(*_archive_command(folder, "export", folder / "whole.tar")),
        folder,
    )


def problems_of_killed_export(folder: Path) -> Problems:
    """Yield the problems of the file that a killed export has left, if any."""
    if (folder / "made.tar").exists():
        yield from problems_of_export(folder)


def problems_of_export(folder: Path) -> Problems:
    """Yield a problem if an export cannot be imported."""
    target = folder / "read back"
    status = run_to_end(
        lambda folder: run_tapelog("archive", "--archive", target, "import", folder / "made.tar"),
        folder,
    )
    if status:
        yield "lost: the export cannot be imported"
    shutil.rmtree(target, ignore_errors=True)


OPERATIONS = {
    "publish": Operation(
        lambda folder: run_tapelog(*_archive_command(folder, "publish", IDS[0])),
        problems_of_publication,
        incomplete_folders,
    ),
    "import": Operation(
        lambda folder: run_tapelog(
            "archive", "--archive", folder / "imported", "import", folder / "whole.tar"
        ),
        problems_of_import,
        problems_of_killed_import,
        lambda folder: count_imported(folder) == RECORDINGS_COUNT,
        prepare_export,
    ),
    "export": Operation(
        lambda folder: run_tapelog(*_archive_command(folder, "export", folder / "made.tar")),
        problems_of_export,
        problems_of_killed_export,
    ),
    "site": Operation(
        lambda folder: run_tapelog("site", folder / "site", "--archive", folder / "archive"),
        problems_of_site,
        prepare=prepare_site,
    ),
    "edit": Operation(
        continue_edits,
        problems_of_edits,
        problems_of_edits,
        prepare=lambda folder: (folder / "confirmed").write_bytes(b"") and None,
    ),
    "people rename": Operation(
        lambda folder: run_tapelog(
            "people", "--archive", folder / "archive", "rename", FORMER, NAME
        ),
        problems_of_renaming,
    ),
    "reindex": Operation(
        lambda folder: run_tapelog(*_archive_command(folder, "reindex")), check_problems
    ),
}
