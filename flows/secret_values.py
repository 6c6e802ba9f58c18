"""Secrets that must not be flow parameters, because everybody who opens Prefect's page sees those.

A parameter `secret:evening-pages` refers to the value of TAPELOG_SECRET_EVENING_PAGES in the
environment of the process that runs the flow, or else to Prefect's Secret block `evening-pages`.
"""

from __future__ import annotations

import os
import re
from typing import Any

from transcripts.errors import UserError

PREFIX = "secret:"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


def hidden(value: str, name: str) -> str:
    """Store a value in this process's environment, and return the parameter that refers to it."""
    os.environ[_variable(name)] = value
    return f"{PREFIX}{name}"


def revealed(parameter: str) -> str:
    """Return the value that a parameter refers to; UserError if no such secret exists."""
    if not parameter.startswith(PREFIX):
        return parameter
    name = parameter.removeprefix(PREFIX)
    if not _NAME.fullmatch(name):
        raise UserError(f"{parameter!r}: a secret's name has small letters, digits and hyphens")
    value = os.environ.get(_variable(name)) or _block(name)
    if not value:
        raise UserError(
            f"there is no secret {name}: set {_variable(name)}, or make a Prefect Secret block "
            f"called {name}"
        )
    return value


def _variable(name: str) -> str:
    return f"TAPELOG_SECRET_{name.upper().replace('-', '_')}"


def _block(name: str) -> str | None:
    from prefect.blocks.system import Secret

    load: Any = Secret.load  # its types do not know `_sync`
    try:
        block = load(name, _sync=True)
    except ValueError:  # Prefect's error for a missing block
        return None
    return str(block.get())
