"""The page templates, and their filters for times and data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from editor.pages.shortcuts import SHORTCUTS, key_label

STATIC = Path(__file__).parents[1] / "static"
"""The folder of styles, JavaScript modules and icons."""


def page(name: str, values: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """Render a template; browsers must not cache the page, because its text may change."""
    text = environment().get_template(name).render(values)
    return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})


@cache
def environment() -> Environment:
    """Build the Jinja environment: all text is escaped, and an undefined name is an error."""
    made = Environment(
        loader=PackageLoader("editor.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"clock": clock, "data": data}
    made.globals |= {
        "hint": {one.action: hint(one.turns) for one in SHORTCUTS},
        "modules": sorted(file.name for file in STATIC.glob("*.js")),
    }
    return made


def clock(seconds: float) -> str:
    """Format seconds as a time: 3:07, 1:02:03."""
    minutes, whole = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{whole:02}" if hours else f"{minutes}:{whole:02}"


def data(value: Any) -> Markup:
    """Encode a value as JSON for a script element, escaped so that it cannot close the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def hint(keys: tuple[str, ...]) -> str:
    """Return the label of an action's first key, in the short form for buttons."""
    return key_label(keys[0]).replace("Shift+", "⇧").replace("Enter", "↵") if keys else ""
