"""Comments and the assignment in the browser, and the buttons below the turns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import CHROMIUM, NO_CHROMIUM, new_page, visit
from tests.editor.archives import archive_of, asked
from tests.editor.recording_page import opened
from tests.editor.serving import Served, serving
from tests.lamplight import EXAMPLE, RECORDING

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    archive = archive_of(tmp_path_factory.mktemp("comments"), EXAMPLE)
    with serving(archive, "--author", "Anna", "--publish", "on demand") as served:
        yield served


@pytest.fixture
def page(browser: Browser, served: Served) -> Page:
    return opened(new_page(browser), served, RECORDING.id)


def test_a_comment_is_listed_marked_and_removed(page: Page, served: Served) -> None:
    page.locator("#T2 .at").click()
    page.keyboard.press("t")
    dialog = page.get_by_role("dialog", name="Comment on")
    page.keyboard.type("Is this right?")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator("#T2 .chip.commented")).to_have_text("1 comment")
    expect(page.locator("#comment-count")).to_have_text("1")
    page.wait_for_function("() => CSS.highlights.get('commented').size === 1")
    page.get_by_role("tab", name="Comments").click()
    row = page.locator("#comment-list li")
    expect(row).to_contain_text("Is this right?")
    expect(row).to_contain_text("Anna")
    page.keyboard.press("s")  # an edit of the turn redraws it
    page.locator("#ask [name=person][value=S3]").check()
    page.get_by_role("dialog").get_by_role("button", name="Assign").click()
    expect(page.locator("#T2 .who").first).to_have_attribute("data-speaker", "S3")
    expect(page.locator("#T2 .chip.commented")).to_be_visible()
    row.get_by_role("button", name="Remove").click()
    expect(page.locator("#comment-list")).to_contain_text("No comments yet")
    expect(page.locator(".chip.commented")).to_have_count(0)
    assert asked(served, RECORDING.id)["comments"] == []


def test_a_recording_is_assigned_and_found_in_the_list(page: Page, served: Served) -> None:
    expect(page.locator("#assigned")).to_have_text("Assigned to nobody")
    page.get_by_role("button", name="Assign…").click()
    name = page.get_by_role("dialog").get_by_label("Who works on this recording?")
    expect(name).to_have_value("Anna")
    name.fill("Ben Orme")
    page.keyboard.press("Enter")
    expect(page.locator("#assigned")).to_have_text("Assigned to Ben Orme")
    visit(page, served.url)
    expect(page.locator("li.recording")).to_contain_text("Assigned to Ben Orme")
    page.get_by_label("Assigned to").select_option("Ben Orme")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("li.recording")).to_have_count(1)


def test_rarer_actions_are_in_a_menu_that_closes(page: Page) -> None:
    page.locator("#T2 .at").click()
    buttons = page.locator(".actions button").all()
    tops = {round(box["y"]) for box in (button.bounding_box() for button in buttons) if box}
    assert len(tops) == 1
    more = page.get_by_role("button", name="More…")
    more.click()
    page.get_by_role("button", name="Withhold from publication").click()
    expect(page.locator("#more")).to_be_hidden()
    expect(page.get_by_role("dialog", name="Withhold")).to_be_visible()


def test_split_by_its_button_ends_with_enter(page: Page) -> None:
    page.locator("#T2 .at").click()
    page.keyboard.press("k")
    page.locator(".actions").get_by_role("button", name="Split").click()
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_contain_text("Turn split")
    page.locator("#message").get_by_role("button", name="Undo").click()
    expect(page.locator("#message")).to_contain_text("Undone")


def test_a_misspelt_name_is_corrected_in_the_list_of_people(page: Page) -> None:
    page.locator(".who[data-speaker='S1']").first.click()
    page.get_by_role("button", name="Correct it in “People”").click()
    focused = "() => document.activeElement.ariaLabel === 'Name of Marian Whitlock'"
    page.wait_for_function(focused)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Marian Whitlock-Lee")
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_contain_text("The text still says “Marian Whitlock”")
