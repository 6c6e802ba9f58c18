"""Flip single bits of an archive and count which `tapelog archive check` detects.

    python -m benchmarks.bit_flips [--flips N] [--seed N]

Each flip is made in a copy of an archive with one published recording and three edits. It has one
of four outcomes: named (the check reports it), without effect (all rows of the catalogue and all
published files are unchanged, because the bit was in unused space), unseen, or a traceback. Unseen
flips are listed by the file or column that differs. Nothing leaves this machine.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from archive.database.connection import FILE
from archive.database.index_tables import TOKENS
from tests.security.exports import archive_at, run
from tests.security.test_damage import edited

NAMED, NO_EFFECT, TRACEBACK = "named", "without effect", "traceback"
SHARE_IN_CATALOGUE = 0.7
"""Share of flips in the catalogue; the others hit published files, in proportion to their size."""


def read_contents(archive: Path) -> Mapping[str, object]:
    """Return the values of each column and the bytes of each published file."""
    found: dict[str, object] = {
        str(path.relative_to(archive)): path.read_bytes() for path in _published(archive)
    }
    with sqlite3.connect(archive / FILE) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if not table.startswith(f"{TOKENS}_"):
                rows = database.execute(f'SELECT * FROM "{table}"')
                columns = zip(*rows.fetchall(), strict=True)
                names = (f"{table}.{name}" for name, *_ in rows.description)
                found |= dict(
                    zip(names, columns, strict=False)
                )  # an empty table has no columns here
        # The index's own tables also keep outdated entries, which no search finds.
        database.execute(f"CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, {TOKENS}, instance)")
        found["full-text index"] = database.execute("SELECT * FROM temp.v").fetchall()
    return found


def check_damaged(archive: Path, contents_before: Mapping[str, object]) -> str:
    """Check a damaged archive; return the outcome, which names the contents of an unseen flip."""
    done = run("archive", "--archive", archive, "check")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        return f"{TRACEBACK}: {type(done.exception).__name__}: {done.exception}"[:120]
    if done.exit_code:
        return NAMED
    after = read_contents(archive)
    differing = sorted(name for name in contents_before if after.get(name) != contents_before[name])
    return f"unseen in {', '.join(differing)}" if differing else NO_EFFECT


def flip_bits(archive: Path, scratch: Path, count: int, rng: random.Random) -> Iterator[str]:
    """Flip one bit in a fresh copy of the archive, `count` times; yield each outcome."""
    before = read_contents(archive)
    files = _published(archive)
    sizes = [path.stat().st_size for path in files]
    for _ in range(count):
        in_catalogue = rng.random() < SHARE_IN_CATALOGUE
        chosen = archive / FILE if in_catalogue else rng.choices(files, sizes)[0]
        damaged = scratch / "damaged"
        shutil.rmtree(damaged, ignore_errors=True)
        shutil.copytree(archive, damaged)
        data = bytearray(chosen.read_bytes())
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        (damaged / chosen.relative_to(archive)).write_bytes(data)
        yield check_damaged(damaged, before)


def _published(archive: Path) -> list[Path]:
    return sorted(path for path in (archive / "published").rglob("*") if path.is_file())


def main() -> None:
    """Flip bits and print how many flips had each outcome."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--flips", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        archive = archive_at(Path(scratch) / "archive")
        edited(archive)
        rng = random.Random(given.seed)
        found = Counter(flip_bits(archive, Path(scratch), given.flips, rng))
    for what, count in found.most_common():
        print(f"{count:6}  {what}")


if __name__ == "__main__":
    main()
