from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO

import webvtt
from hypothesis import given, settings

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import vtt
from transcripts.transcript import Transcript


def test_a_foreign_reader_finds_voices_words_and_times() -> None:
    found = webvtt.from_buffer(StringIO(vtt.render(EXAMPLE)))
    by_turn: dict[str, list[webvtt.Caption]] = {}
    for caption in found:
        by_turn.setdefault(str(caption.identifier).partition(".")[0], []).append(caption)
    for turn in EXAMPLE.turns:
        mine = by_turn.pop(turn.id)
        assert {caption.voice for caption in mine} == {EXAMPLE.speaker(turn).label}
        shown = " ".join(caption.text.replace("\n", " ") for caption in mine)
        assert shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == turn.text
        assert abs(mine[0].start_in_seconds - turn.start) < 1
    assert not by_turn


@given(odd_transcripts())
def test_odd_text_stays_inside_its_cue(transcript: Transcript) -> None:
    blocks = vtt.render(transcript).rstrip("\n").split("\n\n")
    assert blocks[0] == "WEBVTT"
    assert blocks[1].startswith("NOTE\n")
    for block in blocks[2:]:
        number, times, *lines = block.split("\n")
        assert re.fullmatch(r"T\d+\.\d+", number)
        assert re.fullmatch(r"\d\d+:\d\d:\d\d\.\d{3} --> \d\d+:\d\d:\d\d\.\d{3}", times)
        text = "\n".join(lines)
        assert re.fullmatch(r"<v [^<>]+>[^<>]*", text)
        assert 1 <= len(lines) <= 2


@given(odd_transcripts())
@settings(max_examples=40)
def test_a_foreign_reader_finds_all_odd_words(transcript: Transcript) -> None:
    found: dict[str, list[str]] = {turn.id: [] for turn in transcript.turns}
    for caption in webvtt.from_buffer(StringIO(vtt.render(transcript))):
        turn = str(caption.identifier).partition(".")[0]
        found[turn].append(caption.raw_text.partition(">")[2])
    for turn in transcript.turns:
        shown = "".join("".join(found[turn.id]).split())
        for escaped, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
            shown = shown.replace(escaped, sign)
        assert shown == "".join(turn.text.split())


def test_an_arrow_in_a_title_begins_no_cue() -> None:
    recording = replace(EXAMPLE.recording, title="Harwich --> Hook of Holland", file="a-->b.mp3")
    text = vtt.render(replace(EXAMPLE, recording=recording))
    assert len(list(webvtt.from_buffer(StringIO(text)))) == text.count("-->")
    assert "Harwich → Hook of Holland" in text
