"""A clip is downloaded from the editor's page, with sound, captions and quote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect

from flows.adopting import Adoption, adopt_transcript
from tests.browser import CHROMIUM, NO_CHROMIUM, new_page
from tests.editor.archives import archive_of
from tests.editor.recording_page import opened, select_words
from tests.editor.serving import Served, serving
from tests.lamplight import EXAMPLE

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)

TURN = EXAMPLE.turns[6]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    archive = archive_of(tmp_path_factory.mktemp("clips"), EXAMPLE)
    with serving(archive, "--publish", "on demand") as served:
        yield served


@pytest.fixture
def page(browser: Browser, served: Served) -> Page:
    return opened(new_page(browser), served, EXAMPLE.recording.id)


def open_dialog(page: Page) -> None:
    page.get_by_role("button", name="More…").click()
    page.get_by_role("button", name="Download this passage…").click()


def test_selected_words_are_downloaded_as_a_clip(page: Page, tmp_path: Path) -> None:
    words = TURN.text.split()
    select_words(page, TURN.id, words[2], words[5])
    open_dialog(page)
    dialog = page.get_by_role("dialog", name="Download this passage")
    quote = " ".join(words[2:6])
    expect(dialog.get_by_role("group", name="Words of the clip")).to_contain_text(quote)
    dialog.get_by_label("Seconds around the words").fill("0")
    dialog.get_by_label("Loudness").select_option(label="Medium (−20 dB)")
    dialog.get_by_label("MP3").check()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download").click()
    expect(dialog).to_be_hidden()
    name = download.value.suggested_filename
    expect(page.locator("#message")).to_contain_text(f"Downloaded {name}")
    download.value.save_as(tmp_path / "clip.zip")
    with ZipFile(tmp_path / "clip.zip") as packed:
        files = {Path(inside).suffix: packed.read(inside) for inside in packed.namelist()}
    assert files.keys() == {".mp3", ".vtt", ".txt"}
    assert f"“{quote}”" in files[".txt"].decode()


def test_without_selected_words_the_turn_is_cut_and_played(page: Page) -> None:
    page.locator(f"#{TURN.id} .at").click()
    open_dialog(page)
    dialog = page.get_by_role("dialog", name="Download this passage")
    expect(dialog.get_by_role("group", name="Words of the clip")).to_contain_text(TURN.text)
    dialog.get_by_role("button", name="Play").click()
    page.wait_for_function("!document.querySelector('#audio').paused")
    page.keyboard.press("Escape")
    page.wait_for_function("document.querySelector('#audio').paused")


def test_the_reason_is_shown_if_nothing_can_be_cut(page: Page) -> None:
    answer = {"error": "everything between 0:34 and 0:55 is withheld: choose another part"}
    page.route("**/clip", lambda route: route.fulfill(status=422, json=answer))
    page.locator(f"#{TURN.id} .at").click()
    open_dialog(page)
    dialog = page.get_by_role("dialog", name="Download this passage")
    dialog.get_by_role("button", name="Download").click()
    expect(dialog.get_by_role("status")).to_contain_text("is withheld: choose another part")
    expect(dialog.get_by_role("button", name="Download")).to_be_enabled()


def test_a_transcript_without_a_recording_has_no_clips(browser: Browser, tmp_path: Path) -> None:
    text = tmp_path / "text.vtt"
    text.write_text("WEBVTT\n\n00:10.000 --> 00:12.000\n<v Ann Lee>We sailed.\n")
    name = adopt_transcript(Adoption(text, None, tmp_path / "archive"))[0].recording.id
    with serving(tmp_path / "archive", "--publish", "on demand") as served:
        page = opened(new_page(browser), served, name)
        page.get_by_role("button", name="More…").click()
        expect(page.get_by_role("button", name="Withhold from publication…")).to_be_visible()
        expect(page.get_by_role("button", name="Download this passage…")).to_be_hidden()
