"""Time searches among a million turns, on SQLite and on PostgreSQL.

    .venv/bin/python -m benchmarks.search [--turns N] [--questions N]

The turns are synthetic: recordings of 100 turns with a median of 25 words (many short turns, a few
very long ones), from 200,000 made-up words whose frequencies follow Zipf's law (the tenth word is a
tenth as common as the first). Half of the words stand in repeated phrases. There are a hundred
programmes and 5,000 people in five roles, and the dates span fifty years. The product's own code
writes the index.

N queries of each kind are made from the turns: a random word (mostly a common one), a rare word,
two words of one turn, a phrase, a prefix, a misspelled word, a word by a speaker, the same with a
misspelled name, a word in a role and a year, a word in a programme, and the second page of a random
word. Each runs once, through `archive.search.search`.

Prints for each database the seconds that indexing took; the milliseconds that the index adds to an
edit (one word rewritten, one speaker renamed); the median, the 95th percentile and the maximum of
the query times in milliseconds, by kind and overall; and whether both databases gave the same
results.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from sqlalchemy import insert

from archive.catalogue.open import open_catalogue
from archive.catalogue.reindex import optimize_index
from archive.catalogue.rows import update_rows
from archive.database.connection import Catalogue
from archive.database.tables import RECORDINGS
from archive.search import index
from archive.search.search import Answer, Query, search
from tests.archive.catalogue.postgres import server
from transcripts.agreement import Scores
from transcripts.provenance import Provenance
from transcripts.run_options import RunOptions
from transcripts.transcript import Recording, Speaker, Transcript, Turn, Word

TURNS, PEOPLE, PROGRAMMES, VOCABULARY, PHRASES = 100, 5_000, 100, 200_000, 50_000
ROLES = ("host", "author", "reporter", "caller", "director")
SOUNDS = (
    "b",
    "d",
    "f",
    "g",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "w",
    "z",
    "ch",
    "sh",
    "st",
)
SYLLABLES = [sound + vowel for sound in SOUNDS for vowel in "aeiou"]
FIRST_DAY, DAYS = date(1970, 1, 1), 50 * 365
TRANSACTION_SIZE = 100
"""Recordings per transaction."""

QueriesByKind = dict[str, list[Query]]


class SyntheticArchive:
    """The vocabulary, people and programmes of synthetic turns."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.words = self._make_words(VOCABULARY, lambda rank: 1 + (rank > 50) + (rank > 2_000))
        self.common = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
        self.phrases = [self._draw_words(self.rng.randint(2, 6)) for _ in range(PHRASES)]
        self.usual = self.common[:PHRASES]
        names = [name.capitalize() for name in self._make_words(2_000, lambda _: 3)]
        self.people = [" ".join(self.rng.sample(names, 2)) for _ in range(PEOPLE)]
        self.programmes = [" ".join(self._draw_words(2)).title() for _ in range(PROGRAMMES)]

    def transcript(self, number: int) -> Transcript:
        """Make the transcript of a recording."""
        names = self.rng.sample(self.people, 3)
        speakers = tuple(
            Speaker(f"S{i}", (f"V{i}",), name, self.rng.choice(ROLES))
            for i, name in enumerate(names, start=1)
        )
        about = self.recording(number)
        made = Provenance("0", (), RunOptions(), "2026-01-01T00:00:00+00:00", ())
        scores = Scores(None, None, 0, 0)
        return Transcript(about, speakers, tuple(self._turns(speakers)), (), (), (), scores, made)

    def recording(self, number: int) -> Recording:
        """Make a recording with a day and a programme."""
        day = FIRST_DAY + timedelta(self.rng.randrange(DAYS))
        return Recording(
            id=f"r-{number:012x}",
            sha256=f"{number:064x}",
            file="made.mp3",
            duration=3600.0,
            title=f"Conversation {number}",
            programme=self.rng.choice(self.programmes),
            date=day.isoformat(),
        )

    def _turns(self, speakers: Sequence[Speaker]) -> Iterator[Turn]:
        at = 0.0
        for n in range(1, TURNS + 1):
            said = self._turn_words(min(400, int(self.rng.lognormvariate(3.2, 0.9)) + 1))
            words = tuple(Word(w, at + i * 0.4, at + i * 0.4 + 0.4) for i, w in enumerate(said))
            speaker, end = self.rng.choice(speakers).id, words[-1].end
            yield Turn(f"T{n}", speaker, "V1", at, end, " ".join(said), 1.0, words)
            at = end

    def _turn_words(self, length: int) -> list[str]:
        said: list[str] = []
        while len(said) < length:
            if self.rng.random() < 0.2:  # around four words: half of all words
                said += self.rng.choices(self.phrases, cum_weights=self.usual)[0]
            else:
                said += self._draw_words(1)
        return said[:length]

    def _draw_words(self, count: int) -> list[str]:
        return self.rng.choices(self.words, cum_weights=self.common, k=count)

    def _make_words(self, count: int, syllables: Callable[[int], int]) -> list[str]:
        made: dict[str, None] = {}
        while len(made) < count:
            length = syllables(len(made)) + self.rng.randint(0, 2)
            made["".join(self.rng.choices(SYLLABLES, k=length))] = None
        return list(made)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--turns", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--questions", type=int, default=30, metavar="N")
    asked = parser.parse_args()
    recordings = max(1, asked.turns // TURNS)
    answers = []
    for name in ("SQLite", "PostgreSQL"):
        with empty_archive(name) as catalogue:
            world = SyntheticArchive(seed=49)
            began = time.perf_counter()
            sample = insert_recordings(catalogue, world, recordings)
            took = time.perf_counter() - began
            print(f"{name}: {recordings * TURNS} turns, {took:.0f} s", flush=True)
            print(f"  an edit: {time_edits(catalogue, sample[-1])}", flush=True)
            answers.append(
                run_queries(catalogue, make_queries(catalogue, world, sample, asked.questions))
            )
    print(f"both answered the same: {answers[0] == answers[1]}")


@contextmanager
def empty_archive(name: str) -> Iterator[Catalogue]:
    """Open an empty archive on "SQLite" or "PostgreSQL"."""
    with TemporaryDirectory(prefix="tapelog-search-") as folder:
        if name == "SQLite":
            with open_catalogue(Path(folder), f"sqlite:///{folder}/catalogue.sqlite") as catalogue:
                yield catalogue
        else:
            with server() as url, open_catalogue(Path(folder), url) as catalogue:
                yield catalogue


def insert_recordings(
    catalogue: Catalogue, archive: SyntheticArchive, count: int
) -> list[Transcript]:
    """Insert recordings with their speakers and words; return a sample of them."""
    sample = []
    for first in range(1, count + 1, TRANSACTION_SIZE):
        with catalogue.writing() as connection:
            for number in range(first, min(first + TRANSACTION_SIZE, count + 1)):
                transcript = archive.transcript(number)
                connection.execute(insert(RECORDINGS).values(recording_row(transcript)))
                update_rows(connection, transcript.recording.id, None, transcript)
        sample.append(transcript)
    with catalogue.writing() as connection:
        optimize_index(connection)
    return sample


def recording_row(transcript: Transcript) -> dict[str, object]:
    about = transcript.recording
    facts = ("id", "sha256", "file", "title", "programme", "date", "duration")
    return {name: getattr(about, name) for name in facts} | {
        "entered": transcript.provenance.created,
        "folder": f"published/{about.id}",
        **dict.fromkeys(("revision", "edits", "doubts", "published"), 0),
        "run": 1,
    }


def time_edits(catalogue: Catalogue, transcript: Transcript) -> str:
    """Time the index update of an edit and of its undo."""
    turn, *rest = transcript.turns
    other = replace(turn, words=(replace(turn.words[0], text="rewritten"), *turn.words[1:]))
    renamed = replace(transcript.speakers[0], name="Somebody Else")
    changes = {
        "one word": replace(transcript, turns=(other, *rest)),
        "one speaker": replace(transcript, speakers=(renamed, *transcript.speakers[1:])),
    }
    told = []
    for what, changed in changes.items():
        for former, now in ((transcript, changed), (changed, transcript)):
            with catalogue.writing() as connection:
                began = time.perf_counter()
                index.update_index(connection, transcript.recording.id, former, now)
                took = time.perf_counter() - began
        told.append(f"{what} {1000 * took:.0f} ms")
    return ", ".join(told)


def make_queries(
    catalogue: Catalogue, archive: SyntheticArchive, sample: Sequence[Transcript], count: int
) -> QueriesByKind:
    """Make `count` queries of each kind from a sample of transcripts."""
    rng = random.Random(7)
    turns = [(t, turn) for t in sample for turn in t.turns if len(turn.words) > 5]

    def word() -> str:
        return rng.choice(rng.choice(turns)[1].words).text

    def words(count: int, distance: int) -> str:
        said = rng.choice(turns)[1].words
        at = rng.randrange(len(said) - 5)
        return " ".join(w.text for w in said[at : at + 1 + distance * (count - 1) : distance])

    def misspell(text: str) -> str:
        at = rng.randrange(1, len(text))
        return text[:at] + rng.choice("aeiou") + text[at:]

    def rare_word() -> str:
        return rng.choice(archive.words[5_000:50_000])

    def speaker() -> tuple[str, str]:
        transcript, turn = rng.choice(turns)
        return transcript.speaker(turn).name or "", rng.choice(turn.words).text

    def by_speaker(misspelt: bool) -> Query:
        name, said = speaker()
        first, last = name.split()
        return Query(said, speaker=f"{first} {misspell(last)}" if misspelt else name)

    def in_year() -> Query:
        year = str(rng.randint(1970, 2019))
        return Query(word(), role=rng.choice(ROLES), since=year, until=year)

    def second_page() -> Query:
        first = Query(word())
        return replace(first, after=search(catalogue, first).next_position)

    kinds: dict[str, Callable[[], Query]] = {
        "a word": lambda: Query(word()),
        "a rare word": lambda: Query(rare_word()),
        "two words": lambda: Query(words(2, 3)),
        "a phrase": lambda: Query(f'"{words(rng.randint(2, 3), 1)}"'),
        "a beginning": lambda: Query(rare_word()[: rng.randint(3, 5)] + "*"),
        "a wrong spelling": lambda: Query(misspell(rare_word())),
        "a speaker": lambda: by_speaker(False),
        "a wrong name": lambda: by_speaker(True),
        "a role in a year": in_year,
        "a programme": lambda: Query(word(), programme=rng.choice(archive.programmes)),
        "the second page": second_page,
    }
    return {kind: [make() for _ in range(count)] for kind, make in kinds.items()}


def run_queries(catalogue: Catalogue, queries_by_kind: QueriesByKind) -> list[Answer]:
    """Run all queries, print their durations, and return the answers."""
    answers, every = [], []
    print(f"  {'ms':18} {'median':>7} {'95 %':>7} {'longest':>7}   hits")
    for kind, queries in queries_by_kind.items():
        took, found = [], 0
        for query in queries:
            began = time.perf_counter()
            answer = search(catalogue, query)
            took.append(1000 * (time.perf_counter() - began))
            found += len(answer.hits)
            answers.append(answer)
        every += took
        print(f"  {kind:18} {format_times(took)}   {found / len(queries):4.1f}")
    print(f"  {'all':18} {format_times(every)}")
    return answers


def format_times(milliseconds: Sequence[float]) -> str:
    high = quantiles(milliseconds, n=20, method="inclusive")[-1]
    return f"{median(milliseconds):7.1f} {high:7.1f} {max(milliseconds):7.1f}"


if __name__ == "__main__":
    main()
