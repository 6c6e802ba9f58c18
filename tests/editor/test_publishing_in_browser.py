"""Publishing from the editor: the messages that it shows, and publishing in a copied archive."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from archive.catalogue.open import open_catalogue
from archive.publishing.republish import ingest_and_publish
from tests.browser import CHROMIUM, NO_CHROMIUM, new_page
from tests.editor.archives import archive_of, asked, history, named, texts, write_sound
from tests.editor.recording_page import opened, saved
from tests.editor.serving import Served, serving
from tests.lamplight import EXAMPLE, RECORDING

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return new_page(browser)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a recording that is published to a folder outside the archive."""
    folder = tmp_path_factory.mktemp("original")
    for name in ("r-outside", "r-inside"):
        sound = folder / f"{name}.wav"
        write_sound(sound, EXAMPLE)
        transcript, archive = named(EXAMPLE, name), folder / "archive"
        out = archive / "published" / name if name == "r-inside" else folder / "out"
        ingest_and_publish(transcript, sound, out, archive)
    return folder


@pytest.fixture(scope="module")
def served(original: Path) -> Iterator[Served]:
    with serving(original / "archive", "--author", "Anna") as served:
        yield served


def test_a_copied_archive_publishes_inside_itself(
    page: Page, original: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(original / "archive", copy)
    before = (original / "out" / "index.html").read_bytes()
    with serving(copy, "--author", "Anna", "--publish", "on demand") as served:
        opened(page, served, "r-outside")
        expect(page.locator("#readers")).to_have_text("Readers see version 0 (folder out)")
        expect(page.locator("#publishes")).to_contain_text("with “Publish now”")
        page.locator("#T4 .at").click()
        page.keyboard.press("3")
        saved(page)
        page.get_by_role("button", name="Publish now").click()
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("This archive was copied or moved")
        assert str(copy) not in alert.locator("p").first.inner_text()
        alert.get_by_role("button", name="Publish in this archive’s folder").click()
        readers = page.locator("#readers")
        expect(readers).to_have_text("Readers see version 1")
        expect(readers.get_by_role("link")).to_have_count(1)
        expect(alert).to_be_hidden()
        message = page.locator("#message")
        expect(message).to_contain_text("Published.")
        with page.expect_popup() as popup:
            message.get_by_role("link", name="Open the page").click()
        shown = popup.value
        expect(shown.locator("h1")).to_have_text(RECORDING.title or "")
        shown.wait_for_function("document.querySelector('audio').readyState > 0")
        shown.close()
        page.get_by_role("button", name="Publish now").click()
        expect(message).to_contain_text("Readers already see the newest version.")
    assert (copy / "published" / "r-outside" / "index.html").exists()
    assert (original / "out" / "index.html").read_bytes() == before
    with open_catalogue(original / "archive") as catalogue:
        assert catalogue.archive == original / "archive"


def test_listening_and_comments_publish_nothing(page: Page, served: Served) -> None:
    opened(page, served, "r-inside")
    page.evaluate(
        """async () => {
          const { postJson } = await import('/static/outbox.js');
          const body = { base: 0, kind: 'mark-heard', parameters: { spans: [[1, 5]] } };
          await postJson('/api/recordings/r-inside/edits', body);
        }"""
    )
    assert history(served, "r-inside") == [("mark-heard", False)]
    state = asked(served, "r-inside", "/publish")
    assert (state["revision"], state["published"], state["waiting"]) == (1, 0, False)
    page.reload()
    expect(page.locator("#revision")).to_have_text("0")
    expect(page.locator("#readers")).to_have_text("Readers see version 0")
    expect(page.locator("#publishes")).to_have_text("Changes are published after some seconds")
    expect(page.locator("#left-hint")).to_contain_text("Readers see your changes some seconds")
    page.goto(f"{served.url}/?state=unpublished")
    expect(page.locator("#recordings")).not_to_contain_text("r-inside")


def test_updating_is_only_said_while_it_happens(page: Page, served: Served) -> None:
    opened(page, served, "r-inside")
    before = texts(served, "r-inside")["T4"]
    page.locator("#T4 .at").click()
    page.keyboard.press("e")
    page.locator("textarea.box").fill(f"{before} Indeed.")
    page.keyboard.press("ControlOrMeta+Enter")
    saved(page)
    readers = page.locator("#readers")
    expect(readers).to_have_text("Readers see version 0")
    expect(readers).to_have_text("Readers see version 0. Updating the published version…")
    expect(readers).to_have_text("Readers see version 2", timeout=30_000)
    expect(page.locator("#revision")).to_have_text("2")


def test_a_failed_publication_is_seen_with_its_reason_and_tried_again(
    page: Page, tmp_path: Path
) -> None:
    archive = archive_of(tmp_path, named(EXAMPLE, "r-readers"))
    with serving(archive, "--author", "Anna", "--publish", "on demand") as served:
        sound = archive / "r-readers" / "audio.wav"
        kept = sound.rename(archive / "kept.wav")
        opened(page, served, "r-readers")
        expect(page.locator("#readers")).to_have_text("Not published yet")
        page.get_by_role("button", name="Publish now").click()
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("Publishing failed")
        expect(alert).to_contain_text("The sound of this recording is missing")
        expect(alert.get_by_text("has no audio")).to_be_hidden()
        alert.get_by_text("Details").click()
        expect(alert.get_by_text("has no audio")).to_be_visible()
        alert.get_by_role("button", name="Close this message").click()
        expect(alert).to_be_hidden()
        expect(page.locator("#readers")).to_have_text("Not published yet. Publishing failed")
        page.get_by_role("button", name="Publish now").click()
        expect(alert).to_contain_text("Publishing failed")
        page.evaluate("""() => {
          window.changes = 0;
          const count = () => (window.changes += 1);
          const all = { attributes: true, childList: true };
          new MutationObserver(count).observe(document.querySelector('#failure'), all);
        }""")
        alert.get_by_role("button", name="Try again").click()
        expect(page.locator("#message")).to_contain_text("Publishing failed.")
        assert page.evaluate("window.changes") == 0  # so that the page does not jump
        kept.rename(sound)
        alert.get_by_role("button", name="Try again").click()
        expect(page.locator("#readers")).to_have_text("Readers see version 0")
        expect(alert).to_be_hidden()
