"""What a site's folder holds: which recordings at which revision, and which pages of what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive.files import write_atomically
from archive.site.shelf import Entry, as_json, of_json
from transcripts.errors import UserError

FILE = ".tapelog-site.json"
SCHEMA = "tapelog.site/1"


@dataclass(frozen=True, slots=True)
class Kept:
    """A recording that a site has: what it was made of, and its number in the search."""

    revision: int
    key: str
    number: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class State:
    """What a site's folder holds. `pages` has a digest of all that a file was made of.

    `design` is that of the templates and options; `whole` is False where the last build was cut
    short. Then everything is made anew.
    """

    design: str = ""
    recordings: Mapping[str, Kept] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False


def read(folder: Path) -> State:
    """Read what a folder holds; nothing where it is new.

    UserError where the folder has files and none says that it is a site of ours: they stay.
    """
    try:
        return _parsed(json.loads((folder / FILE).read_bytes()))
    except FileNotFoundError:
        if folder.is_dir() and any(folder.iterdir()):
            raise UserError(
                f"{folder} has files that are not of a site made by tapelog: choose a new folder"
            ) from None
        return State()
    except NotADirectoryError:
        raise UserError(f"{folder} is a file: choose a new folder") from None
    except (ValueError, KeyError, TypeError):
        return State()  # ours, and damaged: everything is made anew


def write(folder: Path, state: State) -> None:
    """Keep what a folder holds now."""
    values = {
        "schema": SCHEMA,
        "whole": state.whole,
        "design": state.design,
        "recordings": {
            name: {
                "revision": kept.revision,
                "key": kept.key,
                "number": kept.number,
                "entry": as_json(kept.entry),
            }
            for name, kept in state.recordings.items()
        },
        "pages": dict(state.pages),
    }
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    write_atomically(folder / FILE, text)


def _parsed(values: Mapping[str, Any]) -> State:
    if values["schema"] != SCHEMA:
        raise ValueError(values["schema"])
    recordings = {
        name: Kept(kept["revision"], kept["key"], kept["number"], of_json(kept["entry"]))
        for name, kept in values["recordings"].items()
    }
    return State(values["design"], recordings, values["pages"], values["whole"])
