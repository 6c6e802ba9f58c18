"""API routes that read: recordings, one transcript, its doubtful places and its history."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from archive.catalogue.current import (
    load_snapshot,
    newest_published_change,
    read_snapshot,
    recording_row,
)
from archive.catalogue.find import FoundRecording, RecordingFilter, Sort, State, find_recordings
from archive.catalogue.known_names import find_known_names
from editor.api.differences import (
    comments,
    differences,
    draft_of,
    machine_runs,
    machine_word_numbers,
    speaker_labels,
    turns_with_estimated_times,
    unapplied_edits,
)
from editor.api.records import history_records
from editor.api.voices import recorded_voices
from editor.app_state import AppState
from editor.responses import error_descriptions, json_response
from editor.schemas import (
    Differences,
    Doubts,
    History,
    OpenRecording,
    Place,
    Plain,
    RecordingId,
    RecordingPage,
    RecordingSummary,
    Suggestions,
)
from editor.voices import turn_voices, wrong_speaker_probability_by_turn
from transcripts.doubts import find_doubts as doubtful_places
from transcripts.edits.reviewed import reviewed_turns
from transcripts.errors import UserError
from transcripts.ranges import numbers_in

router = APIRouter(prefix="/api/recordings")

MOST = 200
"""The maximum number of recordings in one response: more than a screen shows, and still fast."""


@router.get("", responses=error_descriptions())
def list_recordings(
    request: Request,
    text: Annotated[Plain | None, Query()] = None,
    programme: Annotated[Plain | None, Query()] = None,
    state: State | None = None,
    assignee: Annotated[Plain | None, Query()] = None,
    sort: Sort = "entered",
    after: Annotated[Plain | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> RecordingPage:
    """List recordings; `text` matches a part of a title, a file name or a person's name."""
    editor: AppState = request.app.state.editor
    wanted = RecordingFilter(
        text=text or None, programme=programme or None, state=state, assignee=assignee or None
    )
    page = find_recordings(editor.catalogue, wanted, sort=sort, after=after or None, limit=limit)
    return RecordingPage(recordings=tuple(map(summary, page.recordings)), next=page.next_position)


def summary(found_recording: FoundRecording) -> RecordingSummary:
    """Return a recording as the list shows it."""
    renamed: dict[str, Any] = {
        "published": found_recording.published_revision,
        "edits": found_recording.edit_count,
        "doubts": found_recording.doubt_count,
        "entered": found_recording.ingested_at,
    }
    others = RecordingSummary.model_fields.keys() - renamed.keys()
    return RecordingSummary(**renamed, **{name: getattr(found_recording, name) for name in others})


@router.get(
    "/{recording}", response_model=OpenRecording, responses={304: {}, **error_descriptions()}
)
def open_recording(request: Request, recording: RecordingId) -> Response:
    """Return a transcript at its newest revision."""
    editor: AppState = request.app.state.editor
    with editor.catalogue.reading() as connection:
        row = recording_row(connection, recording)
        mark = f'"{row.revision}-{row.published}-{row.run}"'
        if request.headers.get("if-none-match") == mark:
            return Response(status_code=304, headers={"etag": mark})
        now = read_snapshot(connection, recording)
    applied = now.applied
    names = [turn.id for turn in applied.transcript.turns]
    opened = OpenRecording.model_construct(
        revision=now.revision,
        published=row.published,
        transcript=now.transcript,
        labels=speaker_labels(now.transcript.speakers),
        runs=machine_runs(applied, names),
        numbers=machine_word_numbers(applied, names),
        places={
            name: Place.model_construct(words=numbers_in(ranges), after=ranges[0].first - 1)
            for name, ranges in applied.correction_ranges.items()
        },
        unapplied=unapplied_edits(now),
        estimated=turns_with_estimated_times(now),
        comments=comments(now),
        assignee=draft_of(now).assignee,
        reviewed=len(reviewed_turns(applied)),
        version=newest_published_change(now),
    )
    return json_response(opened, headers={"etag": mark, "cache-control": "private, no-cache"})


@router.get(
    "/{recording}/changes", response_model=Differences | None, responses=error_descriptions()
)
def list_changes(
    request: Request, recording: RecordingId, since: Annotated[int, Query(ge=0, le=2**31 - 1)]
) -> Response:
    """Return the differences from revision `since`; null if it is the newest.

    Raises UserError after a new run of the machine, because word numbers have changed.
    """
    catalogue = request.app.state.editor.catalogue
    now = load_snapshot(catalogue, recording)
    if since == now.revision:
        return Response("null", media_type="application/json")
    before = load_snapshot(catalogue, recording, since)
    if before.run != now.run:
        raise UserError(f"{recording} was processed again: load the page again")
    return json_response(Differences.model_construct(**differences(before, now)))


@router.get("/{recording}/doubts", responses=error_descriptions())
def list_doubts(request: Request, recording: RecordingId) -> Doubts:
    """Return the doubtful places that a person should check, most useful first.

    The first request starts the comparison of the voices of turns, which adds questions.
    """
    state: AppState = request.app.state.editor
    now = load_snapshot(state.catalogue, recording)
    found = recorded_voices(state, recording, now)
    wrong = (
        wrong_speaker_probability_by_turn(turn_voices(now, found.pieces, found.vectors))
        if found.vectors is not None
        else {}
    )
    doubts = doubtful_places(now.applied.transcript, wrong)
    return Doubts(revision=now.revision, doubts=doubts, comparing=found.is_computing)


@router.get("/{recording}/names", responses=error_descriptions())
def suggest_names(request: Request, recording: RecordingId) -> Suggestions:
    """Return names to suggest while somebody types, from this recording and the archive."""
    catalogue = request.app.state.editor.catalogue
    known = find_known_names(catalogue, load_snapshot(catalogue, recording))
    return Suggestions(people=known.people, spellings=known.spellings)


@router.get("/{recording}/history", responses=error_descriptions())
def list_edits(request: Request, recording: RecordingId) -> History:
    """Return all edits, with their authors, times and reasons, and whether each is in effect."""
    now = load_snapshot(request.app.state.editor.catalogue, recording)
    return History(
        revision=now.revision, edits=history_records(now), unapplied=unapplied_edits(now)
    )
