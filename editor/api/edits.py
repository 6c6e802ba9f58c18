"""API routes that save edits and publish recordings."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from archive.catalogue.append import Conflict, NewEdit, append_edit
from archive.catalogue.current import load_snapshot, recording_row
from archive.catalogue.withholding import check_pseudonym
from archive.database.timestamps import current_time
from archive.storage.outside import outside_folder_name
from editor.api.differences import differences, turns_with_estimated_times
from editor.api.records import edit_records
from editor.app_state import AppState
from editor.responses import error_descriptions, json_response
from editor.schemas import ConflictReport, EditRequest, PublicationState, RecordingId, SavedEdit
from transcripts.edits.kinds.table import parse_change
from transcripts.edits.kinds.withhold import WithholdPerson

router = APIRouter(prefix="/api/recordings/{recording}")

_CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {
        "model": ConflictReport,
        "description": "Somebody else changed the same words or speakers; the edit was not saved.",
    }
}


@router.post(
    "/edits",
    status_code=201,
    response_model=SavedEdit,
    responses={**error_descriptions(403, 413, 415), **_CONFLICT},
)
def save(request: Request, recording: RecordingId, edit_request: EditRequest) -> Response:
    """Save an edit; return the differences from `base`, the revision on the editor's screen."""
    state: AppState = request.app.state.editor
    at = current_time()
    change = parse_change(edit_request.kind, edit_request.parameters)
    if isinstance(change, WithholdPerson) and change.pseudonym:
        check_pseudonym(state.catalogue, change.pseudonym)
    decision = NewEdit(change, request.state.author, at, edit_request.base, edit_request.why)
    try:
        saved = append_edit(state.catalogue, recording, decision)
    except Conflict as conflict:
        return _build_conflict_response(state, recording, edit_request, conflict)
    if change.is_published:
        state.publisher.publish_when_quiet(recording)
    before, now = saved.snapshot_before, saved.snapshot_after
    if state.times is not None and turns_with_estimated_times(now):
        state.times.measure_after_edit(recording)
    if edit_request.base != before.revision:
        before = load_snapshot(state.catalogue, recording, edit_request.base)
    (edit,) = edit_records(now, now.edits[-1:])
    return json_response(
        SavedEdit.model_construct(
            **differences(before, now), edit=edit, published=saved.published_revision
        ),
        status=201,
    )


@router.post("/times", status_code=202, responses=error_descriptions(403, 413, 415))
def prepare_times(request: Request, recording: RecordingId) -> PublicationState:
    """Load the model that measures the times of typed words, because somebody begins to type."""
    state: AppState = request.app.state.editor
    if state.times is not None:
        state.times.prepare(recording)
    return _publication_state(state, recording)


@router.post("/publish", status_code=202, responses=error_descriptions(403, 413, 415))
def publish(request: Request, recording: RecordingId, inside: bool = False) -> PublicationState:
    """Start publishing a recording at its newest revision, in the background.

    With `inside`, the recording is published to the archive's own folder from now on.
    """
    state: AppState = request.app.state.editor
    _publication_state(state, recording)  # raises UnknownRecording
    state.publisher.enqueue(recording, inside)
    return _publication_state(state, recording)


@router.get("/publish", responses=error_descriptions())
def publishing(request: Request, recording: RecordingId) -> PublicationState:
    """Return the published revision, and whether another revision is being published."""
    return _publication_state(request.app.state.editor, recording)


def _publication_state(state: AppState, recording: str) -> PublicationState:
    # Read before the row below: if publishing ends between the two, the row is already up to date.
    waiting = state.publisher.is_waiting(recording)
    publishing = state.publisher.is_publishing(recording)
    with state.catalogue.reading() as connection:
        row = recording_row(connection, recording)
    failure = state.publisher.failure(recording)
    return PublicationState(
        revision=row.revision,
        published=row.published,
        waiting=waiting,
        publishing=publishing,
        reason=failure.reason if failure else None,
        error=failure.detail if failure else None,
        can_publish_inside=failure is not None and failure.can_publish_inside,
        folder=outside_folder_name(state.catalogue.archive, state.catalogue.folder(row.folder)),
    )


def _build_conflict_response(
    state: AppState, recording: str, edit_request: EditRequest, conflict: Conflict
) -> Response:
    """Respond with the conflicting edit and everything that the page needs to show it."""
    now = load_snapshot(state.catalogue, recording)
    before = (
        now
        if conflict.edit is None
        else load_snapshot(state.catalogue, recording, edit_request.base)
    )
    theirs = [edit for edit in now.edits if edit.id == conflict.edit]
    report = ConflictReport.model_construct(
        **differences(before, now),
        error=str(conflict),
        theirs=edit_records(now, theirs)[0] if theirs else None,
        yours=edit_request,
    )
    return json_response(report, status=409)
