"""Captions in a real browser: WebVTT directly, SubRip converted as players do."""

from __future__ import annotations

from io import StringIO

import pysubs2
import pytest
from playwright.sync_api import Browser, Page

from tests.browser import CHROMIUM, NO_CHROMIUM, new_page
from tests.lamplight import EXAMPLE
from transcripts.formats import ohms, srt, vtt
from transcripts.transcript import Transcript

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)

CUES = """text => new Promise((loaded, failed) => {
  const track = document.createElement('track');
  track.src = URL.createObjectURL(new Blob([text], {type: 'text/vtt'}));
  track.onerror = () => failed(new Error('no captions'));
  track.onload = () => loaded([...track.track.cues].map(cue => {
    const shown = cue.getCueAsHTML();
    const voice = shown.querySelector('span');
    return [cue.startTime, cue.endTime, shown.textContent, voice ? voice.title : ''];
  }));
  document.body.appendChild(document.createElement('video')).appendChild(track);
  track.track.mode = 'showing';
})"""


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Page:
    file = tmp_path_factory.mktemp("captions") / "page.html"
    file.write_text("<!doctype html><title>x</title><body>", encoding="utf-8")
    page = new_page(browser)
    page.goto(file.as_uri())
    return page


def cues(page: Page, text: str) -> list[tuple[float, float, str, str]]:
    return [tuple(cue) for cue in page.evaluate(CUES, text)]


def said(transcript: Transcript) -> dict[str, str]:
    return {
        s.label: " ".join(t.text for t in transcript.turns if t.speaker == s.id)
        for s in transcript.speakers
    }


@pytest.mark.parametrize("text", [vtt.render(EXAMPLE), ohms.render(EXAMPLE)], ids=["vtt", "ohms"])
def test_the_browser_finds_every_voice_and_word(page: Page, text: str) -> None:
    found: dict[str, list[str]] = {}
    for start, end, shown, voice in cues(page, text):
        assert start < end
        found.setdefault(voice, []).append(" ".join(shown.split()))
    assert {voice: " ".join(parts) for voice, parts in found.items()} == said(EXAMPLE)


def test_the_browser_finds_every_cue_of_srt(page: Page) -> None:
    events = pysubs2.SSAFile.from_string(srt.render(EXAMPLE), format_="srt")
    converted = StringIO()
    events.to_file(converted, format_="vtt")
    shown = [(start, end, text) for start, end, text, _ in cues(page, converted.getvalue())]
    assert shown == [(e.start / 1000, e.end / 1000, e.plaintext) for e in events]
