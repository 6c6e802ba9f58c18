"""Replace a text that `find_text` found in all recordings, one recording at a time.

A passage that has changed since the text was found is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from archive.catalogue.append import NewEdit, append
from archive.catalogue.current import Snapshot, load_snapshot
from archive.catalogue.find_text import digest_text
from archive.database.connection import Catalogue
from archive.database.index_tables import PASSAGES
from archive.database.timestamps import current_time
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
from transcripts.transcript import Turn


@dataclass(frozen=True, slots=True)
class TickedPassage:
    """A passage, with the numbers from 0 of its matches that a user ticked for replacement."""

    passage: str
    digest: int
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReplacementResult:
    """The numbers of matches replaced and left alone in a recording, and the edits' ids."""

    replaced: int
    edits: tuple[str, ...]
    revision: int
    changed: int
    """Matches left alone because their passage has changed or is withheld."""
    inserted: int
    """Matches left alone because a correction inserted their words."""
    error: str | None = None
    """Why some of the edits could not be saved."""


def replace_in_recording(
    catalogue: Catalogue,
    recording: str,
    text_pattern: TextPattern,
    replacement: str,
    author: str,
    passages: Sequence[TickedPassage],
    speakers: Sequence[str] = (),
) -> ReplacementResult:
    """Replace the ticked matches of a recording by edits that are one entry of the history.

    Raises UserError if an edit cannot be saved.
    """
    snapshot = load_snapshot(catalogue, recording)
    pattern = text_pattern.pattern
    assert pattern is not None
    with catalogue.reading() as connection:
        texts = _load_texts(connection, recording, [ticked.passage for ticked in passages])
    rewriting = _plan_rewriting(snapshot, text_pattern, replacement, passages, texts)
    why = f"Replaced “{text_pattern.find}” with “{replacement}” in the archive"
    changes = [*rewriting.changes, *_build_rename_edits(snapshot, speakers, pattern, replacement)]
    saved = _append_all(catalogue, recording, snapshot, changes, author, why)
    names = sum(isinstance(change, SetName) for change in saved.changes)
    words = rewriting.count if len(saved.changes) > names else 0
    return ReplacementResult(
        words + names,
        saved.edits,
        saved.revision,
        rewriting.changed,
        rewriting.inserted,
        saved.error,
    )


@dataclass(frozen=True, slots=True)
class _Rewriting:
    """The new texts of words by number, and the counts of `ReplacementResult`."""

    words: Mapping[int, str]
    count: int
    changed: int
    inserted: int

    @property
    def changes(self) -> list[Change]:
        """Return the edit that rewrites the words; [] if no word changes."""
        return [RewriteWords(tuple(sorted(self.words.items())))] if self.words else []


def _plan_rewriting(
    snapshot: Snapshot,
    text_pattern: TextPattern,
    replacement: str,
    passages: Sequence[TickedPassage],
    texts: Mapping[str, tuple[str, str]],
) -> _Rewriting:
    """Compute the new texts of words; `texts` has the turn and the current text of passages."""
    turns = {turn.id: turn for turn in snapshot.applied.transcript.turns}
    words: dict[int, str] = {}
    count = inserted = 0
    changed = sum(len(t.places) for t in passages if t.passage not in texts)
    for turn_id, own in _group_by_turn(passages, texts):
        turn = turns.get(turn_id)
        spans = [
            s for ticked, text in own for s in _find_ticked_spans(turn, ticked, text, text_pattern)
        ]
        changed += sum(len(ticked.places) for ticked, _ in own) - len(spans)
        if turn is not None and spans:
            edits, left = _rewrite_turn(snapshot, turn, sorted(spans), replacement)
            words |= edits
            inserted += left
            count += len(spans) - left
    return _Rewriting(words, count, changed, inserted)


def _find_ticked_spans(
    turn: Turn | None, ticked: TickedPassage, text: str, text_pattern: TextPattern
) -> list[tuple[int, int]]:
    """Return the ticked matches in a turn's text; [] if the passage has changed."""
    offset = turn.text.find(text) if turn else -1
    if offset < 0 or digest_text(text) != ticked.digest:
        return []
    hits = text_pattern.spans(text)
    chosen = sorted({n for n in ticked.places if 0 <= n < len(hits)})
    return [(hits[n][0] + offset, hits[n][1] + offset) for n in chosen]


@dataclass(frozen=True, slots=True)
class _Saved:
    """The saved changes, their edits, the revision, and why other changes were not saved."""

    changes: tuple[Change, ...]
    edits: tuple[str, ...]
    revision: int
    error: str | None


def _append_all(
    catalogue: Catalogue,
    recording: str,
    snapshot: Snapshot,
    changes: Sequence[Change],
    author: str,
    why: str,
) -> _Saved:
    """Save edits one after the other; raise UserError if the first cannot be saved."""
    done: list[Change] = []
    ids: list[str] = []
    failure: str | None = None
    for change in changes:
        decision = NewEdit(change, author, current_time(), snapshot.revision, why)
        try:
            snapshot = append(catalogue, recording, decision)
        except UserError as error:
            if not ids:
                raise
            failure = str(error)
            continue
        done.append(change)
        ids.append(snapshot.edits[-1].id)
    return _Saved(tuple(done), tuple(ids), snapshot.revision, failure)


def _load_texts(
    connection: Connection, recording: str, passages: Sequence[str]
) -> Mapping[str, tuple[str, str]]:
    """Return the turn and the current text of passages by their numbers."""
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
    """Return the new texts of a turn's words by number, and the number of matches left alone."""
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
    snapshot: Snapshot, speakers: Sequence[str], pattern: re.Pattern[str], replacement: str
) -> Iterator[SetName]:
    for speaker in snapshot.applied.transcript.speakers:
        if speaker.id in speakers and speaker.name and pattern.search(speaker.name):
            name = pattern.sub(lambda _: replacement, speaker.name)
            yield SetName(speaker.id, " ".join(name.split()) or None)
