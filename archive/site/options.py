"""Options of a site, the same for all of its pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from transcripts.errors import UserError


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """The title of the site, and its public URL if it has one.

    Without `url`, links are relative, and no feed or sitemap is written, because these need
    absolute URLs.
    """

    name: str = "The archive"
    url: str | None = None
    email: str | None = None
    """The e-mail address for harvesters of OAI-PMH; without it, no files for them are written."""

    def address(self, path: str) -> str | None:
        """Return the URL of a page; for an index page, the URL of its folder."""
        if self.url is None:
            return None
        return f"{self.url}/{path.removesuffix('index.html')}"


def checked_email(text: str) -> str:
    """Return an e-mail address; raises UserError if OAI-PMH does not allow it."""
    if not re.fullmatch(r"\S+@(\S+\.)+\S+", text):
        raise UserError(f"{text!r} is not an e-mail address: write --email name@host.example")
    return text


def checked_url(text: str) -> str:
    """Return the URL of a site without its trailing slash; raises UserError if it is invalid."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise UserError(f"{text!r} is not the address of a folder: write --url https://host/folder")
    return text.rstrip("/")
