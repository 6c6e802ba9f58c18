"""The site in a real browser: pages, playback, quotes and search."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from archive.search.tokens import index_tokens
from archive.site import templates
from tests.archive.site.conftest import URL
from tests.browser import CHROMIUM, NO_CHROMIUM, Seen, new_page, visit
from tests.lamplight import EXAMPLE
from tests.odd_transcripts import TEXTS

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)

RECORDING = f"recordings/{EXAMPLE.recording.id}/index.html"
PERSON = "people/marian-whitlock/index.html"
FOUND = "search/index.html?q=%22of+the+keeper%22"
KINDS = (
    "index.html",
    RECORDING,
    PERSON,
    "people/index.html",
    "programmes/index.html",
    "programmes/evening-pages/index.html",
    FOUND,
)


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Page:
    return new_page(browser)


@pytest.fixture(scope="module")
def base(site: Path, serve: Callable[[Path], str]) -> str:
    return serve(site)


def settled(page: Page, kind: str) -> None:
    """Wait for content that is added after the page has loaded."""
    if kind == FOUND:
        expect(page.locator(".hits li").first).to_be_visible()


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_in_light_and_dark(tab: Page, base: str, kind: str) -> None:
    for dark in (False, True):
        visit(tab, base + kind, dark=dark)
        settled(tab, kind)
        found = Axe().run(tab)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [360, 700, 1600])
def test_no_page_overflows_horizontally(tab: Page, base: str, width: int) -> None:
    for kind in KINDS:
        visit(tab, base + kind, width=width)
        settled(tab, kind)
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), kind


def test_no_other_host_is_contacted(browser: Browser, site: Path, base: str) -> None:
    page = new_page(browser)
    seen = Seen(page)
    for kind in KINDS:
        visit(page, base + kind)
        settled(page, kind)
    visit(page, (site / RECORDING).as_uri())
    allowed = (base, site.as_uri(), "data:", "about:")
    assert [url for url in seen.requests if not url.startswith(allowed)] == []
    assert seen.complaints == []
    page.context.close()


def test_a_time_fragment_works_without_javascript(browser: Browser, base: str) -> None:
    page = new_page(browser, script=False)
    turn = EXAMPLE.turns[13]
    visit(page, f"{base}{RECORDING}#t={turn.start:.2f}", height=500)
    expect(page.locator(f"#{turn.id}")).to_be_in_viewport()
    expect(page.locator("audio")).to_be_visible()
    expect(page.locator("#T7")).to_contain_text("keeps a promise long after")
    visit(page, base + PERSON)
    expect(page.locator(".sayings li").first).to_contain_text("From the river studios")
    visit(page, base + FOUND)
    expect(page.locator("#status")).to_contain_text("needs JavaScript")
    page.context.close()


def test_a_time_link_plays_from_its_time(tab: Page, base: str) -> None:
    visit(tab, base + PERSON)
    link = tab.locator(f"section[id='{EXAMPLE.recording.id}'] .time").nth(3)
    start = float((link.get_attribute("href") or "").partition("#t=")[2])
    link.click()
    tab.wait_for_function(
        f"() => Math.abs(document.querySelector('audio').currentTime - {start}) < 0.1"
    )
    expect(tab.locator("#T6")).to_be_in_viewport()


def test_a_passage_plays_in_place_and_stops_at_its_end(tab: Page, base: str) -> None:
    visit(tab, base + PERSON)
    button = tab.locator(f"section[id='{EXAMPLE.recording.id}'] .hear").nth(4)  # "Right."
    assert (button.get_attribute("href") or "").endswith("audio.wav#t=45.10,45.53")
    button.click()
    state = (
        "() => (a => a.currentTime >= 45.5 && a.paused)(document.querySelector('.listen audio'))"
    )
    tab.wait_for_function(state)
    assert tab.evaluate("document.querySelector('.listen audio').currentTime") < 47
    expect(tab.locator(".listen p")).to_contain_text("The Keeper Who Wouldn’t Leave, 0:45")


def test_chapters_link_to_their_times(tab: Page, base: str) -> None:
    visit(tab, base + RECORDING)
    tab.locator(".chapters a", has_text="Is it a sad film?").click()
    tab.wait_for_function("() => document.querySelector('audio').currentTime >= 89.5")


def copied(page: Page) -> str:
    expect(page.locator(".copied")).to_contain_text("Copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


@pytest.fixture
def quoting(browser: Browser, base: str) -> Iterator[Page]:
    page = new_page(browser)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, base + RECORDING)
    yield page
    page.context.close()


SELECT = """([turn, from, to, last]) => {
  const words = (id) => {
    const walker = document.createTreeWalker(document.querySelector(`#${id} .words`), 4);
    const found = [];
    while (walker.nextNode()) {
      for (const m of walker.currentNode.data.matchAll(/[^ \\n]+/g)) {
        found.push([walker.currentNode, m.index, m.index + m[0].length]);
      }
    }
    return found;
  };
  const begin = words(turn)[from], end = words(last ?? turn)[to];
  getSelection().setBaseAndExtent(begin[0], begin[1] + 1, end[0], end[2] - 1);
}"""
SOURCE = "“The Keeper Who Wouldn’t Leave”, Evening Pages, 4 November 1987"
PAGE = f"{URL}/recordings/{EXAMPLE.recording.id}/"


def test_a_selection_is_quoted_in_whole_words_with_its_source(quoting: Page) -> None:
    turn = EXAMPLE.turns[6]
    quoting.evaluate(SELECT, ["T7", 6, 10])
    quoting.locator("button.quote.under").click()
    moment = f"{turn.words[6].start:.2f}"
    assert copied(quoting) == (
        f"“{' '.join(w.text for w in turn.words[6:11])}”\n"
        f"Tobias Aurelian-Grey, {SOURCE}, 0:{int(turn.words[6].start)}\n{PAGE}#t={moment}"
    )


def test_a_quote_of_two_speakers_names_both(quoting: Page) -> None:
    quoting.evaluate(SELECT, ["T13", 2, 2, "T14"])
    quoting.keyboard.press("c")
    assert copied(quoting).splitlines()[:3] == [
        "Marian Whitlock: it a sad film?",
        "Ifeoma Castellan: No, I don’t",
        f"{SOURCE}, 1:29",
    ]


def test_a_turn_is_quoted_by_its_button(quoting: Page) -> None:
    quoting.locator("#T12 .words").hover()
    quoting.locator("#T12 button.quote").click()
    turn = EXAMPLE.turns[11]
    lines = copied(quoting).splitlines()
    assert lines[0] == f"“{turn.text}”"
    assert lines[2] == f"{PAGE}#t={turn.start:.2f}"


def test_the_citation_is_copied(quoting: Page) -> None:
    quoting.locator("[data-cite]").click()
    text = copied(quoting)
    assert text.startswith("Marian Whitlock, Tobias Aurelian-Grey, Ifeoma Castellan, “The Keeper")
    assert text.endswith(PAGE)


@pytest.mark.parametrize(
    ("asked", "recordings", "marked"),
    [
        ('"of the keeper"', 4, ["of the keeper"]),
        ("skerr*", 4, ["Skerrow"]),
        ("Kirkhalan", 4, ["Kirkhallan"]),  # misspelt
        ("couldn't lamp", 4, ["couldn’t", "lamp"]),
        ("keeper&from=1988", 1, ["keeper"]),
        ("keeper&programme=River+Talk", 1, ["keeper"]),
        ("film&speaker=marian", 4, ["film"]),
        ("rage&speaker=marian", 0, []),
        ("sad hopeful", 0, []),  # not in one turn
        ("zzz", 0, []),
    ],
)
def test_words_are_found(
    tab: Page, base: str, asked: str, recordings: int, marked: list[str]
) -> None:
    visit(tab, f"{base}search/index.html?q={asked.replace(' ', '+')}")
    count = f"{recordings} recording" if recordings else "No matches"
    expect(tab.locator("#status")).to_contain_text(count)
    expect(tab.locator("#results > li")).to_have_count(recordings)
    if marked:
        first = tab.locator(".hits li").first
        assert [w.strip() for w in first.locator("mark").all_inner_texts()] == marked


def test_a_hit_links_to_its_time(tab: Page, base: str) -> None:
    visit(tab, base + "search/index.html")
    tab.locator("#q").fill("gone home")
    tab.keyboard.press("Enter")
    link = tab.locator(".row", has_text="The Keeper Who").locator(".hits .time")
    start = float((link.get_attribute("href") or "").partition("#t=")[2])
    word = next(w for w in EXAMPLE.turns[6].words if w.text == "gone")
    assert word.start - 3 < start <= word.start
    link.click()
    expect(tab.locator("#T7")).to_be_in_viewport()
    tab.wait_for_function(
        f"() => Math.abs(document.querySelector('audio').currentTime - {start}) < 0.1"
    )
    tab.go_back()
    expect(tab.locator("#q")).to_have_value("gone home")
    expect(tab.locator(".hits li").first).to_be_visible()


def known(text: str) -> str:
    """Remove characters that this Python's Unicode version lacks; the browser's may be newer."""
    return "".join(c for c in text if unicodedata.category(c) != "Cn")


def test_the_page_tokenizes_like_the_archive(tab: Page, base: str) -> None:
    visit(tab, base + "search/index.html")
    place = templates.build_asset("search.js")[0]
    tab.evaluate(f"import('{base}{place}').then((found) => {{ window.search = found; }})")

    @given(st.lists(TEXTS, min_size=1, max_size=200).map(" ".join).map(known))
    @settings(max_examples=50)
    def agree(text: str) -> None:
        cut = tab.evaluate("(text) => search.tokens(text).map((token) => token.text)", text)
        assert cut == [token.text for token in index_tokens(text)]

    agree()


def test_a_page_can_be_printed(tab: Page, base: str) -> None:
    visit(tab, base + PERSON)
    tab.emulate_media(media="print")
    expect(tab.locator(".bar")).to_be_hidden()
    expect(tab.locator(".hear").first).to_be_hidden()
    expect(tab.locator(".sayings li").first).to_be_visible()
    tab.emulate_media(media="screen")
