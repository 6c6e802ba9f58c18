"""Short interviews, written as `voice: words`."""

from __future__ import annotations

import re

from transcripts.transcript import Turn, Word


def read_dialogue(text: str) -> tuple[Turn, ...]:
    """Parse lines `voice: words` as turns of three words a second."""
    turns: list[Turn] = []
    now = 0.0
    for line in re.split(r"\n\s*(?=[A-Z]\d?: )", text.strip()):
        if not line:
            continue
        voice, said = line.split(": ", 1)
        said = " ".join(said.split())
        words = []
        for part in said.split():
            words.append(Word(part, round(now, 3), round(now + 0.3, 3)))
            now += 0.33
        number = f"T{len(turns) + 1}"
        span = words[0].start, words[-1].end
        turns.append(Turn(number, "", voice, *span, said, 1.0, tuple(words)))
        now += 0.4
    return tuple(turns)
