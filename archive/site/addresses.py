"""Where each page of a site is: addresses that stay the same while the archive grows."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from transcripts.identifiers import check_identifier

HOME = "index.html"
SEARCH = "search/index.html"
PROGRAMMES = "programmes/index.html"
DATES = "dates/index.html"
PEOPLE = "people/index.html"
FEED = "feed.xml"
SITEMAP = "sitemap.xml"
FOLDERS = frozenset({"assets", "dates", "people", "programmes", "recordings", "search"})
"""The folders of a site: everything in them is of the site."""


def recording(recording_id: str, file: str = "index.html") -> str:
    """Return the place of a recording's page, or of another of its files."""
    return f"recordings/{check_identifier(recording_id)}/{file}"


def person(name: str, page: int = 1) -> str:
    """Return the place of a page of what a person said."""
    return f"people/{slug(name)}/{_numbered(page)}"


def programme(name: str, page: int = 1) -> str:
    """Return the place of a page of a programme's recordings."""
    return f"programmes/{slug(name)}/{_numbered(page)}"


def year(date: str | None, page: int = 1) -> str:
    """Return the place of a page of a year's recordings; those without a date have a page, too."""
    return f"dates/{slug(date[:4]) if date else 'undated'}/{_numbered(page)}"


def people(page: int) -> str:
    """Return the place of a page of the list of people."""
    return f"people/{_numbered(page)}"


def root(path: str) -> str:
    """Return the way from a page back to the beginning of the site."""
    return "../" * path.count("/")


def slug(name: str) -> str:
    """Make a folder's name of a text: the same for the same text, another for any other.

    "Kazuo Ishiguro" is kazuo-ishiguro. Where letters, marks or capitals are lost a short hash of
    the text says which of all those alike it is.
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if c.isascii())
    made = "-".join(re.findall("[a-z0-9]+", bare.lower()))[:60].rstrip("-")
    if made and made.replace("-", " ").title() == name:
        return made
    digest = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"{made}-{digest}" if made else digest


def _numbered(page: int) -> str:
    return "index.html" if page == 1 else f"{page}.html"
