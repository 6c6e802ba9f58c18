"""Routes to log in and out: the login form and the session cookie."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from editor.safety import auth, clients
from editor.safety.clients import address_of, known_browser
from editor.safety.csrf import is_proven
from editor.safety.sessions import Sessions
from editor.safety.tokens import LASTS_SECONDS, new_token

router = APIRouter()

_LOGIN_PAGE = (Path(__file__).parent / "login.html").read_text(encoding="utf-8")
_LONGEST_NAME = 80


@router.get("/login")
def show_form(request: Request, next: str = "/") -> Response:
    """Show the login form; redirect if the editor has no login."""
    if request.app.state.editor.settings.login is None:
        return RedirectResponse("/", 303)
    return _render_form(request, next)


async def fields(request: Request) -> dict[str, str]:
    """Return the fields of a submitted form; {} if it has too many or is malformed."""
    text = (await request.body()).decode("utf-8", "replace")
    try:
        return {name: values[0] for name, values in parse_qs(text, max_num_fields=20).items()}
    except ValueError:  # more fields than any of the editor's forms has
        return {}


Fields = Annotated[dict[str, str], Depends(fields)]


@router.post("/login")
async def log_in(request: Request, form: Fields) -> Response:
    """Start a session if the password or the token is correct."""
    sessions: Sessions | None = request.app.state.sessions
    following = form.get("next", "/")
    author = " ".join(form.get("author", "").split())[:_LONGEST_NAME]
    if sessions is None or not is_proven(request, form.get("csrf", ""), request.app.state.key):
        return _render_form(
            request, following, author, "The page was out of date: please try again.", 403
        )
    if not author or not author.isprintable():
        return _render_form(request, following, author, "Please enter your name.", 422)
    login = sessions.login
    browser = known_browser(request, login.key)
    client = browser or address_of(
        request, proxied=bool(request.app.state.editor.settings.allowed_names)
    )
    wait, is_right = await request.app.state.password_checker.check(
        login, form.get("password", ""), client, is_known_browser=browser is not None
    )
    if wait:
        message = f"Too many wrong passwords: try again in {wait} seconds."
        return _render_form(request, following, author, message, 429, {"retry-after": str(wait)})
    if not is_right:
        return _render_form(request, following, author, "The password is wrong.", 401)
    return _start_session(request, sessions, author, following)


@router.post("/logout")
def log_out(request: Request, form: Fields) -> Response:
    """End a session."""
    if not is_proven(request, form.get("csrf", ""), request.app.state.key):
        return RedirectResponse("/", 303)
    if (sessions := request.app.state.sessions) is not None:
        sessions.end(request.cookies.get(auth.COOKIE, ""))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(auth.COOKIE, httponly=True, samesite="strict")
    return answer


def _start_session(request: Request, sessions: Sessions, author: str, next_page: str) -> Response:
    answer = RedirectResponse(next_page if _is_own_path(next_page) else "/", 303)
    for name, value, seconds in (
        (auth.COOKIE, sessions.begin(author), LASTS_SECONDS),
        (clients.COOKIE, new_token(sessions.login.key, "browser"), clients.KEPT_SECONDS),
    ):
        answer.set_cookie(
            name,
            value,
            max_age=seconds,
            httponly=True,
            samesite="strict",
            # Behind a TLS proxy, only the browser knows the scheme, which it sends in the Origin
            # header.
            secure=request.headers.get("origin", "").startswith("https:"),
        )
    return answer


def _is_own_path(place: str) -> bool:
    """Check that a URL path stays on this editor: `//host` and `/\\host` lead to another site."""
    return place.startswith("/") and not place.startswith(("//", "/\\")) and place.isprintable()


def _render_form(
    request: Request,
    next_page: str,
    author: str = "",
    error: str = "",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    values = {"next": next_page, "author": author, "error": error, "csrf": request.state.proof}
    page = _LOGIN_PAGE.format(**{name: escape(value) for name, value in values.items()})
    return HTMLResponse(page, status, headers)
