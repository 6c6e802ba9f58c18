"""A person or the whole recording is withheld from publication in the browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import CHROMIUM, NO_CHROMIUM, new_page
from tests.editor.archives import archive_of, asked, history, named
from tests.editor.recording_page import opened
from tests.editor.serving import Served, serving
from tests.lamplight import EXAMPLE

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    archive = archive_of(
        tmp_path_factory.mktemp("withhold"), named(EXAMPLE, "r-person"), named(EXAMPLE, "r-all")
    )
    with serving(archive, "--publish", "on demand") as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Page:
    return new_page(browser)


def withheld(served: Served, name: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = asked(served, name)["transcript"]["withheld"]
    return found


def choose(page: Page, label: str) -> None:
    page.locator("#T2 .at").click()
    page.keyboard.press("h")
    page.get_by_role("dialog").get_by_label(label).check()


def test_a_name_is_replaced_by_a_pseudonym(page: Page, served: Served) -> None:
    opened(page, served, "r-person")
    speaker = next(s for s in EXAMPLE.speakers if s.id == EXAMPLE.turns[1].speaker)
    choose(page, f"Only the name {speaker.name}")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("For everybody")).to_be_hidden()
    field = dialog.get_by_label("Shown name")
    field.fill(EXAMPLE.speakers[0].name or "")  # somebody else in this archive
    dialog.get_by_role("button", name="Withhold").click()
    expect(page.locator("#message")).to_contain_text("choose another pseudonym")
    assert withheld(served, "r-person") == []
    choose(page, f"Only the name {speaker.name}")
    field.fill("Guest A")
    dialog.get_by_role("button", name="Withhold").click()
    expect(page.locator("#message")).to_contain_text(f"Withheld the name {speaker.name}")
    (mark,) = withheld(served, "r-person")
    assert (mark["name"], mark["pseudonym"], mark["level"]) == (speaker.name, "Guest A", None)


def test_the_whole_recording_is_withheld_and_released(page: Page, served: Served) -> None:
    opened(page, served, "r-all")
    choose(page, "The whole recording")
    page.get_by_role("dialog").get_by_role("button", name="Withhold").click()
    expect(page.locator("#message")).to_contain_text("Withheld the whole recording")
    expect(page.locator("#readers")).to_contain_text("Withheld: nothing is published")
    (mark,) = withheld(served, "r-all")
    assert (mark["level"], mark["name"], mark["start"]) == ("closed", None, None)
    page.keyboard.press("ControlOrMeta+z")
    expect(page.locator("#readers")).to_contain_text("Not published yet")
    assert withheld(served, "r-all") == []
    assert history(served, "r-all")[0] == ("withhold-recording", True)
