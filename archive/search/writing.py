"""Write passages to the index, and read them back for comparison."""

from __future__ import annotations

import re
import struct
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, bindparam, delete, insert, select, text

from archive.database.index_tables import INDEXED, PASSAGES, TOKENS, WORDS
from archive.search.matching import tsvector
from archive.search.passages import PROGRAMME, ROLE, SPEAKER, Passage

ENDS = 2
"""Letters in the head and in the tail of a word.

With one letter, each lookup of a misspelled word would scan a fifth of all words; with three, fewer
misspellings would have a correct head or tail.
"""

_INSERT = {
    "sqlite": f"INSERT INTO {TOKENS} (rowid, tokens) VALUES (:number, :tokens)",
    "postgresql": f"INSERT INTO {TOKENS} (rowid, tokens) "
    "VALUES (:number, CAST(:tokens AS tsvector))",
}
_INSERT_WORD = (
    f"INSERT INTO {WORDS.name} (word, head, tail) VALUES (:word, :head, :tail) "
    "ON CONFLICT DO NOTHING"
)
_DELETE = f"DELETE FROM {TOKENS} WHERE rowid = :number"


def index_number(connection: Connection, recording: str) -> int:
    """Return a recording's number in the index; assign a number if it has none."""
    known = select(INDEXED.c.number).where(INDEXED.c.recording == recording)
    number: int | None = connection.scalar(known)
    if number is None:
        new = insert(INDEXED).values(recording=recording).returning(INDEXED.c.number)
        number = connection.execute(new).scalar_one()
    return number


def write_passages(connection: Connection, recording: str, passages: Mapping[int, Passage]) -> None:
    """Insert passages into the index; their numbers must be unused."""
    if not passages:
        return
    rows = [
        {
            "number": number,
            "recording": recording,
            "turn": passage.turn,
            "speaker": passage.speaker,
            "text": passage.text,
            "times": struct.pack(f"<{len(passage.times)}I", *passage.times),
        }
        for number, passage in passages.items()
    ]
    connection.execute(insert(PASSAGES), rows)
    spelled = " ".join if connection.dialect.name == "sqlite" else tsvector
    tokens = [{"number": n, "tokens": spelled(p.tokens)} for n, p in passages.items()]
    connection.execute(text(_INSERT[connection.dialect.name]), tokens)
    add_words(connection, {token for p in passages.values() for token in p.tokens})


def delete_passages(connection: Connection, numbers: Collection[int]) -> None:
    """Delete passages from the index."""
    if numbers:
        gone = [{"number": number} for number in numbers]
        connection.execute(text(_DELETE), gone)
        mine = PASSAGES.c.number == bindparam("number")
        connection.execute(delete(PASSAGES).where(mine), gone)


def load_stored_passages(connection: Connection, recording: str) -> dict[int, Passage]:
    """Read a recording's passages from the index."""
    mine = select(PASSAGES).where(PASSAGES.c.recording == recording)
    rows = connection.execute(mine.order_by(PASSAGES.c.number)).all()
    tokens = _load_stored_tokens(connection, recording)
    return {
        row.number: Passage(
            row.turn,
            row.speaker,
            row.text,
            tokens.get(row.number, ()),
            token_times(row.times),
        )
        for row in rows
    }


def _load_stored_tokens(connection: Connection, recording: str) -> dict[int, tuple[str, ...]]:
    """Read the tokens of a recording's passages.

    In a damaged index, they may be missing or garbled.
    """
    column = "tokens" if connection.dialect.name == "sqlite" else "CAST(tokens AS text) AS tokens"
    mine = f"SELECT number FROM {PASSAGES.name} WHERE recording = :recording"
    rows = connection.execute(
        text(f"SELECT rowid AS number, {column} FROM {TOKENS} WHERE rowid IN ({mine})"),
        {"recording": recording},
    )
    cut = str.split if connection.dialect.name == "sqlite" else _parse_tsvector
    return {row.number: tuple(cut(row.tokens)) for row in rows}


def _parse_tsvector(vector: str) -> list[str]:
    """Parse the text form of a PostgreSQL tsvector: 'a':1,3 'rose':2."""
    places = re.findall(r"'([^']+)':([\d,]+)", vector)
    spread = {int(place): token for token, at in places for place in at.split(",")}
    return [spread[place] for place in sorted(spread)]


def token_times(times: bytes) -> tuple[int, ...]:
    """Read the start times of a passage's tokens, in milliseconds."""
    count = len(times) // 4
    return struct.unpack(f"<{count}I", times[: 4 * count])


def add_words(connection: Connection, words: Iterable[str]) -> None:
    """Add words to the vocabulary for spelling correction, unless they are in it."""
    # Sorted, so that two concurrent writers cannot deadlock.
    rows = [
        {"word": word, "head": head, "tail": tail}
        for word in sorted(words)
        for head, tail in [split_head_and_tail(word)]
    ]
    if rows:
        connection.execute(text(_INSERT_WORD), rows)


def split_head_and_tail(word: str) -> tuple[str, str]:
    """Return the first letters and the last letters of a token, to look up similar words.

    If the token has the mark of a name, both parts begin with this mark.
    """
    plain = remove_name_mark(word)
    mark = word.removesuffix(plain)
    return mark + plain[:ENDS], mark + plain[-ENDS:]


def remove_name_mark(word: str) -> str:
    """Return a token without the mark of a name, if it has one."""
    return word[len(SPEAKER) :] if word.startswith((SPEAKER, ROLE, PROGRAMME)) else word
