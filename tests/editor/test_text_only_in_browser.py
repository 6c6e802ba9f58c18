"""A transcript without a recording in the editor: turns have numbers, and nothing plays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from flows.adopting import Adoption, adopt_transcript
from tests.browser import CHROMIUM, NO_CHROMIUM, Seen, new_page
from tests.editor.archives import asked
from tests.editor.recording_page import opened, saved
from tests.editor.serving import Served, serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)

LABELLED = "ANN LEE: Good evening.\n\nTOM RAY: We sailed at dawn.\n\nANN LEE: Never?\n"
TIMED = "WEBVTT\n\n00:10.000 --> 00:12.000\n<v Ann Lee>We sailed.\n"


@pytest.fixture(scope="module")
def items() -> dict[str, str]:
    return {}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, items: dict[str, str]) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("texts")
    archive: Path = folder / "archive"
    for name, text in (("untimed", LABELLED), ("timed", TIMED)):
        path = folder / f"{name}.txt"
        path.write_text(text)
        items[name] = adopt_transcript(Adoption(path, None, archive))[0].recording.id
    with serving(archive, "--author", "Anna", "--publish", "on demand") as served:
        yield served


def test_find_and_replace_shows_no_times_that_are_not_known(
    browser: Browser, served: Served
) -> None:
    page = new_page(browser)
    page.goto(f"{served.url}/replace?find=sailed")
    expect(page.locator("#result")).to_contain_text("2 places in 2 recordings")
    expect(page.locator(".places li")).to_have_count(2)
    expect(page.locator(".places button")).to_have_text(["▶ 0:10"])
    page.context.close()


def test_a_text_without_times_is_edited_by_keys(
    browser: Browser, served: Served, items: dict[str, str]
) -> None:
    page = new_page(browser)
    seen = Seen(page)
    opened(page, served, items["untimed"])
    expect(page.locator(".masthead .facts")).to_contain_text("Text only")
    expect(page.locator(".turn .at")).to_have_text(["#1", "#2", "#3"])
    expect(page.locator("#play")).to_be_hidden()
    expect(page.locator("#zoom")).to_be_hidden()
    page.locator("#T2").click()
    expect(page.locator("#chosen")).to_have_text("Selected: #2")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#chosen")).to_have_text("Selected: #3")
    page.keyboard.press("Space")
    expect(page.locator("#message")).to_contain_text("This transcript has no recording.")
    page.locator("#T2").click()
    page.keyboard.press("Enter")
    page.locator("#T2 textarea").fill("We rowed at dawn.")
    page.keyboard.press("Control+Enter")
    saved(page)
    turns = asked(served, items["untimed"])["transcript"]["turns"]
    assert turns[1]["text"] == "We rowed at dawn."
    expect(page.locator("#T2 .at")).to_have_text("#2")
    page.get_by_role("tab", name="People").click()
    expect(page.locator("#persons")).to_contain_text("2 turns")
    expect(page.locator("#persons")).not_to_contain_text("0:")
    page.goto(f"{served.url}/recordings/{items['untimed']}#T3")
    page.reload()
    expect(page.locator("#chosen")).to_have_text("Selected: #3")
    assert seen.complaints == []
    assert not any(url.endswith(("/audio", "/peaks")) for url in seen.requests)


def test_a_timed_text_shows_its_times(
    browser: Browser, served: Served, items: dict[str, str]
) -> None:
    page = new_page(browser)
    opened(page, served, items["timed"])
    expect(page.locator(".turn .at")).to_have_text(["0:10"])
    expect(page.locator("#play")).to_be_hidden()


def test_the_lists_say_that_there_is_no_recording(browser: Browser, served: Served) -> None:
    page = new_page(browser)
    page.goto(served.url)
    expect(page.locator("#recordings")).to_contain_text("Text only")
    page.goto(f"{served.url}/?said=evening")
    expect(page.locator("#recordings .facts")).not_to_contain_text("0:0")
