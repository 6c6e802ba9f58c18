"""Build the page that lists recordings, or the passages that a search finds."""

from __future__ import annotations

from typing import Any, get_args
from urllib.parse import urlencode

from fastapi import Request, Response

from archive.catalogue.assignments import find_assignments
from archive.catalogue.checks import find_personal_checks
from archive.catalogue.find import FoundRecording, RecordingFilter, Sort, State, find_recordings
from archive.database.connection import Catalogue
from archive.search.search import Hit, Query, search
from editor.app_state import AppState
from editor.pages.template import page
from transcripts.errors import UserError
from transcripts.transcript import PersonalCheck

STATES: dict[str, str] = {
    "": "All",
    "doubtful": "Left to check",
    "unpublished": "Changes not published",
    "edited": "Edited",
    "untouched": "Not edited",
}
SORTS: dict[str, str] = {
    "entered": "Newest first",
    "doubts": "Most to check first",
    "date": "Latest broadcast first",
    "title": "By title",
}
PARAMETERS = ("said", "text", "programme", "state", "assignee", "sort", "after")


def listing(request: Request) -> Response:
    """Show the matching recordings, or the passages that a full-text search finds."""
    state: AppState = request.app.state.editor
    parameters = {name: request.query_params.get(name, "").strip() for name in PARAMETERS}
    try:
        if parameters["said"]:
            return page("list.html", passages_context(state.catalogue, parameters))
        return page("list.html", recordings_context(state.catalogue, parameters))
    except UserError as error:
        return page("missing.html", {"error": str(error)}, status=400)


def recordings_context(catalogue: Catalogue, parameters: dict[str, str]) -> dict[str, Any]:
    """Collect the template's values for a list of recordings."""
    states = {name: name for name in get_args(State)}
    sorts = {name: name for name in get_args(Sort)}
    wanted = RecordingFilter(
        text=parameters["text"] or None,
        programme=parameters["programme"] or None,
        state=states.get(parameters["state"]),
        assignee=parameters["assignee"] or None,
    )
    sort = sorts.get(parameters["sort"], "entered")
    found = find_recordings(catalogue, wanted, sort=sort, after=parameters["after"] or None)
    with catalogue.reading() as connection:
        checks = find_personal_checks(connection, [one.id for one in found.recordings])
        assigned = find_assignments(connection)
    return {
        "passages": [],
        "spellings": (),
        "recordings": [
            (one, *state_and_label(one, checks.get(one.id)), assigned.get(one.id))
            for one in found.recordings
        ],
        "people": sorted(set(assigned.values())),
        "asked": parameters,
        "narrowed": any(
            parameters[name] for name in ("text", "programme", "state", "assignee", "after")
        ),
        "states": STATES,
        "sorts": SORTS,
        "more": _build_next_page_url(parameters, found.next_position),
    }


def passages_context(catalogue: Catalogue, parameters: dict[str, str]) -> dict[str, Any]:
    """Collect the template's values for a list of passages."""
    query = Query(
        parameters["said"],
        programme=parameters["programme"] or None,
        after=parameters["after"] or None,
    )
    answer = search(catalogue, query)
    return {
        "recordings": [],
        "passages": [(hit, pieces(hit)) for hit in answer.hits],
        "spellings": answer.spellings,
        "asked": parameters,
        "narrowed": True,
        "people": [],
        "states": STATES,
        "sorts": SORTS,
        "more": _build_next_page_url(parameters, answer.next_position),
    }


def pieces(hit: Hit) -> list[tuple[str, bool]]:
    """Split a quote into (piece, whether it matched the search) pairs."""
    made, at = [], 0
    for first, last in hit.marks:
        made += [(hit.quote[at:first], False), (hit.quote[first:last], True)]
        at = last
    return [*made, (hit.quote[at:], False)]


def _build_next_page_url(parameters: dict[str, str], next_position: str | None) -> str:
    """Return the URL of the next page; empty on the last one."""
    values = {**parameters, "after": next_position or ""}
    return "?" + urlencode({k: v for k, v in values.items() if v}) if next_position else ""


def state_and_label(
    found_recording: FoundRecording, check: PersonalCheck | None
) -> tuple[str, str]:
    """Return the state of a recording and its label: not edited, in progress, or checked."""
    if check is not None:
        return "checked", f"Checked by {check.by} on {check.at[:10]}"
    return (
        ("in-progress", "In progress") if found_recording.edit_count else ("new", "Not edited yet")
    )
