"""Write the pages of a person: all turns of that person, in order of date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

from archive.site import addresses, templates
from archive.site.entries import Entry, SpeakerEntry
from archive.site.folder import SiteFolder
from archive.site.lists import PersonEntry, build_page_links
from archive.site.options import SiteOptions
from archive.site.recording import QuotedTurn, read_quoted_turns

WORDS = 12_000
"""The number of words at which a page ends, after a whole recording: half an hour's reading."""

_TURN = 50
"""The size of a turn's two links, counted in words; it is added to the words of the turn."""


@dataclass(frozen=True, slots=True)
class PersonInRecording:
    """A recording in which a person speaks, with their turns."""

    entry: Entry
    speaker: SpeakerEntry
    turns: tuple[QuotedTurn, ...]


def write_person_pages(
    folder: SiteFolder,
    person: PersonEntry,
    recordings: Sequence[Entry],
    keys: Mapping[str, str],
    options: SiteOptions,
) -> None:
    """Write a person's pages; `recordings` are those in which the person speaks, oldest first.

    `keys` maps each recording's id to a text that changes when the recording does. Turns are read
    only for pages on which a recording has changed.
    """
    parts = list(_split_into_pages(person.name, recordings))
    paths = [addresses.person_path(person.name, n) for n in range(1, len(parts) + 1)]
    labels = [_format_page_label(part) for part in parts]
    for n, (path, part) in enumerate(zip(paths, parts, strict=True)):
        known = {
            "person": person,
            "years": _format_page_label(recordings),
            "steps": build_page_links(labels, paths, n),
        }
        of_page = [(entry, keys[entry.id]) for entry in part]
        folder.write_page(
            path, (known, of_page), partial(_render_page, folder, path, part, options, known)
        )


def _render_page(
    folder: SiteFolder,
    path: str,
    recordings: Sequence[Entry],
    options: SiteOptions,
    page_values: Mapping[str, Any],
) -> str:
    name = page_values["person"].name
    appearances = [_build_appearance(folder, name, entry) for entry in recordings]
    return templates.render("person.html", path, options, appearances=appearances, **page_values)


def _split_into_pages(name: str, recordings: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """Split recordings into pages with about the same number of the person's words."""
    ends, words = [0], 0
    for n, entry in enumerate(recordings, start=1):
        theirs = [speaker for speaker in entry.speakers if speaker.name == name]
        words += sum(speaker.word_count + _TURN * speaker.turn_count for speaker in theirs)
        if words >= WORDS:
            ends.append(n)
            words = 0
    if ends[-1] < len(recordings):
        ends.append(len(recordings))
    return (recordings[begin:end] for begin, end in pairwise(ends))


def _format_page_label(recordings: Sequence[Entry]) -> str:
    """Return the years of recordings sorted by date: 1987, or 1987–1991."""
    years = [entry.date[:4] for entry in recordings if entry.date]
    return "–".join(dict.fromkeys([*years[:1], *years[-1:]])) or "Undated"


def _build_appearance(folder: SiteFolder, name: str, entry: Entry) -> PersonInRecording:
    speaker = next(t for t in entry.speakers if t.name == name)
    turns = read_quoted_turns(folder.path / addresses.recording_path(entry.id, ""), name)
    return PersonInRecording(entry, speaker, turns)
