"""The settings of the editor."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from editor.passwords import Login
from editor.publisher import When
from transcripts.errors import UserError

PORT = 8765
"""The default port, which no other common program uses."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The editor's address, login and default author, and when it publishes edits.

    `allowed_names` are the host names under which others reach the editor, for instance through a
    proxy; () on loopback. `author` is the author of edits if there is no login. `quiet_seconds` is
    the number of seconds without an edit after which a recording is published again. With
    `uses_models`, processes in the background compare voices and measure the times of typed words.
    The headers of a request must arrive within `header_seconds`, its body within `body_seconds`
    after them: enough for the largest request at 300 kbit/s.
    """

    author: str
    host: str = "127.0.0.1"
    port: int = PORT
    allowed_names: tuple[str, ...] = ()
    login: Login | None = None
    publish: When = "at once"
    quiet_seconds: float = 2.0
    uses_models: bool = True
    header_seconds: float = 10.0
    body_seconds: float = 30.0

    @property
    def is_private(self) -> bool:
        """Check whether only programs on this machine can reach the editor."""
        return is_loopback(self.host) and not self.allowed_names

    def check(self) -> None:
        """Raise UserError if there is no author, or if others can edit without a login."""
        if not self.author:
            raise UserError("edits need an author: name the editor with --author NAME")
        if not self.is_private and self.login is None:
            where = ", ".join(self.allowed_names) or self.host
            raise UserError(
                f"others can reach {where} without a login: set a password with "
                "`tapelog edit --password`, or a token in TAPELOG_EDIT_TOKEN"
            )


def is_loopback(host: str) -> bool:
    """Check whether a host is this machine's loopback address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
