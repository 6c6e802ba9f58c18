"""The API route that compares two versions of a recording."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from archive.catalogue.current import load_snapshot
from archive.catalogue.versions import list_published_versions
from editor.responses import error_descriptions
from editor.schemas import Comparison, RecordingId
from transcripts.compare import compare

router = APIRouter(prefix="/api/recordings/{recording}")

MOST_PASSAGES = 500
"""The maximum number of passages in one answer."""

Revision = Annotated[int | None, Query(ge=0, le=2**31 - 1)]


@router.get("/compare", responses=error_descriptions())
def compare_versions(
    request: Request, recording: RecordingId, before: Revision = None, after: Revision = None
) -> Comparison:
    """Return where two versions differ, and the versions that were published.

    `before` is the last published version unless given, and `after` the newest one.
    """
    catalogue = request.app.state.editor.catalogue
    newest = load_snapshot(catalogue, recording)
    published = list_published_versions(catalogue, recording)
    known = [version.revision for version in published]
    if before is None:
        before = known[-1] if known else 0
    old = load_snapshot(catalogue, recording, before)
    new = newest if after is None else load_snapshot(catalogue, recording, after)
    passages = compare(old.applied.transcript, new.applied.transcript)
    return Comparison(
        before=old.revision,
        after=new.revision,
        newest=newest.revision,
        published=published,
        total=len(passages),
        passages=passages[:MOST_PASSAGES],
    )
