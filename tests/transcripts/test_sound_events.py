"""Marks of an adopted transcript become sound events, which formats show by their conventions."""

from __future__ import annotations

import io
from dataclasses import replace
from xml.etree import ElementTree

import docx
import pytest
import webvtt

from tests.lamplight import EXAMPLE
from transcripts.adopt import adopt
from transcripts.formats import docx as docx_format
from transcripts.formats import html, markdown, srt, tei, txt, vtt
from transcripts.formats import json as transcript_json
from transcripts.sound_events import (
    SoundEvent,
    cut_events_at_speech,
    event_name,
    events_before_turns,
)
from transcripts.sources.table import read_source
from transcripts.withheld import Withheld
from transcripts.withholding import remove_withheld

CUES = """WEBVTT

00:01.000 --> 00:04.000
<v Ada Lane>Good evening. [LAUGHS] We begin.

00:04.500 --> 00:09.000
[theme music]

00:09.500 --> 00:13.000
<v Jonah Reed>The harbour was [inaudible] then. (APPLAUSE)
"""


def adopted():  # type: ignore[no-untyped-def]
    recording = replace(EXAMPLE.recording, duration=20.0)
    return adopt(read_source(CUES.encode()), recording, EXAMPLE.provenance)


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        ("[music]", "music"),
        ("♪♪", "music"),
        ("(THEME MUSIC)", "music"),
        ("(LAUGHS)", "laughter"),
        ("[Laughter]", "laughter"),
        ("(APPLAUSE)", "applause"),
        ("[inaudible 00:03:10]", "inaudible"),
        ("[??]", "inaudible"),
        ("[phone rings]", "phone rings"),
        ("(SOUNDBITE OF HARBOUR BELL)", "soundbite of harbour bell"),
        ("[]", "[]"),
    ],
)
def test_marks_have_the_words_of_captions(mark: str, name: str) -> None:
    assert event_name(mark) == name


def test_marks_of_an_adopted_transcript_are_events_with_times() -> None:
    made = adopted()
    assert [event.text for event in made.events] == ["laughter", "music", "inaudible", "applause"]
    laughter, music, inaudible, applause = made.events
    assert (music.start, music.end) == (4.0, 9.5)
    assert 1.0 < laughter.start <= laughter.end < 4.0
    assert 9.5 < inaudible.start <= inaudible.end < 13.0
    assert (applause.start, applause.end) == (13.0, 13.0)
    assert all(event.origin == "reference" for event in made.events)
    assert "[" not in " ".join(turn.text for turn in made.turns)
    assert transcript_json.parse(transcript_json.render(made)).events == made.events


def test_formats_show_events_by_their_conventions() -> None:
    made = adopted()
    cues = webvtt.from_buffer(io.StringIO(vtt.render(made)))
    assert [c.text for c in cues if c.start == "00:00:04.000"] == ["[music]"]
    assert "00:00:04,000 --> 00:00:09,500\n[music]\n" in srt.render(made)
    assert "\n\n[music]\n\nREED" in txt.render(made).replace("JONAH ", "")
    assert "*\\[music\\]*" in markdown.render(made)
    assert '<p class="event">[music]</p>' in html.render(made)
    paragraphs = [p.text for p in docx.Document(io.BytesIO(docx_format.render(made))).paragraphs]
    assert "[music]" in paragraphs
    root = ElementTree.fromstring(tei.render(made))
    space = "{http://www.tei-c.org/ns/1.0}"
    described = [e.findtext(f"{space}desc") for e in root.iter(f"{space}incident")]
    assert sorted(filter(None, described)) == ["applause", "inaudible", "laughter", "music"]


def test_events_come_back_from_our_own_captions() -> None:
    for text in (vtt.render(adopted()), srt.render(adopted())):
        again = adopt(read_source(text.encode()), adopted().recording, EXAMPLE.provenance)
        assert SoundEvent("music", 4.0, 9.5, "reference") in again.events


def test_captions_show_only_what_is_heard_beside_speech() -> None:
    music = SoundEvent("music", 0.0, 12.0)
    shown = list(cut_events_at_speech([music], [(2.0, 3.0), (3.5, 8.0)], 1.0))
    assert [(e.start, e.end) for e in shown] == [(0.0, 2.0), (8.0, 12.0)]
    assert list(cut_events_at_speech([music], [(0.5, 11.5)], 1.0)) == []


def test_events_lie_before_the_turn_that_follows() -> None:
    first, second = SoundEvent("music", 0.0, 3.0), SoundEvent("laughter", 6.0, 6.5)
    assert events_before_turns([second, first], [2.0, 5.0]) == [(first,), (), (second,)]


def test_events_of_a_withheld_passage_are_withheld() -> None:
    made = replace(adopted(), withheld=(Withheld("closed", None, 10.6, 13.0),))
    shown = remove_withheld(made)
    assert shown is not None
    assert [event.text for event in shown.events] == ["laughter", "music"]
    assert "inaudible" not in vtt.render(shown)
