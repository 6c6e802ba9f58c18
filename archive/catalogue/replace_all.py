"""Find a text in the whole archive, and replace it in one recording after another.

The search index has the texts, so that finding replays no edits. Replacing compares each text with
the one that was found and leaves out what has changed since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from sqlalchemy import ColumnElement, Connection, Row, and_, select

from archive.catalogue.append import Decision, append
from archive.catalogue.current import Snapshot, load_snapshot
from archive.database.connection import Catalogue
from archive.database.index_tables import PASSAGES
from archive.database.tables import RECORDINGS, SPEAKERS
from archive.database.timestamps import current_time
from archive.search.writing import token_times
from transcripts.edits.change import Change
from transcripts.edits.kinds.rewrite import RewriteWords
from transcripts.edits.kinds.speakers import SetName
from transcripts.edits.replace_text import (
    TextPattern,
    compute_word_starts,
    find_inserted_words,
    find_rewritten_words,
    find_words_of_hit,
    replace_passages_in_words,
)
from transcripts.errors import UserError
from transcripts.transcript import Speaker, Turn

MOST_HITS = 20_000
"""Most places that are listed; the others are counted."""

_CONTEXT_CHARACTERS = 40
"""Characters shown on each side of a place."""


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place of the text in a passage, about `start` seconds into the recording."""

    start: float
    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage with the text, in order; `digest` is that of the whole passage."""

    passage: str
    digest: int
    speaker: str
    places: tuple[FoundPlace, ...]


@dataclass(frozen=True, slots=True)
class FoundName:
    """A person whose name has the text."""

    speaker: str
    name: str


@dataclass(frozen=True, slots=True)
class FoundInRecording:
    """A recording with the text in its words or in the names of its people."""

    recording: str
    title: str
    passages: tuple[FoundPassage, ...]
    names: tuple[FoundName, ...]


@dataclass(frozen=True, slots=True)
class TickedPassage:
    """The places of a passage to replace, by their numbers from 0."""

    passage: str
    digest: int
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReplacementResult:
    """Counts of the places replaced in a recording and of those left, with the edits' ids."""

    replaced: int
    edits: tuple[str, ...]
    revision: int
    changed: int
    """Places that are left, because their passage reads otherwise by now or is withheld."""
    inserted: int
    """Places that are left, because a correction inserted the words."""
    error: str | None = None
    """Why some of the edits could not be saved."""


def find_in_all_recordings(
    catalogue: Catalogue, text_pattern: TextPattern
) -> tuple[int, tuple[FoundInRecording, ...]]:
    """Return how many places have a text, and the recordings with up to `MOST_HITS` of them.

    What is withheld is not searched.
    """
    pattern = text_pattern.pattern
    if pattern is None:
        return 0, ()
    names: dict[str, list[FoundName]] = {}
    found: dict[str, list[FoundPassage]] = {}
    titles: dict[str, str] = {}
    total = 0
    with catalogue.reading() as connection:
        for row in _select_passages(connection, text_pattern):
            hits = [match.span() for match in pattern.finditer(row.text)]
            total += len(hits)
            if not hits or total - len(hits) >= MOST_HITS:
                continue
            titles[row.recording] = row.title or row.file
            times = token_times(row.times)
            label = Speaker(row.speaker, (), row.name, row.role).label
            places = tuple(_build_found_place(row.text, times, hit) for hit in hits)
            found.setdefault(row.recording, []).append(
                FoundPassage(str(row.number), _digest_text(row.text), label, places)
            )
        for row in _select_people(connection, text_pattern):
            if pattern.search(row.name):
                total += 1
                titles[row.recording] = row.title or row.file
                names.setdefault(row.recording, []).append(FoundName(row.id, row.name))
    return total, tuple(
        FoundInRecording(name, titles[name], tuple(found.get(name, ())), tuple(names.get(name, ())))
        for name in titles
    )


def replace_in_recording(
    catalogue: Catalogue,
    recording: str,
    text_pattern: TextPattern,
    replacement: str,
    author: str,
    passages: Sequence[TickedPassage],
    speakers: Sequence[str] = (),
) -> ReplacementResult:
    """Replace the ticked places of a recording by edits with one reason: one decision.

    Raises UserError if an edit cannot be saved.
    """
    now = load_snapshot(catalogue, recording)
    pattern = text_pattern.pattern
    assert pattern is not None
    with catalogue.reading() as connection:
        texts = _load_texts(connection, recording, [ticked.passage for ticked in passages])
    turns = {turn.id: turn for turn in now.applied.transcript.turns}
    words: dict[int, str] = {}
    count = changed = inserted = 0
    for turn_id, own in _group_by_turn(passages, texts):
        turn = turns.get(turn_id)
        spans: list[tuple[int, int]] = []
        for ticked, text in own:
            offset = turn.text.find(text) if turn else -1
            if offset < 0 or _digest_text(text) != ticked.digest:
                changed += len(ticked.places)
                continue
            hits = [match.span() for match in pattern.finditer(text)]
            chosen = {n for n in ticked.places if 0 <= n < len(hits)}
            changed += len(ticked.places) - len(chosen)
            spans += [(hits[n][0] + offset, hits[n][1] + offset) for n in chosen]
        if turn is None or not spans:
            continue
        edits, left = _rewrite_turn(now, turn, sorted(spans), replacement)
        words |= edits
        inserted += left
        count += len(spans) - left
    changed += sum(len(t.places) for t in passages if t.passage not in texts)
    changes: list[Change] = [RewriteWords(tuple(sorted(words.items())))] if words else []
    renamed = list(_build_rename_edits(now, speakers, text_pattern, replacement))
    changes += renamed
    why = f"Replaced “{text_pattern.find}” with “{replacement}” in the archive"
    ids: list[str] = []
    done = 0
    failure: str | None = None
    for change in changes:
        decision = Decision(change, author, current_time(), now.revision, why)
        try:
            now = append(catalogue, recording, decision)
        except UserError as error:
            if not ids:
                raise
            failure = str(error)
            continue
        ids.append(now.edits[-1].id)
        done += count if isinstance(change, RewriteWords) else 1
    return ReplacementResult(done, tuple(ids), now.revision, changed, inserted, failure)


def _select_passages(connection: Connection, text_pattern: TextPattern) -> Iterator[Row[Any]]:
    p, r, s = PASSAGES.c, RECORDINGS.c, SPEAKERS.c
    speaks = and_(s.recording == p.recording, s.id == p.speaker)
    statement = (
        select(p.number, p.recording, p.text, p.times, p.speaker, s.name, s.role, r.title, r.file)
        .join(RECORDINGS, r.id == p.recording)
        .join(SPEAKERS, speaks, isouter=True)
        .order_by(p.recording, p.number)
    )
    yield from connection.execute(statement.where(*_build_contains_condition(p.text, text_pattern)))


def _select_people(connection: Connection, text_pattern: TextPattern) -> Iterator[Row[Any]]:
    s, r = SPEAKERS.c, RECORDINGS.c
    statement = select(s.recording, s.id, s.name, r.title, r.file).join(
        RECORDINGS, r.id == s.recording
    )
    yield from connection.execute(
        statement.where(
            s.name.is_not(None), *_build_contains_condition(s.name, text_pattern)
        ).order_by(s.recording, s.id)
    )


def _build_contains_condition(
    column: ColumnElement[Any], text_pattern: TextPattern
) -> tuple[ColumnElement[bool], ...]:
    """Return a condition that databases check quickly and that no match fails.

    Only ASCII letters are compared without their case by every database.
    """
    part = max(text_pattern.find.split(), key=len)
    return (column.icontains(part, autoescape=True),) if part.isascii() else ()


def _build_found_place(text: str, times: Sequence[int], hit: tuple[int, int]) -> FoundPlace:
    begin, end = hit
    token = text.count(" ", 0, begin) * len(times) // (text.count(" ") + 1)
    return FoundPlace(
        times[min(token, len(times) - 1)] / 1000 if len(times) else 0.0,
        ("…" if begin > _CONTEXT_CHARACTERS else "")
        + text[max(0, begin - _CONTEXT_CHARACTERS) : begin],
        text[begin:end],
        text[end : end + _CONTEXT_CHARACTERS]
        + ("…" if len(text) > end + _CONTEXT_CHARACTERS else ""),
    )


def _digest_text(text: str) -> int:
    return crc32(text.encode())


def _load_texts(
    connection: Connection, recording: str, passages: Sequence[str]
) -> Mapping[str, tuple[str, str]]:
    """Return the turn and the present text of passages by their numbers."""
    p = PASSAGES.c
    rows = connection.execute(select(p.number, p.turn, p.text).where(p.recording == recording))
    chosen = set(passages)
    return {str(r.number): (r.turn, r.text) for r in rows if str(r.number) in chosen}


def _group_by_turn(
    passages: Sequence[TickedPassage], texts: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, list[tuple[TickedPassage, str]]]]:
    grouped: dict[str, list[tuple[TickedPassage, str]]] = {}
    for ticked in passages:
        if ticked.passage in texts:
            turn, text = texts[ticked.passage]
            grouped.setdefault(turn, []).append((ticked, text))
    yield from grouped.items()


def _rewrite_turn(
    snapshot: Snapshot, turn: Turn, spans: Sequence[tuple[int, int]], replacement: str
) -> tuple[dict[int, str], int]:
    """Return the new texts of a turn's words by number, and how many places are inserted words."""
    before = [word.text for word in turn.words]
    numbers = snapshot.applied.word_numbers_by_turn[turn.id]
    skipped = find_inserted_words(snapshot.applied.state.materialized.draft, numbers)
    starts = compute_word_starts(before)
    kept = [span for span in spans if not skipped.intersection(_find_word_range(starts, span))]
    after = replace_passages_in_words(before, kept, replacement)
    return dict(find_rewritten_words(numbers, before, after, skipped)), len(spans) - len(kept)


def _find_word_range(starts: Sequence[int], span: tuple[int, int]) -> range:
    first, last = find_words_of_hit(starts, span)
    return range(first, last + 1)


def _build_rename_edits(
    snapshot: Snapshot, speakers: Sequence[str], text_pattern: TextPattern, replacement: str
) -> Iterator[SetName]:
    pattern = text_pattern.pattern
    for speaker in snapshot.applied.transcript.speakers:
        if pattern and speaker.id in speakers and speaker.name and pattern.search(speaker.name):
            name = pattern.sub(lambda _: replacement, speaker.name)
            yield SetName(speaker.id, " ".join(name.split()) or None)
