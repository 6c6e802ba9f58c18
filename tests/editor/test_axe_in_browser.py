"""axe-core finds no problem in any page or dialog: light, dark, 400 pixels wide, 200 % zoom."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser import CHROMIUM, NO_CHROMIUM, new_page
from tests.editor.recording_page import opened
from tests.editor.views import (
    DARK,
    LIGHT,
    MODULES,
    PHONE,
    PHONE_DARK,
    PLACES,
    ROOT,
    SCHEMES,
    ZOOM,
    Editors,
    Scheme,
    change_scheme,
    dialog_titles,
    page_templates,
    served_views,
    shown_views,
)

in_browser = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)


@pytest.fixture(scope="module")
def editors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editors]:
    with served_views(tmp_path_factory.mktemp("axe")) as editors:
        yield editors


@pytest.fixture
def page(browser: Browser) -> Page:
    return new_page(browser)


TOURS = {"wide": (LIGHT, DARK), "narrow": (PHONE, PHONE_DARK, ZOOM)}
"""The schemes in which each view of a tour is checked.

Scripts ask only whether the window is wide or narrow; the rest of the difference is CSS."""
RECOLOURED = (DARK, PHONE_DARK)
"""Schemes that differ only in colours from the scheme before them."""
COLOUR_RULES = ["color-contrast", "link-in-text-block"]

AUDIT = """async ([scheme, onlyColours, colourRules]) => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame(), await frame(); // observers of sizes have run
    const tag = (node) => node.cloneNode(false).outerHTML;
    const fields = [...document.querySelectorAll("input, textarea, select")];
    const state = [...document.querySelectorAll(":modal, :popover-open")].map(tag)
        .concat(fields.map(({ value, checked }) => `${value} ${checked}`)).join();
    const seen = ((window.seenElements ??= {})[scheme] ??= new Set());
    const [now, exclude] = [[], []];
    const divide = (node, around) => {
        const focus = node.contains(document.activeElement) ? tag(document.activeElement) : "";
        const html = around + node.outerHTML + focus;
        if (seen.has(html)) {
            exclude.push(node);
        } else {
            now.push(html);
            for (const child of node.children) divide(child, around + tag(node));
        }
    };
    const root = document.documentElement.cloneNode(false);
    root.removeAttribute("style"); // the heights of bars
    divide(document.body, state + root.outerHTML);
    for (const html of now) seen.add(html);
    const options = { resultTypes: ["violations"] };
    const results = [];
    if (exclude[0] !== document.body) {
        const runOnly = { type: "rule", values: colourRules };
        results.push(await axe.run({ exclude }, { ...options, runOnly }));
    }
    if (!onlyColours) {
        const rules = Object.fromEntries(colourRules.map((rule) => [rule, { enabled: false }]));
        results.push(await axe.run(document, { ...options, rules }));
    }
    return results.flatMap(({ violations }) => violations.map(({ id, nodes }) => (
        `${id}: ${nodes.map(({ target }) => target)}`
    )));
}"""
"""Run axe-core on the page as it is now and return what it finds.

The rules about colours take most of the time, because axe-core looks for what is behind every word.
They leave out elements that an earlier view of the same page and scheme had: with the same HTML and
focus, in elements with the same attributes, with the same open dialogs and values of fields."""


def problems(page: Page, scheme: Scheme) -> list[str]:
    """List the accessibility problems that axe-core finds."""
    change_scheme(page, scheme)
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(AUDIT, [scheme.name, scheme in RECOLOURED, COLOUR_RULES])
    return found


@in_browser
@pytest.mark.parametrize("tour", TOURS)
def test_axe_finds_nothing_in_any_view(page: Page, editors: Editors, tour: str) -> None:
    first, *_ = schemes = TOURS[tour]
    visited, found = [], {}
    for name in shown_views(page, editors, first):
        visited.append(name)
        for scheme in schemes:
            if faults := problems(page, scheme):
                found[name, scheme.name] = faults
        change_scheme(page, first)
    assert found == {}
    unvisited = [t for t in dialog_titles() if not any(re.fullmatch(t, v) for v in visited)]
    assert unvisited == [], "visit these dialogs in tests/editor/views.py"
    assert page_templates() - {"recording.html"} <= set(visited)


def test_every_page_and_dialog_is_known() -> None:
    """The checks in this file visit every page and dialog; this test fails if one is missing."""
    assert page_templates() == {*PLACES, "login.html"}
    calls = {path.name: path.read_text(encoding="utf-8") for path in MODULES.glob("*.js")}
    opening = {name for name, text in calls.items() if ".showModal()" in text}
    assert opening == {"find_replace.js", "messages.js", "shortcuts.js"}
    count = sum(len(re.findall(r"\bopenDialog\(", text)) for text in calls.values())
    in_template = 2  # shortcuts, find and replace
    assert len(dialog_titles()) == count - 1 + in_template  # all calls without the definition


def test_dark_changes_only_colours() -> None:
    """Dark mode changes only colours, so only the rules about colours are checked in dark mode."""
    sheets = [*MODULES.glob("*.css"), ROOT / "transcripts/formats/page/colours.css"]
    dark = re.compile(r"@media \(prefers-color-scheme: dark\) \{(.*?)^\}", re.M | re.S)
    blocks = [block for path in sheets for block in dark.findall(path.read_text("utf-8"))]
    assert len(blocks) >= 3
    values = re.findall(r"([\w-]+): ([^;]+);", "".join(blocks))
    colour = r"#\w{3,6}|transparent"
    others = {name for name, value in values if not re.fullmatch(colour, value)}
    assert others == {"--shadow"}
    assert all(name.startswith("--") for name, _ in values)


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
@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
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
