"""The state of a site's folder: its recordings with their keys, and a digest per page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive.site.entries import Entry, decode_entry, encode_entry
from archive.storage.files import write_atomically
from transcripts.errors import UserError

FILE = ".tapelog-site.json"
BUILDING = ".tapelog-site.building"
"""A marker file that exists during a build, and remains after an interrupted one."""

SCHEMA = "tapelog.site/1"


@dataclass(frozen=True, slots=True)
class SiteRecording:
    """A recording in the site: its key when it was built, and its number in the search index."""

    revision: int
    key: str
    number: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class SiteState:
    """The state of a site's folder.

    `pages` has a digest of the inputs of each file. `design` is the digest of the templates and
    options. `is_complete` is False if the last build was interrupted; then everything is rebuilt.
    """

    design: str = ""
    recordings: Mapping[str, SiteRecording] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)
    is_complete: bool = False


def read_state(folder: Path) -> SiteState:
    """Read the state of a site's folder; a new folder has an empty state.

    Raises UserError if the folder contains files but not the state of a tapelog site.
    """
    try:
        return _parse_state(
            json.loads((folder / FILE).read_bytes()), not (folder / BUILDING).exists()
        )
    except FileNotFoundError:
        theirs = folder.is_dir() and any(folder.iterdir()) and not (folder / BUILDING).exists()
        if theirs:
            raise UserError(
                f"{folder} contains files that do not belong to a tapelog site: choose a new folder"
            ) from None
        return SiteState()
    except (ValueError, KeyError, TypeError):
        return SiteState()  # the state is damaged, so everything is rebuilt


def mark_incomplete(folder: Path) -> None:
    """Mark the site as incomplete, so that the next build notices if this one is interrupted."""
    write_atomically(folder / BUILDING, "this site is being built, or its last build was stopped\n")


def write_state(folder: Path, state: SiteState) -> None:
    """Save the state of a folder after a build."""
    values = {
        "schema": SCHEMA,
        "design": state.design,
        "recordings": {
            name: [kept.revision, kept.key, kept.number, encode_entry(kept.entry)]
            for name, kept in state.recordings.items()
        },
        "pages": dict(state.pages),
    }
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    write_atomically(folder / FILE, text)
    (folder / BUILDING).unlink(missing_ok=True)


def _parse_state(values: Mapping[str, Any], is_complete: bool) -> SiteState:
    if values["schema"] != SCHEMA:
        raise ValueError(values["schema"])
    recordings = {
        name: SiteRecording(revision, key, number, decode_entry(row))
        for name, (revision, key, number, row) in values["recordings"].items()
    }
    return SiteState(values["design"], recordings, values["pages"], is_complete)
