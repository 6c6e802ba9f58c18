"""Every page, panel, question and dialog of the editor, shown one after the other in a browser.

Tests check each view, and `docs.pictures --views FOLDER` takes a picture of each.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, expect

from archive.catalogue.append import NewEdit, append
from archive.catalogue.open import open_catalogue
from flows.adopting import Adoption, adopt_transcript
from tests.browser import visit
from tests.editor.archives import archive_of, named, write_voices
from tests.editor.recording_page import opened, saved, select_words
from tests.editor.serving import Served, serving
from tests.lamplight import EXAMPLE
from transcripts.edits.change import Change
from transcripts.edits.kinds.add_comment import AddComment
from transcripts.edits.kinds.assign_speaker import AssignSpeaker
from transcripts.edits.kinds.rewrite import RewriteWord
from transcripts.edits.kinds.withhold import WithholdPassage
from transcripts.transcript import Correction, Transcript

ROOT = Path(__file__).parents[2]
TEMPLATES = (ROOT / "editor" / "pages" / "templates", ROOT / "editor" / "safety")
MODULES = ROOT / "editor" / "static"
TOKEN = "a token of twenty characters"
OTHERS = ("T1", "T3", "T6", "T13")
"""Turns of the first speaker that sound like the clip."""

PLACES = {
    "list.html": "/",
    "recording.html": "/recordings/r-light",
    "replace.html": "/replace?find=the&replacement=x",
    "missing.html": "/recordings/r-none",
}
"""An address of each page template; login.html is shown by an editor with a login."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A window in CSS pixels, and its colours."""

    name: str
    width: int
    height: int
    dark: bool


LIGHT = Scheme("light", 1200, 900, False)
DARK = Scheme("dark", 1200, 900, True)
PHONE = Scheme("phone", 400, 800, False)
PHONE_DARK = Scheme("phone-dark", 400, 800, True)
ZOOM = Scheme("zoom", 600, 450, True)  # 1200 by 900 at 200 % zoom
SCHEMES = (LIGHT, DARK, PHONE, PHONE_DARK, ZOOM)


def page_templates() -> set[str]:
    """Return the file names of the templates that are whole pages."""
    paths = (path for folder in TEMPLATES for path in folder.glob("*.html"))
    pages = (p for p in paths if re.search(r"block body %}\s*<|<main", p.read_text()))
    return {path.name for path in pages}


def dialog_titles() -> list[str]:
    """Return a pattern for the title of each dialog in the template and in calls of openDialog."""
    recording = (TEMPLATES[0] / "recording.html").read_text(encoding="utf-8")
    titles = [re.escape(t) for t in re.findall(r'<h2 id="[a-z]+-title">([^<]+)</h2>', recording)]
    for path in sorted(MODULES.glob("*.js")):
        text = path.read_text(encoding="utf-8")
        for argument in re.findall(r"\bopenDialog\(\s*(`[^`]*`|\"[^\"]*\"|\w+),", text):
            if argument == "title":
                if path.name == "recording.js":
                    continue  # the definition
                (argument,) = re.findall(r"const title = (`[^`]*`);", text)
            parts = re.split(r"\$\{[^}]*\}", argument[1:-1])
            titles.append(".+".join(map(re.escape, parts)))
    return titles


@dataclass(frozen=True, slots=True)
class Editors:
    """An editor with a recording for each scheme, and an empty editor that needs a login.

    `text_only` is the id of a transcript without a recording.
    """

    served: Served
    closed: Served
    text_only: str


@contextmanager
def served_views(folder: Path) -> Iterator[Editors]:
    """Run the editors of all views."""
    archive = archive_of(folder, *(named(_doubtful(), f"r-{s.name}") for s in SCHEMES))
    with open_catalogue(archive) as catalogue:
        for scheme in SCHEMES:
            write_voices(catalogue, f"r-{scheme.name}", OTHERS)
            for base, change in enumerate(_edits()):
                decision = NewEdit(change, "Ben Orme", "2026-05-05T08:00:00+00:00", base)
                append(catalogue, f"r-{scheme.name}", decision)
    text = folder / "text.txt"
    text.write_text("ANN LEE: Good evening.\n\nTOM RAY: We sailed at dawn.\n")
    text_only = adopt_transcript(Adoption(text, None, archive))[0].recording.id
    options = ("--author", "Anna", "--publish", "on demand")
    (folder / "empty").mkdir()
    with serving(archive, *options) as served:
        os.environ["TAPELOG_EDIT_TOKEN"] = TOKEN
        try:
            with serving(archive_of(folder / "empty"), *options) as closed:
                yield Editors(served, closed, text_only)
        finally:
            del os.environ["TAPELOG_EDIT_TOKEN"]


def _doubtful() -> Transcript:
    """Return the example, with a question of every kind and three suggestions to accept at once."""
    people = tuple(replace(s, name=None) if s.id == "S2" else s for s in EXAMPLE.speakers)
    turns = tuple(replace(t, confidence=0.4) if t.id == "T5" else t for t in EXAMPLE.turns)
    texts = ("rage. ¶ What I", "rage. What I")
    pause = Correction("C90", "T7", "turn-break", *texts, 34.9, 55.4, 0.75, "applied")
    asked = tuple(
        replace(c, kind="spelling", status="proposed") if c.id in ("C10", "C11") else c
        for c in EXAMPLE.corrections
    )
    return replace(EXAMPLE, speakers=people, turns=turns, corrections=(*asked, pause))


def _edits() -> Iterator[Change]:
    """Yield edits that views show: a comment, a withheld passage, typed words, other speakers."""
    yield AddComment(70.5, 73.0, "Check with the film company.")
    yield WithholdPassage(91.8, 93.0, "closed", None)
    yield RewriteWord(2, "studios by the brook,")
    starts = [sum(len(t.words) for t in EXAMPLE.turns[: int(name[1:]) - 1]) for name in OTHERS]
    for start, name in list(zip(starts, OTHERS, strict=True))[:2]:
        yield AssignSpeaker(((start, start + len(EXAMPLE.turns[int(name[1:]) - 1].words)),), "S4")


def shown_views(page: Page, editors: Editors, scheme: Scheme) -> Iterator[str]:
    """Show every view in turn; yield its name, which is the title if it is a dialog."""
    yield from _pages(page, editors, scheme)
    change_scheme(page, scheme)
    page.route("**/changes*", lambda route: route.abort())  # nothing changes by itself
    page.route("**/recordings/r-*", _with_models)
    opened(page, editors.served, f"r-{scheme.name}")
    yield "first visit"
    yield from _panels(page)
    yield from _questions(page)
    yield from _states(page)
    yield from _dialogs(page)
    page.unroute("**/changes*")


def _with_models(route: Route) -> None:
    """Serve the page as if models were available, without loading one."""
    answer = route.fetch()
    if "html" not in answer.headers["content-type"]:
        return route.fulfill(response=answer)
    body = answer.text().replace('"models":[]', '"models":["base","tiny.en"]')
    assert "tiny.en" in body
    return route.fulfill(response=answer, body=body)


def _pages(page: Page, editors: Editors, scheme: Scheme) -> Iterator[str]:
    url = editors.served.url

    def go(url: str) -> None:
        visit(page, url, width=scheme.width, height=scheme.height, dark=scheme.dark)

    for name, address in PLACES.items():
        if name != "recording.html":
            go(url + address)
            yield name
    go(f"{url}/recordings/{editors.text_only}")
    expect(page.locator("html[data-ready]")).to_be_attached()
    _click(page, "#tab-people")
    yield "text only"
    for name, query in {"passages": "said=lamp", "no matches": "text=nothing+like+it"}.items():
        go(f"{url}/?{query}")
        yield name
    go(f"{editors.closed.url}/login")
    yield "login.html"
    for password, text in (("wrong", "password is wrong"), (TOKEN, "no recordings yet")):
        page.get_by_label("Your name").fill("Anna")
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Log in").click()
        expect(page.locator("main")).to_contain_text(text)
        yield text


def change_scheme(page: Page, scheme: Scheme) -> None:
    """Change the window and the colours of the view that is shown."""
    page.set_viewport_size({"width": scheme.width, "height": scheme.height})
    page.emulate_media(color_scheme="dark" if scheme.dark else "light")


def _click(page: Page, selector: str) -> None:
    """Click an element without scrolling, even if it is outside the window."""
    page.locator(selector).first.evaluate("node => node.click()")


def _panels(page: Page) -> Iterator[str]:
    expect(page.locator("#left")).not_to_be_empty()
    for name in ("check", "people", "comments", "history"):
        _click(page, f"#tab-{name}")
        expect(page.locator(f"#{name}")).to_be_visible()
        if name == "history":
            expect(page.locator("#edits li")).not_to_have_count(0)
        yield f"panel {name}"
    _click(page, "[popovertarget=more]")
    expect(page.locator("#more")).to_be_visible()
    yield "more"
    page.keyboard.press("Escape")
    expect(page.locator("#more")).to_be_hidden()
    if page.locator(".menu").is_visible():  # on a phone
        page.locator(".menu").click()
        expect(page.locator("#tools")).to_be_visible()
        yield "menu"
        page.keyboard.press("Escape")
        expect(page.locator("#tools")).to_be_hidden()


def _questions(page: Page) -> Iterator[str]:
    for kind in ("name", "turn break", "speaker", "wording"):
        _click(page, f"#doubts button:has(.kind:text('{kind}'))")
        expect(page.locator(".review")).to_be_visible()
        page.keyboard.press("k")
        _click(page, ".review summary")
        yield f"question {kind}"
    page.keyboard.press("Escape")


def _states(page: Page) -> Iterator[str]:
    _select(page, "T4")
    page.keyboard.press("e")
    yield "text box"
    page.locator("textarea.box").fill("Thank you very much, Marian.")
    page.keyboard.press("Escape")
    expect(page.locator("#message")).to_contain_text("Changed the words")
    yield "message"
    _select(page, "T7")
    page.keyboard.press("Shift+Enter")
    yield "split"
    page.keyboard.press("Escape")
    expect(page.locator("#message")).to_be_hidden()
    select_words(page, "T7", "What", "hands:")
    expect(page.locator("#chosen")).to_contain_text("words")
    yield "selected words"
    page.keyboard.press("Escape")
    page.evaluate("getSelection().removeAllRanges()")
    _select(page, "T2")
    page.keyboard.press("Shift+ArrowDown")
    yield "selected turns"
    yield from _failures(page)


def _failures(page: Page) -> Iterator[str]:
    _select(page, "T4")
    page.route("**/edits", lambda route: route.abort())
    page.keyboard.press("1")
    expect(page.locator("#saved")).to_contain_text("Not saved")
    yield "not saved"
    page.unroute("**/edits")
    saved(page)
    state: dict[str, Any] = {"revision": 9, "published": 3, "waiting": False, "publishing": False}
    state |= {"reason": "The disk is full.", "error": "disk full", "can_publish_inside": False}

    def answer(route: Route) -> None:
        route.fulfill(json=state)

    page.route("**/publish", answer)
    _click(page, "[data-do=publish]")
    expect(page.get_by_role("alert")).to_contain_text("The disk is full")
    _click(page, "#failure summary")
    yield "failed publication"
    state |= {"error": None, "published": 9, "folder": None}
    _click(page, "[data-do=publish]")
    expect(page.locator("#failure")).to_be_hidden()
    expect(page.locator("#message a")).to_have_text("Open the page")
    yield "published message"
    page.unroute("**/publish")
    yield from _conflicts(page)


def _conflicts(page: Page) -> Iterator[str]:
    """Change the same turn in another tab, which causes a conflict."""
    name = page.url.rsplit("/", 1)[-1]
    for keys, kind in (("2", "assign-speaker"), ("typed", "rewrite-word")):
        now = page.request.get(page.url.replace("/recordings/", "/api/recordings/")).json()
        first, last = now["runs"]["T4"]
        changes = {"2": {"words": [[first, last]], "speaker": "S3"}}
        change = changes.get(keys, {"word": first, "text": "Many"})
        request = {"base": now["revision"], "kind": kind, "parameters": change}
        script = "([url, body]) => import('/static/outbox.js').then(o => o.postJson(url, body))"
        page.evaluate(script, [f"/api/recordings/{name}/edits", request])
        _select(page, "T4")
        if keys == "typed":
            page.keyboard.press("e")
            page.locator("textarea.box").fill("Thank you so very much, Marian.")
            page.keyboard.press("ControlOrMeta+Enter")
        else:
            page.keyboard.press(keys)
        expect(page.get_by_role("group", name="Conflict")).to_be_visible()
        yield f"conflict {kind}"
        _click(page, ".conflict button:text('Keep theirs')")
        saved(page)


def _select(page: Page, turn: str) -> None:
    _click(page, f"#{turn} .at")
    expect(page.locator(f"#{turn}.selected")).to_be_attached()
    if page.evaluate("!document.querySelector('#audio').paused"):
        page.keyboard.press("k")


KEYS = ("s", "?", "ControlOrMeta+h", "x", "h", "t", "i", "g", "m", "Shift+E")
BUTTONS = ("details", "export", "assign", "add-person", "compare", "clip", "checked")


def _dialogs(page: Page) -> Iterator[str]:
    for key in KEYS:
        _select(page, "T4")
        page.locator("#T4").focus()
        page.keyboard.press(key)
        yield _title(page)
        if key == "ControlOrMeta+h":
            page.keyboard.type("the")
            yield _title(page)
        page.keyboard.press("Escape")
    _click(page, "[data-do=details]")
    page.get_by_label("Title").fill("Typed")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open] .question")).to_be_visible()
    yield "not saved in a dialog"
    _click(page, ".question button:text('Discard')")
    for action in BUTTONS:
        _click(page, "#tab-history")
        _click(page, f"[data-do={action}]")
        yield _title(page)
        page.keyboard.press("Escape")
    _click(page, "#tab-people")
    _click(page, "#persons button:text('Merge voices…')")
    yield _title(page)
    page.keyboard.press("Escape")
    _click(page, "#tab-check")
    _click(page, "#bulk button")
    yield _title(page)
    page.keyboard.press("Escape")
    _select(page, OTHERS[2])  # the third corrected turn: now others that sound like them are found
    page.keyboard.press("4")
    expect(page.locator("#alike")).to_be_visible()
    page.keyboard.press("y")
    yield _title(page)
    page.keyboard.press("Escape")


def _title(page: Page) -> str:
    title = page.locator("dialog[open] h2")
    expect(title).to_be_visible()
    return title.text_content() or ""
