"""A real Chromium, if installed, driven by playwright; collects the errors of pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
NO_CHROMIUM = "no Chromium on this machine"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--mute-audio")
PATIENCE_MS = 20_000
"""Maximum milliseconds to wait for something that must happen, even on a busy machine."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser and stop it at the end."""
    assert CHROMIUM, NO_CHROMIUM
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        try:
            yield browser
        finally:
            browser.close()


class SharedBrowser:
    """One Chromium for consecutive files of tests; each file begins without tabs and storage."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._browser: Browser | None = None

    def start(self) -> Browser:
        """Return the running browser; start one if none is running."""
        if self._browser is None or not self._browser.is_connected():
            self.stop()
            self._browser = self._stack.enter_context(chromium())
        return self._browser

    def clear(self) -> None:
        """Close all tabs."""
        for context in self._browser.contexts if self._browser else ():
            context.close()

    def stop(self) -> None:
        """Stop the browser, and the event loop that drives it in this thread."""
        self._browser = None
        self._stack.close()


class Seen:
    """The requests of a page, and the errors that the browser reports.

    Errors are exceptions, violations of the content security policy, and console messages.
    """

    def __init__(self, page: Page) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


def new_page(browser: Browser, *, script: bool = True, phone: bool = False) -> Page:
    """Open an isolated tab without animations or storage."""
    context = browser.new_context(
        viewport={"width": 1200, "height": 900},
        reduced_motion="reduce",
        java_script_enabled=script,
        has_touch=phone,
        is_mobile=phone,
    )
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def visit(
    page: Page, url: str, *, width: int = 1200, height: int = 900, dark: bool = False
) -> None:
    """Load an address in a window of this size, in light or dark colours."""
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    page.goto("about:blank")  # otherwise a new #fragment loads nothing
    page.goto(url)
