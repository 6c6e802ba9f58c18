"""Define the tables of the search index, all of which can be rebuilt from the transcripts.

`indexed` assigns each recording a number. `passages` has the texts that a search shows. `words` has
every token that was ever indexed, for spelling correction. `passage_tokens` is the full-text index:
an FTS5 table in SQLite, a table with a GIN index in PostgreSQL. Both have two columns: the
passage's number and its tokens.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

from archive.database.tables import METADATA, RECORDINGS

INDEX = MetaData(naming_convention=METADATA.naming_convention)

INDEXED = Table(
    "indexed",
    INDEX,
    Column("number", Integer, primary_key=True),
    Column("recording", String, ForeignKey(RECORDINGS.c.id), nullable=False, unique=True),
)

PASSAGES = Table(
    "passages",
    INDEX,
    Column(
        "number",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("recording", String, ForeignKey(RECORDINGS.c.id), nullable=False),
    Column("turn", String, nullable=False),
    Column("speaker", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("times", LargeBinary, nullable=False),
    Index(None, "recording"),
)
"""`number` comes from archive.search.numbers. `times` has the start of every token of the text in
milliseconds, as little-endian uint32."""

WORDS = Table(
    "words",
    INDEX,
    Column("word", Text, primary_key=True),
    Column("head", String, nullable=False),
    Column("tail", String, nullable=False),
    Index(None, "head"),
    Index(None, "tail"),
)
"""`head` and `tail` are the first and last letters of a word; most misspellings change only one of
the two."""

TOKENS = "passage_tokens"
PREFIXES = (2, 3)
"""The lengths of prefixes that FTS5 indexes, in characters."""

CREATE_TOKENS = {
    "sqlite": (
        f"CREATE VIRTUAL TABLE {TOKENS} USING fts5(tokens, tokenize = 'ascii', "
        f"prefix = '{' '.join(map(str, PREFIXES))}', columnsize = 0)",
    ),
    "postgresql": (
        f"CREATE TABLE {TOKENS} (rowid bigint CONSTRAINT pk_{TOKENS} PRIMARY KEY, tokens tsvector)",
        f"CREATE INDEX ix_{TOKENS} ON {TOKENS} USING gin (tokens) WITH (fastupdate = off)",
    ),
}
"""The tokens of a passage are joined with spaces, and FTS5's "ascii" tokenizer leaves non-ASCII
letters unchanged. In PostgreSQL without `fastupdate`, each edit updates the index itself, so that
no search has to process a backlog."""


def create_tables(connection: Connection) -> None:
    """Create the tables."""
    INDEX.create_all(connection, checkfirst=False)
    for statement in CREATE_TOKENS[connection.dialect.name]:
        connection.execute(text(statement))


def drop_tables(connection: Connection) -> None:
    """Drop the tables."""
    connection.execute(text(f"DROP TABLE {TOKENS}"))
    INDEX.drop_all(connection)


def empty_tables(connection: Connection) -> None:
    """Empty the tables, even if they are damaged."""
    if connection.dialect.name == "sqlite":
        drop_tables(connection)
        create_tables(connection)
    else:  # these tables cannot be dropped, because other processes may be waiting to read them
        names = ", ".join([TOKENS, *(table.name for table in INDEX.sorted_tables)])
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
