"""How the editor is run, as one frozen value."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from editor.passwords import Login
from editor.publisher import When
from transcripts.errors import UserError

PORT = 8765
"""Where the editor is found unless told otherwise; nothing else that is common has this port."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the editor listens, who edits, who may come in, and when edits are published.

    `names` are those under which others reach the editor, through a proxy for instance; none on
    loopback. `author` is who edits where nobody logs in. `quiet` is how many seconds without an
    edit there must be before a recording is published again.
    """

    author: str
    host: str = "127.0.0.1"
    port: int = PORT
    names: tuple[str, ...] = ()
    login: Login | None = None
    publish: When = "at once"
    quiet: float = 2.0

    @property
    def private(self) -> bool:
        """Whether only programs on this machine can reach the editor."""
        return is_loopback(self.host) and not self.names

    def check(self) -> None:
        """Raise UserError where nobody edits, or anyone could who can reach this machine."""
        if not self.author:
            raise UserError("edits need an author: say who you are, --author NAME")
        if not self.private and self.login is None:
            where = ", ".join(self.names) or self.host
            raise UserError(
                f"{where} can be reached by others and there is no login: set a password with "
                "`tapelog edit --password`, or a token in TAPELOG_EDIT_TOKEN"
            )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
