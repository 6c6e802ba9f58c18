"""Edits in the browser change the right turn; each edit is one history entry with one undo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from archive.catalogue.open import open_catalogue
from tests.browser import CHROMIUM, NO_CHROMIUM, new_page
from tests.editor.archives import (
    archive_of,
    asked,
    history,
    interview,
    named,
    speakers,
    texts,
    write_voices,
)
from tests.editor.recording_page import opened, saved, select_words
from tests.editor.serving import Served, serving
from tests.lamplight import EXAMPLE
from transcripts.transcript import Correction, Transcript

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)

TASKS = (
    *("meant", "pending", "panel", "message", "entry", "typed", "words"),
    *("slow", "people", "checked", "passage", "loop", "alike"),
)
NAME_FROM_ANOTHER_TAB = """async (id) => {
  const { fetchJson, postJson } = await import('/static/outbox.js');
  const { revision } = await fetchJson(`/api/recordings/${id}`);
  const parameters = { speaker: 'S1', name: 'Ada Bell' };
  await postJson(`/api/recordings/${id}/edits`, { base: revision, kind: 'set-name', parameters });
}"""
BREAK = Correction(
    *("C90", "T7", "turn-break", "rage. ¶ What I", "rage. What I"),
    *(34.9, 55.4, 0.75, "applied"),
)


def asking() -> Transcript:
    """A recording with an unnamed voice, and a turn break of the old text."""
    people = tuple(replace(s, name=None) if s.id == "S2" else s for s in EXAMPLE.speakers)
    return replace(named(EXAMPLE, "r-asking"), speakers=people, corrections=(BREAK,))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = [named(EXAMPLE, f"r-{task}") for task in TASKS]
    return archive_of(tmp_path_factory.mktemp("decisions"), *made, asking(), interview(30))


@pytest.fixture(scope="module")
def served(archive: Path) -> Iterator[Served]:
    with serving(archive, "--author", "Anna", "--publish", "on demand") as served:
        yield served


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return new_page(browser)


def test_a_digit_changes_the_selected_turn_during_playback(page: Page, served: Served) -> None:
    opened(page, served, "r-meant")
    before = speakers(served, "r-meant")
    page.locator("#T3 .at").click()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#T4")).to_have_class(re.compile("selected"))
    page.evaluate("at => document.querySelector('#audio').currentTime = at", EXAMPLE.turns[4].start)
    expect(page.locator("#T5")).to_have_attribute("aria-current", "true")
    page.keyboard.press("3")
    saved(page)
    assert speakers(served, "r-meant") == {**before, "T4": "S3"}
    expect(page.locator("#chosen")).to_contain_text("Selected")
    page.keyboard.press("f")  # from now on the selection follows playback
    expect(page.locator("#chosen")).to_contain_text("Playing")
    page.evaluate(
        "at => document.querySelector('#audio').currentTime = at", EXAMPLE.turns[6].start + 1
    )
    expect(page.locator("#T7")).to_have_class(re.compile("selected"))


def test_a_digit_pressed_while_saving_changes_the_right_turn(page: Page, served: Served) -> None:
    opened(page, served, "r-pending")
    before = speakers(served, "r-pending")
    held: list[Route] = []
    page.route("**/edits", lambda route: held.append(route))
    page.locator("#T4 .at").click()
    page.keyboard.press("e")
    page.locator("textarea.box").fill("Thank you so much, Marian.")
    page.keyboard.press("ControlOrMeta+Enter")
    page.keyboard.press("3")
    page.keyboard.press("ArrowDown")
    page.route("**/edits", lambda route: route.continue_())
    held[0].continue_()
    expect(page.locator("#T4 button.who")).to_have_accessible_name("Ifeoma Castellan")
    saved(page)
    assert speakers(served, "r-pending") == {**before, "T4": "S3"}
    assert texts(served, "r-pending")["T4"] == "Thank you so much, Marian."


def test_keys_work_after_a_click_on_a_panel(page: Page, served: Served) -> None:
    opened(page, served, "r-panel")
    page.locator("#T4 .at").click()
    page.get_by_role("tab", name="History").click()
    page.keyboard.press("3")
    expect(page.locator("#T4 button.who")).to_have_accessible_name("Ifeoma Castellan")
    saved(page)
    opened(page, served, "r-0123456789ab")
    page.locator("#turns .turn").first.locator(".at").click()
    stops = 0
    while not page.evaluate("!!document.activeElement.closest('.panels')") and stops < 50:
        page.keyboard.press("Tab")
        stops += 1
    assert stops <= 40


def test_undo_in_a_message_undoes_the_named_edit(page: Page, served: Served) -> None:
    opened(page, served, "r-message")
    before = speakers(served, "r-message")
    page.locator("#T4 .at").click()
    page.keyboard.press("3")
    undo = page.get_by_role("status").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    page.evaluate(NAME_FROM_ANOTHER_TAB, "r-message")
    expect(page.locator("#revision")).to_have_text("2")
    undo.click()
    expect(page.locator("#revision")).to_have_text("3")
    assert speakers(served, "r-message") == before
    undone = [(kind, gone) for kind, gone in history(served, "r-message") if kind != "undo"]
    assert undone == [("assign-speaker", True), ("set-name", False)]


def test_a_new_person_for_a_turn_is_one_entry_with_one_undo(page: Page, served: Served) -> None:
    opened(page, served, "r-entry")
    before = speakers(served, "r-entry")
    page.locator("#T4 .at").click()
    page.keyboard.press("s")
    page.get_by_role("dialog").get_by_role("textbox").fill("Nora Vale")
    page.keyboard.press("Enter")
    expect(page.locator("#T4 button.who")).to_have_accessible_name("Nora Vale")
    page.get_by_role("tab", name="History").click()
    entry = page.locator("#edits li")
    expect(entry).to_contain_text("assigned “Thank you, Marian.” to Nora Vale")
    expect(entry).to_have_count(1)
    expect(entry.locator("del")).to_have_text("Tobias Aurelian-Grey")
    expect(entry.locator("ins")).to_have_text("Nora Vale")
    entry.get_by_role("link").click()
    expect(page.locator("#T4")).to_have_class(re.compile("selected"))
    page.get_by_label("Changes of").select_option("Words")
    expect(page.locator("#edits")).to_have_text("No edits.")
    page.get_by_label("Changes of").select_option("All changes")
    page.keyboard.press("ControlOrMeta+z")
    expect(page.locator("#T4 button.who")).to_have_accessible_name("Tobias Aurelian-Grey")
    saved(page)
    assert speakers(served, "r-entry") == before
    assert all(undone for kind, undone in history(served, "r-entry") if kind != "undo")


def test_typing_with_pauses_is_one_history_entry(page: Page, served: Served) -> None:
    opened(page, served, "r-typed")
    page.locator("#T4 .at").click()
    page.keyboard.press("e")
    box = page.locator("textarea.box")
    for version, text in enumerate(("Thanks you, Marian.", "Thanks, Marian.", "Thanks a lot!"), 1):
        box.fill(text)
        box.dispatch_event("blur")  # as after a pause: the text is saved, and the box stays open
        expect(page.locator("#revision")).to_have_text(str(version))
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="History").click()
    expect(page.locator("#edits li")).to_have_count(1)
    page.locator("#edits").get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.locator("#T4 .words")).to_have_text(EXAMPLE.turns[3].text)


def test_the_message_about_typed_words_undoes_them_and_not_what_came_later(
    page: Page, served: Served
) -> None:
    opened(page, served, "r-words")
    before = texts(served, "r-words")
    page.locator("#T4 .at").click()
    page.keyboard.press("e")
    box = page.locator("textarea.box")
    box.fill(f"{before['T4']} Indeed.")
    box.dispatch_event("blur")  # saved as after a pause, while the box stays open
    saved(page)
    box.fill(f"{before['T4']} Indeed so.")
    page.keyboard.press("ControlOrMeta+Enter")
    message = page.locator("#message")
    expect(message).to_contain_text("Changed the words at")
    page.evaluate(NAME_FROM_ANOTHER_TAB, "r-words")
    message.get_by_role("button", name="Undo").click()
    expect(page.locator("#T4 .words")).to_have_text(before["T4"])
    saved(page)
    assert texts(served, "r-words") == before
    undone = [(kind, is_undone) for kind, is_undone in history(served, "r-words") if kind != "undo"]
    assert undone == [("rewrite-word", True), ("rewrite-word", True), ("set-name", False)]


def test_slow_saving_is_shown(browser: Browser, served: Served) -> None:
    page = new_page(browser)
    page.clock.install()
    opened(page, served, "r-slow")
    held: list[Route] = []
    page.route("**/edits", lambda route: held.append(route))
    page.locator("#T4 .at").click()
    page.keyboard.press("3")
    expect(page.locator("#saved")).to_have_text("Saving…")
    page.clock.fast_forward(6000)
    expect(page.locator("#saved")).to_contain_text("Still saving")
    held[0].continue_()
    saved(page)
    page.context.close()


def test_a_question_for_a_name_takes_one_and_a_break_says_what_becomes_of_the_text(
    page: Page, served: Served
) -> None:
    opened(page, served, "r-asking")
    page.locator("#doubts button").filter(has_text="Whose voice").click()
    card = page.get_by_role("group", name="Whose voice is this?")
    expect(card.get_by_role("button", name=re.compile("Not this name"))).to_have_count(0)
    expect(page.locator("#names option[value='Marian Whitlock']")).to_have_count(1)
    page.keyboard.press("r")  # to type another name
    page.keyboard.type("Tobias Grey")
    page.keyboard.press("Enter")
    expect(page.locator("#T4 button.who")).to_have_accessible_name("Tobias Grey")
    expect(card).to_have_count(0)
    page.locator("#doubts button").filter(has_text="The old text has a break").click()
    question = page.get_by_role("group", name=re.compile("The old text has a break"))
    expect(question).to_contain_text("Keep together… rage. What I …")
    expect(question).to_contain_text("Split here… rage. ¶ What I …")
    saved(page)
    kinds = [kind for kind, _ in history(served, "r-asking")]
    assert kinds == ["set-name"]


def test_one_speaker_for_all_clips_and_people_without_words_go(page: Page, served: Served) -> None:
    opened(page, served, "r-people")
    clip = next(s.id for s in EXAMPLE.speakers if s.role == "clip")
    first = next(t.id for t in EXAMPLE.turns if t.speaker != clip)
    page.locator(f"#{first} .at").click()
    page.keyboard.press("x")
    page.get_by_role("dialog").get_by_role("button", name="Mark").click()
    expect(page.locator(f"#{first} button.who")).to_have_accessible_name("Clip")
    saved(page)
    assert speakers(served, "r-people")[first] == clip
    page.get_by_role("tab", name="People").click()
    page.get_by_role("button", name="Add a person…").click()
    page.get_by_label("Name", exact=True).fill("Nora Vale")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Remove Nora Vale").click()
    expect(page.get_by_label("Name of Nora Vale")).to_have_count(0)
    saved(page)
    names = [s["name"] for s in asked(served, "r-people")["transcript"]["speakers"]]
    assert "Nora Vale" not in names


def test_checked_is_what_a_person_said_and_some_turns_are_selected(
    page: Page, served: Served
) -> None:
    opened(page, served, "r-checked")
    before = speakers(served, "r-checked")
    expect(page.locator("#checked")).to_have_text("Not marked as checked yet")
    page.get_by_role("button", name="Mark as checked").click()
    page.get_by_role("dialog").get_by_role("button", name="Mark as checked").click()
    expect(page.locator("#checked")).to_contain_text("Checked by Anna on")
    page.locator("#T4 .words").click()
    page.locator("#T12 .words").click(modifiers=["ControlOrMeta"])
    page.locator("#T5 .words").click(modifiers=["ControlOrMeta"])
    page.locator("#T5 .words").click(modifiers=["ControlOrMeta"])
    page.keyboard.press("1")
    saved(page)
    assert speakers(served, "r-checked") == {**before, "T4": "S1", "T12": "S1"}
    page.goto(served.url)
    row = page.locator(".recording").filter(has=page.locator("[href='/recordings/r-checked']"))
    expect(row.locator(".state")).to_contain_text("Checked by Anna on 20")


def test_copied_turns_carry_names_and_the_speed_is_remembered(page: Page, served: Served) -> None:
    opened(page, served, "r-meant")
    copied = page.evaluate(
        """() => {
          const words = (id) => document.querySelector(`#${id} .words`).firstChild;
          getSelection().setBaseAndExtent(words("T11"), 0, words("T12"), 6);
          const clipboardData = new DataTransfer();
          const event = new ClipboardEvent("copy", { clipboardData, bubbles: true });
          document.querySelector("#T11").dispatchEvent(event);
          return clipboardData.getData("text/plain");
        }"""
    )
    first = f"Ifeoma Castellan: {EXAMPLE.turns[10].text}"
    assert copied == f"{first}\n\nTobias Aurelian-Grey: {EXAMPLE.turns[11].text[:6]}"
    page.get_by_label("Speed").select_option("1.2")
    page.reload()
    expect(page.get_by_label("Speed")).to_have_value("1.2")
    assert page.evaluate("document.querySelector('#audio').playbackRate") == 1.2
    page.get_by_label("Speed").select_option("1")


def test_selected_words_are_given_to_a_speaker(page: Page, served: Served) -> None:
    opened(page, served, "r-passage")
    turn = EXAMPLE.turns[6]
    words = turn.text.split()
    select_words(page, turn.id, words[2], words[4])
    expect(page.locator("#chosen")).to_have_text("3 words")
    page.keyboard.press("1")
    saved(page)
    found = asked(served, "r-passage")["transcript"]["turns"]
    parts = [t["text"] for t in found if t["start"] >= turn.start and t["end"] <= turn.end]
    assert parts[:3] == [" ".join(words[:2]), " ".join(words[2:5]), " ".join(words[5:])]
    assert [k for k, _ in history(served, "r-passage")] == ["assign-speaker"]
    select_words(page, "T1", EXAMPLE.turns[0].text.split()[1], EXAMPLE.turns[0].text.split()[2])
    page.locator("#T3 .at").click()
    page.keyboard.press("ArrowDown")  # another turn is selected: the words are not
    page.keyboard.press("3")
    saved(page)
    assert speakers(served, "r-passage")["T1"] == EXAMPLE.turns[0].speaker
    assert speakers(served, "r-passage")["T4"] == "S3"


def test_turns_that_sound_like_three_corrected_ones_are_offered_to_be_heard_and_ticked(
    page: Page, served: Served, archive: Path
) -> None:
    theirs = [t.id for t in EXAMPLE.turns if t.speaker == "S1"][::2]  # two voices taken for one
    with open_catalogue(archive) as catalogue:
        write_voices(catalogue, "r-alike", theirs)
    before = speakers(served, "r-alike")
    opened(page, served, "r-alike")
    for turn in theirs[:3]:
        expect(page.locator("#alike")).to_be_hidden()
        page.locator(f"#{turn} .at").click()
        page.keyboard.press("4")
    expect(page.locator("#alike")).to_contain_text(f"{len(theirs) - 3} other turn")
    page.keyboard.press("y")
    expect(page.get_by_role("dialog").get_by_role("checkbox")).to_have_count(len(theirs) - 3)
    page.get_by_role("dialog").get_by_role("button", name="Play from").first.click()
    page.wait_for_function("() => !document.querySelector('#audio').paused")
    page.get_by_role("button", name="Assign ticked").click()
    saved(page)
    assert speakers(served, "r-alike") == {**before, **dict.fromkeys(theirs, "S4")}
    expect(page.locator("#alike")).to_be_hidden()
    assert len(history(served, "r-alike")) == 4


def test_enter_begins_a_paragraph_of_the_same_speaker(page: Page, served: Served) -> None:
    opened(page, served, "r-passage")
    turn = EXAMPLE.turns[10]
    page.locator(f"#{turn.id} .at").click()
    page.keyboard.press("e")
    at = turn.text.index(" ", len(turn.text) // 2) + 1
    page.locator("textarea.box").evaluate("(box, at) => box.setSelectionRange(at, at)", at)
    page.keyboard.press("Enter")
    expect(page.locator("textarea.box")).to_have_count(0)
    saved(page)
    texts_now = list(texts(served, "r-passage").values())
    assert turn.text[: at - 1] in texts_now
    assert turn.text[at:] in texts_now
    assert speakers(served, "r-passage")[turn.id] == turn.speaker


def test_a_phrase_is_played_again_and_again_and_a_moment_has_a_link(
    browser: Browser, served: Served
) -> None:
    page = new_page(browser)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, served, "r-loop")
    turn = EXAMPLE.turns[6]
    words = turn.text.split()
    select_words(page, turn.id, words[0], words[1])
    page.evaluate(
        """document.querySelector('#audio').addEventListener('seeked', () => {
          window.seeks = (window.seeks ?? 0) + 1;
        })"""
    )
    page.keyboard.press("o")
    page.wait_for_function("() => window.seeks >= 3")  # the first one, and two times back
    now = page.evaluate("document.querySelector('#audio').currentTime")
    assert turn.start - 0.1 <= now <= turn.words[2].start + 1
    page.keyboard.press("o")
    page.wait_for_function("() => document.querySelector('#audio').paused")
    page.keyboard.press("c")
    expect(page.locator("#message")).to_contain_text("Copied a link to")
    link = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(rf"{served.url}/recordings/r-loop#t=\d+\.\d", link)
    page.context.close()
