"""What a person may choose of a site; one value for all its pages."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from transcripts.errors import UserError


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """What the site is called, and the address that it will have on the web, if that is known.

    Without `url` its links lead from page to page only, and there is no feed and no sitemap: these
    need whole addresses.
    """

    name: str = "The archive"
    url: str | None = None

    def address(self, path: str) -> str | None:
        """Return the address of a page on the web; its folder's where it is an index."""
        if self.url is None:
            return None
        return f"{self.url}/{path.removesuffix('index.html')}"


def checked_url(text: str) -> str:
    """Return an address of a site without its last slash; UserError if it is none."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise UserError(f"{text!r} is no address of a site: write --url https://host/folder")
    return text.rstrip("/")
