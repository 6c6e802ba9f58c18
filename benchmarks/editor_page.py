"""Time the editor's page of a three-hour transcript in Chromium: loading, keys and scrolling.

    .venv/bin/python -m benchmarks.editor_page [--words N] [--runs N]

Makes an archive with one recording of N words (30,000: three hours at 2.8 words a second) and a
correction for every 20th word in a temporary folder. A new browser opens it for each run, served by
a separate editor process. Prints the median and the worst run of each measurement:

- first paint: from the request to the first text on the screen
- interaction: from the request until the page responds to keys
- all laid out: from the request until the turns outside the screen are laid out as well
- a key: from pressing it to the next frame, for twenty steps from turn to turn
- a label: from pressing a digit until the turn shows the new name, and until "Saved"
- a letter of a name: from typing it in a person's name to the next frame, the worst of 12
- split, join: from pressing the key until the turns on the screen have changed
- a scroll frame: from one frame to the next while scrolling by 80 pixels a frame, the median and
  the 95th percentile of 120 frames after everything is laid out
- scrolling: the longest task while scrolling from end to end, and the number of tasks that take
  longer than 50 ms (long tasks, in the browser's terms)
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium, new_page
from tests.editor.archives import archive_of, interview
from tests.editor.serving import serving
from transcripts.ranges import WordRange
from transcripts.transcript import Correction, Transcript

WORDS_PER_CORRECTION = 20
"""One word in this many has a correction, as in a reference without punctuation."""

PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
READY = "performance.getEntriesByName('ready')[0].startTime"
LAYOUT = "performance.getEntriesByName('laid')[0].startTime"
LONG = """() => { window.long = [];
  new PerformanceObserver(list => long.push(...list.getEntries().map(task => task.duration)))
    .observe({type: 'longtask'}); }"""
SCROLL = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  long.length = 0;
  for (let top = 0; top < document.body.scrollHeight; top += innerHeight * 0.8) {
    scrollTo({top, behavior: 'instant'});
    await frame();
  }
  await frame();
}"""
FRAMES = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  scrollTo({top: 0, behavior: 'instant'});
  const found = [];
  let last = await frame();
  for (let n = 0; n < 120; n++) {
    scrollBy({top: 80, behavior: 'instant'});
    const now = await frame();
    found.push(now - last);
    last = now;
  }
  return found.sort((a, b) => a - b);
}"""
FRAME_AFTER = """key => new Promise(drawn => {
  addEventListener('keydown', event => requestAnimationFrame(() =>
    setTimeout(() => drawn(performance.now() - event.timeStamp))), {once: true, capture: true});
})"""
TURNS_CHANGED = """key => new Promise(done => {
  let begin;
  addEventListener('keydown', event => begin = event.timeStamp, {once: true, capture: true});
  const list = document.querySelector('#turns');
  const count = list.children.length;
  new MutationObserver((_, watch) => {
    if (list.children.length === count) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));
  }).observe(list, {childList: true});
})"""
SAVED = """key => new Promise(done => {
  let begin;
  addEventListener('keydown', event => begin = event.timeStamp, {once: true, capture: true});
  const state = document.querySelector('#saved');
  new MutationObserver((_, watch) => {
    if (state.textContent !== 'Saved') return;
    watch.disconnect();
    done(performance.now() - begin);
  }).observe(state, {childList: true});
})"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--words", type=int, default=30_000, metavar="N")
    parser.add_argument("--runs", type=int, default=5, metavar="N")
    options = parser.parse_args()
    transcript = long_interview(options.words)
    words = sum(len(turn.words) for turn in transcript.turns)
    print(
        f"{transcript.recording.duration / 3600:.1f} h, {words} words, "
        f"{len(transcript.turns)} turns, {len(transcript.corrections)} corrections"
    )
    with tempfile.TemporaryDirectory() as folder:
        archive = archive_of(Path(folder), transcript)
        with serving(archive, "--publish", "on demand") as served, chromium() as browser:
            address = f"{served.url}/recordings/{transcript.recording.id}"
            measure(browser, address)  # the server's first response reads the transcript from disk
            runs = [measure(browser, address) for _ in range(options.runs)]
    for name in runs[0]:
        values = [run[name] for run in runs]
        print(f"{name:24} {statistics.median(values):8.1f}   worst {max(values):8.1f}")


def measure(browser: Browser, address: str) -> Mapping[str, float]:
    """Open the page in a new browser and edit; return milliseconds by name of the measurement."""
    page = new_page(browser)
    page.set_viewport_size({"width": 1400, "height": 900})
    page.add_init_script(f"({LONG})()")
    page.goto(address)
    expect(page.locator("html[data-ready]")).to_be_attached()
    expect(page.locator("#left")).not_to_be_empty()
    page.wait_for_function("() => performance.getEntriesByName('laid').length")
    paint, ready, laid = page.evaluate(f"[{PAINT}, {READY}, {LAYOUT}]")
    keys = [time_key(page, FRAME_AFTER, "ArrowDown") for _ in range(20)]
    label = time_key(page, FRAME_AFTER, "2")
    expect(page.locator("#saved")).to_have_text("Saved")
    stored = time_key(page, SAVED, "3")
    page.keyboard.press("k")  # pause, so that scrolling does not follow playback
    split, join = split_and_join(page)
    letters = name_letters(page)
    frames: Sequence[float] = page.evaluate(FRAMES)
    page.evaluate(SCROLL)
    tasks: Sequence[float] = page.evaluate("long")
    page.context.close()
    return {
        "first paint, ms": paint,
        "interaction, ms": ready,
        "all laid out, ms": laid,
        "a key, ms": statistics.median(keys),
        "a label drawn, ms": label,
        "a label saved, ms": stored,
        "a letter of a name, ms": max(letters),
        "split, ms": split,
        "join, ms": join,
        "a scroll frame, ms": statistics.median(frames),
        "a slow scroll frame, ms": frames[int(len(frames) * 0.95)],
        "longest task, ms": max(tasks, default=0.0),
        "long tasks": float(len(tasks)),
    }


def split_and_join(page: Page) -> tuple[float, float]:
    """Split the selected turn at a word in its middle and join it again."""
    turn = page.locator("#turns .turn").nth(20)
    turn.locator(".words").first.click()
    page.keyboard.press("Shift+Enter")
    split = time_key(page, TURNS_CHANGED, "Enter")
    expect(page.locator("#saved")).to_have_text("Saved")
    join = time_key(page, TURNS_CHANGED, "m")
    expect(page.locator("#saved")).to_have_text("Saved")
    return split, join


def name_letters(page: Page) -> list[float]:
    """Type letters into the name of a person with half of the turns, then restore the name."""
    page.get_by_role("tab", name="People").click()
    field = page.locator("#persons input").first
    field.focus()
    letters = [time_key(page, FRAME_AFTER, letter) for letter in "Marguerite W"]
    page.keyboard.press("Escape")
    return letters


def time_key(page: Any, measured: str, key: str) -> float:
    """Press a key while the script `measured` waits in the page for its effect."""
    page.evaluate(
        f"void (window.measured = ({measured})())"
    )  # assign the promise without awaiting it
    page.keyboard.press(key)
    return float(page.evaluate("measured"))


def long_interview(words: int) -> Transcript:
    """Make an interview of `words` words with corrections, most of them applied."""
    made = interview(words / 120, pace=26, name="r-threehours00")
    turns, count = [], 0
    for turn in made.turns:
        turns.append(turn)
        count += len(turn.words)
        if count >= words:
            break
    spoken = [(turn.id, word) for turn in turns for word in turn.words]
    corrections = tuple(
        Correction(
            id=f"C{n}",
            turn=turn,
            kind="spelling",
            before="other",
            after=word.text,
            start=word.start,
            end=word.end,
            score=0.9,
            status="applied",
            word_ranges=(WordRange(at, at + 1),),
        )
        for n, (at, (turn, word)) in enumerate(
            list(enumerate(spoken))[::WORDS_PER_CORRECTION], start=1
        )
    )
    proposed = tuple(
        replace(c, status="proposed", before=c.after, after="other", score=0.4) if n % 8 == 0 else c
        for n, c in enumerate(corrections)
    )
    about = replace(made.recording, duration=turns[-1].end + 5)
    return replace(made, recording=about, turns=tuple(turns), corrections=proposed)


if __name__ == "__main__":
    main()
