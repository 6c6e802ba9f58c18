"""Edit in a real browser, with a real server and a real catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import CHROMIUM, NO_CHROMIUM, Seen, new_page
from tests.editor.archives import archive_of, asked, history, interview, named, speakers, texts
from tests.editor.recording_page import opened
from tests.editor.serving import Served, serving
from tests.lamplight import EXAMPLE, RECORDING

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)

TASKS = (
    *("label", "split", "decide", "rename", "undo", "two", "reload"),
    *("killed", "scope", "join", "mark", "script", "keys", "late", "live"),
)
SAVED = re.compile("^Saved$")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One editor; every test has a separate recording."""
    made = [named(EXAMPLE, f"r-{task}") for task in TASKS]
    archive = archive_of(tmp_path_factory.mktemp("tasks"), *made, interview(30, wrong=10))
    with serving(archive, "--author", "Anna", "--publish", "on demand") as served:
        yield served


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return new_page(browser)


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text(SAVED)


def who(page: Page, turn: str) -> Locator:
    return page.locator(f"#{turn} button.who")


def select(page: Page, turn: str) -> None:
    page.locator(f"#{turn} button.at").click()
    expect(page.locator(f"#{turn}")).to_have_class(re.compile("selected"))


def test_the_label_of_one_turn(page: Page, served: Served) -> None:
    opened(page, served, "r-label")
    before = speakers(served, "r-label")
    select(page, "T4")
    page.keyboard.press("3")
    expect(who(page, "T4")).to_have_accessible_name("Ifeoma Castellan")
    saved(page)
    assert speakers(served, "r-label") == {**before, "T4": "S3"}
    page.keyboard.press("0")
    expect(who(page, "T4")).to_have_accessible_name("Tobias Aurelian-Grey")
    saved(page)
    assert speakers(served, "r-label") == before


def test_a_turn_split_at_a_word_and_its_second_half_given_to_another(
    page: Page, served: Served
) -> None:
    opened(page, served, "r-split")
    select(page, "T7")
    page.keyboard.press("k")  # playback stops, so that the marked word stays the same
    page.evaluate("document.querySelector('#audio').currentTime = 35")
    words = EXAMPLE.turns[6].text.split()
    page.keyboard.press("Shift+Enter")
    marked = page.evaluate("[...CSS.highlights.get('pick')].map(String).join()")
    at = words.index(marked, 1)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.press("1")  # at once: it waits until the turn is split
    expect(page.locator(".turn.selected .words")).to_have_text(" ".join(words[at + 1 :]))
    expect(page.locator(".turn.selected button.who")).to_have_accessible_name("Marian Whitlock")
    saved(page)
    turns = asked(served, "r-split")["transcript"]["turns"]
    halves = [t for t in turns if t["start"] >= 34.9 and t["end"] <= 60 and t["id"] != "T8"]
    assert [(t["speaker"], t["text"]) for t in halves] == [
        ("S2", " ".join(words[: at + 1])),
        ("S1", " ".join(words[at + 1 :])),
    ]


def test_corrections_are_accepted_and_rejected_with_one_key_each(
    page: Page, served: Served
) -> None:
    opened(page, served, "r-decide")
    expect(page.locator("#left")).to_have_text("3")
    marked = "() => [...CSS.highlights.get('doubtful')].map(String).includes('hands:')"
    page.wait_for_function(marked)
    review = page.locator(".review")
    page.keyboard.press("n")
    expect(review).to_contain_text("Ifeoma Castellan")
    page.keyboard.press("a")
    expect(review).to_contain_text("hounds")
    page.wait_for_function("() => !document.querySelector('#audio').paused")
    review.locator("summary").click()
    expect(review).to_contain_text("41 %")
    page.keyboard.press("a")
    expect(review).to_contain_text("oh,")
    page.keyboard.press("r")
    saved(page)
    expect(page.locator("#left")).to_have_text("0")
    expect(page.locator("#T7")).to_contain_text("is the hounds: he couldn’t")
    statuses = {
        c["id"]: c["status"] for c in asked(served, "r-decide")["transcript"]["corrections"]
    }
    assert (statuses["C7"], statuses["C13"]) == ("applied", "rejected")


def test_a_new_name_is_one_entry(page: Page, served: Served) -> None:
    opened(page, served, "r-rename")
    page.evaluate(
        "window.changed = 0; new MutationObserver(all => changed += all.length)"
        ".observe(document.querySelector('#turns'), {childList: true, subtree: true,"
        " characterData: true})"
    )
    page.get_by_role("tab", name="People").click()
    page.get_by_label("Name of Tobias Aurelian-Grey").fill("Tobias Aurelian")
    page.keyboard.press("Enter")
    expect(who(page, "T12")).to_have_accessible_name("Tobias Aurelian")
    saved(page)
    content = "getComputedStyle(document.querySelector('#T12 .who'), '::after').content"
    assert page.evaluate(content) == '"Tobias Aurelian"'
    assert page.evaluate("changed") == 0
    people = asked(served, "r-rename")["transcript"]["speakers"]
    assert {p["id"]: p["name"] for p in people}["S2"] == "Tobias Aurelian"


def test_three_steps_back_and_any_edit_alone(page: Page, served: Served) -> None:
    opened(page, served, "r-undo")
    machine = speakers(served, "r-undo")
    for turn, key in (("T4", "1"), ("T5", "2"), ("T12", "3"), ("T16", "1")):
        select(page, turn)
        page.keyboard.press(key)
        saved(page)
    for _ in range(3):
        page.keyboard.press("ControlOrMeta+z")
        saved(page)
    expect(who(page, "T5")).to_have_accessible_name("Ifeoma Castellan")
    assert speakers(served, "r-undo") == {**machine, "T4": "S1"}
    page.keyboard.press("ControlOrMeta+Shift+z")
    saved(page)
    assert speakers(served, "r-undo") == {**machine, "T4": "S1", "T5": "S2"}
    page.get_by_role("tab", name="History").click()
    page.locator("#edits li").last.get_by_role("button", name=re.compile("^Undo")).click()
    expect(who(page, "T4")).to_have_accessible_name("Tobias Aurelian-Grey")
    saved(page)
    assert speakers(served, "r-undo") == {**machine, "T5": "S2"}
    given = [undone for kind, undone in history(served, "r-undo") if kind == "assign-speaker"]
    assert given == [True, False, True, True]


def write(page: Page, turn: str, text: str) -> None:
    select(page, turn)
    page.keyboard.press("e")
    page.locator("textarea.box").fill(text)


def test_two_editors_of_one_turn_lose_no_text(page: Page, browser: Browser, served: Served) -> None:
    anna, ben = opened(page, served, "r-two"), new_page(browser)
    ben.route("**/changes?*", lambda route: None)  # Anna's edits are not shown while Ben types
    opened(ben, served, "r-two")
    write(anna, "T12", "I only wish that Anna had written it.")
    anna.keyboard.press("ControlOrMeta+Enter")
    saved(anna)
    write(ben, "T12", "I only wish that Ben had written it.")
    ben.keyboard.press("ControlOrMeta+Enter")
    clash = ben.get_by_role("group", name="Conflict")
    for text in (EXAMPLE.turns[11].text, "I only wish that Anna had written it."):
        expect(clash).to_contain_text(text)
    expect(clash.get_by_label("Yours")).to_have_value("I only wish that Ben had written it.")
    assert texts(served, "r-two")["T12"] == "I only wish that Anna had written it."
    clash.get_by_role("button", name="Use mine").click()
    expect(ben.locator("#T12 .words")).to_have_text("I only wish that Ben had written it.")
    saved(ben)
    assert texts(served, "r-two")["T12"] == "I only wish that Ben had written it."
    # Edits of other turns never conflict and are merged.
    select(anna, "T4")
    anna.keyboard.press("1")
    expect(anna.locator("#T12 .words")).to_have_text("I only wish that Ben had written it.")
    saved(anna)
    # A conflict about a label shows three values: the old one, the other editor's, and the new one.
    select(ben, "T4")
    ben.keyboard.press("3")
    expect(clash).to_contain_text(re.compile("Thank you, Marian.*Ifeoma Castellan", re.S))
    expect(who(ben, "T4")).to_have_accessible_name("Marian Whitlock")
    clash.get_by_role("button", name="Keep theirs").click()
    expect(clash).to_have_count(0)
    assert speakers(served, "r-two")["T4"] == "S1"


def test_reloading_keeps_typed_text(page: Page, served: Served) -> None:
    opened(page, served, "r-reload")
    write(page, "T13", "And is it a very sad film?")
    page.reload()
    expect(page.locator("textarea.box")).to_have_value("And is it a very sad film?")
    saved(page)
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.locator("#T13 .words")).to_have_text("And is it a very sad film?")
    saved(page)
    assert texts(served, "r-reload")["T13"] == "And is it a very sad film?"
    page.reload()
    expect(page.locator("#T13")).to_have_class(re.compile("selected"))
    expect(page.locator("#T13")).to_be_in_viewport()


def test_a_killed_server_loses_no_edit(browser: Browser, served: Served) -> None:
    page = opened(new_page(browser), served, "r-killed")
    select(page, "T4")
    with page.expect_request("**/edits"):
        page.keyboard.press("3")
    served.kill()  # the edit may be saved or not
    select(page, "T5")
    page.keyboard.press("1")
    expect(page.locator("#saved")).to_contain_text("Not saved")
    served.start()
    saved(page)
    now = speakers(served, "r-killed")
    assert (now["T4"], now["T5"]) == ("S3", "S1")
    assert history(served, "r-killed") == [("assign-speaker", False), ("assign-speaker", False)]
    # The next tab sends the edits that a closed tab could not send.
    served.kill()
    select(page, "T5")
    page.keyboard.press("2")
    expect(page.locator("#saved")).to_contain_text("Not saved")
    page.close()
    served.start()
    page = opened(page.context.new_page(), served, "r-killed")
    saved(page)
    expect(who(page, "T5")).to_have_accessible_name("Tobias Aurelian-Grey")
    assert speakers(served, "r-killed")["T5"] == "S2"


def test_ten_wrong_labels_take_at_most_two_keys_each(page: Page, served: Served) -> None:
    name = "r-0123456789ab"
    opened(page, served, name)
    truth = speakers(served, name)
    wrong = [d for d in asked(served, name, "/doubts")["doubts"] if d["kind"] == "speaker"]
    assert len(wrong) == 10
    expect(page.locator("#left")).to_have_text("11")
    keys = 0

    def press(key: str) -> None:
        nonlocal keys
        keys += 1
        page.keyboard.press(key)

    press("n")
    expect(page.locator(".review")).to_contain_text("Ifeoma")
    press("a")  # the only name that is asked for
    for n, doubt in enumerate(wrong):
        expect(page.locator(f"#{doubt['turn']}")).to_have_class(re.compile("selected"))
        right = {"S2": "S3", "S3": "S2"}[doubt["about"] and truth[doubt["turn"]]]
        press(right[1])
        truth[doubt["turn"]] = right
        expect(page.locator("#left")).to_have_text(str(9 - n))
    saved(page)
    assert keys <= 2 * 10
    assert speakers(served, name) == truth


def test_a_run_is_changed_after_its_exact_number_was_shown(page: Page, served: Served) -> None:
    opened(page, served, "r-scope")
    before = speakers(served, "r-scope")
    select(page, "T1")
    page.keyboard.press("s")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio", name="This turn")).to_be_checked()
    expect(dialog.get_by_role("status")).to_contain_text("Changes 1 turn,")
    dialog.get_by_role("radio", name=re.compile("All turns up to the next speaker")).check()
    expect(dialog.get_by_role("status")).to_contain_text("Changes 3 turns,")
    expect(page.locator(".affected")).to_have_count(3)
    dialog.get_by_role("textbox").fill("Ifeoma")
    page.keyboard.press("Enter")
    expect(who(page, "T3")).to_have_accessible_name("Ifeoma Castellan")
    saved(page)
    assert speakers(served, "r-scope") == {**before, "T1": "S3", "T2": "S3", "T3": "S3"}
    page.keyboard.press("s")
    expect(dialog.get_by_role("radio", name="This turn")).to_be_checked()
    dialog.get_by_role("textbox").fill("Nora Vale")
    page.keyboard.press("Enter")
    expect(who(page, "T1")).to_have_accessible_name("Nora Vale")
    saved(page)


def test_turns_are_joined_and_begin_elsewhere(page: Page, served: Served) -> None:
    opened(page, served, "r-join")
    select(page, "T2")
    page.keyboard.press("m")
    expect(page.locator("#T2")).to_have_count(0)
    saved(page)
    joined = f"{EXAMPLE.turns[0].text} {EXAMPLE.turns[1].text}"
    assert texts(served, "r-join")["T1"] == joined
    select(page, "T4")  # by another speaker than the turn before, so the dialog asks who speaks
    page.keyboard.press("m")
    page.get_by_role("dialog").get_by_role("radio", name="Tobias Aurelian-Grey").check()
    page.keyboard.press("Enter")
    select(page, "T11")
    expect(page.locator("#T4")).to_have_count(0)
    expect(who(page, "T3")).to_have_accessible_name("Tobias Aurelian-Grey")
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator(".turn.selected .words")).to_contain_text("you. What I love")
    saved(page)


def test_a_passage_is_marked_as_not_speech(page: Page, served: Served) -> None:
    opened(page, served, "r-mark")
    select(page, "T10")
    page.keyboard.press("x")
    page.get_by_role("radio", name=re.compile("Not speech")).check()
    page.keyboard.press("Enter")
    expect(page.locator("#T10")).to_have_count(0)
    saved(page)
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.locator("#T10 .words")).to_have_text(EXAMPLE.turns[9].text)


def test_markup_in_a_name_is_escaped(page: Page, served: Served) -> None:
    opened(page, served, "r-script")
    seen = Seen(page)
    wicked = "<script>document.title='x'</script>\"\\ }"
    for _ in range(2):  # as typed, and as returned by the server
        page.get_by_role("tab", name="People").click()
        if _ == 0:
            page.get_by_label("Name of Marian Whitlock").fill(wicked)
            page.keyboard.press("Enter")
        expect(who(page, "T1")).to_have_accessible_name(wicked)
        saved(page)
        page.reload()
    expect(page).to_have_title(re.compile("Keeper"))
    assert seen.complaints == []


def test_typed_text_is_saved_after_a_pause(page: Page, served: Served) -> None:
    opened(page, served, "r-late")
    expected = "Tobias, you grew up by the Skerrow light. How much of him is your father?"
    write(page, "T6", expected)
    expect(page.locator("#revision")).not_to_have_text("0")
    saved(page)
    expect(page.locator("textarea.box")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#T6 .words")).to_have_text(expected)
    assert texts(served, "r-late")["T6"] == expected
    starts = [w["start"] for w in asked(served, "r-late")["transcript"]["turns"][5]["words"]]
    assert starts[:4] == [w.start for w in EXAMPLE.turns[5].words[:4]]
    page.keyboard.press("ControlOrMeta+z")
    expect(page.locator("#T6 .words")).to_have_text(EXAMPLE.turns[5].text)


def test_the_words_follow_the_sound(page: Page, served: Served) -> None:
    opened(page, served, "r-late")
    lit = "[...CSS.highlights.get('spoken')].map(String).join()"
    for word in (EXAMPLE.turns[1].words[7], EXAMPLE.turns[10].words[30]):
        page.evaluate("at => document.querySelector('#audio').currentTime = at", word.start + 0.01)
        page.wait_for_function(f"text => {lit} === text", arg=word.text)
    expect(page.locator("[aria-current=true].turn")).to_have_id("T11")
    assert RECORDING.title in page.title()


def test_times_that_are_measured_and_edits_of_others_appear_without_a_reload(
    page: Page, served: Served, browser: Browser
) -> None:
    opened(page, served, "r-live")
    select(page, "T4")
    page.keyboard.press("k")
    page.keyboard.press("e")
    typed = f"{texts(served, 'r-live')['T4']} Every single evening."
    page.locator("textarea").fill(typed)
    page.keyboard.press("Control+Enter")
    saved(page)
    chip = page.locator("#T4 .chip.estimated")
    expect(chip).to_have_text("times estimated")
    other = new_page(browser)
    opened(other, served, "r-live")
    expect(other.locator("#T4 .chip.estimated")).to_be_visible()
    select(other, "T6")
    other.keyboard.press("3")
    saved(other)
    expect(who(page, "T6")).to_have_accessible_name("Ifeoma Castellan")
    edit = asked(served, "r-live", "/history")["edits"][0]
    word, text = edit["parameters"]["word"], edit["parameters"]["text"]
    spans = [n for k in range(len(text.split())) for n in (27000 + 100 * k, 27080 + 100 * k)]
    measured = {"times": [[word, text, spans]]}
    script = """([url, body]) => import('/static/outbox.js').then(o => o.postJson(url, body))
        .then((r) => r.status)"""
    request = {"base": 2, "kind": "set-times", "parameters": measured}
    assert other.evaluate(script, ["/api/recordings/r-live/edits", request]) == 201
    expect(chip).to_have_count(0)
    page.click("#tab-history")
    expect(page.locator("#edits li")).to_have_count(2)
    other.context.close()
