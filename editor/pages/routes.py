"""The routes of the pages and their static files."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from editor.pages.listing import listing
from editor.pages.published import published_file
from editor.pages.recording import recording
from editor.pages.template import STATIC, page

COLOURS = Path(str(files("transcripts.formats.page"))) / "colours.css"


class Static(StaticFiles):
    """Static files of the pages; browsers cache them but must revalidate on every load.

    Without revalidation, a page could combine modules of two versions of the editor.
    """

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Return a file's path and stat; colours.css is taken from the published page."""
        return super().lookup_path(path) if path != COLOURS.name else (str(COLOURS), COLOURS.stat())

    def file_response(
        self, full_path: str | os.PathLike[str], *args: Any, **options: Any
    ) -> Response:
        """Respond with a file, or with 304 if the browser's cached copy is current."""
        answer = super().file_response(full_path, *args, **options)
        answer.headers["cache-control"] = "no-cache"
        return answer


def replace_page(find: str = "", replacement: str = "") -> Response:
    """Show the page that finds and replaces a text in the whole archive."""
    return page("replace.html", {"find": find, "replacement": replacement})


router = APIRouter(default_response_class=HTMLResponse)
router.add_api_route("/", listing)
router.add_api_route("/replace", replace_page)
router.add_api_route("/recordings/{recording}", recording)
router.add_api_route(
    "/recordings/{recording}/published/{name}", published_file, methods=["GET", "HEAD"]
)
