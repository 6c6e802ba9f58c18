"""Accessibility of every page and dialog: axe-core in light, dark, at 400 pixels and 200 % zoom."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from archive.catalogue.append import Decision, append
from archive.catalogue.open import open_catalogue
from tests.browser import CHROMIUM, NO_CHROMIUM, new_page, visit
from tests.editor.archives import archive_of, write_voices
from tests.editor.serving import Served, serving
from tests.lamplight import EXAMPLE, RECORDING
from transcripts.edits.kinds.add_comment import AddComment
from transcripts.edits.kinds.rewrite import RewriteWord

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)

SCHEMES = {
    "light": (1200, 900, False),
    "dark": (1200, 900, True),
    "phone": (400, 800, False),
    "zoom": (600, 450, True),
}
"""Width and height in CSS pixels, and dark colours; 600 pixels are 1200 at 200 % zoom."""

DIALOGS = {
    "s": "Who speaks",
    "?": "Keyboard shortcuts",
    "ControlOrMeta+h": "Find and replace",
    "x": "Mark",
    "h": "Withhold",
    "t": "Comment",
    "i": "Listen again",
    "g": "Go to a time",
}
BUTTONS = {
    "details": "Details",
    "export": "Export",
    "assign": "Assign",
    "add-person": "Add a person",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    archive = archive_of(tmp_path_factory.mktemp("axe"), EXAMPLE)
    with open_catalogue(archive) as catalogue:
        write_voices(catalogue, RECORDING.id, ())
        for base, change in enumerate((RewriteWord(2, "brook"), AddComment(1.0, 3.0, "Check."))):
            decision = Decision(change, "Anna", "2026-05-05T08:00:00+00:00", base)
            append(catalogue, RECORDING.id, decision)
    with serving(archive, "--author", "Anna", "--publish", "on demand", models=True) as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Page:
    return new_page(browser)


def found(page: Page) -> list[str]:
    """List the accessibility problems that axe-core finds."""
    return [
        f"{rule['id']}: {[node['target'] for node in rule['nodes']]}"
        for rule in Axe().run(page).response["violations"]
    ]


def opened(page: Page, served: Served, scheme: str) -> None:
    width, height, dark = SCHEMES[scheme]
    address = f"{served.url}/recordings/{RECORDING.id}"
    visit(page, address, width=width, height=height, dark=dark)
    expect(page.locator("html[data-ready]")).to_be_attached()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_pages_and_panels(page: Page, served: Served, scheme: str) -> None:
    width, height, dark = SCHEMES[scheme]
    for address in ("/", "/replace?find=the&replacement=x", "/recordings/r-none"):
        visit(page, served.url + address, width=width, height=height, dark=dark)
        assert found(page) == [], address
    opened(page, served, scheme)
    page.locator("#T2 .at").evaluate("button => button.click()")
    page.keyboard.press("n")
    expect(page.locator(".review")).to_be_visible()
    for panel in ("check", "people", "comments", "history"):
        page.locator(f"#tab-{panel}").evaluate("tab => tab.click()")
        expect(page.locator(f"#{panel}")).to_be_visible()
        assert found(page) == [], panel
    page.locator("[popovertarget=more]").click()
    expect(page.locator("#more")).to_be_visible()
    assert found(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_dialogs(page: Page, served: Served, scheme: str) -> None:
    opened(page, served, scheme)
    page.locator("#T2 .at").evaluate("button => button.click()")
    page.keyboard.press("k")
    for key, name in DIALOGS.items():
        page.locator("#T2").focus()
        page.keyboard.press(key)
        expect(page.get_by_role("dialog", name=re.compile(name))).to_be_visible()
        assert found(page) == [], name
        page.keyboard.press("Escape")
    page.locator("#tab-history").evaluate("tab => tab.click()")
    for action, name in {**BUTTONS, "compare": "Compare"}.items():
        page.locator(f"[data-do={action}]").first.evaluate("button => button.click()")
        expect(page.get_by_role("dialog", name=re.compile(name))).to_be_visible()
        assert found(page) == [], name
        page.keyboard.press("Escape")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_text_keeps_half_of_the_height(page: Page, served: Served, scheme: str) -> None:
    opened(page, served, scheme)
    page.locator("#T2 .at").evaluate("button => button.click()")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    share = page.evaluate("""() => {
        const [head, dock] = ['.masthead', '.dock'].map(name => document.querySelector(name));
        const top = Math.max(0, head.getBoundingClientRect().bottom);
        return (dock.getBoundingClientRect().top - top) / innerHeight;
    }""")
    assert share >= 0.5
