"""The server and the page compute the same results; run by node if it is installed."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from editor.pages.recording import CARD_CHARACTERS, cards
from editor.pages.template import clock
from tests.lamplight import EXAMPLE, turn
from transcripts.edits.sounds_like import find_words_that_sound_like, sound_key
from transcripts.transcript import Turn

NODE = shutil.which("node")
STATIC = Path(__file__).parents[3] / "editor" / "static"
SCRIPT = """
import { readFileSync } from "node:fs";
globalThis.matchMedia = () => ({ matches: false });
const { cardTexts } = await import(`file://${process.argv[2]}/cards.js`);
const { formatTime } = await import(`file://${process.argv[2]}/store.js`);
const { soundKey, soundsLike } = await import(`file://${process.argv[2]}/sounds_like.js`);
const { words, texts, turns, times, limit } = JSON.parse(readFileSync(0, "utf-8"));
console.log(JSON.stringify({
  cards: turns.map((turn) => cardTexts(turn, turn.text, limit)),
  times: times.map((seconds) => formatTime(seconds)),
  keys: words.map((word) => soundKey(word)),
  alike: texts.map((text) => soundsLike(text, "the lamp")),
}));
"""
TIMES = (0.0, 0.99, 59.9, 60.0, 187.0, 3599.99, 3600.0, 3723.5, 36000.0)

TEXTS = (
    *(t.text for t in EXAMPLE.turns),
    *("Knight’s Wróbel, Łódź straße", "the lamb the Lamp; THE lämp the the lump"),
    *("Czerny schmidt phone cite rough ghost vexed queue who're Ünal", "été 1900s o'clock"),
)


def monologue(seed: int) -> Turn:
    """Make a turn of up to 900 words, with sentences of any length."""
    draw = random.Random(seed)
    words = [
        "".join(draw.choices("abc", k=draw.randint(1, 14))) for _ in range(draw.randint(1, 900))
    ]
    ends = [word + draw.choice((".", "?", "!")) if draw.random() < 0.08 else word for word in words]
    return turn(seed + 1, "S1", "V1", 0.0, 300.0, " ".join(ends))


@pytest.mark.skipif(NODE is None, reason="no node on this machine")
def test_page_and_server_split_cards_format_times_and_find_sounds_alike(tmp_path: Path) -> None:
    assert NODE
    script = tmp_path / "rules.mjs"
    script.write_text(SCRIPT, encoding="utf-8")
    turns = [monologue(seed) for seed in range(40)]
    sent = [
        {"start": t.start, "text": t.text, "wordStarts": [word.start for word in t.words]}
        for t in turns
    ]
    words = [word for text in TEXTS for word in text.split()]
    values = {"turns": sent, "times": TIMES, "limit": CARD_CHARACTERS}
    asked = json.dumps({**values, "words": words, "texts": TEXTS})
    ran = subprocess.run(
        [NODE, str(script), str(STATIC)], input=asked, capture_output=True, text=True, check=True
    )
    found = json.loads(ran.stdout)
    assert found["cards"] == [[list(card) for card in cards(t)] for t in turns]
    assert found["keys"] == [sound_key(word) for word in words]
    assert found["alike"] == [
        [list(span) for span in find_words_that_sound_like(text, "the lamp")] for text in TEXTS
    ]
    assert any(found["alike"])
    assert any(len(made) > 2 for made in found["cards"])
    assert found["times"] == [clock(seconds) for seconds in TIMES]
