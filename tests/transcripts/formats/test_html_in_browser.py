"""The page in a real browser, where there is one."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.browser import CHROMIUM, Page, chromium
from tests.lamplight import EXAMPLE, turn
from transcripts.formats import html

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

LIT = "[...CSS.highlights.get('spoken')].map(String).join(' ')"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    (folder / "index.html").write_text(html.render(EXAMPLE, "audio.wav"), encoding="utf-8")
    with wave.open(str(folder / "audio.wav"), "wb") as sound:
        sound.setparams((1, 1, 4000, 0, "NONE", ""))
        sound.writeframes(b"\x80" * 4000 * 112)
    return folder


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with chromium(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture
def page(browser: Page, folder: Path) -> Page:
    browser.open((folder / "index.html").as_uri())
    browser.wait("document.querySelector('audio').readyState >= 1")
    return browser


def middle(page: Page, element: str) -> tuple[float, float]:
    page.run(f"{element}.scrollIntoView({{block: 'center'}})")
    x, y = page.run(
        f"(() => {{ const box = {element}.getBoundingClientRect();"
        "return [box.left + box.width / 2, box.top + box.height / 2]; })()"
    )
    return float(x), float(y)


def now(page: Page) -> float:
    return float(page.run("document.querySelector('audio').currentTime"))


def test_nothing_but_the_page_and_its_sound_is_loaded(page: Page, folder: Path) -> None:
    names = {url for url in page.requests() if url.startswith("file:")}
    assert names == {(folder / name).as_uri() for name in ("index.html", "audio.wav")}
    assert not [url for url in page.requests() if url.startswith("http")]
    assert page.complaints() == []


def test_a_click_on_a_word_plays_it_and_lights_it(page: Page) -> None:
    word = EXAMPLE.turns[8].words[2]
    page.click(*middle(page, "document.querySelector('#T9 .words a')"))
    page.wait("!document.querySelector('audio').paused")
    assert EXAMPLE.turns[8].start <= now(page) < word.start + 1
    page.press("k")
    page.wait("document.querySelector('audio').paused")
    assert page.run("document.querySelector('[aria-current=true]').id") == "T9"


def test_words_light_up_at_their_time(page: Page) -> None:
    for turn_ in (EXAMPLE.turns[1], EXAMPLE.turns[10]):
        for word in (turn_.words[0], turn_.words[7], turn_.words[30]):
            page.run(f"location.hash = '#t={word.start + 0.01:.3f}'")
            page.wait(f"{LIT} === {word.text!r}")


def test_both_words_light_up_where_two_people_talk(page: Page) -> None:
    page.run("location.hash = '#t=45.15'")
    page.wait(f"{LIT}.includes('Right.') && {LIT}.split(' ').length === 2")


def test_a_deep_link_opens_at_its_moment(browser: Page, folder: Path) -> None:
    browser.open((folder / "index.html").as_uri() + "#t=83.2")
    browser.wait(f"CSS.highlights.has('spoken') && {LIT} === 'whether'")
    browser.wait(
        "(() => { const box = document.querySelector('#T11').getBoundingClientRect();"
        "return box.bottom > 0 && box.top < innerHeight; })()"
    )


@pytest.mark.parametrize(
    ("key", "moved"), [("j", -3), ("l", 3), ("ArrowLeft", -1), ("ArrowRight", 1)]
)
def test_keys_move(page: Page, key: str, moved: float) -> None:
    page.run("location.hash = '#t=50'")
    page.wait("document.querySelector('audio').currentTime === 50")
    page.press(key)
    assert now(page) == pytest.approx(50 + moved, abs=0.01)


def test_a_repair_shows_what_it_replaced(page: Page) -> None:
    page.move(*middle(page, "document.querySelector('[data-repairs=C1]')"))
    page.wait("!document.querySelector('.card').hidden")
    shown = str(page.run("document.querySelector('.card').innerText"))
    assert "Marion Witlock → Marian Whitlock" in shown
    assert "96 %" in shown


def test_marks_can_be_switched_off(page: Page) -> None:
    line = "getComputedStyle(document.querySelector('#T1 .repair')).textDecorationLine"
    assert page.run(line) == "underline"
    page.run("document.querySelector('#show-repairs').click()")
    assert page.run(line) == "none"


def test_the_next_place_to_check_is_one_key_away(page: Page) -> None:
    page.press("n")
    page.wait("Math.abs(document.querySelector('audio').currentTime - 43.5) < 2")


@pytest.mark.parametrize("width", [320, 400, 700, 1000, 1600])
def test_nothing_sticks_out(browser: Page, folder: Path, width: int) -> None:
    browser.open((folder / "index.html").as_uri(), width=width)
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")


def test_it_reads_without_a_script(browser: Page, folder: Path) -> None:
    browser.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open((folder / "index.html").as_uri())
        assert browser.run("document.querySelector('audio').offsetHeight > 0")
        assert browser.run("document.querySelector('.dock').offsetHeight === 0")
        assert browser.run("document.querySelector('#T7').innerText.includes('a promise long')")
    finally:
        browser.send("Emulation.setScriptExecutionDisabled", value=False)


def test_text_is_never_markup(browser: Page, folder: Path) -> None:
    wicked = "</script><script>document.title='x'</script> <img/src=x/onerror=alert(1)> \"'&amp;"
    odd = replace(EXAMPLE, turns=(turn(1, "S1", "V1", 1.0, 10.0, wicked),), corrections=())
    (folder / "odd.html").write_text(html.render(odd, "audio.wav"), encoding="utf-8")
    browser.open((folder / "odd.html").as_uri())
    assert browser.run("document.querySelector('.words').textContent") == wicked
    assert browser.run("document.querySelectorAll('main img, main script').length") == 0


def test_three_hours_open_and_move_at_once(browser: Page, folder: Path) -> None:
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
    browser.open((folder / "long.html").as_uri())
    browser.run(
        "var slider = document.querySelector('.seek input'), begin = performance.now();"
        "for (let n = 0; n < 100; n++) {"
        "  slider.value = n * 110;"
        "  slider.dispatchEvent(new Event('input'));"
        "} var spent = performance.now() - begin"
    )
    spent = browser.run("spent")
    # One frame is 16 ms; measured 0.4 ms a step on two busy cores.
    assert spent / 100 < 16
