"""Details, export, playback and shortcuts of a recording's page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import CHROMIUM, NO_CHROMIUM, new_page
from tests.editor.archives import archive_of, asked, named, texts
from tests.editor.recording_page import opened, saved
from tests.editor.serving import Served, serving
from tests.lamplight import EXAMPLE

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)

TASKS = ("keys", "details", "about", "export", "heard", "typed", "escape", "checked", "added")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    made = [named(EXAMPLE, f"r-{task}") for task in TASKS]
    archive = archive_of(tmp_path_factory.mktemp("details"), *made)
    with serving(archive, "--author", "Anna", "--publish", "on demand") as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Page:
    return new_page(browser)


def test_the_description_is_saved_and_the_cast_leads_to_the_people(
    page: Page, served: Served
) -> None:
    opened(page, served, "r-about")
    page.get_by_role("button", name="Details…").click()
    dialog = page.get_by_role("dialog", name="Details")
    expect(dialog).to_contain_text("Cast: Marian Whitlock (host)")
    dialog.get_by_label("Description").fill("A keeper,\nand a film about him.")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator("#message")).to_contain_text("Details saved")
    saved(page)
    about = asked(served, "r-about")["transcript"]["recording"]
    assert about["description"] == "A keeper, and a film about him."
    page.get_by_role("button", name="Details…").click()
    dialog.get_by_label("Programme").fill("Night Talk")
    dialog.get_by_label("Date").fill("last week")
    edit = dialog.get_by_role("button", name="Edit the cast")
    edit.click()
    expect(dialog).to_be_visible()  # the date is not valid, and nothing is lost
    dialog.get_by_label("Date").fill("1987")
    edit.click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#persons")).to_be_visible()
    saved(page)
    about = asked(served, "r-about")["transcript"]["recording"]
    assert (about["programme"], about["date"]) == ("Night Talk", "1987")


def test_what_is_typed_in_a_dialog_is_not_lost_without_a_question(
    page: Page, served: Served
) -> None:
    opened(page, served, "r-typed")
    details = page.get_by_role("button", name="Details…")
    dialog = page.get_by_role("dialog", name="Details")
    details.click()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()  # nothing was typed
    details.click()
    title = dialog.get_by_label("Title")
    title.fill("The Keeper")
    page.keyboard.press("Escape")
    expect(dialog.get_by_role("alert")).to_contain_text("What you typed is not saved.")
    for _ in range(3):  # Esc takes the question away, and asks again
        page.keyboard.press("Escape")
    expect(dialog.get_by_role("alert")).to_have_count(0)
    expect(title).to_have_value("The Keeper")
    dialog.get_by_role("button", name="Close").click()
    dialog.get_by_role("button", name="Keep typing").click()
    expect(title).to_be_focused()
    page.keyboard.press("Escape")
    dialog.get_by_role("alert").get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("The Keeper")
    saved(page)
    page.locator("#T4 .at").click()
    page.keyboard.press("t")
    comment = page.get_by_role("dialog", name="Comment on")
    comment.get_by_role("textbox").fill("Ask the archive.")
    page.keyboard.press("Escape")
    comment.get_by_role("button", name="Discard").click()
    expect(comment).to_be_hidden()
    assert asked(served, "r-typed")["comments"] == []


def test_a_field_of_a_person_keeps_the_focus(page: Page, served: Served) -> None:
    opened(page, served, "r-added")
    page.locator("#tab-people").click()
    role = page.get_by_role("combobox", name="Role of Marian Whitlock")
    role.fill("reporter")
    role.press("Enter")
    expect(page.locator("#message")).to_contain_text("reporter")
    expect(role).to_be_focused()
    role.fill("wrong")
    role.press("Escape")
    expect(role).to_have_value("reporter")
    expect(role).to_be_focused()


def test_all_speakers_of_the_selected_turns_are_marked(page: Page, served: Served) -> None:
    opened(page, served, "r-about")
    page.locator("#T3 .at").click()
    page.keyboard.press("Shift+ArrowDown")
    marked = page.locator("#chips [aria-pressed=mixed] .who")
    speakers = {turn.speaker for turn in EXAMPLE.turns[2:4]}
    assert len(speakers) == 2
    expect(marked).to_have_count(2)
    ids = marked.evaluate_all("all => all.map(one => one.dataset.speaker)")
    assert set(ids) == speakers
    page.keyboard.press("Escape")
    expect(marked).to_have_count(0)
    expect(page.locator("#chips [aria-pressed=true]")).to_have_count(1)


def test_the_reason_for_added_questions_is_shown_until_they_are_gone(
    page: Page, served: Served
) -> None:
    added: list[dict[str, object]] = []

    def answer(route: Route) -> None:
        body = route.fetch().json()
        body["doubts"] += [body["doubts"][0] | one for one in added]
        route.fulfill(json=body)

    page.route("**/doubts", answer)
    opened(page, served, "r-added")
    hint = page.locator("#left-hint")
    expect(hint).to_contain_text("Begin here")
    added.append({"id": "speaker-T5", "kind": "speaker", "about": "T5", "turn": "T5"})
    page.locator("#T3 .at").click()
    page.keyboard.press("2")
    expect(hint).to_contain_text("1 new question about who speaks")
    added.clear()
    page.keyboard.press("1")
    expect(hint).to_contain_text("Begin here")


def test_the_marks_in_the_text_are_explained(page: Page, served: Served) -> None:
    opened(page, served, "r-about")
    page.get_by_text("Marks in the text").click()
    expect(page.locator(".legend")).to_contain_text("hard to hear")
    expect(page.locator(".legend .withheld")).to_be_visible()


def test_keys_are_shown_changed_and_switched_off(browser: Browser, served: Served) -> None:
    page = opened(new_page(browser), served, "r-keys")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    row = sheet.get_by_role("row", name=re.compile("^Next place to check"))
    row.get_by_role("button", name="Change N").click()
    page.keyboard.press("u")
    expect(row.get_by_role("button", name="Change U")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator(".review")).to_have_count(0)
    page.keyboard.press("u")
    expect(page.locator(".review")).to_be_visible()
    page.reload()
    expect(page.locator("#check kbd[data-key=next]")).to_have_text("U")
    page.keyboard.press("?")
    sheet.get_by_label("Single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator(".review")).to_have_count(0)
    page.keyboard.press("F8")
    expect(page.locator(".review")).to_be_visible()


def test_the_title_and_the_date_are_changed_in_one_dialog(page: Page, served: Served) -> None:
    opened(page, served, "r-details")
    page.get_by_role("button", name="Details…").click()
    page.get_by_label("Title").fill("The Keeper")
    page.get_by_label("Date").fill("1987-11-05")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("h1")).to_have_text("The Keeper")
    expect(page.locator("#date")).to_have_text("1987-11-05")
    expect(page).to_have_title("The Keeper · tapelog")
    saved(page)
    page.keyboard.press("Control+z")
    expect(page.locator("h1")).to_have_text("The Keeper Who Wouldn’t Leave")
    expect(page.locator("#date")).to_have_text("1987-11-04")


def test_files_are_previewed_and_downloaded(page: Page, served: Served) -> None:
    opened(page, served, "r-export")
    page.get_by_role("button", name="Export…").click()
    preview = page.get_by_label("Preview")
    expect(preview).to_contain_text("MARIAN WHITLOCK")
    page.get_by_label("Captions (WebVTT)").check()
    expect(preview).to_contain_text("WEBVTT")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download Captions (WebVTT)").click()
    assert download.value.suggested_filename == "r-export-transcript.vtt"
    assert download.value.path().read_text(encoding="utf-8").startswith("WEBVTT")


def test_playback_goes_on_two_seconds_before_the_pause(page: Page, served: Served) -> None:
    opened(page, served, "r-export")
    page.locator("#T4 button.at").click()
    page.keyboard.press("k")
    paused = page.evaluate("document.querySelector('#audio').currentTime")
    page.evaluate("""() => {
        const audio = document.querySelector('#audio');
        window.seeks = [];
        audio.addEventListener('seeking', () => seeks.push(audio.currentTime));
    }""")
    page.keyboard.press("k")
    page.wait_for_function("seeks.length === 1")
    assert page.evaluate("seeks[0]") == pytest.approx(max(0, paused - 2), abs=0.3)


def test_the_page_says_how_many_turns_a_person_has_heard(page: Page, served: Served) -> None:
    opened(page, served, "r-heard")
    expect(page.locator("#reviewed")).to_contain_text("0 of 16 turns heard or changed")
    page.locator("#T3 .at").click()
    page.keyboard.press("k")
    page.keyboard.press("ArrowDown")
    end = EXAMPLE.turns[4].end + 0.2
    page.wait_for_function("t => document.querySelector('#audio').currentTime > t", arg=end)
    page.keyboard.press("k")
    page.wait_for_function("document.querySelector('#audio').paused")
    page.evaluate("""() => {
        Object.defineProperty(document, 'hidden', { get: () => true });
        document.dispatchEvent(new Event('visibilitychange'));
    }""")
    expect(page.locator("#reviewed")).to_contain_text("2 of 16 turns heard or changed")
    page.get_by_role("tab", name="History").click()
    expect(page.locator("#edits")).to_contain_text("No edits.")
    page.keyboard.press("ControlOrMeta+z")
    expect(page.locator("#message")).to_contain_text("Nothing to undo")


def _write(page: Page, turn: str, text: str) -> None:
    page.locator(f"#{turn} .at").click()
    page.keyboard.press("e")
    page.locator("textarea.box").fill(text)


def test_escape_saves_what_was_typed_and_its_message_undoes_it(page: Page, served: Served) -> None:
    opened(page, served, "r-escape")
    before = EXAMPLE.turns[5].text
    _write(page, "T6", "Typed in a hurry.")
    page.keyboard.press("Escape")
    expect(page.locator("textarea.box")).to_have_count(0)
    saved(page)
    assert texts(served, "r-escape")["T6"] == "Typed in a hurry."
    page.locator("#message").get_by_role("button", name="Undo").click()
    expect(page.locator("#T6 .words")).to_have_text(before)
    saved(page)
    _write(page, "T6", "  ")
    page.keyboard.press("Escape")
    expect(page.locator("#message")).to_contain_text("its words stay as they were")
    expect(page.locator("textarea.box")).to_have_count(0)
    expect(page.locator("#T6 .words")).to_have_text(before)
    assert texts(served, "r-escape")["T6"] == before


def test_marking_as_checked_asks_if_questions_are_open(page: Page, served: Served) -> None:
    opened(page, served, "r-checked")
    expect(page.locator("#left")).not_to_have_text("")
    left = int(page.locator("#left").inner_text())
    assert left > 1
    mark = page.get_by_role("button", name="Mark as checked")
    mark.click()
    dialog = page.get_by_role("dialog", name="Mark as checked?")
    unheard = f"{len(EXAMPLE.turns)} turns were neither heard nor changed by a person"
    expect(dialog).to_contain_text(f"{left} questions are open, and {unheard}.")
    page.keyboard.press("Escape")
    expect(page.locator("#checked")).to_have_text("Not marked as checked yet")
    mark.click()
    dialog.get_by_role("button", name="Mark as checked").click()
    expect(page.locator("#checked")).to_contain_text("Checked by Anna on")
