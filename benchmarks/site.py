"""Measure a site of many recordings: build time, update time, file sizes, and first paint.

    .venv/bin/python -m benchmarks.site [--recordings N] [--minutes M] [--keep FOLDER]

The recordings are synthetic: words of a vocabulary of 30,000 with Zipf's frequencies, a topic for
every six turns, one of twelve hosts, one or two of N guests, alternating questions and answers.
They are stored in a temporary archive with small placeholders for the published files, so that only
the site is measured.

Prints the seconds of the first build, of a build without a change, and of one after an edit of one
recording, as elapsed time and as processor time; the bytes of each kind of page, plain and
compressed by gzip; the files of the search; and, if Chromium is installed, the first contentful
paint with Lighthouse's settings for a telephone: the processor slowed down six times, 1.6 Mbit/s,
and 150 ms latency.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import random
import resource
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import insert

from archive.catalogue.current import load_snapshot
from archive.catalogue.ingest import store_transcript
from archive.catalogue.open import open_catalogue
from archive.catalogue.rows import update_recording_columns
from archive.database.connection import Catalogue
from archive.database.tables import RECORDINGS
from archive.site.build import build
from archive.site.options import SiteOptions
from archive.storage.files import published_folder
from tests.browser import CHROMIUM, chromium, new_page
from tests.lamplight import EXAMPLE, turn
from transcripts.transcript import Speaker, Transcript, Turn

OPTIONS = SiteOptions("Benchmark", "https://site.example")
WORDS_A_SECOND = 2.6
CPU_SLOWDOWN = 6
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 90_000,
}
"""Bytes per second and milliseconds of Lighthouse's "slow 4G"."""


@dataclass(frozen=True)
class Vocabulary:
    """Made-up words with their weights, the most frequent word first."""

    words: Sequence[str]
    weights: Sequence[float]

    def draw(self, rng: random.Random, count: int) -> list[str]:
        return rng.choices(self.words, self.weights, k=count)


def make_vocabulary(rng: random.Random, size: int = 30_000) -> Vocabulary:
    """Make words of syllables, short ones first."""
    syllables = [a + b for a in "bcdfghjklmnprstvw" for b in ("a", "e", "i", "o", "u", "an", "er")]
    words: dict[str, None] = {}
    while len(words) < size:
        count = 1 + min(3, len(words) // 200)
        words["".join(rng.choices(syllables, k=rng.randint(1, count + 1)))] = None
    return Vocabulary(list(words), [1 / (rank + 2) for rank in range(size)])


def make_name(rng: random.Random, vocabulary: Vocabulary) -> str:
    first, last = (rng.choice(vocabulary.words[500:4000]).capitalize() for _ in range(2))
    return f"{first} {last}"


def transcripts(count: int, minutes: float) -> Iterator[Transcript]:
    """Yield synthetic recordings, the same in every run."""
    rng = random.Random(1)
    spoken = make_vocabulary(rng)
    hosts = [make_name(rng, spoken) for _ in range(12)]
    guests = [make_name(rng, spoken) for _ in range(count)]
    for n in range(count):
        people = [rng.choice(hosts), *rng.sample(guests, rng.randint(1, min(2, count)))]
        speakers = tuple(
            Speaker(f"S{k}", (f"V{k}",), who, "host" if k == 1 else "guest", 0.9)
            for k, who in enumerate(people, start=1)
        )
        turns = tuple(make_turns(rng, spoken, len(people), 60 * minutes))
        about = replace(
            EXAMPLE.recording,
            id=f"r-{n:012x}",
            sha256=f"{n:064x}",
            duration=turns[-1].end + 1,
            title=" ".join(spoken.draw(rng, 4)).capitalize(),
            programme=f"Programme {n % 20}",
            date=f"{1970 + n % 50}-{1 + n % 12:02}-{1 + n % 28:02}",
        )
        nothing = {"corrections": (), "unspoken": (), "unwritten": (), "voices": ()}
        yield replace(EXAMPLE, recording=about, speakers=speakers, turns=turns, **nothing)


def make_turns(
    rng: random.Random, vocabulary: Vocabulary, people: int, seconds: float
) -> Iterator[Turn]:
    """Yield turns of alternating questions and answers that last `seconds`."""
    at, number, topic = 1.0, 0, vocabulary.words[:40]
    while at < seconds:
        number += 1
        if number % 6 == 1:
            topic = rng.sample(list(vocabulary.words[300:]), 40)
        asks = number % 2 == 1
        size = rng.randint(6, 25) if asks else rng.randint(30, 120)
        words = [rng.choice(topic) if rng.random() < 0.2 else w for w in vocabulary.draw(rng, size)]
        text = " ".join(words).capitalize() + ("?" if asks else ".")
        who = 1 if asks else 1 + rng.randint(1, people - 1)
        pace = len(text) / size * WORDS_A_SECOND
        made = turn(number, f"S{who}", f"V{who}", round(at, 2), pace, text)
        yield made
        at = made.end + 0.4


def store_recording(catalogue: Catalogue, transcript: Transcript) -> None:
    """Store a transcript as if it had been published, with placeholders for its files.

    Only the rows that a site reads are stored: the recording and its transcript.
    """
    about = transcript.recording
    folder = published_folder(catalogue.archive, about.id)
    folder.mkdir(parents=True)
    for file in (
        "audio.m4a",
        "transcript.vtt",
        "transcript.srt",
        "transcript.txt",
        "manifest.json",
    ):
        (folder / file).write_text(about.id)
    row = {
        "id": about.id,
        "sha256": about.sha256,
        "file": about.file,
        "title": about.title,
        "programme": about.programme,
        "date": about.date,
        "duration": about.duration,
        "entered": transcript.provenance.created,
        "folder": catalogue.stored_path(folder),
    }
    counts = {"revision": 0, "run": 1, "edits": 0, "doubts": 0, "published": 0}
    with catalogue.writing() as connection:
        connection.execute(insert(RECORDINGS).values({**row, **counts}))
        store_transcript(connection, transcript, revision=0, run=1, origin="machine")


def rename_guest(catalogue: Catalogue, recording: str) -> None:
    """Store a recording as published again, with another name for its guest."""
    former = load_snapshot(catalogue, recording).transcript
    first, second, *others = former.speakers
    people = (first, replace(second, name="Somebody Else"), *others)
    with catalogue.writing() as connection:
        changed = replace(former, speakers=people)
        store_transcript(connection, changed, revision=1, run=1, origin="published")
        update_recording_columns(connection, recording, revision=1, edits=1, published=1)


def time_build(catalogue: Catalogue, site: Path, title: str) -> None:
    begin, used = time.perf_counter(), processor_seconds()
    made = build(catalogue, site, OPTIONS)
    seconds, used = time.perf_counter() - begin, processor_seconds() - used
    count = f"{made.rewritten_recordings} of {made.recordings} made"
    print(f"{title}: {seconds:.2f} s, {used:.2f} s of processors ({count})", flush=True)


def processor_seconds() -> float:
    """Return the processor seconds of this process and its finished child processes."""
    kinds = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, kinds))


def print_sizes(site: Path) -> None:
    """Print the number of files of each kind, and their sizes in bytes."""
    kinds = {
        "first page": "index.html",
        "recording": "recordings/*/index.html",
        "its turns": "recordings/*/turns.json",
        "person": "people/*/*.html",
        "people": "people/*.html",
        "programme": "programmes/*/*.html",
        "year": "dates/*/*.html",
        "styles, scripts": "assets/*",
        "search: words": "search/w/*.json",
        "search: recordings": "search/recordings.json",
        "feed": "feed.xml",
    }
    print(f"{'':20} {'files':>6} {'median':>9} {'largest':>9} {'packed':>9}")
    for kind, pattern in kinds.items():
        found = sorted(site.glob(pattern), key=lambda path: path.stat().st_size)
        bytes_ = [path.stat().st_size for path in found]
        packed = len(gzip.compress(found[-1].read_bytes(), 6))
        median = int(statistics.median(bytes_))
        print(f"{kind:20} {len(found):6,} {median:9,} {bytes_[-1]:9,} {packed:9,}")


class CompressingHandler(http.server.SimpleHTTPRequestHandler):
    """A request handler that compresses text files, as web servers do."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        data = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Suppress the request log."""


@contextmanager
def serve(site: Path) -> Iterator[str]:
    handler = functools.partial(CompressingHandler, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def print_paints(site: Path) -> None:
    """Print the first contentful paint of the largest page of each kind: median of five visits."""
    patterns = ("index.html", "recordings/*/index.html", "people/*/*.html", "programmes/*/*.html")
    with serve(site) as base, chromium() as browser:
        for pattern in patterns:
            page = max(site.glob(pattern), key=lambda path: path.stat().st_size)
            url = base + page.relative_to(site).as_posix()
            times = [measure_first_paint(browser, url) for _ in range(5)]
            print(f"first paint of {pattern}: {statistics.median(times):.0f} ms")


def measure_first_paint(browser: object, url: str) -> float:
    tab = new_page(browser, phone=True)  # type: ignore[arg-type]
    client = tab.context.new_cdp_session(tab)
    client.send("Network.enable")
    client.send("Network.emulateNetworkConditions", SLOW_4G)
    client.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
    tab.goto(url)
    asked = "performance.getEntriesByName('first-contentful-paint').map((e) => e.startTime)"
    while not (found := tab.evaluate(asked)):
        tab.wait_for_timeout(50)
    tab.context.close()
    return float(found[0])


def measure(folder: Path, count: int, minutes: float) -> None:
    begin = time.perf_counter()
    with open_catalogue(folder / "archive") as catalogue:
        for transcript in transcripts(count, minutes):
            store_recording(catalogue, transcript)
        seconds = time.perf_counter() - begin
        print(f"{count} recordings of {minutes:g} minutes entered in {seconds:.0f} s", flush=True)
        place = folder / "site"
        time_build(catalogue, place, "first build")
        time_build(catalogue, place, "nothing changed")
        rename_guest(catalogue, f"r-{count // 2:012x}")
        time_build(catalogue, place, "one changed")
    print_sizes(place)
    if CHROMIUM:
        print_paints(place)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--recordings", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=12)
    parser.add_argument("--keep", type=Path, help="leave archive and site in this new folder")
    asked = parser.parse_args()
    if asked.keep:
        asked.keep.mkdir(parents=True)
        measure(asked.keep, asked.recordings, asked.minutes)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), asked.recordings, asked.minutes)


if __name__ == "__main__":
    main()
