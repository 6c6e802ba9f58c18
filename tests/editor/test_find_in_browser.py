"""Find and replace in one recording, in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import CHROMIUM, NO_CHROMIUM, new_page
from tests.editor.archives import archive_of, asked, named, texts
from tests.editor.recording_page import opened, saved
from tests.editor.serving import Served, serving
from tests.lamplight import EXAMPLE

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    made = [named(EXAMPLE, f"r-{task}") for task in ("find", "sounds", "split")]
    with serving(archive_of(tmp_path_factory.mktemp("find"), *made)) as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Page:
    return new_page(browser)


def test_a_word_is_replaced_everywhere_with_one_undo(page: Page, served: Served) -> None:
    opened(page, served, "r-find")
    before = texts(served, "r-find")
    page.keyboard.press("ControlOrMeta+h")
    dialog = page.get_by_role("dialog", name="Find and replace")
    page.keyboard.type("tobias")
    places = sum(text.count("Tobias") for text in before.values()) + 1  # and a name
    expect(dialog.get_by_role("status")).to_have_text(f"{places} places found, {places} ticked")
    expect(dialog.get_by_role("button", name=re.compile("^Play from")).first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.type("Tom")
    page.keyboard.press("Enter")
    saved(page)
    after = texts(served, "r-find")
    assert after == {turn: text.replace("Tobias", "Tom") for turn, text in before.items()}
    names = [s["name"] for s in asked(served, "r-find")["transcript"]["speakers"]]
    assert "Tom Aurelian-Grey" in names
    page.get_by_role("tab", name="History").click()
    expect(page.locator("#edits li")).to_have_count(1)
    page.keyboard.press("ControlOrMeta+z")
    expect(page.locator("#edits .undone")).to_have_count(1)
    assert texts(served, "r-find") == before


def test_words_that_sound_alike_are_listed_and_not_ticked(page: Page, served: Served) -> None:
    opened(page, served, "r-sounds")
    before = texts(served, "r-sounds")
    page.keyboard.press("ControlOrMeta+h")
    dialog = page.get_by_role("dialog", name="Find and replace")
    page.keyboard.type("Maryann")
    dialog.get_by_label("Sounds like").check()
    places = sum(text.count("Marian") for text in before.values())
    expect(dialog.get_by_role("status")).to_have_text(f"{places} places found, 0 ticked")
    expect(dialog.locator("#hits mark").first).to_have_text("Marian")
    dialog.locator("#hits input").first.check()
    dialog.get_by_label("Replace with").fill("Maryann")
    dialog.get_by_role("button", name="Replace").click()
    saved(page)
    now = texts(served, "r-sounds")
    assert sum(text.count("Maryann") for text in now.values()) == 1
    assert [t for t in now if now[t] != before[t]] == [
        next(t for t in before if "Marian" in before[t])
    ]


def test_turns_are_split_off_as_a_voice_of_their_own(page: Page, served: Served) -> None:
    opened(page, served, "r-split")
    page.locator("#T2 .at").click()
    page.keyboard.press("Shift+ArrowDown")
    page.get_by_role("button", name="More…").click()
    page.get_by_role("button", name="Split off as a voice").click()
    saved(page)
    turns = {t["id"]: t for t in asked(served, "r-split")["transcript"]["turns"]}
    assert {turns[t]["speaker"] for t in ("T2", "T3")} == {"SE1"}
    assert {turns[t]["voice"] for t in ("T2", "T3")} == {"VE1"}
    page.keyboard.press("ControlOrMeta+z")
    expect(page.locator("#message")).to_contain_text("Undone")
    turns = {t["id"]: t for t in asked(served, "r-split")["transcript"]["turns"]}
    assert turns["T2"]["speaker"] == EXAMPLE.turns[1].speaker
