"""Take the screenshots of docs/editor.md.

    .venv/bin/python -m docs.pictures [--views FOLDER]

Copies of the example recording in four states of editing are opened in a real editor and browser.
With --views, a screenshot of every page, panel, question and dialog is written to FOLDER instead:
in light and dark colours, 400 pixels wide, and at 200 % zoom.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from archive.catalogue.append import NewEdit, append
from archive.catalogue.open import open_catalogue
from archive.publishing.republish import republish
from tests.browser import chromium, new_page, visit
from tests.editor.archives import archive_of, interview
from tests.editor.serving import serving
from tests.editor.views import SCHEMES, served_views, shown_views
from tests.lamplight import EXAMPLE, RECORDING
from transcripts.edits.kinds.assign_speaker import AssignSpeaker
from transcripts.edits.kinds.decide_corrections import DecideCorrections
from transcripts.transcript import Transcript

HERE = Path(__file__).parent
WHEN = "2026-05-05T09:12:00+00:00"


def main() -> None:
    """Write editor-list.png, editor-recording.png, editor-dark.png and editor-narrow.png."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--views", type=Path, metavar="FOLDER")
    views = parser.parse_args().views
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        if views is not None:
            take_views(browser, Path(folder), views)
            return
        options = ("--author", "Anna", "--publish", "on demand")
        with serving(make_archive(Path(folder)), *options) as served:
            take_pictures(browser, served.url)


def take_views(browser: Browser, archive: Path, out: Path) -> None:
    """Write a screenshot of every view in every scheme to `out`."""
    out.mkdir(parents=True, exist_ok=True)
    with served_views(archive) as editors:
        for scheme in SCHEMES:
            page = new_page(browser)
            for n, view in enumerate(shown_views(page, editors, scheme), start=1):
                name = re.sub(r"\W+", "-", view).strip("-")
                page.screenshot(path=out / f"{scheme.name}-{n:02}-{name}.png")
            page.context.close()


def make_archive(folder: Path) -> Path:
    """Make an archive with a recording in each state of editing."""
    archive = archive_of(
        folder,
        copy_example("r-aa0000000001", "Salt on the Sill", "1987-10-07", 3125.0),
        copy_example("r-aa0000000002", "A Map for the Deaf Organist", "1987-10-21", 1740.0),
        interview(30, wrong=10, name="r-aa0000000003"),
        EXAMPLE,
    )
    settled = tuple(c.id for c in EXAMPLE.corrections if c.status == "proposed")
    with open_catalogue(archive) as catalogue:
        for name in ("r-aa0000000001", "r-aa0000000002"):
            append(
                catalogue, name, NewEdit(DecideCorrections(settled, accept=False), "Anna", WHEN, 0)
            )
            for n, speaker in enumerate(("S1", "S2", "S3")):
                first = sum(len(t.words) for t in EXAMPLE.turns[: (0, 3, 4)[n]])
                give = AssignSpeaker(((first, first + 2),), speaker)
                append(catalogue, name, NewEdit(give, "Anna", WHEN, n + 1))
        for name in ("r-aa0000000001", RECORDING.id):
            republish(catalogue, name)
    return archive


def copy_example(name: str, title: str, date: str, duration: float) -> Transcript:
    """Copy the example as another recording."""
    about = replace(RECORDING, id=name, title=title, date=date, duration=duration)
    sure = tuple(replace(s, confidence=0.97) for s in EXAMPLE.speakers)
    return replace(EXAMPLE, recording=about, speakers=sure)


def take_pictures(browser: Browser, url: str) -> None:
    """Take the four screenshots of the documentation."""
    page = new_page(browser)
    visit(page, url, width=1280, height=760)
    page.screenshot(path=HERE / "editor-list.png")
    recording = f"{url}/recordings/{RECORDING.id}"
    for name, dark in (("recording", False), ("dark", True)):
        open_at_second_doubt(page, recording, dark=dark)
        page.screenshot(path=HERE / f"editor-{name}.png")
    phone = new_page(browser, phone=True)
    open_at_second_doubt(phone, recording, width=400, height=860)
    phone.screenshot(path=HERE / "editor-narrow.png")


def open_at_second_doubt(
    page: Page, url: str, *, width: int = 1200, height: int = 720, dark: bool = False
) -> None:
    """Open a recording at its second doubt, after it has played for a moment."""
    visit(page, url, width=width, height=height, dark=dark)
    expect(page.locator("#left")).to_have_text("3")
    expect(page.locator("#zoom[data-drawn]")).to_be_attached()
    page.locator("#check [data-do=next]").click()
    page.locator(".review [data-do=next]").click()
    expect(page.locator(".review")).to_contain_text("hounds")
    page.wait_for_function("() => document.querySelector('#audio').currentTime > 44.9")
    page.locator("#play").click()
    expect(page.locator("#play")).to_have_attribute("aria-label", "Play")


if __name__ == "__main__":
    main()
