"""Read catalogue records of recordings: PBCore, Dublin Core, JSON, and tags of sound files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element

from transcripts.source_transcript import one_line
from transcripts.sources.bounded_xml import attribute, descendants, parse_xml, tag_name
from transcripts.sources.document import SourceDocument

Person = tuple[str, str | None]
"""A name, and a role."""


@dataclass(frozen=True, slots=True)
class Record:
    """The metadata of a recording in a catalogue record.

    `unread_dates` are dates in unsupported forms; `start_time` is the time of day at which the
    recording begins, such as 13:05:59.250.
    """

    title: str | None = None
    programme: str | None = None
    date: str | None = None
    description: str | None = None
    people: tuple[Person, ...] = ()
    unread_dates: tuple[str, ...] = ()
    start_time: str | None = None

    def completed_from(self, other: Record) -> Record:
        """Fill missing fields from another record."""
        return Record(
            self.title or other.title,
            self.programme or other.programme,
            self.date or other.date,
            self.description or other.description,
            self.people or other.people,
            self.unread_dates + other.unread_dates,
            self.start_time or other.start_time,
        )


_SILENT = frozenset(
    {
        *("producer", "executive producer", "associate producer", "engineer", "audio engineer"),
        *("recording engineer", "editor", "transcriber", "cataloger", "cataloguer", "archivist"),
        *("publisher", "distributor", "composer", "photographer"),
    }
)
"""Roles of people who made the recording and do not speak in it."""

_KEYS = {
    "title": ("title", "name", "episode"),
    "programme": ("programme", "program", "series", "show", "podcast", "album"),
    "date": (
        *("date", "broadcast_date", "air_date", "origination_date", "pubdate", "published"),
        "year",
    ),
    "description": ("description", "summary", "abstract", "comment"),
}
"""Keys of JSON records and of tags (ID3, RIFF INFO, BWF's bext), preferred keys first."""

_PEOPLE = ("people", "speakers", "cast", "contributors", "guests", "hosts")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?=T|\s|$)")
_YEARS = re.compile(r",?\s*\(?(?:b\. |d\. )?\d{4}\??(?:\s*-\s*(?:\d{4})?)?\)?\.?$")


def parse_record(data: bytes) -> Record | None:
    """Read a record; None if the data is not a record but, for example, a transcript.

    Raises UserError if it is XML that cannot be read.
    """
    document = SourceDocument(data)
    if not document.is_text:
        return None
    if isinstance(document.json, dict):
        return record_of_values(document.json)
    if not document.first_characters.startswith("<"):
        return None
    root = parse_xml(data)
    if tag_name(root).startswith("pbcore"):
        return _read_pbcore(root)
    return _read_dublin_core(root) if any(map(_is_dublin_core, root.iter())) else None


def record_of_values(values: Mapping[str, Any]) -> Record | None:
    """Read a record from a JSON object or from the tags of a sound file; None if it has nothing."""
    lower = {str(key).casefold(): value for key, value in values.items()}
    if {"turns", "segments", "lines", "parts", "transcripts"} & lower.keys():
        return None  # a transcript
    texts = {
        field: next((t for key in keys if (t := _clean_text(lower.get(key)))), None)
        for field, keys in _KEYS.items()
    }
    people = tuple(person for key in _PEOPLE for person in _read_people(lower.get(key), key))
    start = _clean_text(lower.get("start_time"))
    known = Record(
        texts["title"], texts["programme"], None, texts["description"], people, start_time=start
    )
    made = _add_date(known, texts["date"])
    return made if made != Record() else None


def _read_pbcore(root: Element) -> Record:
    record = next(descendants(root, "pbcoredescriptiondocument"), root)
    titles = [
        (attribute(e, "titletype") or "", _clean_text(e.text))
        for e in descendants(record, "pbcoretitle")
    ]
    series = [
        text for kind, text in titles if kind.casefold() in ("series", "program", "programme")
    ]
    own = [text for kind, text in titles if text not in series]
    dates = sorted(
        descendants(record, "pbcoreassetdate"),
        key=lambda e: (attribute(e, "datetype") or "").casefold() != "broadcast",
    )
    people = [
        _build_person(
            next(descendants(entry, kind), None), next(descendants(entry, f"{kind}role"), None)
        )
        for kind in ("creator", "contributor")
        for entry in descendants(record, f"pbcore{kind}")
    ]
    return _add_date(
        Record(
            title=_first_nonempty(own),
            programme=_first_nonempty(series),
            description=_first_nonempty(
                _clean_text(e.text) for e in descendants(record, "pbcoredescription")
            ),
            people=_keep_speaking_people(people),
        ),
        _first_nonempty(_clean_text(e.text) for e in dates),
    )


def _is_dublin_core(element: Element) -> bool:
    return str(element.tag).startswith(
        ("{http://purl.org/dc/elements/", "{http://purl.org/dc/terms/")
    )


def _read_dublin_core(root: Element) -> Record:
    elements = [element for element in root.iter() if _is_dublin_core(element)]

    def texts(*wanted: str) -> Iterator[str | None]:
        return (_clean_text(e.text) for kind in wanted for e in elements if tag_name(e) == kind)

    people = [_build_person(e, None) for e in elements if tag_name(e) in ("creator", "contributor")]
    return _add_date(
        Record(
            title=_first_nonempty(texts("title")),
            programme=_first_nonempty(texts("ispartof")),
            description=_first_nonempty(texts("description", "abstract")),
            people=_keep_speaking_people(people),
        ),
        _first_nonempty(texts("issued", "date", "created")),
    )


def _add_date(record: Record, date: str | None) -> Record:
    if not date:
        return record
    if found := _DATE.match(date):
        return replace(record, date=found[0])
    return replace(record, unread_dates=(date,))


def _read_people(value: Any, key: str) -> Iterator[Person]:
    role = key.removesuffix("s") if key in ("guests", "hosts") else None
    entries = value if isinstance(value, list) else [value]
    for entry in entries:
        given = entry if isinstance(entry, dict) else {"name": entry}
        if person := _clean_text(given.get("name")):
            yield (
                _put_given_name_first(person),
                (_clean_text(given.get("role")) or role or "").casefold() or None,
            )


def _build_person(name: Element | None, role: Element | None) -> Person:
    text = _clean_text(role.text) if role is not None else None
    return _put_given_name_first(_clean_text(name.text) or "" if name is not None else ""), (
        text or ""
    ).casefold() or None


def _keep_speaking_people(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(dict.fromkeys((who, role) for who, role in people if who and role not in _SILENT))


def _put_given_name_first(person: str) -> str:
    """Turn "Lane, Ada, 1950-" into "Ada Lane"."""
    bare = _YEARS.sub("", person)
    last, comma, first = bare.partition(", ")
    return f"{first} {last}" if comma and "," not in first else bare


def _first_nonempty(texts: Iterable[str | None]) -> str | None:
    return next(filter(None, texts), None)


def _clean_text(value: Any) -> str | None:
    return one_line(str(value)) or None if isinstance(value, str | int) else None
