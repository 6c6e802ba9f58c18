"""Which address shows which page."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from editor.pages.listing import listing
from editor.pages.recording import recording

STATIC = Path(__file__).parents[1] / "static"
"""The folder of what the pages load: styles, modules, icons."""

router = APIRouter(default_response_class=HTMLResponse)
router.add_api_route("/", listing)
router.add_api_route("/recordings/{recording}", recording)
