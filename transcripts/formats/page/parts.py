"""Provide the files, templates and content security policy that the pages share."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from transcripts.formats.clock import clock
from transcripts.formats.page import phrases
from transcripts.formats.parts import describe_part
from transcripts.text.quantities import format_count

SCRIPTS = ("words.js", "card.js", "page.js")
"""The scripts of the published page, in the order in which they run."""


@cache
def read_part(name: str) -> str:
    """Read a file of this folder: a template, a style or a script."""
    return (files("transcripts.formats.page") / name).read_text(encoding="utf-8")


@cache
def template_environment() -> Environment:
    """Return the template environment; it escapes values, and undefined variables are errors."""
    made = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals |= {
        "KINDS": phrases.KINDS,
        "REASONS": phrases.REASONS,
        "STATUSES": phrases.STATUSES,
    }
    made.filters |= {
        "describe_part": describe_part,
        "clock": clock,
        "day": phrases.format_date,
        "percent": phrases.format_percent,
        "likelihood": phrases.likelihood_label,
        "counted": format_count,
    }
    return made


def content_security_policy(style: str, script: str) -> str:
    """Build a content security policy that allows only the page's own style, script and audio."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{csp_hash(style)}'",
            f"script-src '{csp_hash(script)}'",
            "media-src 'self' file:",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def csp_hash(text: str) -> str:
    """Return the hash by which a content security policy allows an inline style or script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
