"""Listen again in the browser: two wordings side by side, and a key that accepts one."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from archive.catalogue.open import open_catalogue
from tests.browser import CHROMIUM, NO_CHROMIUM, new_page
from tests.editor.archives import archive_of, history, texts, write_voices
from tests.editor.recording_page import opened
from tests.editor.serving import Served, serving
from tests.lamplight import EXAMPLE, RECORDING

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)

TURN = next(turn for turn in EXAMPLE.turns if len(turn.words) > 8)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    archive = archive_of(tmp_path_factory.mktemp("listen"), EXAMPLE)
    with open_catalogue(archive) as catalogue:
        write_voices(catalogue, RECORDING.id, ())
    with serving(archive, "--publish", "on demand", models=True) as served:
        yield served


@pytest.fixture
def page(browser: Browser, served: Served) -> Page:
    page = opened(new_page(browser), served, RECORDING.id)
    answers = [{"ready": False, "error": None, "words": []}]

    def answer(route: Route) -> None:
        asked = route.request.post_data_json
        words = [
            [f"{w.text}?", w.start, w.end]
            for w in TURN.words
            if asked["start"] <= w.span.middle < asked["end"]
        ]
        found = answers.pop() if answers else {"ready": True, "error": None, "words": words}
        route.fulfill(body=json.dumps(found), content_type="application/json")

    page.route("**/listen", answer)
    page.route("**/times", lambda route: route.fulfill(status=202, body="{}"))
    return page


def test_one_key_takes_the_new_wording_and_one_undo_takes_it_back(
    page: Page, served: Served
) -> None:
    page.locator(f"#{TURN.id} .at").click()
    page.keyboard.press("i")
    dialog = page.get_by_role("dialog", name="Listen again")
    expect(dialog.locator("dd").first).to_have_text(TURN.text)
    dialog.get_by_role("button", name="Listen", exact=True).click()
    expect(dialog.get_by_role("status")).to_have_text("Listening…")
    wanted = " ".join(f"{w.text}?" for w in TURN.words)
    expect(dialog.locator("dd").last).to_have_text(wanted)
    page.keyboard.press("a")
    expect(dialog).to_be_hidden()
    expect(page.locator("#message")).to_contain_text("Took the new wording")
    assert texts(served, RECORDING.id)[TURN.id] == wanted
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator("#message")).to_contain_text("Undone")
    assert texts(served, RECORDING.id)[TURN.id] == TURN.text


def test_only_the_selected_words_change_and_keeping_changes_nothing(
    page: Page, served: Served
) -> None:
    before = len(history(served, RECORDING.id))
    page.locator(f"#{TURN.id} .at").click()
    page.keyboard.press("i")
    dialog = page.get_by_role("dialog", name="Listen again")
    dialog.get_by_role("button", name="Listen", exact=True).click()
    expect(dialog.locator("dd ins").first).to_be_visible()
    page.keyboard.press("r")
    expect(dialog).to_be_hidden()
    assert len(history(served, RECORDING.id)) == before
    page.evaluate(
        """(id) => {
            const node = document.querySelector(`#${id} .words`).firstChild;
            const from = node.data.indexOf(" ") + 1;
            const to = node.data.indexOf(" ", from);
            getSelection().setBaseAndExtent(node, from, node, to);
        }""",
        TURN.id,
    )
    page.keyboard.press("i")
    dialog.get_by_role("button", name="Listen", exact=True).click()
    expect(dialog.locator("dd ins").first).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator("#message")).to_contain_text("Took the new wording")
    now = texts(served, RECORDING.id)[TURN.id].split()
    former = [word.text for word in TURN.words]
    assert now == [former[0], f"{former[1]}?", *former[2:]]
