"""Short interviews of our own, written as `voice: words`."""

from __future__ import annotations

import re

from transcripts.transcript import Turn, Word


def read_dialogue(text: str) -> tuple[Turn, ...]:
    """Read lines of `voice: what it says` as turns, at three words a second."""
    turns: list[Turn] = []
    now = 0.0
    for line in filter(None, map(str.strip, text.splitlines())):
        voice, said = re.split(r":\s+", line, maxsplit=1)
        words = []
        for part in said.split():
            words.append(Word(part, round(now, 3), round(now + 0.3, 3)))
            now += 0.33
        number = f"T{len(turns) + 1}"
        span = words[0].start, words[-1].end
        turns.append(Turn(number, "", voice, *span, said, 1.0, tuple(words)))
        now += 0.4
    return tuple(turns)
