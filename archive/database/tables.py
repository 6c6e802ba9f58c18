"""The tables of the catalogue. Dates and times are ISO 8601 texts, durations are in seconds.

A recording's revision starts at 0 and increases with every edit and every machine run.
`recordings`, `speakers` and `corrections` hold searchable data of the newest revision, all derived
from `transcripts` and `edits`, whose rows are never changed.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _recording_key_column() -> Column[str]:
    return Column("recording", String, ForeignKey("recordings.id"), primary_key=True)


RECORDINGS = Table(
    "recordings",
    METADATA,
    Column("id", String, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("file", Text, nullable=False),
    Column("title", Text),
    Column("programme", Text),
    Column("date", String(10)),
    Column("duration", Float, nullable=False),
    Column("entered", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("run", Integer, nullable=False),
    Column("edits", Integer, nullable=False),
    Column("doubts", Integer, nullable=False),
    Column("folder", Text, nullable=False),
    Column("published", Integer),
    Index(None, "entered", "id"),
    Index(None, "programme", "entered", "id"),
    Index(None, "date", "entered", "id"),
    Index(None, "doubts", "entered", "id"),
    Index(None, "sha256"),
)
"""`folder` is the folder of the published files, relative if inside the archive. `published` is the
published revision, null if there is none yet."""

TRANSCRIPTS = Table(
    "transcripts",
    METADATA,
    _recording_key_column(),
    Column("revision", Integer, primary_key=True),
    Column("origin", String, primary_key=True),
    Column("run", Integer, nullable=False),
    Column("created", String, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("document", LargeBinary, nullable=False),
    CheckConstraint("origin IN ('machine', 'published')", name="origin"),
)
"""A complete transcript.json, compressed by zlib; `sha256` is the hash of the uncompressed text."""

EDITS = Table(
    "edits",
    METADATA,
    _recording_key_column(),
    Column("number", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", String, nullable=False),
    Column("why", Text),
    Column("run", Integer, nullable=False),
    Column("base", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("touched", JSON, nullable=False),
    UniqueConstraint("recording", "revision"),
)
"""`base` is the revision that the author saw; `run` is the machine run whose word numbers the edit
uses."""

EDIT_HASHES = Table(
    "edit_hashes",
    METADATA,
    Column("recording", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False),
    ForeignKeyConstraint(["recording", "number"], ["edits.recording", "edits.number"]),
)
"""The hash of each edit, chained to the previous one, which reveals damage (`edit_hashes.py`)."""

SPEAKERS = Table(
    "speakers",
    METADATA,
    _recording_key_column(),
    Column("id", String, primary_key=True),
    Column("name", Text),
    Column("role", Text),
    Column("confidence", Float, nullable=False),
    Column("person", Integer, ForeignKey("people.id")),
    Index(None, "name"),
    Index(None, "person"),
)

CORRECTIONS = Table(
    "corrections",
    METADATA,
    _recording_key_column(),
    Column("id", String, primary_key=True),
    Column("turn", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("start", Float, nullable=False),
    Column("score", Float, nullable=False),
    Column("status", String, nullable=False),
    Index(None, "status", "kind", "score"),
)

PEOPLE = Table(
    "people",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

VOICEPRINTS = Table(
    "voiceprints",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("people.id"), nullable=False),
    Column("recording", String, nullable=False),
    Column("edit", Integer),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("start", Float, nullable=False),
    Column("end", Float, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("model", String, nullable=False),
    Column("vector", LargeBinary, nullable=False),
    Column("live", Boolean, nullable=False),
    ForeignKeyConstraint(["recording", "edit"], ["edits.recording", "edits.number"]),
    Index(None, "person", "model"),
    Index(None, "recording", "edit"),
)
"""The embedding of one turn of a person. `edit` is the edit that confirmed it, or null if the
machine's evidence passed the strict threshold. `vector` is little-endian float32 of unit length;
`seconds` is the duration of clean speech. A row is `live` while the transcript attributes these
words to that person."""

LESSONS = Table(
    "lessons",
    METADATA,
    Column("recording", String, ForeignKey("recordings.id"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("model", String, nullable=False),
)
"""The revision up to which a recording's voices are enrolled, and the embedding model."""

REFUSALS = Table(
    "refusals",
    METADATA,
    Column("person", Integer, ForeignKey("people.id"), primary_key=True),
    Column("at", String, nullable=False),
)
"""People who refused enrolment, and the time of the refusal."""

WORK = Table(
    "work",
    METADATA,
    Column("recording", String, primary_key=True),
    Column("file", Text, nullable=False),
    Column("key", String(64), nullable=False),
    Column("asked", JSON, nullable=False),
    Column("batch", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", Text),
    Column("tries", Integer, nullable=False),
    Column("run", String),
    Column("holder", String),
    Column("until", Float),
    Column("arrived", String, nullable=False),
    Column("changed", String, nullable=False),
    Column("seconds", Float),
    Column("took", Float),
    CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
    Index(None, "state", "tries", "arrived", "recording"),
    Index(None, "batch", "state"),
)
"""The newest job of a recording, which may not be in `recordings` yet. `key` is the hash of its
parameters, `run` is Prefect's flow run; `holder` is the worker, whose lease ends at `until`
(seconds since 1970 by the database's clock). `seconds` is the duration of the audio, `took` the
processing time."""

LEFT_OUT = Table(
    "left_out",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("at", String, nullable=False),
)
"""Entries that the newest batch of each source left out; `entry` includes the reason."""

IDENTITY = Table(
    "identity",
    METADATA,
    Column("id", String, primary_key=True),
    Column("stored", Boolean, nullable=False),
)
"""One row: the archive's id, and whether its folder or bucket has the file with the same id."""

HOST_FAULTS = Table(
    "host_faults",
    METADATA,
    Column("host", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("at", String, nullable=False),
)
"""Why a host starts no recordings: `place` is the folder or URL that it cannot use."""

FILES = Table(
    "files",
    METADATA,
    Column("path", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
)
"""Hashes of files, valid while size and modification time are unchanged."""

ARRIVALS = Table(
    "arrivals",
    METADATA,
    Column("path", Text, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("at", String, nullable=False),
    Index(None, "sha256"),
)
"""The paths from which recordings were published, and the facts of each at its last publication."""

FEEDS = Table(
    "feeds",
    METADATA,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("modified", Text),
)
"""The ETag and Last-Modified of each feed, for conditional requests."""

EPISODES = Table(
    "episodes",
    METADATA,
    Column("feed", Text, ForeignKey("feeds.url"), primary_key=True),
    Column("guid", Text, primary_key=True),
    Column("file", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("title", Text),
    Column("programme", Text),
    Column("date", String(10)),
    Column("transcript", Text),
    Column("transcript_url", Text),
)
"""The downloaded episodes of a feed; `file` and `transcript` are paths."""
