"""How long it takes to see that nothing is new: a manifest of recordings that are all published.

    .venv/bin/python -m benchmarks.known_files [--files N] [--texts] [--folder PLACE]

N small files (100,000) are made in a folder, 1,000 a subfolder, each with bytes of its own; with
--texts each has a transcript beside it. Four looks are timed: seconds on the clock, and seconds of
the processor for this program alone, which others on the machine do not change. The catalogue is
that of a new archive, in SQLite or where TAPELOG_DATABASE says.

- the first, which reads every file and finds all of them new, and then notes them as published;
- a second look at the same manifest, which may read none: all are done;
- the same over the folder itself, without a manifest;
- one where every file has another name: all are read again, and all are done.

The size of the recordings makes no difference to the second and the third.
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
from flows.sources.identify import Identified, identify, store_published
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
        with timed(f"{options.files:,} files made"):
            listed = make_files(place / "tapes", options.files, options.texts)
        with open_catalogue(place / "archive") as catalogue:
            measure(catalogue, listed, options.files)


def measure(catalogue: Catalogue, listed: Path, count: int) -> None:
    with timed("first look, and noted as published"):
        require_counts(publish(catalogue, manifest(listed, settle=0)), new=count)
    with timed("second look, manifest"):
        require_counts(count_news(catalogue, manifest(listed, settle=0)), done=count)
    with timed("second look, folder"):
        require_counts(count_news(catalogue, folder(listed.parent, settle=0)), done=count)
    moved = listed.parent.with_name("moved")
    listed.parent.rename(moved)
    with timed("every file under another name"):
        require_counts(count_news(catalogue, manifest(moved / listed.name, settle=0)), done=count)


def make_files(place: Path, count: int, texts: bool) -> Path:
    """Make the files and a list of them."""
    place.mkdir()
    listed = place / "list.csv"
    with listed.open("w", encoding="utf-8") as rows:
        rows.write("file,title,transcript\n")
        for number in range(count):
            name = f"{number // 1000:03}/tape{number}"
            if number % 1000 == 0:
                (place / name).parent.mkdir()
            (place / f"{name}.mp3").write_text(f"sound {number}")
            if texts:
                (place / f"{name}.txt").write_text(f"text {number}")
            rows.write(f"{name}.mp3,,{f'{name}.txt' if texts else ''}\n")
    time.sleep(2.1)  # files changed within the last two seconds always count as unknown
    return listed


def publish(catalogue: Catalogue, found: Iterable[Found]) -> Counter[str]:
    """Note everything as published, as a batch would at the end of each recording."""
    seen: Counter[str] = Counter()
    several = identified(catalogue, found)
    while some := list(islice(several, CHUNK_SIZE)):
        seen.update(each.news for each in some)
        store_published(catalogue, *some)
    return seen


def count_news(catalogue: Catalogue, found: Iterable[Found]) -> Counter[str]:
    return Counter(each.news for each in identified(catalogue, found))


def identified(catalogue: Catalogue, found: Iterable[Found]) -> Iterator[Identified]:
    for each in identify(catalogue, found):
        if not isinstance(each, Identified):
            raise SystemExit(f"unexpected: {each}")
        yield each


def require_counts(seen: Counter[str], **wanted: int) -> None:
    if dict(seen) != wanted:
        raise SystemExit(f"expected {wanted}, found {dict(seen)}")


@contextmanager
def timed(what: str) -> Iterator[None]:
    began, worked = time.monotonic(), time.process_time()
    yield
    wall, own = time.monotonic() - began, time.process_time() - worked
    print(f"{what}: {wall:.1f} s, {own:.1f} s of the processor", flush=True)


if __name__ == "__main__":
    main()
