"""Turns that the machine missed are added at the time of playback."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import CHROMIUM, NO_CHROMIUM, new_page
from tests.editor.archives import archive_of, asked
from tests.editor.recording_page import opened, saved
from tests.editor.serving import Served, serving
from tests.lamplight import EXAMPLE, RECORDING

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)

BEFORE = next(one for one, other in pairwise(EXAMPLE.turns) if other.start - one.end > 0.4)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(archive_of(tmp_path, EXAMPLE), "--author", "Anna") as served:
        yield served


@pytest.fixture
def page(browser: Browser, served: Served) -> Page:
    page = opened(new_page(browser), served, RECORDING.id)
    page.wait_for_function("() => document.querySelector('#audio').readyState > 0")
    page.locator(f"#{BEFORE.id} .at").first.click()
    page.evaluate(f"() => {{ document.querySelector('#audio').currentTime = {BEFORE.end + 0.1}; }}")
    page.wait_for_function("() => !document.querySelector('#audio').seeking")
    return page


def test_a_missed_turn_is_added_edited_and_undone(page: Page, served: Served) -> None:
    page.keyboard.press("Shift+E")
    dialog = page.get_by_role("dialog", name="Add a turn at")
    expect(dialog.locator(":checked")).to_have_value(BEFORE.speaker)
    page.keyboard.type("Nobody answered  the door.")
    dialog.get_by_role("button", name="Add").click()
    turn = page.locator("#TE1")
    expect(turn.locator(".words")).to_have_text("Nobody answered the door.")
    expect(turn).to_have_class("turn selected")
    expect(turn.locator(".chip.estimated")).to_have_text("times estimated")
    assert page.locator(f"#{BEFORE.id} + .turn").get_attribute("id") == "TE1"
    page.keyboard.press("h")
    expect(page.get_by_role("dialog", name="Withhold")).to_contain_text("are estimates")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    expect(turn.locator(".who")).to_have_attribute("data-speaker", "S2")
    saved(page)
    page.keyboard.press("m")
    expect(page.locator("#message")).to_contain_text("can’t be joined")
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator("#message")).to_contain_text("measured in the recording")
    page.keyboard.press("e")
    page.keyboard.type("Well. ")
    page.keyboard.press("Control+Enter")
    expect(turn.locator(".words")).to_have_text("Well. Nobody answered the door.")
    saved(page)
    page.reload()
    expect(turn.locator(".words")).to_have_text("Well. Nobody answered the door.")
    page.get_by_role("tab", name="History").click()
    entry = page.locator("#edits li", has_text="Added a turn of")
    expect(entry).to_contain_text("Nobody answered the door.")
    entry.get_by_role("button", name="Undo").click()
    expect(turn).to_have_count(0)
    assert [t["id"] for t in asked(served, RECORDING.id)["transcript"]["turns"]] == [
        t.id for t in EXAMPLE.turns
    ]


def test_a_missed_turn_of_somebody_new_is_one_step(page: Page) -> None:
    page.get_by_role("button", name="More…").click()
    page.get_by_role("button", name="Add a turn at the time of playback").click()
    dialog = page.get_by_role("dialog", name="Add a turn at")
    page.keyboard.type("Who is there?")
    dialog.get_by_label("Name of somebody else").fill("Ottilie Vane")
    dialog.get_by_role("button", name="Add").click()
    expect(page.locator("#TE2 .words")).to_have_text("Who is there?")
    expect(page.locator("#persons")).to_contain_text("Ottilie Vane")
    page.locator("#message").get_by_role("button", name="Undo").click()
    expect(page.locator("#TE2")).to_have_count(0)
    expect(page.locator("#persons")).not_to_contain_text("Ottilie Vane")
    saved(page)
