"""The health check and the metrics for monitoring."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter, Request, Response

from archive.catalogue.find import find_recordings
from archive.queue.metrics import CONTENT_TYPE, render_metrics
from editor.responses import error_descriptions
from editor.schemas import Health

router = APIRouter()


@router.get("/api/health", responses=error_descriptions())
def health(request: Request) -> Health:
    """Respond once the database has responded."""
    find_recordings(request.app.state.editor.catalogue, limit=1)
    return Health(ok=True, tapelog=version("tapelog"))


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """Return the state of the queue in Prometheus' text format."""
    return Response(render_metrics(request.app.state.editor.catalogue), media_type=CONTENT_TYPE)
