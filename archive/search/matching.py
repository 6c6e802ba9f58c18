"""Render a query in each database's syntax and find the passages that match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from archive.database.index_tables import TOKENS
from archive.search.question import Term

NEWEST = 5_000
"""PostgreSQL scans this many of the newest passages before it uses its index.

For common words, the scan by itself fills a page of results, and the index would be slow. A higher
number makes searches for rare words slower.
"""


@dataclass(frozen=True, slots=True)
class Match:
    """A condition: the number of a passage is in a range, and it has all `terms`.

    It must not have `excluded_term`. The range is `low` to `high` (exclusive).
    """

    terms: tuple[Term, ...]
    excluded_term: Term | None
    low: int
    high: int


def matching_numbers(connection: Connection, match: Match, limit: int) -> list[int]:
    """Return the lowest numbers of matching passages, at most `limit`."""
    if connection.dialect.name == "sqlite":
        return _run_query(
            connection, _FROM_FTS5, _build_query_values(match, _render_fts5(match)), limit
        )
    values = _build_query_values(match, _render_tsquery(match)) | {"newest": NEWEST}
    newest = _run_query(connection, _FROM_NEWEST, values, limit)
    if len(newest) >= limit:
        return newest
    first_older: int | None = connection.scalar(text(_FIRST_OLDER), values)
    if first_older is None:
        return newest
    return newest + _run_query(
        connection, _FROM_GIN, values | {"low": first_older}, limit - len(newest)
    )


_IN_RANGE = "rowid >= :low AND rowid < :high"
_FROM_FTS5 = (
    f"SELECT rowid FROM {TOKENS} WHERE {TOKENS} MATCH :asked AND {_IN_RANGE} "
    "ORDER BY rowid LIMIT :most"
)
_NEWEST = f"SELECT rowid, tokens FROM {TOKENS} WHERE {_IN_RANGE} ORDER BY rowid LIMIT :newest"
_FIRST_OLDER = f"SELECT rowid FROM {TOKENS} WHERE {_IN_RANGE} ORDER BY rowid OFFSET :newest LIMIT 1"
_MATCHES = "tokens @@ CAST(:asked AS tsquery)"
_FROM_NEWEST = (
    f"SELECT rowid FROM ({_NEWEST}) AS newest WHERE {_MATCHES} ORDER BY rowid LIMIT :most"
)
# Materialized, because the planner may mistake a rare word for a common one and then scan all
# passages in order.
_FROM_GIN = (
    f"WITH found AS MATERIALIZED (SELECT rowid FROM {TOKENS} WHERE {_MATCHES} AND {_IN_RANGE}) "
    "SELECT rowid FROM found ORDER BY rowid LIMIT :most"
)


def _run_query(
    connection: Connection, statement: str, values: Mapping[str, Any], limit: int
) -> list[int]:
    return list(connection.scalars(text(statement), {**values, "most": limit}))


def _build_query_values(match: Match, query_text: str) -> dict[str, Any]:
    return {"asked": query_text, "low": match.low, "high": match.high}


def _render_fts5(match: Match) -> str:
    """Render the query as an FTS5 expression."""
    asked = " AND ".join(_render_fts5_term(term) for term in match.terms)
    return (
        f"({asked}) NOT {_render_fts5_term(match.excluded_term)}" if match.excluded_term else asked
    )


def _render_fts5_term(term: Term) -> str:
    return f'"{" ".join(term.tokens)}"' + (" *" if term.is_prefix else "")


def _render_tsquery(match: Match) -> str:
    """Render the query as a PostgreSQL tsquery."""
    asked = " & ".join(_render_tsquery_term(term) for term in match.terms)
    return (
        f"{asked} & !{_render_tsquery_term(match.excluded_term)}" if match.excluded_term else asked
    )


def _render_tsquery_term(term: Term) -> str:
    quoted = " <-> ".join(f"'{word}'" for word in term.tokens)
    return f"({quoted}{':*' if term.is_prefix else ''})"


def tsvector(tokens: Sequence[str]) -> str:
    """Render tokens as a PostgreSQL tsvector with positions."""
    return " ".join(f"'{token}':{place}" for place, token in enumerate(tokens, start=1))
