"""The page that finds and replaces a text in all recordings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import CHROMIUM, NO_CHROMIUM, new_page, visit
from tests.editor.archives import archive_of, history, named, texts
from tests.editor.serving import Served, serving
from tests.lamplight import EXAMPLE, RECORDING

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    archive = archive_of(tmp_path_factory.mktemp("all"), EXAMPLE, named(EXAMPLE, "r-other"))
    with serving(archive, "--publish", "on demand") as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Page:
    return new_page(browser)


def test_only_ticked_places_change_and_each_recording_is_undone(page: Page, served: Served) -> None:
    before = texts(served, RECORDING.id)
    visit(page, served.url)
    page.get_by_role("link", name="Find and replace in all recordings").click()
    page.get_by_role("searchbox", name="Find").fill("the")
    page.get_by_label("Replace with").fill("yonder")
    page.get_by_role("button", name="Find").click()
    result = page.locator("#result")
    places = page.locator(".places li")
    expect(result).to_contain_text("2 recordings")
    found = places.count()
    expect(result).to_contain_text(f"{found} places in 2 recordings, {found} ticked")
    places.first.get_by_role("checkbox").uncheck()
    page.get_by_label("All places in").nth(1).uncheck()
    ticked = found // 2 - 1
    expect(result).to_contain_text(f"{ticked} ticked")
    page.get_by_role("button", name="Replace").click()
    expect(result).to_contain_text(f"Replaced {ticked} places")
    changed = [name for name in (RECORDING.id, "r-other") if history(served, name)]
    assert len(changed) == 1
    now = texts(served, changed[0])
    assert sum(text.split().count("yonder") for text in now.values()) == ticked
    page.get_by_role("button", name="Undo in").click()
    expect(page.locator(".outcome").first).to_have_text("Undone.")
    assert texts(served, changed[0]) == before


def test_one_undo_takes_back_all_recordings(page: Page, served: Served) -> None:
    both = (RECORDING.id, "r-other")
    before = [texts(served, name) for name in both]
    visit(page, f"{served.url}/replace?find=the&replacement=yonder")
    expect(page.locator("#result")).to_contain_text("ticked")
    page.get_by_role("button", name="Replace").click()
    expect(page.locator("#result")).to_contain_text("in 2 recordings")
    assert all("yonder" in " ".join(texts(served, name).values()) for name in both)
    page.get_by_role("button", name="Undo in all 2 recordings").click()
    expect(page.locator("#result")).to_have_text("Undone in 2 recordings.")
    assert [texts(served, name) for name in both] == before
    expect(page.get_by_role("button", name="Undo in all")).to_be_hidden()


def test_words_that_sound_alike_are_found_everywhere_and_none_is_ticked(
    page: Page, served: Served
) -> None:
    visit(page, f"{served.url}/replace")
    page.get_by_role("searchbox", name="Find").fill("Filum")
    page.get_by_label("Replace with").fill("movie")
    page.get_by_label("Sounds like").check()
    page.get_by_role("button", name="Find", exact=True).click()
    result = page.locator("#result")
    expect(result).to_contain_text("2 recordings, 0 ticked")
    assert {mark.lower() for mark in page.locator(".places mark").all_inner_texts()} == {"film"}
    before = texts(served, "r-other")
    page.get_by_label("All places in").nth(1).check()
    page.get_by_role("button", name="Replace").click()
    expect(result).to_contain_text("in 1 recording.")
    name = next(
        n for n in (RECORDING.id, "r-other") if "movie" in " ".join(texts(served, n).values())
    )
    page.get_by_role("button", name="Undo in").click()
    expect(page.locator(".outcome", has_text="Undone.")).to_have_count(1)
    assert "movie" not in " ".join(texts(served, name).values())
    assert texts(served, "r-other") == before


def test_a_failure_is_told_for_its_recording(page: Page, served: Served) -> None:
    visit(page, f"{served.url}/replace?find=lamplight&replacement=x")
    expect(page.locator("#result")).to_contain_text("ticked")
    page.route("**/r-other/replace", lambda route: route.fulfill(status=500, body="{}"))
    page.route(
        f"**/{RECORDING.id}/replace",
        lambda route: route.fulfill(status=422, json={"error": "somebody changed it"}),
    )
    page.get_by_role("button", name="Replace").click()
    expect(page.locator("#result")).to_contain_text("Replaced 0 places in 0 recordings.")
    expect(page.locator("#result")).to_contain_text("2 recordings could not be saved")
    expect(page.locator(".outcome.failed").nth(1)).to_contain_text("Nothing was changed")
    expect(page.get_by_role("button", name="Undo in")).to_have_count(0)
