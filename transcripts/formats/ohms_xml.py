"""Write OHMS XML 6.0: the record of an interview with its WebVTT, and an index of chapters."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from transcripts.chapters import Chapter, find_chapters
from transcripts.formats import ohms, provenance, xml
from transcripts.formats.addresses import sound_address
from transcripts.formats.clock import format_timestamp
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.languages.table import language_of
from transcripts.transcript import Speaker, Transcript, Turn

_NAMESPACE = "https://www.weareavp.com/nunncenter/ohms"
_SCHEMA = f"{_NAMESPACE} {_NAMESPACE}/ohms.xsd"

_INTERVIEWERS = frozenset({"host", "interviewer", "moderator", "reporter"})
_OPENING = 30
"""Number of words from the beginning of a chapter that the index quotes."""


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a record in the order of the schema; each chapter is a point of its index.

    Named speakers with a role of host, interviewer, moderator or reporter are interviewers; all
    other named speakers are interviewees. The people who speak in a chapter are its subjects.
    """
    named = options.apply_names(transcript)
    root = Element("ROOT", {"xmlns": _NAMESPACE})
    root.set(f"{xml.XSI}schemaLocation", _SCHEMA)
    identity = {"id": str(_record_number(named)), "dt": named.provenance.created[:10]}
    record = xml.add_element(root, "record", attributes=identity)
    _add_description(record, named)
    if named.recording.has_sound:
        _add_media(record, sound_address(named.recording, options))
    xml.add_element(record, "language", language_of(named).name.capitalize())
    index = xml.add_element(record, "index")
    for chapter in find_chapters(named):
        _add_point(index, chapter, named)
    xml.add_element(record, "vtt_transcript", ohms.render(named))
    xml.add_element(record, "fmt", "audio")
    return xml.serialize_indented(root)


def _record_number(transcript: Transcript) -> int:
    """Return a number for the record, which OHMS requires: a checksum of the recording's id."""
    return zlib.crc32(transcript.recording.id.encode()) & 0x7FFFFFFF


def _add_description(record: Element, transcript: Transcript) -> None:
    recording = transcript.recording
    xml.add_element(record, "version", "6.0")
    date = {"value": recording.date or "", "format": "yyyy-mm-dd"}
    xml.add_element(record, "date", attributes=date)
    xml.add_element(record, "title", provenance.title(recording))
    xml.add_element(record, "accession", recording.id)
    xml.add_element(record, "duration", format_timestamp(recording.duration)[:8])
    if recording.programme:
        xml.add_element(record, "series_name", recording.programme)
    people = [speaker for speaker in transcript.speakers if speaker.name]
    for tag, group in (
        ("subject", people),
        ("interviewee", [s for s in people if s.role not in _INTERVIEWERS]),
        ("interviewer", [s for s in people if s.role in _INTERVIEWERS]),
    ):
        for speaker in group:
            xml.add_element(record, tag, speaker.label)
    xml.add_element(record, "file_name", recording.file)


def _add_media(record: Element, address: str) -> None:
    xml.add_element(record, "media_url", address)
    media = xml.add_element(record, "mediafile")
    xml.add_element(media, "host", "Other")
    xml.add_element(media, "clip_format", "audio")


def _add_point(index: Element, chapter: Chapter, transcript: Transcript) -> None:
    turns = [t for t in transcript.turns if chapter.start <= t.start < chapter.end and t.words]
    point = xml.add_element(index, "point")
    xml.add_element(point, "time", str(int(chapter.start)))
    xml.add_element(point, "title", chapter.title)
    xml.add_element(point, "partial_transcript", _quote_opening(turns))
    people = dict.fromkeys(transcript.speaker(turn) for turn in turns)
    xml.add_element(point, "subjects", _join_names(people))


def _quote_opening(turns: Iterable[Turn]) -> str:
    words = [word.text for turn in turns for word in turn.words]
    return " ".join(words[:_OPENING]) + (" ..." if len(words) > _OPENING else "")


def _join_names(people: Iterable[Speaker]) -> str:
    """Join names with semicolons, as OHMS separates them."""
    return "; ".join(speaker.label for speaker in people if speaker.name)
