"""Which address shows which page."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from editor.pages.listing import listing
from editor.pages.recording import recording
from editor.pages.template import STATIC

COLOURS = Path(str(files("transcripts.formats.page"))) / "colours.css"


class Static(StaticFiles):
    """What the pages load. A browser keeps it and asks each time whether it is still the same.

    Otherwise it might join modules of two versions of the editor in one page.
    """

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Find a file; the colours are those of the published page, and stand with it."""
        return super().lookup_path(path) if path != COLOURS.name else (str(COLOURS), COLOURS.stat())

    def file_response(
        self, full_path: str | os.PathLike[str], *args: Any, **options: Any
    ) -> Response:
        """Respond with a file, or with 304 if the browser has it."""
        answer = super().file_response(full_path, *args, **options)
        answer.headers["cache-control"] = "no-cache"
        return answer


router = APIRouter(default_response_class=HTMLResponse)
router.add_api_route("/", listing)
router.add_api_route("/recordings/{recording}", recording)
