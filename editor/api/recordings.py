"""The list of recordings, one transcript, its doubtful places, and what was decided."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from archive.catalogue.current import current, head, read
from archive.catalogue.find import Found, Sort, State, Wanted, find
from editor.api.answers import failures, shaped
from editor.api.changed import labels, left_out, numbers, runs
from editor.api.made import made
from editor.api.shapes import (
    Doubts,
    History,
    Listed,
    Opened,
    Place,
    Plain,
    RecordingId,
    Recordings,
)
from editor.desk import Desk
from transcripts.doubts import doubts as doubtful_places
from transcripts.ranges import numbers_in

router = APIRouter(prefix="/api/recordings")

MOST = 200
"""Recordings in one answer: more than a screen shows, and few enough to come at once."""


@router.get("", responses=failures())
def list_recordings(
    request: Request,
    text: Annotated[Plain | None, Query()] = None,
    programme: Annotated[Plain | None, Query()] = None,
    state: State | None = None,
    sort: Sort = "entered",
    after: Annotated[Plain | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> Recordings:
    """List recordings: `text` is part of a title, a file's name, or the name of a person."""
    desk: Desk = request.app.state.desk
    wanted = Wanted(text=text or None, programme=programme or None, state=state)
    page = find(desk.catalogue, wanted, sort=sort, after=after or None, most=limit)
    return Recordings(recordings=tuple(map(listed, page.recordings)), next=page.following)


def listed(found: Found) -> Listed:
    """Give a recording as the list shows it."""
    return Listed(**{name: getattr(found, name) for name in Listed.model_fields})


@router.get("/{recording}", response_model=Opened, responses={304: {}, **failures()})
def open_recording(request: Request, recording: RecordingId) -> Response:
    """Give a transcript at its newest revision."""
    desk: Desk = request.app.state.desk
    with desk.catalogue.reading() as connection:
        row = head(connection, recording)
        mark = f'"{row.revision}-{row.published}-{row.run}"'
        if request.headers.get("if-none-match") == mark:
            return Response(status_code=304, headers={"etag": mark})
        now = read(connection, recording)
    applied = now.applied
    names = [turn.id for turn in applied.transcript.turns]
    opened = Opened.model_construct(
        revision=now.revision,
        published=row.published,
        transcript=now.transcript,
        labels=labels(now.transcript.speakers),
        runs=runs(applied, names),
        numbers=numbers(applied, names),
        places={
            name: Place.model_construct(words=numbers_in(ranges), after=ranges[0].first - 1)
            for name, ranges in applied.places.items()
        },
        unapplied=left_out(now),
    )
    return shaped(opened, headers={"etag": mark, "cache-control": "private, no-cache"})


@router.get("/{recording}/doubts", responses=failures())
def list_doubts(request: Request, recording: RecordingId) -> Doubts:
    """Give the places that a person should look at, the one that is worth most first."""
    now = current(request.app.state.desk.catalogue, recording)
    return Doubts(revision=now.revision, doubts=doubtful_places(now.applied.transcript))


@router.get("/{recording}/history", responses=failures())
def list_edits(request: Request, recording: RecordingId) -> History:
    """Give every edit: who decided what, when and why, and whether it counts."""
    now = current(request.app.state.desk.catalogue, recording)
    return History(revision=now.revision, edits=made(now, now.edits), unapplied=left_out(now))
