"""The page of a recording in the editor, opened in a browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.editor.serving import Served


def opened(page: Page, served: Served, name: str) -> Page:
    """Open a recording and wait until its page answers keys."""
    page.goto(f"{served.url}/recordings/{name}")
    expect(page.locator("html[data-ready]")).to_be_attached()
    return page
