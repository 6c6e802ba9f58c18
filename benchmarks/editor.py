"""Time the editor's server: edits of a long transcript, simultaneous editors, a long list.

    .venv/bin/python -m benchmarks.editor [--words N] [--edits N] [--seconds S] [--editors N]
                                          [--recordings N] [PART]...

PART is `saving`, `together` or `listing`; without one all run. Each creates its data in a temporary
folder.

- saving: an archive on SQLite with one synthetic transcript of N words (30,000: three hours at 2.8
  words a second). Edits of six kinds, in turn, are posted to a real `tapelog edit` one after the
  other, on one connection. Prints the median and the 95th percentile from sending an edit to its
  complete response, for the first and the last half: many edits must not make the next one slower.
- together: the same transcript on a real PostgreSQL server. The number of editors is --editors,
  each with its own connection. They assign turns to speakers for --seconds without a pause, half of
  the time among the same five turns. Prints edits saved, refused as conflicts, errors (any other
  response), and edits lost (confirmed, but missing from the history at the end).
- listing: a catalogue on SQLite with this many recordings of 40 programmes, with four speakers
  each. Prints the medians of a page of the list, of each filter and order, of a page in the middle,
  and of opening a transcript of ordinary length.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import Any

import httpx

from archive.catalogue.ingest import ingest
from archive.catalogue.open import open_catalogue
from benchmarks.synthetic import insert_recordings, synthetic_transcript
from tests.archive.catalogue.postgres import server
from tests.editor.serving import serving
from transcripts.edits.apply import apply_edits
from transcripts.transcript import Transcript


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="PART", choices=[*PARTS, []])
    parser.add_argument("--words", type=int, default=30_000, metavar="N")
    parser.add_argument("--edits", type=int, default=200, metavar="N")
    parser.add_argument("--seconds", type=float, default=60, metavar="S")
    parser.add_argument("--editors", type=int, default=20, metavar="N")
    parser.add_argument("--recordings", type=int, default=100_000, metavar="N")
    options = parser.parse_args()
    for part in options.parts or PARTS:
        with tempfile.TemporaryDirectory(prefix="tapelog-editor-") as folder:
            PARTS[part](Path(folder), options)


# Saving.


def measure_saving(folder: Path, options: argparse.Namespace) -> None:
    transcript = synthetic_transcript(options.words, random.Random(7))
    with open_catalogue(folder) as catalogue:
        ingest(catalogue, transcript, folder / "published" / transcript.recording.id)
    times = []
    with serving(folder, "--publish", "on demand") as editor, editor_client(editor.url) as browser:
        for base, wish in enumerate(
            islice(edit_requests(transcript, random.Random(3)), options.edits)
        ):
            begin = time.perf_counter()
            answer = post_edit(browser, transcript, {"base": base, **wish})
            times.append(time.perf_counter() - begin)
            assert answer.status_code == 201, answer.text
    half = len(times) // 2
    print(f"saving: {len(times)} edits of {options.words} words in {len(transcript.turns)} turns")
    for name, part in (("first half", times[:half]), ("last half", times[half:])):
        print(f"  {name}: {format_times(part)}")


def edit_requests(transcript: Transcript, rng: random.Random) -> Iterator[dict[str, Any]]:
    """Yield valid edit requests of six kinds in turn."""
    runs = apply_edits(transcript, ()).run_by_turn
    turns = rng.sample(list(runs), len(runs))
    waiting = [c.id for c in transcript.corrections if c.status == "proposed"]
    for number, turn in enumerate(turns):
        first, last = runs[turn]
        correction = waiting[number % len(waiting)]
        yield edit_request("assign-speaker", words=[[first, last]], speaker=f"S{number % 4 + 1}")
        yield edit_request(
            "decide-corrections", corrections=[correction], accept=number < len(waiting)
        )
        yield edit_request("rewrite-word", word=first, text=f"word{number}")
        yield edit_request("split-turn", at=(first + last) // 2)
        yield edit_request("set-name", speaker=f"S{number % 4 + 1}", name=f"Person {number}")
        yield edit_request("undo", edit=f"E{number * 6 + 4}")


def edit_request(kind: str, **parameters: Any) -> dict[str, Any]:
    return {"kind": kind, "parameters": parameters}


# Together.


def measure_simultaneous_editors(folder: Path, options: argparse.Namespace) -> None:
    transcript = synthetic_transcript(options.words, random.Random(7))
    with server() as url, database_url(url):
        with open_catalogue(folder, url) as catalogue:
            ingest(catalogue, transcript, folder / "published" / transcript.recording.id)
        with serving(folder, "--publish", "on demand") as editor:
            until = time.monotonic() + options.seconds
            people = [
                EditorThread(editor.url, transcript, n, until) for n in range(options.editors)
            ]
            for person in people:
                person.start()
            for person in people:
                person.join()
            with editor_client(editor.url) as browser:
                place = f"/api/recordings/{transcript.recording.id}/history"
                history = browser.get(place).json()["edits"]
    kept = Counter(edit_key(edit["id"], edit["parameters"]) for edit in history)
    confirmed = [name for person in people for name in person.saved]
    times = [seconds for person in people for seconds in person.times]
    print(f"together: {options.editors} editors for {options.seconds:.0f} s on PostgreSQL")
    print(
        f"  {len(confirmed)} edits saved, {sum(p.conflicts for p in people)} refused as conflicts"
    )
    print(f"  errors: {sum(len(p.errors) for p in people)}")
    print(f"  lost: {sum((Counter(confirmed) - kept).values())} of {len(history)} in the history")
    print(f"  {format_times(times)}")
    for error in [error for person in people for error in person.errors][:5]:
        print(f"  {error[:200]}")


class EditorThread(Thread):
    """A simulated editor who edits without a pause from the newest revision, and counts results."""

    def __init__(self, url: str, transcript: Transcript, number: int, deadline: float) -> None:
        super().__init__()
        self.url, self.transcript, self.deadline = url, transcript, deadline
        self.runs = list(apply_edits(transcript, ()).run_by_turn.values())
        self.rng = random.Random(number)
        self.saved: list[str] = []
        self.errors: list[str] = []
        self.times: list[float] = []
        self.conflicts = 0

    def run(self) -> None:
        base = 0
        with editor_client(self.url) as browser:
            while time.monotonic() < self.deadline:
                begin = time.perf_counter()
                try:
                    answer = post_edit(browser, self.transcript, {"base": base, **self.next_edit()})
                except httpx.HTTPError as error:
                    self.errors.append(repr(error))
                    continue
                self.times.append(time.perf_counter() - begin)
                said = answer.json()
                base = said.get("revision", base)
                if answer.status_code == 201:
                    self.saved.append(edit_key(said["edit"]["id"], said["edit"]["parameters"]))
                elif answer.status_code == 409:
                    self.conflicts += 1
                else:
                    self.errors.append(f"{answer.status_code} {answer.text}")

    def next_edit(self) -> dict[str, Any]:
        run = self.rng.choice(self.runs[:5] if self.rng.random() < 0.5 else self.runs)
        return edit_request(
            "assign-speaker", words=[list(run)], speaker=f"S{self.rng.randint(1, 4)}"
        )


def edit_key(edit_id: str, parameters: dict[str, Any]) -> str:
    return f"{edit_id} {parameters}"


# Listing.


def measure_lists(folder: Path, options: argparse.Namespace) -> None:
    rng = random.Random(5)
    ordinary = synthetic_transcript(2_400, rng, "Rordinary0001")
    with open_catalogue(folder) as catalogue:
        insert_recordings(catalogue, options.recordings, rng)
        ingest(catalogue, ordinary, folder / "published" / ordinary.recording.id)
    print(f"listing: {options.recordings} recordings")
    with serving(folder, "--publish", "on demand") as editor, editor_client(editor.url) as browser:
        middle = browser.get("/api/recordings", params={"sort": "title", "limit": 1}).json()["next"]
        questions = {
            "the newest": {},
            "with doubts, most first": {"state": "doubtful", "sort": "doubts"},
            "not published": {"state": "unpublished"},
            "edited": {"state": "edited"},
            "of a programme": {"programme": "Programme 7"},
            "by date": {"sort": "date"},
            "by title, next page": {"sort": "title", "after": middle},
            "a word in many titles": {"text": "evening"},
            "one person's": {"text": "Person 4321"},
            "nobody's": {"text": "not in any title"},
        }
        for name, values in questions.items():
            print_times(name, lambda values=values: browser.get("/api/recordings", params=values))
        print_times("the page of the list", lambda: browser.get("/"))
        place = f"/api/recordings/{ordinary.recording.id}"
        print_times("opening 2,400 words", lambda: browser.get(place))


# Shared by all parts.


@contextmanager
def editor_client(url: str) -> Iterator[httpx.Client]:
    """Open a connection that is allowed to send edits."""
    with httpx.Client(base_url=url, trust_env=False, timeout=120) as browser:
        browser.get("/api/health")
        browser.headers["x-csrf-token"] = browser.cookies["tapelog-csrf"]
        yield browser


def post_edit(
    browser: httpx.Client, transcript: Transcript, edit: dict[str, Any]
) -> httpx.Response:
    return browser.post(f"/api/recordings/{transcript.recording.id}/edits", json=edit)


@contextmanager
def database_url(url: str) -> Iterator[None]:
    """Set the database URL for the processes that the block starts."""
    former = os.environ.get("TAPELOG_DATABASE")
    os.environ["TAPELOG_DATABASE"] = url
    try:
        yield
    finally:
        os.environ.pop("TAPELOG_DATABASE")
        if former is not None:
            os.environ["TAPELOG_DATABASE"] = former


def print_times(
    name: str, send_request: Callable[[], httpx.Response], repetitions: int = 21
) -> None:
    found = []
    for _ in range(repetitions):
        begin = time.perf_counter()
        answer = send_request()
        found.append(time.perf_counter() - begin)
        assert answer.status_code == 200, answer.text
    print(f"  {name}: {format_times(found)}")


def format_times(times: Sequence[float]) -> str:
    if len(times) < 2:
        return "too few to tell"
    last = statistics.quantiles(times, n=20)[-1]
    return f"median {statistics.median(times) * 1000:.0f} ms, 95 % under {last * 1000:.0f} ms"


PARTS: dict[str, Callable[[Path, argparse.Namespace], None]] = {
    "saving": measure_saving,
    "together": measure_simultaneous_editors,
    "listing": measure_lists,
}

if __name__ == "__main__":
    sys.exit(main())
