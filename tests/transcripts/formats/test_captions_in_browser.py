"""Captions in a real browser, where there is one: WebVTT as it is, SubRip as players turn it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pysubs2
import pytest

from tests.browser import CHROMIUM, Page, chromium
from tests.lamplight import EXAMPLE
from transcripts.formats import ohms, srt, vtt
from transcripts.transcript import Transcript

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

LOAD = """
var track = document.createElement('track'), loaded = '';
track.src = URL.createObjectURL(new Blob([%s], {type: 'text/vtt'}));
track.onload = () => loaded = 'yes';
track.onerror = () => loaded = 'no';
document.body.appendChild(document.createElement('video')).appendChild(track);
track.track.mode = 'showing';
"""
CUES = """JSON.stringify([...track.track.cues].map(cue => {
  const shown = cue.getCueAsHTML();
  const voice = shown.querySelector('span');
  return [cue.startTime, cue.endTime, shown.textContent, voice ? voice.title : ''];
}))"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("captions")
    (folder / "page.html").write_text("<!doctype html><title>x</title><body>", encoding="utf-8")
    with chromium(tmp_path_factory.mktemp("profile")) as page:
        page.open((folder / "page.html").as_uri())
        yield page


def cues(browser: Page, text: str) -> list[tuple[float, float, str, str]]:
    browser.run(LOAD % json.dumps(text))
    browser.wait("loaded !== ''")
    assert browser.run("loaded") == "yes"
    return [tuple(cue) for cue in json.loads(str(browser.run(CUES)))]


def said(transcript: Transcript) -> dict[str, str]:
    return {
        s.label: " ".join(t.text for t in transcript.turns if t.speaker == s.id)
        for s in transcript.speakers
    }


@pytest.mark.parametrize("text", [vtt.render(EXAMPLE), ohms.render(EXAMPLE)], ids=["vtt", "ohms"])
def test_the_browser_finds_every_voice_and_word(browser: Page, text: str) -> None:
    found: dict[str, list[str]] = {}
    for start, end, shown, voice in cues(browser, text):
        assert start < end
        found.setdefault(voice, []).append(" ".join(shown.split()))
    assert {voice: " ".join(parts) for voice, parts in found.items()} == said(EXAMPLE)


def test_the_browser_finds_every_cue_of_srt(browser: Page, tmp_path: Path) -> None:
    events = pysubs2.SSAFile.from_string(srt.render(EXAMPLE), format_="srt")
    converted = StringIO()
    events.to_file(converted, format_="vtt")
    shown = [(start, end, text) for start, end, text, _ in cues(browser, converted.getvalue())]
    assert shown == [(e.start / 1000, e.end / 1000, e.plaintext) for e in events]
