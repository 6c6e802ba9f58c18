"""Layout of the pages: sizes, focus, requests, and the list of recordings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import CHROMIUM, NO_CHROMIUM, Seen, new_page, visit
from tests.editor.archives import archive_of, interview
from tests.editor.serving import Served, serving
from tests.lamplight import EXAMPLE, RECORDING

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    archive = archive_of(tmp_path_factory.mktemp("looks"), EXAMPLE, interview(5))
    with serving(archive, "--author", "Anna", "--publish", "on demand") as served:
        yield served


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An editor with a recording of seven people, some with long names."""
    names = ("Dr. Marian Whitlock-Aurelian", "Bartholomew Featherstonehaugh", "Jo", "Ann Lee")
    one = EXAMPLE.speakers[0]
    people = tuple(
        replace(one, id=f"S{n}", name=f"{names[n % 4]} {n}", voices=(f"V{n}",)) for n in range(1, 8)
    )
    turns = tuple(
        replace(turn, speaker=people[n % 7].id, voice=people[n % 7].voices[0])
        for n, turn in enumerate(EXAMPLE.turns)
    )
    archive = archive_of(
        tmp_path_factory.mktemp("crowded"), replace(EXAMPLE, speakers=people, turns=turns)
    )
    with serving(archive, "--author", "Anna", "--publish", "on demand") as served:
        yield served


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Page:
    return new_page(browser)


@pytest.fixture(scope="module")
def telephone(browser: Browser) -> Page:
    return new_page(browser, phone=True)


def recording(page: Page, served: Served, *, width: int = 1200, dark: bool = False) -> None:
    visit(page, f"{served.url}/recordings/{RECORDING.id}", width=width, dark=dark)
    expect(page.locator("html[data-ready]")).to_be_attached()


def test_no_other_host_is_contacted_and_the_policy_holds(browser: Browser, served: Served) -> None:
    page = new_page(browser)
    seen = Seen(page)
    for address in (served.url, f"{served.url}/recordings/{RECORDING.id}"):
        answer = page.goto(address)
        assert answer
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        expect(page.locator("body")).to_be_visible()
    expect(page.locator("#left")).to_have_text("3")
    assert {url for url in seen.requests if not url.startswith(served.url)} == set()
    assert seen.complaints == []
    assert page.locator("main [style]:not(.card)").count() == 0


@pytest.mark.parametrize("width", [320, 400, 800, 1600])
def test_no_page_overflows_horizontally(
    tab: Page, telephone: Page, served: Served, width: int
) -> None:
    page = telephone if width < 700 else tab
    visit(page, served.url, width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    recording(page, served, width=width)
    page.locator("#check [data-do=next]").click()
    expect(page.locator(".review")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SIDEWAYS) == []


SIDEWAYS = """() => [...document.querySelectorAll(".masthead *, .panels *, .dock *")]
    .filter((node) => ["auto", "scroll"].includes(getComputedStyle(node).overflowX))
    .filter((node) => node.scrollWidth > node.clientWidth + 1)
    .map((node) => node.id || node.className)"""
"""The bars and panels that have to be scrolled sideways."""


@pytest.mark.parametrize(("width", "height"), [(400, 800), (320, 640)])
def test_many_speakers_leave_half_of_a_phone_to_the_text(
    telephone: Page, crowded: Served, width: int, height: int
) -> None:
    page = telephone
    visit(page, f"{crowded.url}/recordings/{RECORDING.id}", width=width, height=height)
    expect(page.locator("html[data-ready]")).to_be_attached()
    page.locator("#T2 .at").evaluate("button => button.click()")
    expect(page.locator("#chips button")).to_have_count(7)
    assert page.evaluate(SIDEWAYS) == []
    share = page.evaluate("""() => {
        const [head, dock] = ['.masthead', '.dock'].map(name => document.querySelector(name));
        const top = head.getBoundingClientRect().height;
        return (dock.getBoundingClientRect().top - top) / innerHeight;
    }""")
    assert share >= 0.5
    expect(page.locator("#tools")).to_be_hidden()
    page.get_by_role("button", name="Menu").tap()
    for name in ("Find…", "Details…", "Export…", "Publish now", "Keyboard shortcuts"):
        expect(page.locator("#tools").get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Details…").tap()
    expect(page.locator("#tools")).to_be_hidden()
    expect(page.get_by_role("dialog", name="Details")).to_be_visible()


def test_buttons_are_large_enough_on_a_phone(telephone: Page, served: Served) -> None:
    recording(telephone, served, width=400)
    telephone.locator("#check [data-do=next]").tap()
    for button in telephone.locator(".chips button, .review .row button, #play").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44


def test_every_action_has_a_focusable_button(tab: Page, served: Served) -> None:
    recording(tab, served)
    tab.locator("#T15").focus()
    reached = []
    while "speed" not in reached and len(reached) < 60:
        tab.keyboard.press("Tab")
        reached.append(
            tab.evaluate("document.activeElement.dataset.do || document.activeElement.id")
        )
    wanted = "choose replay tab-check next previous speaker seek back play forward"
    wanted += " confirm edit split join speed"
    assert set(wanted.split()) <= set(reached)
    tab.get_by_role("button", name="More…").press("Enter")
    menu = []
    for _ in range(10):
        tab.keyboard.press("Tab")
        menu.append(tab.evaluate("document.activeElement.dataset.do"))
    assert {"comment", "listen", "mark", "clip", "withhold", "earlier", "later", "loop"} <= set(
        menu
    )


def test_the_list_counts_doubts_and_filters(tab: Page, served: Served) -> None:
    visit(tab, served.url)
    rows = tab.locator("li.recording")
    expect(rows).to_have_count(2)
    row = rows.filter(has_text="The Keeper Who Wouldn’t Leave")
    expect(row).to_contain_text("Left to check: 3")
    expect(row).to_contain_text("Evening Pages")
    expect(row).to_contain_text("1987-11-04")
    tab.get_by_label("Title, file or person").fill("Night")
    tab.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("The Long Night")
    tab.get_by_label("Title, file or person").fill("nothing like it")
    tab.get_by_role("button", name="Search").click()
    expect(tab.locator("main")).to_contain_text("No recordings match.")
    tab.get_by_role("link", name="Show all").click()
    tab.get_by_label("Order").select_option("By title")
    tab.get_by_role("button", name="Search").click()
    expect(rows.first).to_contain_text("The Keeper")
    rows.first.get_by_role("link").click()
    expect(tab).to_have_url(re.compile(f"/recordings/{RECORDING.id}$"))


def test_search_hits_open_at_their_time(tab: Page, served: Served) -> None:
    visit(tab, served.url)
    tab.get_by_label("Search what was said").fill("promise long after")
    tab.keyboard.press("Enter")
    passage = tab.locator("li.passage").filter(has_text="The Keeper")
    expect(passage.locator("mark").first).to_contain_text("promise")
    expect(passage).to_contain_text("Tobias Aurelian-Grey")
    passage.get_by_role("link").click()
    expect(tab.locator("#T7")).to_have_class(re.compile("selected"))
    lit = "() => [...(CSS.highlights.get('spoken') ?? [])].map(String).join() === 'promise'"
    tab.wait_for_function(lit)
    tab.go_back()
    tab.get_by_label("Search what was said").fill("zzyzx qwrtp")
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_contain_text("No matches.")


def test_a_missing_page_says_so(tab: Page, served: Served) -> None:
    visit(tab, f"{served.url}/recordings/r-none")
    expect(tab.locator("main")).to_contain_text("there is no recording 'r-none'")
    tab.get_by_role("link", name="All recordings").click()
    expect(tab).to_have_url(f"{served.url}/")
