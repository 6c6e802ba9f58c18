"""An OHMS record, checked by a schema, and its transcript by webvtt-py."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO

import pytest
import webvtt
from hypothesis import given, settings
from lxml import etree

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import chapters_json, ohms, ohms_xml
from transcripts.formats.options import RenderOptions
from transcripts.transcript import Transcript

_SPACE = "https://www.weareavp.com/nunncenter/ohms"


def _optional(name: str, kind: str = "xs:string") -> str:
    return f'<xs:element name="{name}" type="{kind}" minOccurs="0"/>'


def _many(name: str) -> str:
    return f'<xs:element name="{name}" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>'


def _sequence(*elements: str) -> str:
    return f"<xs:complexType><xs:sequence>{''.join(elements)}</xs:sequence></xs:complexType>"


# The rules of the published ohms.xsd 5.4 for the elements that tapelog writes.
# Version 6.0 has `vtt_transcript` after `index`, where 5.4 has `transcript`.
_POINT = _sequence(
    _optional("time", "xs:int"),
    *map(_optional, ("title", "partial_transcript", "synopsis", "keywords", "subjects")),
)
_DATE = """<xs:element name="date"><xs:complexType><xs:attribute name="value" type="xs:string"/>
  <xs:attribute name="format" type="xs:string"/></xs:complexType></xs:element>"""
_MEDIA = f"""<xs:element name="mediafile" minOccurs="0">{
    _sequence(_optional("host"), _optional("clip_format"))
}</xs:element>"""
_RECORD = f"""<xs:complexType><xs:sequence>
  <xs:element name="version" type="xs:decimal"/>{_DATE}
  <xs:element name="title" type="xs:string"/>
  {_optional("accession")}{_optional("duration")}{_optional("series_name")}
  {_many("subject")}{_many("interviewee")}{_many("interviewer")}
  {_optional("file_name")}{_optional("media_url")}{_MEDIA}{_optional("language")}
  <xs:element name="index" minOccurs="0">{
    _sequence(
        '<xs:element name="point" minOccurs="0" maxOccurs="unbounded">' + _POINT + "</xs:element>"
    )
}</xs:element>
  {_optional("vtt_transcript")}{_optional("fmt")}
  </xs:sequence>
  <xs:attribute name="id" type="xs:int" use="required"/>
  <xs:attribute name="dt" type="xs:date" use="required"/>
</xs:complexType>"""
SCHEMA = etree.XMLSchema(
    etree.fromstring(
        f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{_SPACE}"
        elementFormDefault="qualified"><xs:element name="ROOT">{
            _sequence(
                '<xs:element name="record" maxOccurs="unbounded">' + _RECORD + "</xs:element>"
            )
        }</xs:element></xs:schema>"""
    )
)


def record(transcript: Transcript, options: RenderOptions | None = None) -> etree._Element:
    root = etree.fromstring(ohms_xml.render(transcript, options or RenderOptions()).encode())
    SCHEMA.assertValid(root)
    return root[0]


def texts(element: etree._Element, name: str) -> list[str]:
    return [found.text or "" for found in element.iterfind(f"{{*}}{name}")]


def test_the_transcript_of_the_record_is_the_webvtt_for_ohms() -> None:
    (vtt,) = texts(record(EXAMPLE), "vtt_transcript")
    assert vtt == ohms.render(EXAMPLE)
    cues = list(webvtt.from_buffer(StringIO(vtt)))
    assert [cue.voice for cue in cues] == [EXAMPLE.speaker(t).label for t in EXAMPLE.turns]


def test_chapters_are_points_of_the_index_with_their_speakers() -> None:
    points = record(EXAMPLE).findall("{*}index/{*}point")
    chapters = json.loads(chapters_json.render(EXAMPLE))["chapters"]
    assert [(int(texts(p, "time")[0]), texts(p, "title")[0]) for p in points] == [
        (int(chapter["startTime"]), chapter["title"]) for chapter in chapters
    ]
    subjects = [texts(point, "subjects")[0].split("; ") for point in points]
    assert subjects[0][0] == "Marian Whitlock"
    assert set().union(*subjects) == {s.name for s in EXAMPLE.speakers if s.name}
    opening = texts(points[0], "partial_transcript")[0]
    assert EXAMPLE.turns[0].text in opening


def test_who_asks_is_the_interviewer() -> None:
    found = record(EXAMPLE)
    assert texts(found, "interviewer") == ["Marian Whitlock"]
    assert texts(found, "interviewee") == ["Tobias Aurelian-Grey", "Ifeoma Castellan"]
    assert len(texts(found, "subject")) == 3
    assert texts(found, "series_name") == ["Evening Pages"]


def test_the_sound_is_where_the_address_says() -> None:
    options = RenderOptions(folder_url="https://a.example/tapes/1/", sound_file="audio.m4a")
    assert texts(record(EXAMPLE, options), "media_url") == ["https://a.example/tapes/1/audio.m4a"]
    (unknown,) = texts(record(EXAMPLE), "media_url")
    assert unknown == "https://address.invalid/r-5f2c9a71e0b4/lamplight-1987.mp3"


@given(odd_transcripts())
@settings(max_examples=20, deadline=None)
def test_odd_texts_keep_the_schema(transcript: Transcript) -> None:
    record(transcript)


def test_a_rule_can_be_broken() -> None:
    root = etree.fromstring(ohms_xml.render(EXAMPLE).encode())
    root[0].set("id", EXAMPLE.recording.id)
    with pytest.raises(etree.DocumentInvalid, match="xs:int"):
        SCHEMA.assertValid(root)


def test_a_recording_without_chapters_has_an_empty_index() -> None:
    short = replace(EXAMPLE, turns=EXAMPLE.turns[:2], corrections=())
    assert record(short).findall("{*}index/{*}point") == []
