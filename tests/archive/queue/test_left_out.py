"""Entries that are not recordings are listed until they are fixed."""

from __future__ import annotations

from dataclasses import replace

from archive.database.connection import Catalogue
from archive.queue.left_out import MOST_PER_SOURCE, list_left_out, record_left_out
from archive.queue.stats import measure_queue
from flows.commands.status import lines

EMPTY, ODD = "/in/a.mp3: is empty", "/in/b.mp3: cannot be read"


def entries(catalogue: Catalogue) -> list[tuple[str, str]]:
    return [(each.source, each.entry) for each in list_left_out(catalogue)[1]]


def test_fixed_entries_disappear_and_other_sources_stay(catalogue: Catalogue) -> None:
    record_left_out(catalogue, "/in", [ODD, EMPTY, EMPTY])
    record_left_out(catalogue, "/other", ["x: is empty"])
    assert entries(catalogue) == [("/in", EMPTY), ("/in", ODD), ("/other", "x: is empty")]
    record_left_out(catalogue, "/in", [ODD])
    assert entries(catalogue) == [("/in", ODD), ("/other", "x: is empty")]


def test_entries_keep_the_time_of_their_first_report(catalogue: Catalogue) -> None:
    record_left_out(catalogue, "/in", [ODD])
    before = list_left_out(catalogue)
    record_left_out(catalogue, "/in", [ODD])
    assert list_left_out(catalogue) == before


def test_the_number_of_entries_per_source_is_limited(catalogue: Catalogue) -> None:
    record_left_out(catalogue, "/in", (f"{n}: is empty" for n in range(MOST_PER_SOURCE + 5)))
    number, listed = list_left_out(catalogue, limit=2)
    assert (number, len(listed)) == (MOST_PER_SOURCE, 2)


def test_status_lists_entries_that_were_left_out(catalogue: Catalogue) -> None:
    now = measure_queue(catalogue)
    assert not [line for line in lines(now, now) if "left out" in line]
    record_left_out(catalogue, "/in", [EMPTY, ODD])
    number, listed = list_left_out(catalogue, limit=1)
    screen = list(lines(now, now, number, listed))
    assert screen[-3:] == ["left out 2, not recordings", f"    {EMPTY}", "    and 1 more"]
    assert replace(now) == measure_queue(catalogue)
