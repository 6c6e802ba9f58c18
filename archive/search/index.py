"""Update the index when a transcript changes, within the same transaction."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select, text

from archive.database.index_tables import INDEXED, PASSAGES, TOKENS
from archive.search import writing
from archive.search.passages import Passage, passages
from archive.search.spelling import unknown
from archive.search.writing import kept, number_of, write
from transcripts.transcript import Transcript


def update(
    connection: Connection, recording: str, former: Transcript | None, now: Transcript
) -> None:
    """Write the passages that differ between two revisions; all passages if `former` is None."""
    number = number_of(connection, recording)
    before = passages(former, number) if former else {}
    after = passages(now, number)
    writing.take_out(connection, _otherwise(before, after))
    write(connection, recording, _otherwise(after, before))


def _otherwise(some: Mapping[int, Passage], others: Mapping[int, Passage]) -> dict[int, Passage]:
    """Return the passages of `some` that `others` lack.

    Most are the same objects, which compare fast.
    """
    pairs = ((n, passage, others.get(n)) for n, passage in some.items())
    return {n: one for n, one, other in pairs if one is not other and one != other}


def sync(connection: Connection, recording: str, now: Transcript) -> None:
    """Compare the index with a transcript's passages; write those that differ."""
    wanted = passages(now, number_of(connection, recording))
    stored = kept(connection, recording)
    writing.take_out(connection, _otherwise(stored, wanted))
    write(connection, recording, _otherwise(wanted, stored))
    words = sorted({token for passage in wanted.values() for token in passage.tokens})
    writing.learn_words(connection, unknown(connection, words))


def agrees(connection: Connection, recording: str, now: Transcript) -> bool:
    """Whether the index contains exactly a transcript's passages."""
    known = select(INDEXED.c.number).where(INDEXED.c.recording == recording)
    number = connection.scalar(known)
    if number is None:
        return False
    wanted = passages(now, number)
    words = sorted({token for passage in wanted.values() for token in passage.tokens})
    return kept(connection, recording) == wanted and not unknown(connection, words)


def strays(connection: Connection) -> int:
    """Count rows of the full-text index that have no passage."""
    stray = f"rowid NOT IN (SELECT number FROM {PASSAGES.name})"
    count: int = connection.scalar(text(f"SELECT count(*) FROM {TOKENS} WHERE {stray}")) or 0
    return count
