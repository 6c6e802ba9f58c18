"""What stands before the application, from the outside in.

headers   what a browser may do with what it gets
hosts     no page of another site reaches a private editor under a name of its own
limits    no request is larger than an edit can be, or takes for ever to arrive
door      nobody comes in without having logged in, where there is a login
forgery   nothing changes unless a page of this editor asks for it
"""

from __future__ import annotations

import secrets
from pathlib import Path

from fastapi import FastAPI

from editor.safety.attempts import Doorkeeper
from editor.safety.door import Door
from editor.safety.forgery import Forgery
from editor.safety.headers import Headers
from editor.safety.hosts import Hosts
from editor.safety.limits import Limits
from editor.safety.sessions import Sessions
from editor.settings import Settings


def guarded(app: FastAPI, settings: Settings, archive: Path) -> None:
    """Put the guards before an application; the one that is added last is met first."""
    key = settings.login.key if settings.login else secrets.token_bytes(32)
    app.state.key = key
    app.state.doorkeeper = Doorkeeper()
    sessions = Sessions(settings.login, archive) if settings.login else None
    app.state.sessions = sessions
    app.add_middleware(Forgery, key=key)
    app.add_middleware(Door, sessions=sessions, author=settings.author)
    app.add_middleware(Limits)
    app.add_middleware(Hosts, allowed=allowed(settings))
    app.add_middleware(Headers)


def allowed(settings: Settings) -> frozenset[str] | None:
    """Give the names under which the editor answers, None for any.

    Where everybody must log in, a name of another site brings no cookie and so no way in.
    """
    if settings.private:
        return frozenset({"localhost", "127.0.0.1", "[::1]", settings.host})
    return frozenset(settings.names) | {"localhost", "127.0.0.1"} if settings.names else None
