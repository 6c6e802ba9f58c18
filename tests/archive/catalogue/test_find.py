"""Lists of recordings: filters, order and pages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from archive.catalogue.find import RecordingFilter, find_recordings, recordings_statement
from archive.database.connection import Catalogue
from tests.archive.catalogue.test_append import entered
from tests.lamplight import EXAMPLE
from transcripts.errors import UserError
from transcripts.transcript import Transcript


def many(number: int) -> Transcript:
    about = replace(
        EXAMPLE.recording,
        id=f"r-{number:03}",
        title=f"Tape {number}, 100% <b>",
        programme=["Evening Pages", None][number % 2],
        date=f"{1980 + number}-01-02",
    )
    made = replace(EXAMPLE.provenance, created=f"2026-05-{1 + number // 2:02}T00:00:00+00:00")
    corrections = () if number % 3 else EXAMPLE.corrections
    sure = tuple(replace(speaker, confidence=1.0) for speaker in EXAMPLE.speakers)
    return replace(
        EXAMPLE, recording=about, provenance=made, corrections=corrections, speakers=sure
    )


def test_recordings_are_listed_page_by_page(catalogue: Catalogue) -> None:
    for number in range(12):
        entered(catalogue, many(number))
    seen, after = [], None
    for _ in range(4):
        page = find_recordings(catalogue, after=after, limit=4)
        seen += [found.id for found in page.recordings]
        if (after := page.next_position) is None:
            break
    assert seen == [f"r-{number:03}" for number in reversed(range(12))]
    found = find_recordings(catalogue, limit=1).recordings[0]
    assert found.speakers == ("Marian Whitlock", "Tobias Aurelian-Grey", "Ifeoma Castellan")
    decide_name = RecordingFilter(speaker="Marian Whitlock", since="1984", until="1986")
    for wanted, numbers in (
        (RecordingFilter(title="tape 7"), [7]),
        (RecordingFilter(title="100%"), list(range(12))),
        (RecordingFilter(title="_"), []),
        (RecordingFilter(text="TAPE 7"), [7]),
        (RecordingFilter(text="whitLOCK"), list(range(12))),
        (RecordingFilter(text="/"), []),
        (RecordingFilter(programme="Evening Pages", state="doubtful"), [0, 6]),
        (decide_name, [4, 5, 6]),
        (RecordingFilter(speaker="Nobody"), []),
        (RecordingFilter(state="unpublished"), list(range(12))),
    ):
        rows = find_recordings(catalogue, wanted).recordings
        assert [r.id for r in rows] == [f"r-{n:03}" for n in reversed(numbers)], wanted
    with pytest.raises(UserError, match="not a position in this list"):
        find_recordings(catalogue, after="here")


@pytest.mark.parametrize(
    "wanted",
    [
        RecordingFilter(),
        RecordingFilter(programme="P"),
        RecordingFilter(speaker="S", state="doubtful"),
    ],
)
def test_later_pages_do_not_scan_earlier_ones(
    catalogue: Catalogue, wanted: RecordingFilter
) -> None:
    if catalogue.engine.dialect.name != "sqlite":
        return
    statement = recordings_statement(wanted, "2026 r-1", 50).compile(
        catalogue.engine, compile_kwargs={"literal_binds": True}
    )
    with catalogue.reading() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {statement}")).all()
    steps = " | ".join(row.detail for row in plan)
    assert "SCAN" not in steps
    assert "INDEX" in steps
