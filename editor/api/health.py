"""The health check for monitoring."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter, Request

from archive.catalogue.find import find
from editor.responses import failures
from editor.schemas import Health

router = APIRouter()


@router.get("/api/health", responses=failures())
def health(request: Request) -> Health:
    """Respond once the database has responded."""
    find(request.app.state.editor.catalogue, limit=1)
    return Health(ok=True, tapelog=version("tapelog"))
