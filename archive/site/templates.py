"""Render the templates of a site, which extend those of the published page."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader

from archive.site import addresses
from archive.site.options import SiteOptions
from archive.site.rules import render_rules
from transcripts.formats.html import time_fragment
from transcripts.formats.page import parts

_STYLES = {
    "site.css": ("colours.css", "base.css", "site.css"),
    "page.css": ("colours.css", "base.css", "page.css", "site.css"),
}
_SCRIPTS = {"recording.js": (*parts.SCRIPTS, "quote.js"), "listen.js": ("listen.js",)}
_MODULES = {"search.js": ("rules.js", "tokens.js", "search.js")}
ASSETS = _STYLES | _SCRIPTS | _MODULES
"""The assets that pages load, and the source files that each is made of."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self' file:",
        "script-src 'self' file:",
        "media-src 'self' file:",
        "connect-src 'self'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'self' file:",
    )
)
"""The content security policy: only files of the site, even if it is opened from a disk."""


@cache
def read_source(name: str) -> str:
    """Read a template, style sheet or script.

    The site's own file takes precedence over that of the published page.
    """
    if name == "rules.js":
        return render_rules()
    own = files("archive.site") / name
    return own.read_text(encoding="utf-8") if own.is_file() else parts.read_part(name)


@cache
def build_asset(name: str) -> tuple[str, str]:
    """Return the path and the text of a style sheet or script.

    The path contains a hash of the text, so that browsers may cache the file forever.
    """
    text = "".join(read_source(piece) for piece in ASSETS[name])
    stem, _, suffix = name.rpartition(".")
    return f"assets/{stem}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.{suffix}", text


def render(template: str, path: str, options: SiteOptions, **values: Any) -> str:
    """Render the page at `path` of a site."""
    known = {
        "site": options,
        "path": path,
        "root": addresses.path_to_root(path),
        "address": options.address(path),
        "policy": POLICY,
    }
    return _template_environment().get_template(template).render(known | values)


def hash_design() -> str:
    """Hash all templates, styles and scripts."""
    names = ("home", "list", "listing", "macros", "people", "person", "recording", "search", "site")
    texts = [read_source(f"{name}.html") for name in (*names, "page")]
    texts += [build_asset(name)[1] for name in ASSETS]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


@cache
def _template_environment() -> Environment:
    made = parts.template_environment().overlay(loader=FunctionLoader(read_source))
    made.globals = {
        **made.globals,
        "at": addresses,
        "asset": lambda name: build_asset(name)[0],
        "moment": time_fragment,
    }
    made.filters = {**made.filters, "hours": format_hours}
    return made


def format_hours(seconds: float) -> str:
    """Format a duration: 48 seconds, 35 minutes, 1.5 hours, 312 hours."""
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    if seconds < 5400:
        return f"{seconds / 60:.0f} minutes"
    whole = seconds / 3600
    return f"{whole:,.0f} hours" if whole >= 10 else f"{whole:.1f} hours"
