"""Keep secrets out of flow parameters, which Prefect's pages show to every user.

The parameter `secret:evening-pages` refers to the environment variable TAPELOG_SECRET_EVENING_PAGES
of the process that runs the flow or, if it is not set, to the Prefect Secret block `evening-pages`.
"""

from __future__ import annotations

import os
import re
from typing import Any

from transcripts.errors import UserError

PREFIX = "secret:"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


def store_secret(value: str, name: str) -> str:
    """Store a value in the environment of this process; return the parameter that refers to it."""
    os.environ[_variable_name(name)] = value
    return f"{PREFIX}{name}"


def resolve_secret(parameter: str) -> str:
    """Return the value that a parameter refers to; raises UserError if there is no such secret."""
    if not parameter.startswith(PREFIX):
        return parameter
    name = parameter.removeprefix(PREFIX)
    if not _NAME.fullmatch(name):
        raise UserError(
            f"{parameter!r}: a secret's name may have lower-case letters, digits and hyphens only"
        )
    value = os.environ.get(_variable_name(name)) or _read_prefect_block(name)
    if not value:
        raise UserError(
            f"there is no secret {name}: set {_variable_name(name)}, or create a Prefect Secret "
            f"block called {name}"
        )
    return value


def _variable_name(name: str) -> str:
    return f"TAPELOG_SECRET_{name.upper().replace('-', '_')}"


def _read_prefect_block(name: str) -> str | None:
    from prefect.blocks.system import Secret

    load: Any = Secret.load  # its type stubs lack `_sync`
    try:
        block = load(name, _sync=True)
    except ValueError:  # Prefect's error for a missing block
        return None
    return str(block.get())
