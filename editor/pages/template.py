"""The templates, and how they write times, dates and data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from editor.pages.keys import KEYS, shown

STATIC = Path(__file__).parents[1] / "static"
"""The folder of what the pages load: styles, modules, icons."""


def page(name: str, values: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """Fill a template; a page is never kept by the browser, for its text may change any moment."""
    text = environment().get_template(name).render(values)
    return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})


@cache
def environment() -> Environment:
    """Give the templates: every text is escaped, and a name that is not there is an error."""
    made = Environment(
        loader=PackageLoader("editor.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"clock": clock, "data": data}
    made.globals |= {
        "hint": {key.action: hint(key.turns) for key in KEYS},
        "modules": sorted(file.name for file in STATIC.glob("*.js")),
    }
    return made


def clock(seconds: float) -> str:
    """Write a time as people do: 3:07, 1:02:03."""
    minutes, whole = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{whole:02}" if hours else f"{minutes}:{whole:02}"


def data(value: Any) -> Markup:
    """Write a value as JSON that may stand in a page: nothing in it can end its element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def hint(keys: tuple[str, ...]) -> str:
    """Write the first of an action's keys, as buttons show it: in short."""
    return shown(keys[0]).replace("Shift+", "⇧").replace("Enter", "↵") if keys else ""
