"""The paths of a site's pages, which do not change when the archive grows."""

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
OAI = "oai"
SITEMAP = "sitemap.xml"
FOLDERS = frozenset({"assets", "dates", OAI, "people", "programmes", "recordings", "search"})
"""The folders of a site, which contain only files of the site."""


def recording_path(recording_id: str, file: str = "index.html") -> str:
    """Return the path of a recording's page, or of another of its files."""
    return f"recordings/{check_identifier(recording_id)}/{file}"


def person_path(name: str, page: int = 1) -> str:
    """Return the path of a page of a person's turns."""
    return f"people/{to_slug(name)}/{_page_file_name(page)}"


def programme_path(name: str) -> str:
    """Return the path of the first page of a programme's recordings."""
    return f"programmes/{to_slug(name)}/index.html"


def year_path(date: str | None) -> str:
    """Return the path of the first page of a year's recordings, or of the undated recordings."""
    return f"dates/{to_slug(date[:4]) if date else 'undated'}/index.html"


def people_path(page: int) -> str:
    """Return the path of a page of the list of people."""
    return f"people/{_page_file_name(page)}"


def path_to_root(path: str) -> str:
    """Return the relative path from a page to the root of the site."""
    return "../" * path.count("/")


def to_slug(name: str) -> str:
    """Turn a text into a folder name; different texts get different names.

    "Kazuo Ishiguro" becomes kazuo-ishiguro. If the name loses letters, diacritics or capitals, a
    short hash of the text keeps it unique.
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if c.isascii())
    made = "-".join(re.findall("[a-z0-9]+", bare.lower()))[:60].rstrip("-")
    if made and made.replace("-", " ").title() == name:
        return made
    digest = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"{made}-{digest}" if made else digest


def _page_file_name(page: int) -> str:
    return "index.html" if page == 1 else f"{page}.html"
