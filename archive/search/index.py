"""Update the index when a transcript changes, within the same transaction."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select, text

from archive.database.index_tables import INDEXED, PASSAGES, TOKENS
from archive.search import writing
from archive.search.passages import Passage, build_passages_of_transcript
from archive.search.spelling import find_unknown_tokens
from archive.search.writing import index_number, load_stored_passages, write_passages
from transcripts.transcript import Transcript
from transcripts.withholding import remove_withheld


def update_index(
    connection: Connection,
    recording: str,
    earlier_transcript: Transcript | None,
    transcript: Transcript,
) -> None:
    """Write the passages that differ between two revisions; all if `earlier_transcript` is None.

    Withheld words are not indexed.
    """
    number = index_number(connection, recording)
    before = _build_passages(earlier_transcript, number) if earlier_transcript else {}
    after = _build_passages(transcript, number)
    writing.delete_passages(connection, _find_differing_passages(before, after))
    write_passages(connection, recording, _find_differing_passages(after, before))


def _build_passages(transcript: Transcript, number: int) -> Mapping[int, Passage]:
    shown = remove_withheld(transcript)
    return build_passages_of_transcript(shown, number) if shown else {}


def _find_differing_passages(
    passages_to_keep: Mapping[int, Passage], others: Mapping[int, Passage]
) -> dict[int, Passage]:
    """Return the passages of `passages_to_keep` that are missing from `others` or differ there.

    Most passages are identical objects in both, which are fast to compare.
    """
    pairs = ((n, passage, others.get(n)) for n, passage in passages_to_keep.items())
    return {n: one for n, one, other in pairs if one is not other and one != other}


def sync_index(connection: Connection, recording: str, transcript: Transcript) -> None:
    """Compare the index with a transcript's passages; write those that differ."""
    wanted = _build_passages(transcript, index_number(connection, recording))
    stored = load_stored_passages(connection, recording)
    writing.delete_passages(connection, _find_differing_passages(stored, wanted))
    write_passages(connection, recording, _find_differing_passages(wanted, stored))
    words = sorted({token for passage in wanted.values() for token in passage.tokens})
    writing.add_words(connection, find_unknown_tokens(connection, words))


def is_consistent(connection: Connection, recording: str, transcript: Transcript) -> bool:
    """Check whether the index contains exactly a transcript's passages."""
    known = select(INDEXED.c.number).where(INDEXED.c.recording == recording)
    number = connection.scalar(known)
    if number is None:
        return False
    wanted = _build_passages(transcript, number)
    words = sorted({token for passage in wanted.values() for token in passage.tokens})
    return load_stored_passages(connection, recording) == wanted and not find_unknown_tokens(
        connection, words
    )


def count_strays(connection: Connection) -> int:
    """Count rows of the full-text index that belong to no passage."""
    stray = f"rowid NOT IN (SELECT number FROM {PASSAGES.name})"
    count: int = connection.scalar(text(f"SELECT count(*) FROM {TOKENS} WHERE {stray}")) or 0
    return count
