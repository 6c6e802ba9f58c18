"""Damage the text of a script as an archive's old text is damaged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spoken import Script, Spoken, Word

ENDINGS = {"'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am"}
WITH_IS = {"it", "that", "there", "he", "she", "what", "here", "who", "where", "how"}
NEGATIVE = {"wo": "will not", "ca": "cannot", "sha": "shall not"}


def expanded(word: str) -> str:
    """Expand a contraction without listening: "it's been" becomes "it is been"."""
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


def stripped(text: str) -> str:
    """Return a turn as the archive has it: no commas or quotation marks, contractions expanded."""
    return " ".join(expanded(re.sub(r"[,;:\"]", "", word)) for word in text.split())


@dataclass(frozen=True, slots=True)
class Reference:
    """The archive's text, and where the slips are in it and in the audio."""

    text: str
    planted: tuple[Script, ...]


def reference(script: Script, spoken: Sequence[Spoken]) -> Reference:
    """Strip the lines, two spaces apart, and plant the slips.

    Lines marked "unwritten" (a backchannel that nobody typed) are left out.
    """
    written = [line for line in script["lines"] if "say" in line]
    places: list[tuple[int, Word, str]] = []  # offset in the clean text, word, person
    clean = ""
    for line, turn in zip(written, spoken, strict=True):
        if line.get("unwritten"):
            continue
        words, text = iter(turn.words), "  " if clean else ""
        for token in line["say"].split():
            text += " " if text.strip() else ""
            if re.search(r"\w", token):
                places.append((len(clean) + len(text), next(words), turn.by))
            text += stripped(token)
        clean += text
    return plant(clean, script.get("slips", ()), places)


def plant(
    clean: str, slips: Sequence[Script], places: Sequence[tuple[int, Word, str]]
) -> Reference:
    """Replace each slip's "before" in the clean text, and return where it is spoken."""
    located = []
    for slip in slips:
        if clean.count(slip["before"]) != 1:
            raise ValueError(f"{clean.count(slip['before'])} places for {slip['before']!r}")
        located.append((clean.index(slip["before"]), slip))
    text, planted = clean, []
    for at, slip in sorted(located, key=lambda pair: pair[0], reverse=True):
        end = at + len(slip["before"])
        text = text[:at] + slip["after"] + text[end:]
        first = [p for p in places if p[0] <= at][-1]
        inside = [first, *(p for p in places if at < p[0] < end)]
        where = {"start": first[1].start, "end": inside[-1][1].end, "speaker": first[2]}
        planted.append({**slip, **where})
    return Reference(text, tuple(reversed(planted)))
