"""Build the page of one recording: its words as text, and the data for its JavaScript."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from fastapi import Request, Response

from archive.catalogue.current import (
    Snapshot,
    load_snapshot,
    newest_published_change,
    recording_row,
)
from archive.storage.outside import outside_folder_name
from editor.api.differences import comments, draft_of, speaker_labels, turns_with_estimated_times
from editor.api.listening import listening_models
from editor.app_state import AppState
from editor.pages.shortcuts import SHORTCUTS
from editor.pages.template import page
from speakers.roles import ROLES
from transcripts.edits.reviewed import reviewed_turns
from transcripts.errors import UserError
from transcripts.formats.page.marks import DOUBTFUL
from transcripts.formats.page.phrases import LIKELIHOODS
from transcripts.languages.table import language_of
from transcripts.transcript import Correction, Speaker, Transcript, Turn

CARD_CHARACTERS = 1100
"""The maximum length of a card in characters: 24 lines on a phone (46 characters a line at 400 px).
The browser lays out only visible cards, so a long turn is split into several cards.
"""


def recording(request: Request, recording: str) -> Response:
    """Show a recording at its newest revision."""
    state: AppState = request.app.state.editor
    try:
        now = load_snapshot(state.catalogue, recording)
        with state.catalogue.reading() as connection:
            row = recording_row(connection, recording)
    except UserError as error:
        return page("missing.html", {"error": str(error)}, status=404)
    values = template_values(now, request.state.author, row.published)
    values["data"]["publish"] = state.settings.publish
    values["data"]["folder"] = outside_folder_name(
        state.catalogue.archive, state.catalogue.folder(row.folder)
    )
    if state.listener is not None:
        values["data"]["models"] = listening_models(now)
    return page("recording.html", values)


def template_values(snapshot: Snapshot, author: str, published: int | None) -> dict[str, Any]:
    """Collect the template's values for a recording; `published` is the version for readers."""
    transcript = snapshot.applied.transcript
    about = transcript.recording
    people = sorted(transcript.speakers, key=_speaker_sort_key)
    return {
        "id": about.id,
        "title": about.title or about.file,
        "programme": about.programme,
        "date": about.date,
        "duration": about.duration,
        "has_sound": about.has_sound,
        "has_times": about.has_times,
        "version": max(newest_published_change(snapshot), published or 0),
        "published": published,
        "turns": [(turn, cards(turn)) for turn in transcript.turns],
        "speakers": people,
        "colour": {s.id: colour(n) for n, s in enumerate(people)},
        "shortcuts": SHORTCUTS,
        "data": {
            **_build_page_data(snapshot, transcript, people),
            "author": author,
            "published": published,
        },
    }


def colour(number: int) -> int:
    """Return the colour number (1 to 9) of the speaker at an index: eight colours, then grey."""
    return min(number, 8) + 1


def cards(turn: Turn) -> list[tuple[float, str]]:
    """Split a turn into cards of (start in seconds, text), between sentences where possible."""
    made: list[tuple[float, str]] = []
    first = 0
    for last in _find_sentence_ends(turn):
        said = turn.words[first:last]
        made.append((said[0].start, " ".join(word.text for word in said)))
        first = last
    return made or [(turn.start, turn.text)]


def _find_sentence_ends(turn: Turn) -> Iterator[int]:
    characters, sentence = 0, 0
    for n, word in enumerate(turn.words, start=1):
        characters += len(word.text) + 1
        if word.text[-1:] in ".?!":
            sentence, rest = n, characters
        if characters >= CARD_CHARACTERS and n < len(turn.words):
            is_near = sentence and rest >= CARD_CHARACTERS / 2
            yield sentence if is_near else n
            characters = characters - rest if is_near else 0
            sentence = rest = 0
    if turn.words:
        yield len(turn.words)


def _speaker_sort_key(speaker: Speaker) -> tuple[bool, int, str]:
    """Return a sort key that puts detected speakers before those that editors added.

    A speaker's digit key and colour then stay the same, whichever speaker gets the first turn
    later.
    """
    return not speaker.id[1:].isdecimal(), len(speaker.id), speaker.id


def _build_page_data(
    snapshot: Snapshot, transcript: Transcript, people: Sequence[Speaker]
) -> dict[str, Any]:
    return {
        "id": transcript.recording.id,
        "title": transcript.recording.title or transcript.recording.file,
        "recording": asdict(transcript.recording),
        "duration": transcript.end,
        "hasTimes": transcript.recording.has_times,
        "revision": snapshot.revision,
        "version": newest_published_change(snapshot),
        "edits": len(snapshot.edits),
        "checked": asdict(transcript.checked) if transcript.checked else None,
        "withheld": [asdict(mark) for mark in transcript.withheld],
        "comments": [asdict(comment) for comment in comments(snapshot)],
        "assignee": draft_of(snapshot).assignee,
        "reviewed": len(reviewed_turns(snapshot.applied)),
        "models": (),
        "language": language_of(transcript).code,
        "estimated": turns_with_estimated_times(snapshot),
        "cardCharacters": CARD_CHARACTERS,
        "doubtfulBelow": DOUBTFUL,
        "keys": [asdict(one) for one in SHORTCUTS],
        "speakers": [_encode_speaker(s) for s in people],
        "labels": speaker_labels(people),
        "roles": [role.name for role in ROLES],
        "likelihoods": LIKELIHOODS,
        "turns": [_encode_turn(snapshot, turn) for turn in transcript.turns],
        "corrections": [_encode_correction(snapshot, c) for c in transcript.corrections],
    }


def _encode_speaker(speaker: Speaker) -> dict[str, Any]:
    return {
        "id": speaker.id,
        "name": speaker.name,
        "role": speaker.role,
        "voices": speaker.voices,
        "confidence": round(speaker.confidence, 3),
    }


def _encode_turn(snapshot: Snapshot, turn: Turn) -> list[Any]:
    """Encode a turn as JSON values, without its words, which the page contains as text."""
    run, numbers = (
        snapshot.applied.run_by_turn.get(turn.id),
        snapshot.applied.word_numbers_by_turn.get(turn.id),
    )
    is_consecutive = run is not None and numbers == tuple(range(*run))
    return [
        turn.id,
        turn.speaker,
        turn.voice,
        round(turn.start, 3),
        round(turn.end, 3),
        round(turn.confidence, 3),
        run,
        None if is_consecutive else numbers,
        _encode_word_starts(turn),
        [n for n, word in enumerate(turn.words) if word.confidence < DOUBTFUL],
    ]


def _encode_word_starts(turn: Turn) -> Sequence[int]:
    """Return the start of each word, in hundredths of a second from the start of the turn."""
    return [round((word.start - turn.start) * 100) for word in turn.words]


def _encode_correction(snapshot: Snapshot, correction: Correction) -> dict[str, Any]:
    """Encode a correction as JSON values; `behind` is the word before an insertion, else None."""
    places = snapshot.applied.correction_ranges.get(correction.id, ())
    is_place = correction.kind != "turn-break" and any(place.is_position for place in places)
    return {
        "id": correction.id,
        "turn": correction.turn,
        "kind": correction.kind,
        "before": correction.before,
        "after": correction.after,
        "start": round(correction.start, 3),
        "end": round(correction.end, 3),
        "score": round(correction.score, 3),
        "status": correction.status,
        "behind": places[0].first - 1 if is_place else None,
    }
