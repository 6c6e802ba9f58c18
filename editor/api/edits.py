"""Saving an edit, and publishing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from archive.catalogue.append import Conflict, Decision, append_edit
from archive.catalogue.current import current, head
from editor.api.answers import failures, shaped
from editor.api.changed import changed
from editor.api.made import made
from editor.api.shapes import Clash, Publishing, RecordingId, Saved, Wish
from editor.desk import Desk
from transcripts.edits.kinds.table import parse_change

router = APIRouter(prefix="/api/recordings/{recording}")

_CLASH: dict[int | str, dict[str, Any]] = {
    409: {"model": Clash, "description": "Another changed the same since; nothing was saved."}
}


@router.post(
    "/edits",
    status_code=201,
    response_model=Saved,
    responses={**failures(403, 413, 415), **_CLASH},
)
def save(request: Request, recording: RecordingId, wish: Wish) -> Response:
    """Save an edit, whole or not at all, and give what differs from the revision `base`."""
    desk: Desk = request.app.state.desk
    at = datetime.now(UTC).isoformat(timespec="seconds")
    change = parse_change(wish.kind, wish.parameters)
    decision = Decision(change, request.state.author, at, wish.base, wish.why)
    try:
        saved = append_edit(desk.catalogue, recording, decision)
    except Conflict as conflict:
        return _refuse(desk, recording, wish, conflict)
    desk.publisher.edited(recording)
    before, now = saved.before, saved.now
    if wish.base != before.revision:
        before = current(desk.catalogue, recording, wish.base)
    (edit,) = made(now, now.edits[-1:])
    return shaped(
        Saved.model_construct(**changed(before, now), edit=edit, published=saved.published),
        status=201,
    )


@router.post("/publish", status_code=202, responses=failures(403, 413, 415))
def publish(request: Request, recording: RecordingId) -> Publishing:
    """Begin to publish a recording at its newest revision."""
    desk: Desk = request.app.state.desk
    _state(desk, recording)  # there is nothing to publish of what is not there
    desk.publisher.publish(recording)
    return _state(desk, recording)


@router.get("/publish", responses=failures())
def publishing(request: Request, recording: RecordingId) -> Publishing:
    """Say which revision readers see, and whether another is on its way to them."""
    return _state(request.app.state.desk, recording)


def _state(desk: Desk, recording: str) -> Publishing:
    waiting = desk.publisher.waits(recording)  # asked first: what it ends with is seen below
    with desk.catalogue.reading() as connection:
        row = head(connection, recording)
    return Publishing(
        revision=row.revision,
        published=row.published,
        waiting=waiting,
        error=desk.publisher.failure(recording),
    )


def _refuse(desk: Desk, recording: str, wish: Wish, conflict: Conflict) -> Response:
    """Say what is in the way, and give what the page needs to show it."""
    now = current(desk.catalogue, recording)
    before = now if conflict.edit is None else current(desk.catalogue, recording, wish.base)
    theirs = [edit for edit in now.edits if edit.id == conflict.edit]
    clash = Clash.model_construct(
        **changed(before, now),
        error=str(conflict),
        theirs=made(now, theirs)[0] if theirs else None,
        yours=wish,
    )
    return shaped(clash, status=409)
