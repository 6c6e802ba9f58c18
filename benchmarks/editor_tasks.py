"""The editor's hand: keys and actions for three tasks in Chromium, on a known recording.

    .venv/bin/python -m benchmarks.editor_tasks [PART]...

PART is `labels`, `digits`, `many`, `everywhere` or `word`; without one all run. A made interview of
96 turns is opened in a real editor. Where an editor listens, the sound plays; between the places
that matter the script moves it forward, which counts as no key. Printed are, each with what was
wrong at the end:

- labels: 51 of the 96 turns have the wrong speaker. The editor listens, and presses the digit of
  the right speaker 0.6 s after a wrong turn began. Keys pressed.
- digits: 25 digits, each 0.6 s after a turn began, while the sound plays: once while the selection
  goes along with the sound, once after `Down`, with the sound moved on into the next turn. How many
  changed the turn that was meant.
- many: a word that is in 10,000 places of 30,000 words is found, and replaced. Milliseconds until
  the places are listed, and until the replacement is saved and drawn.
- everywhere: the same in all recordings: until the places are listed, and until the page says what
  was replaced.
- word: the same name, wrong in several turns, is put right. Actions: a key, a text, or a click.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, expect

from benchmarks.editor_page import long_interview
from tests.browser import chromium, new_page
from tests.editor.archives import archive_of, interview, named, speakers, texts
from tests.editor.serving import Served, serving
from transcripts.transcript import Transcript

TURNS, WRONG, DIGITS = 96, 51, 25
REACTION_SECONDS = 0.6
WAVEFORM_MS = 300_000
LEAD_SECONDS = 0.3
"""Seconds before a turn at which playback starts again."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="PART", choices=[*PARTS, []])
    options = parser.parse_args()
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}")
    truth = talk()
    with tempfile.TemporaryDirectory() as folder:
        long = [part for part in LONG if part in (options.parts or PARTS)]
        made = [named(mislabelled(truth), f"r-{part}") for part in PARTS if part not in LONG]
        made += [named(repetitive(), f"r-{part}") for part in long]
        archive = archive_of(Path(folder), *made)
        with serving(archive, "--publish", "on demand") as served, chromium() as browser:
            for part in options.parts or PARTS:
                page = new_page(browser)
                page.goto(f"{served.url}/recordings/r-{part}")
                expect(page.locator("html[data-ready]")).to_be_attached()
                print(f"{part}: {PARTS[part](page, served, truth)}")
                page.context.close()


def talk() -> Transcript:
    """Make a talk of three people, in 96 turns."""
    made = interview(12)
    while len(made.turns) < TURNS:
        made = interview(2 * made.recording.duration / 60)
    turns = made.turns[:TURNS]
    about = replace(made.recording, duration=turns[-1].end + 5)
    return replace(made, turns=turns, recording=about)


def mislabelled(truth: Transcript) -> Transcript:
    """Assign 51 turns, spread over the interview, to a wrong speaker."""
    wrong = {n * TURNS // WRONG for n in range(WRONG)}
    other = {"S1": "S2", "S2": "S3", "S3": "S1"}
    turns = [
        replace(t, speaker=other[t.speaker], voice=f"V{other[t.speaker][1]}") if n in wrong else t
        for n, t in enumerate(truth.turns)
    ]
    return replace(truth, turns=tuple(turns))


def repetitive() -> Transcript:
    """Make a talk of 30,000 words, every third of them the same."""
    made = replace(long_interview(30_000), corrections=())
    turns = []
    for turn in made.turns:
        words = tuple(
            replace(w, text="Skerrow") if n % 3 == 0 else w for n, w in enumerate(turn.words)
        )
        turns.append(replace(turn, words=words, text=" ".join(w.text for w in words)))
    return replace(made, turns=tuple(turns))


def labels(page: Page, served: Served, truth: Transcript) -> str:
    """Correct all wrong labels while listening."""
    before = speakers(served, "r-labels")
    page.keyboard.press("Space")
    keys = 1
    for turn in truth.turns:
        if before[turn.id] != turn.speaker:
            listen(page, turn.start)
            page.keyboard.press(turn.speaker[1])
            keys += 1
    saved(page)
    left = wrong(served, "r-labels", truth)
    return f"{keys} keys for {WRONG} wrong labels in {TURNS} turns, {left} wrong at the end"


def digits(page: Page, served: Served, truth: Transcript) -> str:
    """Press digits during playback; count those that changed the intended turn."""
    chosen = truth.turns[:DIGITS]
    page.keyboard.press("Space")
    for turn in chosen:
        listen(page, turn.start)
        page.keyboard.press(turn.speaker[1])
    saved(page)
    now = speakers(served, "r-digits")
    along = sum(now[turn.id] == turn.speaker for turn in chosen)
    meant: dict[str, str] = {}
    for turn, following in zip(chosen, truth.turns[1:], strict=False):
        page.locator(f"#{turn.id} .at").click()
        page.keyboard.press("ArrowDown")
        later = truth.turns[truth.turns.index(following) + 1]
        listen(page, later.start)  # playback is in the turn after it
        meant[following.id] = "S1" if now[following.id] != "S1" else "S2"
        page.keyboard.press(meant[following.id][1])
    saved(page)
    found = speakers(served, "r-digits")
    selected = sum(found[turn] == speaker for turn, speaker in meant.items())
    untouched = {t: s for t, s in now.items() if t not in meant}
    others = sum(found[t] != s for t, s in untouched.items())
    heard = f"{along} of {DIGITS} while listening, {selected} of {DIGITS} after Down"
    return f"{heard}, {others} others changed"


def word(page: Page, served: Served, truth: Transcript) -> str:
    """Replace a word that is in three turns or more."""
    counts = {t.id: t.text.count("Kirkhallan") for t in truth.turns}
    actions = 0
    for act in (
        lambda: page.keyboard.press("ControlOrMeta+h"),
        lambda: page.locator("#find [name=find]").fill("Kirkhallan"),
        lambda: page.locator("#find [name=replacement]").fill("Kirk Allen"),
        lambda: page.keyboard.press("Enter"),
    ):
        act()
        actions += 1
    expect(page.locator("#revision")).to_have_text("1")
    left = sum(text.count("Kirkhallan") for text in texts(served, "r-word").values())
    return f"{actions} actions for {sum(counts.values())} places, {left} left"


def many(page: Page, served: Served, truth: Transcript) -> str:
    """Replace a word in ten thousand places, once the waveform of three hours has been made."""
    page.request.get(f"{served.url}/recordings/r-many/peaks", timeout=WAVEFORM_MS)
    page.keyboard.press("ControlOrMeta+h")
    page.locator("#find [name=replacement]").fill("Skerry")
    found = page.evaluate(
        """() => {
          const find = document.querySelector('#find [name=find]');
          const begin = performance.now();
          find.value = 'Skerrow';
          find.dispatchEvent(new Event('input', { bubbles: true }));
          return performance.now() - begin;
        }"""
    )
    places = page.locator("#hit-count").text_content()
    page.evaluate(
        """() => {
          const begin = performance.now();
          const revision = document.querySelector('#revision');
          new MutationObserver(() => (window.took = performance.now() - begin))
            .observe(revision, { childList: true });
        }"""
    )
    page.keyboard.press("Enter")
    expect(page.locator("#revision")).to_have_text("1")
    return f"{places}: listed in {found:.0f} ms, replaced in {page.evaluate('took'):.0f} ms"


def everywhere(page: Page, served: Served, truth: Transcript) -> str:
    """Replace a word in ten thousand places of the whole archive."""
    page.goto(f"{served.url}/replace?replacement=Skerry")
    page.get_by_role("searchbox").fill("Skerrow")
    page.evaluate("""() => {
      window.took = [];
      let begin;
      const result = document.querySelector('#result');
      for (const type of ['submit', 'click'])
        addEventListener(type, () => (begin = performance.now()), { capture: true });
      new MutationObserver(() => {
        if (/ticked|Replaced/.test(result.textContent)) took.push(performance.now() - begin);
      }).observe(result, { childList: true });
    }""")
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_contain_text("ticked")
    places = page.locator("#result").text_content()
    page.locator("#replace").click()
    expect(page.locator("#result")).to_contain_text("Replaced", timeout=WAVEFORM_MS)
    found, replaced = page.evaluate("took")
    return f"{places} Listed in {found:.0f} ms, replaced in {replaced:.0f} ms"


def listen(page: Page, start: float) -> None:
    """Play from just before `start` until `REACTION_SECONDS` after it; `start` in seconds."""
    page.evaluate("t => document.querySelector('#audio').currentTime = t", start - LEAD_SECONDS)
    page.wait_for_function(
        "t => document.querySelector('#audio').currentTime >= t", arg=start + REACTION_SECONDS
    )


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("Saved")


def wrong(served: Served, name: str, truth: Transcript) -> int:
    """Count the turns whose speaker is not the true one."""
    now = speakers(served, name)
    return sum(now[turn.id] != turn.speaker for turn in truth.turns)


LONG = ("many", "everywhere")
"""The parts with recordings of 30,000 words."""

PARTS: Mapping[str, Callable[[Page, Served, Transcript], str]] = {
    "labels": labels,
    "digits": digits,
    "many": many,
    "everywhere": everywhere,
    "word": word,
}

if __name__ == "__main__":
    main()
