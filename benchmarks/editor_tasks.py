"""Count keys and actions, and time replacements, for five editing tasks in Chromium.

    .venv/bin/python -m benchmarks.editor_tasks [PART]...

PART is `labels`, `digits`, `many`, `everywhere` or `word`; without one all run. A synthetic
interview of 96 turns is opened in a real editor. The script plays the sound only at the turns that
matter. It skips the sound between them, which does not count as a key.
Each task prints its result and the errors that remain:

- labels: 51 of the 96 turns have the wrong speaker. The person listens, and presses the digit of
  the right speaker 0.6 s after a wrong turn began. Prints the number of keys.
- digits: the person corrects 25 turns, each with a digit pressed 0.6 s after a turn began. At first
  the selection follows the sound. Then the person selects each turn with `Down`, and presses the
  digit when the sound has moved on to the next turn. Prints how many digits changed the intended
  turn.
- many: a word that occurs 10,000 times among 30,000 words is found and replaced. Prints the
  milliseconds until the places are listed, and until the replacement is saved and displayed.
- everywhere: the same replacement in all recordings. Prints the milliseconds until the places are
  listed, and until the page shows what was replaced.
- word: a name that is wrong in several turns is corrected. Prints the number of actions: a key, a
  typed text, or a click.
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
    truth = make_talk()
    with tempfile.TemporaryDirectory() as folder:
        long = [part for part in LONG if part in (options.parts or PARTS)]
        made = [named(mislabel(truth), f"r-{part}") for part in PARTS if part not in LONG]
        made += [named(make_repetitive_talk(), f"r-{part}") for part in long]
        archive = archive_of(Path(folder), *made)
        with serving(archive, "--publish", "on demand") as editor, chromium() as browser:
            for part in options.parts or PARTS:
                page = new_page(browser)
                page.goto(f"{editor.url}/recordings/r-{part}")
                expect(page.locator("html[data-ready]")).to_be_attached()
                print(f"{part}: {PARTS[part](page, editor, truth)}")
                page.context.close()


def make_talk() -> Transcript:
    """Make a conversation of three people in 96 turns."""
    made = interview(12)
    while len(made.turns) < TURNS:
        made = interview(2 * made.recording.duration / 60)
    turns = made.turns[:TURNS]
    about = replace(made.recording, duration=turns[-1].end + 5)
    return replace(made, turns=turns, recording=about)


def mislabel(truth: Transcript) -> Transcript:
    """Assign 51 turns, spread over the interview, to a wrong speaker."""
    wrong = {n * TURNS // WRONG for n in range(WRONG)}
    other = {"S1": "S2", "S2": "S3", "S3": "S1"}
    turns = [
        replace(t, speaker=other[t.speaker], voice=f"V{other[t.speaker][1]}") if n in wrong else t
        for n, t in enumerate(truth.turns)
    ]
    return replace(truth, turns=tuple(turns))


def make_repetitive_talk() -> Transcript:
    """Make a conversation of 30,000 words; every third word is the same."""
    made = replace(long_interview(30_000), corrections=())
    turns = []
    for turn in made.turns:
        words = tuple(
            replace(w, text="Skerrow") if n % 3 == 0 else w for n, w in enumerate(turn.words)
        )
        turns.append(replace(turn, words=words, text=" ".join(w.text for w in words)))
    return replace(made, turns=tuple(turns))


def correct_labels(page: Page, editor: Served, truth: Transcript) -> str:
    """Correct all wrong labels while listening."""
    before = speakers(editor, "r-labels")
    page.keyboard.press("Space")
    keys = 1
    for turn in truth.turns:
        if before[turn.id] != turn.speaker:
            play_until_reaction(page, turn.start)
            page.keyboard.press(turn.speaker[1])
            keys += 1
    expect_saved(page)
    left = count_wrong_speakers(editor, "r-labels", truth)
    return f"{keys} keys for {WRONG} wrong labels in {TURNS} turns, {left} wrong at the end"


def press_digits(page: Page, editor: Served, truth: Transcript) -> str:
    """Press digits during playback; count those that changed the intended turn."""
    chosen = truth.turns[:DIGITS]
    page.keyboard.press("Space")
    for turn in chosen:
        play_until_reaction(page, turn.start)
        page.keyboard.press(turn.speaker[1])
    expect_saved(page)
    now = speakers(editor, "r-digits")
    along = sum(now[turn.id] == turn.speaker for turn in chosen)
    meant: dict[str, str] = {}
    for turn, following in zip(chosen, truth.turns[1:], strict=False):
        page.locator(f"#{turn.id} .at").click()
        page.keyboard.press("ArrowDown")
        later = truth.turns[truth.turns.index(following) + 1]
        play_until_reaction(page, later.start)  # playback is one turn after the selection
        meant[following.id] = "S1" if now[following.id] != "S1" else "S2"
        page.keyboard.press(meant[following.id][1])
    expect_saved(page)
    found = speakers(editor, "r-digits")
    selected = sum(found[turn] == speaker for turn, speaker in meant.items())
    untouched = {t: s for t, s in now.items() if t not in meant}
    others = sum(found[t] != s for t, s in untouched.items())
    heard = f"{along} of {DIGITS} while listening, {selected} of {DIGITS} after Down"
    return f"{heard}, {others} others changed"


def replace_word(page: Page, editor: Served, truth: Transcript) -> str:
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
    left = sum(text.count("Kirkhallan") for text in texts(editor, "r-word").values())
    return f"{actions} actions for {sum(counts.values())} places, {left} left"


def replace_in_recording(page: Page, editor: Served, truth: Transcript) -> str:
    """Replace a word in ten thousand places of a recording whose waveform has been computed."""
    page.request.get(f"{editor.url}/recordings/r-many/peaks", timeout=WAVEFORM_MS)
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


def replace_in_archive(page: Page, editor: Served, truth: Transcript) -> str:
    """Replace a word in ten thousand places through the search of all recordings."""
    page.goto(f"{editor.url}/replace?replacement=Skerry")
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


def play_until_reaction(page: Page, start: float) -> None:
    """Play from just before `start` until `REACTION_SECONDS` after it; `start` in seconds."""
    page.evaluate("t => document.querySelector('#audio').currentTime = t", start - LEAD_SECONDS)
    page.wait_for_function(
        "t => document.querySelector('#audio').currentTime >= t", arg=start + REACTION_SECONDS
    )


def expect_saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("Saved")


def count_wrong_speakers(editor: Served, recording: str, truth: Transcript) -> int:
    """Count the turns whose speaker is not the true one."""
    now = speakers(editor, recording)
    return sum(now[turn.id] != turn.speaker for turn in truth.turns)


LONG = ("many", "everywhere")
"""The tasks with recordings of 30,000 words."""

PARTS: Mapping[str, Callable[[Page, Served, Transcript], str]] = {
    "labels": correct_labels,
    "digits": press_digits,
    "many": replace_in_recording,
    "everywhere": replace_in_archive,
    "word": replace_word,
}

if __name__ == "__main__":
    main()
