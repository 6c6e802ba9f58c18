"""The published page in a real browser."""

from __future__ import annotations

import wave
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import CHROMIUM, NO_CHROMIUM, Seen, new_page, visit
from tests.lamplight import EXAMPLE, turn
from transcripts.formats import html

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)

LIT = "[...CSS.highlights.get('spoken')].map(String).join(' ')"
READY = "document.querySelector('audio').readyState >= 1"
PAUSED = "document.querySelector('audio').paused"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    (folder / "index.html").write_text(html.render(EXAMPLE, "audio.wav"), encoding="utf-8")
    with wave.open(str(folder / "audio.wav"), "wb") as sound:
        sound.setparams((1, 1, 4000, 0, "NONE", ""))
        sound.writeframes(b"\x80" * 4000 * 112)
    return folder


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Page:
    return new_page(browser)


@pytest.fixture
def page(tab: Page, folder: Path) -> Page:
    visit(tab, (folder / "index.html").as_uri())
    tab.wait_for_function(READY)
    return tab


def now(page: Page) -> float:
    return float(page.evaluate("document.querySelector('audio').currentTime"))


def go(page: Page, seconds: float) -> None:
    page.evaluate(f"location.hash = '#t={seconds:.3f}'")


def test_nothing_but_the_page_and_its_sound_is_loaded(browser: Browser, folder: Path) -> None:
    page = new_page(browser)
    seen = Seen(page)
    page.goto((folder / "index.html").as_uri())
    page.wait_for_function(READY)
    assert set(seen.requests) == {(folder / n).as_uri() for n in ("index.html", "audio.wav")}
    assert seen.complaints == []


def test_a_click_on_a_word_plays_and_highlights_it(page: Page) -> None:
    word = EXAMPLE.turns[8].words[2]
    page.locator("#T9 .words a").first.click()
    page.wait_for_function(f"!{PAUSED}")
    assert EXAMPLE.turns[8].start <= now(page) < word.start + 1
    page.keyboard.press("k")
    page.wait_for_function(PAUSED)
    expect(page.locator("[aria-current=true]")).to_have_id("T9")


def test_words_are_highlighted_at_their_time(page: Page) -> None:
    for turn_ in (EXAMPLE.turns[1], EXAMPLE.turns[10]):
        for word in (turn_.words[0], turn_.words[7], turn_.words[30]):
            go(page, word.start + 0.01)
            page.wait_for_function(f"{LIT} === {word.text!r}")


def test_overlapping_words_are_both_highlighted(page: Page) -> None:
    go(page, 45.15)
    page.wait_for_function(f"{LIT}.includes('Right.') && {LIT}.split(' ').length === 2")


def test_a_deep_link_opens_at_its_moment(tab: Page, folder: Path) -> None:
    visit(tab, (folder / "index.html").as_uri() + "#t=83.2")
    tab.wait_for_function(f"CSS.highlights.has('spoken') && {LIT} === 'whether'")
    expect(tab.locator("#T11")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("key", "moved"), [("j", -3), ("l", 3), ("ArrowLeft", -1), ("ArrowRight", 1)]
)
def test_keys_move(page: Page, key: str, moved: float) -> None:
    go(page, 50)
    page.wait_for_function("document.querySelector('audio').currentTime === 50")
    page.keyboard.press(key)
    assert now(page) == pytest.approx(50 + moved, abs=0.01)


def test_a_repair_shows_what_it_replaced(page: Page) -> None:
    page.locator("[data-repairs=C1]").hover()
    expect(page.locator(".card")).to_contain_text("Marion Witlock → Marian Whitlock")
    expect(page.locator(".card")).to_contain_text("96 %")


def test_marks_can_be_switched_off(page: Page) -> None:
    repair = page.locator("#T1 .repair").first
    expect(repair).to_have_css("text-decoration-line", "underline")
    page.evaluate("document.querySelector('#show-repairs').click()")
    expect(repair).to_have_css("text-decoration-line", "none")


def test_the_next_place_to_check_is_one_key_away(page: Page) -> None:
    page.keyboard.press("n")
    page.wait_for_function("Math.abs(document.querySelector('audio').currentTime - 43.5) < 2")


@pytest.mark.parametrize("width", [320, 400, 700, 1000, 1600])
def test_no_page_overflows_horizontally(
    browser: Browser, tab: Page, folder: Path, width: int
) -> None:
    page = new_page(browser, phone=True) if width < 700 else tab
    visit(page, (folder / "index.html").as_uri(), width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_page_is_readable_without_javascript(browser: Browser, folder: Path) -> None:
    page = new_page(browser, script=False)
    page.goto((folder / "index.html").as_uri())
    expect(page.locator("audio")).to_be_visible()
    expect(page.locator(".dock")).to_be_hidden()
    expect(page.locator("#T7")).to_contain_text("a promise long")


def test_text_is_never_markup(tab: Page, folder: Path) -> None:
    wicked = "</script><script>document.title='x'</script> <img/src=x/onerror=alert(1)> \"'&amp;"
    odd = replace(EXAMPLE, turns=(turn(1, "S1", "V1", 1.0, 10.0, wicked),), corrections=())
    (folder / "odd.html").write_text(html.render(odd, "audio.wav"), encoding="utf-8")
    visit(tab, (folder / "odd.html").as_uri())
    assert tab.locator(".words").text_content() == wicked
    expect(tab.locator("main img, main script")).to_have_count(0)


def test_three_hours_open_and_scroll_quickly(tab: Page, folder: Path) -> None:
    text = " ".join(f"word{n % 50}" for n in range(60))
    turns = tuple(
        turn(n, f"S{1 + n % 3}", f"V{1 + n % 3}", 22.0 * n, 30.0, text) for n in range(500)
    )
    long = replace(
        EXAMPLE,
        turns=turns,
        corrections=(),
        unspoken=(),
        unwritten=(),
        voices=(),
        recording=replace(EXAMPLE.recording, duration=11_000.0),
    )
    (folder / "long.html").write_text(html.render(long, "audio.wav"), encoding="utf-8")
    visit(tab, (folder / "long.html").as_uri())
    spent = tab.evaluate(
        """() => {
          const slider = document.querySelector('.seek input'), begin = performance.now();
          for (let n = 0; n < 100; n++) {
            slider.value = n * 110;
            slider.dispatchEvent(new Event('input'));
          }
          return performance.now() - begin;
        }"""
    )
    # A step must take less than one frame, 16 ms; on two busy cores, 0.4 ms was measured.
    assert spent / 100 < 16
