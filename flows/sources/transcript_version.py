"""Record which version of a feed's transcript was downloaded, to notice later corrections."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from archive.storage.files import write_atomically

RECHECK_SECONDS = 24 * 3600.0
"""Seconds between two requests for the same transcript."""

MOST_RECHECKS = 20
"""The maximum number of transcripts that a pass through a feed requests again, to limit the load on
its server.
"""


@dataclass(frozen=True, slots=True)
class TranscriptVersion:
    """The version that a server sent, its media type, and the sha256 of the stored text.

    It is kept in a hidden file beside the text; the modification time of that file is the time of
    the last request.
    """

    kind: str
    sha256: str
    etag: str | None = None
    modified: str | None = None

    @classmethod
    def from_text(cls, text: str, kind: str, headers: httpx.Headers) -> TranscriptVersion:
        """Describe a downloaded transcript."""
        return cls(kind, _hash_text(text), headers.get("etag"), headers.get("last-modified"))

    @classmethod
    def read(cls, text: Path) -> TranscriptVersion | None:
        """Read the version of a stored transcript; None if it is unknown."""
        try:
            return cls(**json.loads(_version_file_of(text).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def store(self, text: Path) -> None:
        """Store the version beside the text."""
        write_atomically(_version_file_of(text), json.dumps(asdict(self)))

    @property
    def conditions(self) -> dict[str, str]:
        """Return request headers with which the transcript is sent only if it has changed."""
        wanted = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in wanted.items() if value and value.isascii()}

    def is_unedited(self, text: Path) -> bool:
        """Check whether nobody has edited the stored text since it was downloaded."""
        return self.sha256 == _hash_text(text.read_text(encoding="utf-8"))


def is_due(text: Path) -> bool:
    """Check whether the last request for a transcript was long enough ago."""
    try:
        return time.time() - _version_file_of(text).stat().st_mtime >= RECHECK_SECONDS
    except FileNotFoundError:
        return True


def _version_file_of(text: Path) -> Path:
    return text.with_name(f".{text.name}.version")


def _hash_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
