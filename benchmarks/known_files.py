"""Time how fast a batch recognizes that all files of a list or folder are already published.

    .venv/bin/python -m benchmarks.known_files [--files N] [--texts] [--folder PLACE]

Makes N small, different files (100,000) in subfolders of 1,000; with --texts each has a transcript
beside it. Prints the elapsed seconds and the processor seconds of four passes over the files. The
catalogue is that of a new archive, in SQLite or in the database of TAPELOG_DATABASE.

- first: reads every file, finds all of them new, and stores them as published;
- second, manifest: the same list again, which reads no file, because all are known;
- second, folder: the same folder without a list;
- every file under another name: all files are read again, and all are known.

The times of the second and third pass do not depend on the size of the recordings.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from flows.sources.arrival import Found
from flows.sources.folder import folder
from flows.sources.identify import IdentifiedArrival, identify, store_published
from flows.sources.manifest import manifest

CHUNK_SIZE = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--files", type=int, default=100_000, metavar="N")
    parser.add_argument("--texts", action="store_true")
    parser.add_argument("--folder", type=Path, metavar="PLACE")
    options = parser.parse_args()
    with TemporaryDirectory(dir=options.folder) as scratch:
        place = Path(scratch)
        with print_elapsed(f"{options.files:,} files made"):
            listed = make_files(place / "tapes", options.files, options.texts)
        with open_catalogue(place / "archive") as catalogue:
            measure_looks(catalogue, listed, options.files)


def measure_looks(catalogue: Catalogue, list_file: Path, count: int) -> None:
    with print_elapsed("first look, and noted as published"):
        require_counts(mark_published(catalogue, manifest(list_file, settle=0)), new=count)
    with print_elapsed("second look, manifest"):
        require_counts(count_by_state(catalogue, manifest(list_file, settle=0)), done=count)
    with print_elapsed("second look, folder"):
        require_counts(count_by_state(catalogue, folder(list_file.parent, settle=0)), done=count)
    moved = list_file.parent.with_name("moved")
    list_file.parent.rename(moved)
    with print_elapsed("every file under another name"):
        require_counts(
            count_by_state(catalogue, manifest(moved / list_file.name, settle=0)), done=count
        )


def make_files(folder: Path, count: int, with_texts: bool) -> Path:
    """Make the files and a CSV list of them; return the path of the list."""
    folder.mkdir()
    list_file = folder / "list.csv"
    with list_file.open("w", encoding="utf-8") as rows:
        rows.write("file,title,transcript\n")
        for number in range(count):
            name = f"{number // 1000:03}/tape{number}"
            if number % 1000 == 0:
                (folder / name).parent.mkdir()
            (folder / f"{name}.mp3").write_text(f"sound {number}")
            if with_texts:
                (folder / f"{name}.txt").write_text(f"text {number}")
            rows.write(f"{name}.mp3,,{f'{name}.txt' if with_texts else ''}\n")
    time.sleep(2.1)  # a file changed within the last two seconds is always read again
    return list_file


def mark_published(catalogue: Catalogue, found: Iterable[Found]) -> Counter[str]:
    """Store all files as published, as a batch does after each recording; count them by state."""
    seen: Counter[str] = Counter()
    several = require_identified(catalogue, found)
    while some := list(islice(several, CHUNK_SIZE)):
        seen.update(each.status for each in some)
        store_published(catalogue, *some)
    return seen


def count_by_state(catalogue: Catalogue, found: Iterable[Found]) -> Counter[str]:
    return Counter(each.status for each in require_identified(catalogue, found))


def require_identified(catalogue: Catalogue, found: Iterable[Found]) -> Iterator[IdentifiedArrival]:
    for each in identify(catalogue, found):
        if not isinstance(each, IdentifiedArrival):
            raise SystemExit(f"a file was not identified: {each}")
        yield each


def require_counts(counts: Counter[str], **wanted: int) -> None:
    if dict(counts) != wanted:
        raise SystemExit(f"expected files by state: {wanted}, found: {dict(counts)}")


@contextmanager
def print_elapsed(title: str) -> Iterator[None]:
    began, worked = time.monotonic(), time.process_time()
    yield
    wall, own = time.monotonic() - began, time.process_time() - worked
    print(f"{title}: {wall:.1f} s, {own:.1f} s of the processor", flush=True)


if __name__ == "__main__":
    main()
