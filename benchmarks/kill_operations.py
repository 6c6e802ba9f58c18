"""The commands that `benchmarks.kills` kills in a fork, and what must be true afterwards."""

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

from archive.catalogue.append import Decision, append
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


def start(work: Callable[[Path], None], folder: Path) -> int:
    """Start work in a fork of this process, in a session of its own; return its process id."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.setsid()
        with (folder.parent / "output").open("ab") as output:
            for stream in (1, 2):
                os.dup2(output.fileno(), stream)
        work(folder)
        status = 0
    except SystemExit as ended:
        status = int(ended.code or 0)
    finally:
        os._exit(status)


def run_to_end(work: Callable[[Path], None], folder: Path) -> int:
    """Run work in a fork; return its exit status."""
    return os.waitstatus_to_exitcode(os.waitpid(start(work, folder), 0)[1])


@dataclass(frozen=True, slots=True)
class Operation:
    """A command to kill.

    All functions get the folder of one try, a copy of the prepared one: `work` runs the command,
    `killed` yields what is wrong right after the kill, `finished` after the complete second run.
    """

    work: Callable[[Path], None]
    finished: Callable[[Path], Problems]
    killed: Callable[[Path], Problems] = lambda _: iter(())
    is_done: Callable[[Path], bool] = lambda _: False
    prepare: Callable[[Path], None] = lambda _: None


def make_archive(folder: Path) -> None:
    """Make an archive with published recordings and edits that are not published yet."""
    archive = folder / "archive"
    archive.mkdir(parents=True)
    sound = folder / "sound.mp3"
    sound.write_bytes(b"sound" * 2000)
    for number, name in enumerate(IDS):
        recording = replace(EXAMPLE.recording, id=name, sha256=f"{number:064x}")
        transcript = replace(EXAMPLE, recording=recording)
        ingest_and_publish(transcript, sound, archive / "published" / name, archive)
        with open_catalogue(archive) as catalogue:
            append(catalogue, name, Decision(SetName("S3", "Ada Bell"), "Ann", AT, 0, None))


def command(*arguments: object) -> None:
    """Run a command of tapelog; exit with its status."""
    tapelog([str(argument) for argument in arguments])


def rows(archive: Path) -> Mapping[str, list[tuple[Any, ...]]]:
    """Return all rows of the tables that hold what people and machines decided."""
    with open_catalogue(archive) as catalogue, catalogue.reading() as connection:
        return {
            table.name: [tuple(r) for r in connection.execute(select(table).order_by(*table.c))]
            for table in TABLES
        }


def reported(folder: Path) -> Problems:
    """Yield what `tapelog archive check` reports."""
    with open_catalogue(folder / "archive") as catalogue:
        for problem in check(catalogue):
            yield f"left over: {problem}"


def torn(folder: Path) -> Problems:
    """Yield the published folders that are incomplete for a reader."""
    for name in IDS:
        published = folder / "archive" / "published" / name
        try:
            read_transcript(published)
            found = verify(published)
            if found.missing or found.changed:
                yield f"lost: {name} is published in part: {found}"
        except UserError as error:
            yield f"lost: {error}"


def same_rows(folder: Path, wanted: Mapping[str, Any], archive: str) -> Problems:
    """Yield the tables that differ from those of a run that was not interrupted."""
    found = rows(folder / archive)
    yield from (f"lost: {name} differs" for name in wanted if found[name] != wanted[name])


def publish_is_whole(folder: Path) -> Problems:
    """Yield what is wrong after a publication."""
    yield from reported(folder)
    yield from torn(folder)
    made = read_transcript(folder / "archive" / "published" / IDS[0])
    if made.speakers[2].name != "Ada Bell":
        yield "lost: the published page lacks the edit"


def imported(folder: Path) -> int:
    """Count the imported recordings."""
    target = folder / "imported"
    return len(rows(target)["recordings"]) if (target / "catalogue.sqlite").exists() else 0


def import_is_whole_or_absent(folder: Path) -> Problems:
    """Yield the half-imported rows that a reader would see after the kill."""
    if imported(folder) not in (0, RECORDINGS_COUNT):
        yield f"lost: {imported(folder)} recordings are imported"


def import_is_whole(folder: Path) -> Problems:
    """Yield what an import lacks."""
    with open_catalogue(folder / "imported") as catalogue:
        yield from (f"left over: {problem}" for problem in check(catalogue))
    wanted = rows(folder / "archive")
    for name in ("edits", "speakers"):
        if rows(folder / "imported")[name] != wanted[name]:
            yield f"lost: {name} differs"


def edit(folder: Path) -> None:
    """Save edits until killed; note each that was confirmed."""
    with (
        (folder / "confirmed").open("ab", buffering=0) as confirmed,
        open_catalogue(folder / "archive") as catalogue,
    ):
        first = 1 + len((folder / "confirmed").read_bytes().splitlines())
        for base in count(first):
            made = append(
                catalogue, IDS[0], Decision(SetRole("S1", f"role {base}"), "Ann", AT, base, None)
            )
            confirmed.write(f"{made.revision}\n".encode())
            if base == first + 40:
                return


def edits_are_kept(folder: Path) -> Problems:
    """Yield the confirmed edits that are missing, and what the check reports."""
    confirmed = [int(line) for line in (folder / "confirmed").read_bytes().split()]
    with open_catalogue(folder / "archive") as catalogue, catalogue.reading() as connection:
        mine = select(EDITS.c.revision).where(EDITS.c.recording == IDS[0])
        stored = set(connection.scalars(mine))
    yield from (f"lost: edit {revision}" for revision in confirmed if revision not in stored)
    if len(stored) > len(confirmed) + 2:  # the one before the kill may lack its confirmation
        yield f"left over: {len(stored)} edits are stored, {len(confirmed)} confirmed"
    yield from reported(folder)


def continue_edits(folder: Path) -> None:
    """Note an edit that was saved and not confirmed before the kill, and save more."""
    with open_catalogue(folder / "archive") as catalogue, catalogue.reading() as connection:
        revision = connection.scalar(select(RECORDINGS.c.revision).where(RECORDINGS.c.id == IDS[0]))
    noted = (folder / "confirmed").read_bytes().split()
    if revision is not None and revision > len(noted) + 1:
        (folder / "confirmed").write_bytes(b"\n".join([*noted, str(revision).encode()]) + b"\n")
    edit(folder)


def everybody_is_renamed(folder: Path) -> Problems:
    """Yield recordings with the former name, or with more than one edit for the new one."""
    yield from reported(folder)
    found = rows(folder / "archive")
    names = Counter(row[2] for row in found["speakers"])
    if names[FORMER] or names[NAME] != RECORDINGS_COUNT:
        yield f"lost: {names[FORMER]} have the former name, {names[NAME]} the new one"
    edits = Counter(row[0] for row in found["edits"])
    if set(edits.values()) != {2}:
        yield f"left over: numbers of edits {sorted(edits.values())}"


def site_is_whole(folder: Path) -> Problems:
    """Yield the pages that differ from those of a new site."""
    made, new = files_of(folder / "site"), files_of(folder / "new site")
    for name in sorted(made.keys() | new.keys()):
        if made.get(name) != new.get(name) and name != STATE:
            yield f"lost or left over: {name} of the site differs"


def files_of(folder: Path) -> Mapping[str, bytes]:
    """Return the bytes of all files below a folder by path."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def prepare_site(folder: Path) -> None:
    """Build a site, then withdraw a name, and build the site that is wanted."""
    run_to_end(lambda f: command("site", f / "site", "--archive", f / "archive"), folder)
    with open_catalogue(folder / "archive") as catalogue:
        for name in IDS:
            append(catalogue, name, Decision(SetName("S2", None), "Ann", AT, 1, None))
    for name in IDS:
        run_to_end(lambda f, n=name: command(*_of_archive(f, "publish", n)), folder)  # type: ignore[misc]
    run_to_end(lambda f: command("site", f / "new site", "--archive", f / "archive"), folder)


def _of_archive(folder: Path, *arguments: object) -> tuple[object, ...]:
    return ("archive", "--archive", folder / "archive", *arguments)


def prepare_export(folder: Path) -> None:
    """Export the archive."""
    run_to_end(lambda f: command(*_of_archive(f, "export", f / "whole.tar")), folder)


def export_is_whole_or_absent(folder: Path) -> Problems:
    """Yield what is wrong with the file of a killed export, if there is one."""
    if (folder / "made.tar").exists():
        yield from export_is_whole(folder)


def export_is_whole(folder: Path) -> Problems:
    """Import an export and yield what is wrong."""
    target = folder / "read back"
    status = run_to_end(
        lambda f: command("archive", "--archive", target, "import", f / "made.tar"), folder
    )
    if status:
        yield "lost: the export cannot be imported"
    shutil.rmtree(target, ignore_errors=True)


OPERATIONS = {
    "publish": Operation(
        lambda f: command(*_of_archive(f, "publish", IDS[0])), publish_is_whole, torn
    ),
    "import": Operation(
        lambda f: command("archive", "--archive", f / "imported", "import", f / "whole.tar"),
        import_is_whole,
        import_is_whole_or_absent,
        lambda f: imported(f) == RECORDINGS_COUNT,
        prepare_export,
    ),
    "export": Operation(
        lambda f: command(*_of_archive(f, "export", f / "made.tar")),
        export_is_whole,
        export_is_whole_or_absent,
    ),
    "site": Operation(
        lambda f: command("site", f / "site", "--archive", f / "archive"),
        site_is_whole,
        prepare=prepare_site,
    ),
    "edit": Operation(
        continue_edits,
        edits_are_kept,
        edits_are_kept,
        prepare=lambda f: (f / "confirmed").write_bytes(b"") and None,
    ),
    "people rename": Operation(
        lambda f: command("people", "--archive", f / "archive", "rename", FORMER, NAME),
        everybody_is_renamed,
    ),
    "reindex": Operation(lambda f: command(*_of_archive(f, "reindex")), reported),
}
