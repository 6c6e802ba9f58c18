"""Write the index pages of a site: home page, programmes, years and people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from archive.site import addresses, templates
from archive.site.entries import Entry
from archive.site.folder import SiteFolder
from archive.site.options import SiteOptions

ROWS = 100
"""Recordings per page: about 60 kB, which even an old phone shows at once."""

NAMES = 400
"""People per page of the list of people."""

_NEWEST, _PROGRAMMES, _PEOPLE = 8, 12, 18
"""The maximum number of entries in each section of the home page."""


@dataclass(frozen=True, slots=True)
class RecordingList:
    """A list of recordings with something in common, and the path of its first page."""

    label: str
    path: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A person in the archive: roles, number of recordings, total speaking time."""

    name: str
    roles: tuple[str, ...]
    recordings: int
    seconds: float

    @property
    def letter(self) -> str:
        """Return the letter under which the person is listed: the first letter of the last name."""
        return _build_sort_key(self.name)[0][:1].upper()


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to one page of a list with several pages."""

    label: str
    path: str
    is_current: bool


def write_lists(folder: SiteFolder, entries: Sequence[Entry], options: SiteOptions) -> None:
    """Write all lists; `entries` are all recordings, newest first."""
    programmes, years, found = (
        group_by_programme(entries),
        group_by_year(entries),
        list_people(entries),
    )
    _write_home_page(folder, entries, (programmes, years, found), options)
    groups = (
        (addresses.PROGRAMMES, "Programmes", programmes),
        (addresses.DATES, "Dates", years),
    )
    for path, title, shelves in groups:
        rows = [(shelf.label, shelf.path, len(shelf.entries)) for shelf in shelves]
        _write_page(folder, "list.html", path, options, title=title, rows=rows)
        for shelf in shelves:
            _write_list_pages(folder, shelf, title, path, options)
    _write_people_pages(folder, found, options)
    _write_page(folder, "search.html", addresses.SEARCH, options)


def group_by_programme(entries: Sequence[Entry]) -> list[RecordingList]:
    """Group recordings by programme, in alphabetical order.

    Recordings without a programme are left out.
    """
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.programme:
            groups.setdefault(entry.programme, []).append(entry)
    return [
        RecordingList(name, addresses.programme_path(name), groups[name])
        for name in sorted(groups, key=lambda name: (name.casefold(), name))
    ]


def group_by_year(entries: Sequence[Entry]) -> list[RecordingList]:
    """Group recordings by year, latest first."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.date or "")[:4], []).append(entry)
    return [
        RecordingList(year or "Undated", addresses.year_path(year or None), groups[year])
        for year in sorted(groups, reverse=True)
    ]


def list_people(entries: Sequence[Entry]) -> list[PersonEntry]:
    """Collect all named speakers, sorted by last name."""
    recordings, seconds = Counter[str](), Counter[str]()
    roles: dict[str, Counter[str]] = {}
    for entry in entries:
        recordings.update(entry.names)
        for speaker in entry.speakers:
            if speaker.name:
                seconds[speaker.name] += round(speaker.seconds)
                roles.setdefault(speaker.name, Counter()).update([speaker.role or ""])
    return [
        PersonEntry(
            name=name,
            roles=tuple(role for role, _ in roles[name].most_common() if role),
            recordings=recordings[name],
            seconds=seconds[name],
        )
        for name in sorted(recordings, key=_build_sort_key)
    ]


def build_page_links(
    labels: Sequence[str], paths: Sequence[str], current_page: int
) -> tuple[PageLink, ...]:
    """Return links to the pages of a list; () if it has only one page."""
    if len(paths) < 2:
        return ()
    pairs = zip(labels, paths, strict=True)
    return tuple(PageLink(label, path, n == current_page) for n, (label, path) in enumerate(pairs))


def _write_home_page(
    folder: SiteFolder,
    entries: Sequence[Entry],
    lists: tuple[list[RecordingList], list[RecordingList], list[PersonEntry]],
    options: SiteOptions,
) -> None:
    programmes, years, found = lists
    largest = sorted(programmes, key=lambda shelf: -len(shelf.entries))[:_PROGRAMMES]
    _write_page(
        folder,
        "home.html",
        addresses.HOME,
        options,
        newest=entries[:_NEWEST],
        count=len(entries),
        seconds=round(sum(e.duration for e in entries)),
        people=sorted(found, key=lambda p: (-p.recordings, -p.seconds))[:_PEOPLE],
        people_count=len(found),
        programmes=[(s.label, s.path, len(s.entries)) for s in largest],
        programme_count=len(programmes),
        years=[(s.label, s.path, len(s.entries)) for s in years],
    )


def _write_list_pages(
    folder: SiteFolder,
    recording_list: RecordingList,
    kind: str,
    parent_links: str,
    options: SiteOptions,
) -> None:
    """Write the pages of one list."""
    parts = list(_cut_into_pages(recording_list.entries, ROWS))
    stem = recording_list.path.removesuffix("index.html")
    paths = [recording_list.path, *(f"{stem}{n}.html" for n in range(2, len(parts) + 1))]
    labels = [str(n) for n in range(1, len(parts) + 1)]
    for n, (path, part) in enumerate(zip(paths, parts, strict=True)):
        _write_page(
            folder,
            "listing.html",
            path,
            options,
            title=recording_list.label,
            kind=kind,
            above=parent_links,
            entries=part,
            count=len(recording_list.entries),
            seconds=round(sum(e.duration for e in recording_list.entries)),
            steps=build_page_links(labels, paths, n),
        )


def _write_people_pages(
    folder: SiteFolder, people_entries: Sequence[PersonEntry], options: SiteOptions
) -> None:
    parts = list(_cut_into_pages(people_entries, NAMES)) or [[]]
    paths = [addresses.people_path(n) for n in range(1, len(parts) + 1)]
    labels = [f"{part[0].letter}–{part[-1].letter}" if part else "" for part in parts]
    for n, (path, part) in enumerate(zip(paths, parts, strict=True)):
        letters: dict[str, list[PersonEntry]] = {}
        for person in part:
            letters.setdefault(person.letter, []).append(person)
        _write_page(
            folder,
            "people.html",
            path,
            options,
            letters=letters,
            count=len(people_entries),
            steps=build_page_links(labels, paths, n),
        )


def _write_page(
    folder: SiteFolder, template: str, path: str, options: SiteOptions, **values: Any
) -> None:
    folder.write_page(
        path, (template, values), lambda: templates.render(template, path, options, **values)
    )


def _cut_into_pages(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for first in range(0, len(rows), size):
        yield rows[first : first + size]


def _build_sort_key(name: str) -> tuple[str, str]:
    """Return the sort key of a person: the last name, then the whole name."""
    parts = [
        part for part in name.split() if part.rstrip(".").lower() not in ("jr", "sr", "ii", "iii")
    ]
    last = parts[-1] if parts else name
    return last.casefold(), name.casefold()
