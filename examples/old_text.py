"""Make a damaged old text from a script, with the errors that archives' texts have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spoken import Script, SpokenLine, Word

ENDINGS = {"'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am"}
WITH_IS = {"it", "that", "there", "he", "she", "what", "here", "who", "where", "how"}
NEGATIVE = {"wo": "will not", "ca": "cannot", "sha": "shall not"}


def expand_contraction(word: str) -> str:
    """Expand a contraction by its spelling alone, so that "it's been" becomes "it is been"."""
    if match := re.fullmatch(r"(\w+)n't(\W*)", word):
        stem = match[1]
        full = NEGATIVE.get(stem.lower(), f"{stem} not")
        return (full.capitalize() if stem[0].isupper() else full) + match[2]
    if match := re.fullmatch(r"(\w+)('\w+)(\W*)", word):
        stem, ending, rest = match.groups()
        if stem.lower() == "let" and ending == "'s":
            return f"{stem} us{rest}"
        if ending == "'s" and stem.lower() in WITH_IS:
            return f"{stem} is{rest}"
        if ending in ENDINGS:
            return f"{stem} {ENDINGS[ending]}{rest}"
    return word


def strip_text(text: str) -> str:
    """Strip commas and quotation marks from a turn, and expand its contractions."""
    return " ".join(expand_contraction(re.sub(r"[,;:\"]", "", word)) for word in text.split())


@dataclass(frozen=True, slots=True)
class Reference:
    """The archive's text, and the positions of the slips in text and sound."""

    text: str
    planted: tuple[Script, ...]


def make_reference(script: Script, spoken_lines: Sequence[SpokenLine]) -> Reference:
    """Strip the lines, join them with two spaces, and plant the slips.

    Lines marked "unwritten" (backchannels that nobody typed) are left out.
    """
    written = [line for line in script["lines"] if "say" in line]
    places: list[tuple[int, Word, str]] = []  # offset in the stripped text, word, person
    clean = ""
    for line, turn in zip(written, spoken_lines, strict=True):
        if line.get("unwritten"):
            continue
        words, text = iter(turn.words), "  " if clean else ""
        for token in line["say"].split():
            text += " " if text.strip() else ""
            if re.search(r"\w", token):
                places.append((len(clean) + len(text), next(words), turn.person))
            text += strip_text(token)
        clean += text
    return plant_slips(clean, script.get("slips", ()), places)


def plant_slips(
    stripped_text: str, slips: Sequence[Script], spoken_words: Sequence[tuple[int, Word, str]]
) -> Reference:
    """Replace each slip's "before" in the stripped text, and find when it is spoken."""
    located = []
    for slip in slips:
        if stripped_text.count(slip["before"]) != 1:
            raise ValueError(f"{slip['before']!r} must occur once in the stripped text")
        located.append((stripped_text.index(slip["before"]), slip))
    text, planted = stripped_text, []
    for at, slip in sorted(located, key=lambda pair: pair[0], reverse=True):
        end = at + len(slip["before"])
        text = text[:at] + slip["after"] + text[end:]
        first = [p for p in spoken_words if p[0] <= at][-1]
        inside = [first, *(p for p in spoken_words if at < p[0] < end)]
        where = {"start": first[1].start, "end": inside[-1][1].end, "speaker": first[2]}
        planted.append({**slip, **where})
    return Reference(text, tuple(reversed(planted)))
