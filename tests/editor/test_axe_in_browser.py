"""Accessibility of every page and dialog: axe-core in light, dark, at 400 pixels and 200 % zoom."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser import CHROMIUM, NO_CHROMIUM, new_page
from tests.editor.recording_page import opened
from tests.editor.views import (
    MODULES,
    PLACES,
    SCHEMES,
    Editors,
    Scheme,
    dialog_titles,
    page_templates,
    served_views,
    shown_views,
)

in_browser = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
in_every_scheme = pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)


@pytest.fixture(scope="module")
def editors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editors]:
    with served_views(tmp_path_factory.mktemp("axe")) as editors:
        yield editors


@pytest.fixture
def page(browser: Browser) -> Page:
    return new_page(browser)


def problems(page: Page) -> list[str]:
    """List the accessibility problems that axe-core finds."""
    return [
        f"{rule['id']}: {[node['target'] for node in rule['nodes']]}"
        for rule in Axe().run(page).response["violations"]
    ]


@in_browser
@in_every_scheme
def test_axe_finds_nothing_in_any_view(page: Page, editors: Editors, scheme: Scheme) -> None:
    visited, found = [], {}
    for name in shown_views(page, editors, scheme):
        visited.append(name)
        if faults := problems(page):
            found[name] = faults
    assert found == {}
    unvisited = [t for t in dialog_titles() if not any(re.fullmatch(t, v) for v in visited)]
    assert unvisited == [], "visit these dialogs in tests/editor/views.py"
    assert page_templates() - {"recording.html"} <= set(visited)


def test_every_page_and_dialog_is_known() -> None:
    """The checks here visit every page and dialog; a new one that they do not visit fails this."""
    assert page_templates() == {*PLACES, "login.html"}
    calls = {path.name: path.read_text(encoding="utf-8") for path in MODULES.glob("*.js")}
    opening = {name for name, text in calls.items() if ".showModal()" in text}
    assert opening == {"find_replace.js", "messages.js", "shortcuts.js"}
    count = sum(len(re.findall(r"\bopenDialog\(", text)) for text in calls.values())
    in_template = 2  # shortcuts, find and replace
    assert len(dialog_titles()) == count - 1 + in_template  # all calls without the definition


def test_a_label_on_an_element_without_a_role_of_its_own_comes_with_a_role() -> None:
    """Axe reports a missing role only while the element is empty, so it may miss a fast preview."""
    without = (
        r'element\("(?:div|span|p|pre|code|strong|em|b|i|small)", \{[^{}]*?"aria-label"[^{}]*\}'
    )
    faults = [
        (path.name, call)
        for path in sorted(MODULES.glob("*.js"))
        for call in re.findall(without, path.read_text(encoding="utf-8"))
        if "role:" not in call
    ]
    assert faults == []


@in_browser
@in_every_scheme
def test_the_text_keeps_half_of_the_height(page: Page, editors: Editors, scheme: Scheme) -> None:
    page.set_viewport_size({"width": scheme.width, "height": scheme.height})
    opened(page, editors.served, f"r-{scheme.name}")
    page.locator("#T2 .at").evaluate("button => button.click()")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    share = page.evaluate("""() => {
        const [head, dock] = ['.masthead', '.dock'].map(name => document.querySelector(name));
        const top = Math.max(0, head.getBoundingClientRect().bottom);
        return (dock.getBoundingClientRect().top - top) / innerHeight;
    }""")
    assert share >= 0.5
