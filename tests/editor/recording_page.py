"""The page of a recording in the editor, opened in a browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.editor.serving import Served


def opened(page: Page, served: Served, name: str) -> Page:
    """Open a recording and wait until its page answers keys."""
    page.goto(f"{served.url}/recordings/{name}")
    expect(page.locator("html[data-ready]")).to_be_attached()
    return page


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("Saved")


def select_words(page: Page, turn: str, first: str, last: str) -> None:
    """Select words as a mouse does, by setting the page's selection."""
    page.evaluate(
        """([turn, first, last]) => {
          const node = document.querySelector(`#${turn} .words`).firstChild;
          const [from, to] = [node.data.indexOf(first), node.data.indexOf(last) + last.length];
          getSelection().setBaseAndExtent(node, from, node, to);
        }""",
        [turn, first, last],
    )
