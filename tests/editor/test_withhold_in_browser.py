"""Words, a person or the whole recording are withheld from publication in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import CHROMIUM, NO_CHROMIUM, new_page
from tests.editor.archives import archive_of, asked, history, named
from tests.editor.recording_page import opened, saved, select_words
from tests.editor.serving import Served, serving
from tests.lamplight import EXAMPLE

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    made = [
        named(EXAMPLE, f"r-{task}") for task in ("person", "all", "withhold", "again", "offline")
    ]
    archive = archive_of(tmp_path_factory.mktemp("withhold"), *made)
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
    expect(dialog.get_by_label("Everybody", exact=True)).to_be_hidden()
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


def wait_for_marked(page: Page, words: str) -> None:
    """Wait until exactly these words are marked as withheld, for at most 20 seconds."""
    marked = "() => [...CSS.highlights.get('withheld')].map(String).join(' ')"
    for _ in range(100):
        if page.evaluate(marked) == words:
            break
        page.wait_for_timeout(200)
    assert page.evaluate(marked) == words


def test_selected_words_are_withheld_marked_and_released_by_undo(
    page: Page, served: Served
) -> None:
    opened(page, served, "r-withhold")
    turn = EXAMPLE.turns[6]
    texts_of_words = turn.text.split()
    select_words(page, turn.id, texts_of_words[2], texts_of_words[5])
    expect(page.locator("#chosen")).to_have_text("4 words")
    page.keyboard.press("h")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("group", name="Selected words")).to_contain_text(
        " ".join(texts_of_words[2:6])
    )
    dialog.get_by_label("Everybody but visitors to the archive’s reading room").check()
    dialog.get_by_label("Until").fill("2040-01-01")
    dialog.get_by_role("button", name="Withhold").click()
    saved(page)
    (mark,) = asked(served, "r-withhold")["transcript"]["withheld"]
    assert mark["start"] == pytest.approx(turn.words[2].start, abs=0.01)
    assert mark["end"] == pytest.approx(turn.words[6].start, abs=0.01)
    assert (mark["level"], mark["until"]) == ("on-site", "2040-01-01")
    words = " ".join(texts_of_words[2:6])
    wait_for_marked(page, words)
    page.keyboard.press("ControlOrMeta+z")
    wait_for_marked(page, "")
    saved(page)
    assert asked(served, "r-withhold")["transcript"]["withheld"] == []
    page.keyboard.press("ControlOrMeta+Shift+z")
    wait_for_marked(page, words)
    saved(page)
    page.reload()
    wait_for_marked(page, words)


def test_a_withheld_turn_is_labelled_and_published_again_from_the_dialog(
    page: Page, served: Served
) -> None:
    opened(page, served, "r-again")
    turn = EXAMPLE.turns[1]
    choose(page, "The selected words")
    page.get_by_role("dialog").get_by_role("button", name="Withhold", exact=True).click()
    label = page.locator(f"#{turn.id} .chip.withheld")
    expect(label).to_have_text("Withheld")
    expect(label).to_have_attribute("title", re.compile(re.escape(f"“{turn.text}”")))
    expect(label).to_have_accessible_name(re.compile("Withheld from publication: .*Change…"))
    page.keyboard.press("h")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".edits")).to_contain_text(turn.text)
    expect(dialog.locator(".edits")).to_contain_text("from everybody")
    expect(dialog.get_by_label("The selected words")).to_be_hidden()
    page.keyboard.press("Enter")  # a habit must not publish what is withheld
    expect(dialog).to_be_visible()
    assert len(withheld(served, "r-again")) == 1
    page.keyboard.press("Escape")
    label.click()
    dialog.get_by_role("button", name="Publish it again").click()
    expect(page.locator("#message")).to_contain_text("Released: ")
    expect(label).to_have_count(0)
    assert withheld(served, "r-again") == []
    page.keyboard.press("ControlOrMeta+Shift+z")
    expect(label).to_have_count(1)
    assert len(withheld(served, "r-again")) == 1


def test_more_can_be_withheld_if_the_history_cannot_be_read(page: Page, served: Served) -> None:
    opened(page, served, "r-offline")
    choose(page, "Only the name")
    page.get_by_role("dialog").get_by_role("button", name="Withhold", exact=True).click()
    expect(page.locator("#T2 .chip.withheld")).to_be_visible()
    saved(page)
    page.route("**/history", lambda route: route.abort())
    choose(page, "The selected words")
    page.get_by_role("dialog").get_by_role("button", name="Withhold", exact=True).click()
    expect(page.locator("#message")).to_contain_text("Withheld ")
    saved(page)
    assert len(withheld(served, "r-offline")) == 2
