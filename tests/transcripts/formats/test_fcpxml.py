"""FCPXML, read with OpenTimelineIO's adapter; and the rules of its DTD, in our own words."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from hypothesis import given, settings
from lxml import etree

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.chapters import find_chapters
from transcripts.formats import fcpxml
from transcripts.formats.cuts import RATE, cut_at_turns, labelled_turn_text
from transcripts.formats.options import RenderOptions
from transcripts.transcript import Transcript

RULES = """
<!ELEMENT fcpxml (resources, event)><!ATTLIST fcpxml version CDATA #FIXED "1.10">
<!ELEMENT resources (format, asset)>
<!ELEMENT format EMPTY><!ATTLIST format id ID #REQUIRED name CDATA #IMPLIED
    frameDuration CDATA #IMPLIED width CDATA #IMPLIED height CDATA #IMPLIED>
<!ELEMENT asset (media-rep)><!ATTLIST asset id ID #REQUIRED name CDATA #IMPLIED
    start CDATA #IMPLIED duration CDATA #IMPLIED hasAudio CDATA #IMPLIED>
<!ELEMENT media-rep EMPTY><!ATTLIST media-rep kind (original-media) #IMPLIED src CDATA #REQUIRED>
<!ELEMENT event (project)><!ATTLIST event name CDATA #IMPLIED>
<!ELEMENT project (sequence)><!ATTLIST project name CDATA #IMPLIED>
<!ELEMENT sequence (note?, spine)><!ATTLIST sequence format IDREF #REQUIRED
    duration CDATA #IMPLIED tcStart CDATA #IMPLIED tcFormat (DF | NDF) #IMPLIED>
<!ELEMENT spine (asset-clip)*>
<!ELEMENT asset-clip (note?, (marker | chapter-marker)*)><!ATTLIST asset-clip ref IDREF #REQUIRED
    offset CDATA #IMPLIED start CDATA #IMPLIED duration CDATA #IMPLIED name CDATA #IMPLIED
    audioRole CDATA #IMPLIED>
<!ELEMENT note (#PCDATA)>
<!ELEMENT marker EMPTY><!ATTLIST marker start CDATA #REQUIRED value CDATA #REQUIRED>
<!ELEMENT chapter-marker EMPTY>
<!ATTLIST chapter-marker start CDATA #REQUIRED value CDATA #REQUIRED>
"""
"""What FCPXML 1.10 asks of the elements that we use; its DTD comes in no package."""


def document(transcript: Transcript, options: RenderOptions | None = None) -> etree._Element:
    return etree.fromstring(fcpxml.render(transcript, options or RenderOptions()).encode())


@given(odd_transcripts())
@settings(max_examples=30, deadline=None)
def test_the_rules_of_the_format_are_kept(transcript: Transcript) -> None:
    rules = etree.DTD(StringIO(RULES))
    assert rules.validate(document(transcript)), rules.error_log


@given(odd_transcripts())
@settings(max_examples=20, deadline=None)
def test_another_reader_finds_every_part(transcript: Transcript) -> None:
    otio = pytest.importorskip("opentimelineio")
    read: Any = otio.adapters.read_from_string(fcpxml.render(transcript), "fcpx_xml")
    for clip, part in zip(read.find_clips(), cut_at_turns(transcript), strict=True):
        span = clip.source_range
        # The adapter rounds frames down: it reads 4.52 s at 25 frames a second as 112 and not 113.
        frame = 1 / RATE + 1e-6
        assert span.start_time.to_seconds() == pytest.approx(part.start / RATE, abs=frame)
        length = (part.end - part.start) / RATE
        assert span.duration.to_seconds() == pytest.approx(length, abs=frame)


def test_speakers_words_and_chapters_are_in_their_places() -> None:
    root = document(EXAMPLE)
    clips = [clip for clip in root.iter("asset-clip") if clip.find("note") is not None]
    marks = [mark.get("value") for mark in root.iter("marker")]
    told = [clip.findtext("note") for clip in clips] + marks
    assert sorted(map(str, told)) == sorted(
        labelled_turn_text(EXAMPLE, turn) for turn in EXAMPLE.turns
    )
    assert {clip.get("audioRole") for clip in clips} <= {
        f"dialogue.{speaker.label}" for speaker in EXAMPLE.speakers
    }
    titles = [mark.get("value") for mark in root.iter("chapter-marker")]
    assert titles == [chapter.title for chapter in find_chapters(EXAMPLE)]


def test_the_sound_is_found_at_its_address() -> None:
    options = RenderOptions(folder_url="https://archive.example/tape", sound_file="audio.mp3")
    (sound,) = document(EXAMPLE, options).iter("media-rep")
    assert sound.get("src") == "https://archive.example/tape/audio.mp3"
