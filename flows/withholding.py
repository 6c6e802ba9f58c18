"""Withhold parts of recordings, or release them, and publish the recordings again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.catalogue.append import NewEdit, append
from archive.catalogue.current import load_snapshot, recording_row
from archive.catalogue.withholding import (
    WithheldEntry,
    check_pseudonym,
    find_recordings_of_person,
    release,
)
from archive.database.connection import Catalogue
from archive.database.timestamps import current_time
from archive.publishing.republish import republish
from archive.search.search import Query, search
from transcripts.edits.change import Change
from transcripts.edits.kinds.withhold import WithholdPassage, WithholdPerson
from transcripts.errors import UserError
from transcripts.folding import folded
from transcripts.formats.clock import clock
from transcripts.hidden_names import name_parts
from transcripts.languages.table import language_of
from transcripts.text.quantities import format_count
from transcripts.text.similarity import MIN_NAME_SIMILARITY, word_similarity
from transcripts.transcript import Transcript
from transcripts.withheld import MARK
from transcripts.withholding import find_mentions_of_withheld, remove_withheld


@dataclass(frozen=True, slots=True)
class WithholdingDecision:
    """Who decided to withhold or release a part, and why."""

    author: str
    why: str | None = None


def withhold(
    catalogue: Catalogue, recording: str, change: Change, who_and_why: WithholdingDecision
) -> Iterator[str]:
    """Withhold a part and publish the recording without it; yield lines for the archivist.

    Raises UserError if the edit cannot be saved, or if the files cannot be published again. In the
    second case, the message says that the old files are still there.
    """
    before = load_snapshot(catalogue, recording)
    about = before.transcript.recording
    if isinstance(change, WithholdPassage) and not about.has_times:
        raise UserError(
            f"{recording} has no times: withhold a passage of it in the editor, a person, or all"
        )
    if isinstance(change, WithholdPassage) and change.start >= about.duration:
        raise UserError(f"{recording} ends at {clock(about.duration)}: choose a part of it")
    if isinstance(change, WithholdPerson) and change.pseudonym:
        check_pseudonym(catalogue, change.pseudonym)
    decision = NewEdit(change, who_and_why.author, current_time(), before.revision, who_and_why.why)
    now = append(catalogue, recording, decision)
    yield f"{recording}: {now.edits[-1].id} {_describe_result(now.transcript)}"
    yield publish_again(catalogue, recording)
    yield from _list_left_to_check(now.transcript, change)


def release_entries(
    catalogue: Catalogue, entries: Sequence[WithheldEntry], decision: WithholdingDecision
) -> Iterator[str]:
    """Release withheld parts and publish each recording once; yield lines for the archivist."""
    for entry in entries:
        release(catalogue, entry, decision.author, current_time(), decision.why)
        yield f"{entry.recording}: {entry.edit.id} is released"
    for recording in dict.fromkeys(entry.recording for entry in entries):
        yield publish_again(catalogue, recording)


def publish_again(catalogue: Catalogue, recording: str) -> str:
    """Publish a recording again; return a line for the archivist.

    Raises UserError if the old files could not be replaced.
    """
    with catalogue.reading() as connection:
        row = recording_row(connection, recording)
    if row.published is None:
        return f"{recording} is not published yet"
    try:
        revision, folder = republish(catalogue, recording)
    except UserError as error:
        raise UserError(
            f"the decision is saved, but the files in {catalogue.folder(row.folder)} could not be "
            f"replaced and are unchanged ({error}): fix the problem, then run "
            f"`tapelog archive publish {recording}`"
        ) from None
    return f"{recording}: revision {revision} is in {folder}"


def find_recordings_about(catalogue: Catalogue, name: str) -> tuple[str, ...]:
    """Return the recordings in which a person speaks, or is named in full.

    Raises UserError if there is none.
    """
    speaking = find_recordings_of_person(catalogue, name)
    answer = search(catalogue, Query(text=f'"{name}"', most=1000))
    named = () if answer.spellings else (hit.recording for hit in answer.hits)
    found = tuple(dict.fromkeys((*speaking, *named)))
    if not found:
        raise UserError(f"nobody called {name!r} speaks or is named in the archive: check the name")
    return found


def _describe_result(transcript: Transcript) -> str:
    shown = remove_withheld(transcript)
    if shown is None:
        return "withholds the recording"
    seconds = sum((e.end or 0) - (e.start or 0) for e in shown.withheld)
    hidden = len(transcript.words) - sum(word.text != MARK for word in shown.words)
    passages = format_count(len(shown.withheld), "passage")
    return (
        f"is saved; now {passages} with {format_count(hidden, 'word')} and {seconds:.1f} s of "
        "sound of this recording are withheld"
    )


def _list_left_to_check(transcript: Transcript, change: Change) -> Iterator[str]:
    """Yield notes on what the archivist must check: titles, and words that resemble the name."""
    for text in find_mentions_of_withheld(transcript):
        yield f"note: {text!r} is still published, and has a word that is withheld elsewhere"
    if isinstance(change, WithholdPerson):
        shown = remove_withheld(transcript)
        similar = sorted(_find_similar_words(shown, change.name)) if shown else []
        if similar:
            yield (
                f"note: these words are similar to {change.name!r} and still published: "
                f"{', '.join(similar)}; withhold their passages if they are the name"
            )


def _find_similar_words(public_transcript: Transcript, name: str) -> Iterator[str]:
    """Yield capitalized words that resemble a part of a name, with the time of each first use."""
    language = language_of(public_transcript)
    seen: set[str] = set()
    for word in public_transcript.words:
        plain = folded(word.text).strip(".,;:!?'\"“”’()")
        if plain in seen or not word.text[:1].isupper() or len(plain) < 3:
            continue
        seen.add(plain)
        parts = name_parts(name)
        if any(word_similarity(plain, p, language) >= MIN_NAME_SIMILARITY for p in parts):
            yield f"{word.text.strip('.,;:!?')} ({clock(word.start)})"
