"""Punctuation and case of published words, from the better witness of the two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from transcripts.corrections.commas import COMMA, comma_chance, missing_comma
from transcripts.realignment.blocks import Block
from transcripts.realignment.questions import core, trail
from transcripts.text.normalize import plain
from transcripts.transcript import Word

_END = re.compile(r"[.?!]")
_PAUSE = re.compile(r"[,;:]")

# A reference's own marks are trusted when it has at least this share of the recogniser's: sentence
# ends agree well between people and recognisers, and an archive that strips commas strips them all.
_TRUSTED_ENDS, _TRUSTED_COMMAS = 0.5, 0.5
# What stands behind a word of which it is open whether a comma does.
_OPEN = ("", ",")
# Words before a place that say whether it wants a comma.
_NEAR = 12


@dataclass(frozen=True, slots=True)
class Trust:
    """Which marks of a reference mean something: stripped ones say nothing by their absence.

    `proper` are words with a capital, `people` those of them that cast and context have, `within`
    pairs of words of one name, between which nobody sets a comma.
    """

    ends: bool
    questions: bool
    commas: bool
    case: bool
    proper: frozenset[str]
    people: frozenset[str] = frozenset()
    within: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Draft:
    """A word to publish, before it has its marks: `text` is bare.

    `written` is the reference's word as written, `spoken` the heard one, where there are such;
    `begins` says that a turn of the reference begins here, `starts` that a sentence of it does,
    `spoken_starts` that a heard sentence does.
    """

    text: str
    written: str | None = None
    spoken: str | None = None
    begins: bool = False
    starts: bool = False
    spoken_starts: bool = False


def trust(
    reference: Sequence[str], heard: Sequence[Word], laid: Sequence[Block], names: Sequence[str]
) -> Trust:
    """Judge the marks of a reference by those of the words heard beside them.

    `names` are those of cast and context, whole.
    """
    pairs = [
        (reference[b.reference[1] - 1], heard[b.heard[1] - 1].text)
        for b in laid
        if b.relation == "same"
    ]
    # A title lends its "The" to nothing: what either witness writes small is no name by itself.
    small = _small(reference) | _small([word.text for word in heard])
    parts = [[plain(part) for part in name.split()] for name in names]
    known = frozenset(part for name in parts for part in name) - small
    return Trust(
        ends=_share(pairs, _END) >= _TRUSTED_ENDS,
        questions=any("?" in w for w in reference),
        commas=_share(pairs, _PAUSE) >= _TRUSTED_COMMAS,
        case=_cased(reference),
        proper=(_proper(reference) if _cased(reference) else frozenset()) | known,
        people=known,
        within=frozenset(pair for name in parts for pair in pairwise(name)),
    )


def _share(pairs: Sequence[tuple[str, str]], mark: re.Pattern[str]) -> float:
    """How many marks the reference has for each heard one."""
    heard = sum(bool(mark.search(trail(h))) for _, h in pairs)
    written = sum(bool(mark.search(trail(w))) for w, _ in pairs)
    return written / heard if heard else float(written > 0)


def _small(words: Sequence[str]) -> frozenset[str]:
    """Give the words that are written small at least once, unless capitals are not used at all."""
    if not _cased(words):
        return frozenset()
    return frozenset(plain(word) for word in words if word[:1].islower())


def _cased(reference: Sequence[str]) -> bool:
    """Tell whether a reference is written in both cases."""
    letters = [c for word in reference for c in word if c.isalpha()]
    return 0 < sum(c.isupper() for c in letters) < 0.8 * len(letters)


def _proper(reference: Sequence[str]) -> frozenset[str]:
    """Give the words that are large in mid-sentence at least once, and never small."""
    large, small = {"i"}, set()
    for before, word in pairwise(reference):
        if word[:1].islower():
            small.add(plain(word))
        elif word[:1].isupper() and not _END.search(trail(before)):
            large.add(plain(word))
    return frozenset(large - small)


@dataclass(frozen=True, slots=True)
class Dressed:
    """A word to publish; `comma` is how likely one belongs behind it, where that was asked."""

    text: str
    comma: float | None = None


def dress(
    drafts: Sequence[Draft], trusted: Trust, heard: Sequence[float] | None = None
) -> tuple[Dressed, ...]:
    """Give every draft its marks and its case.

    `heard` are the probabilities of a comma by the sound, one a draft, where it was asked.
    """
    done: list[Dressed] = []
    fresh = True
    for at, draft in enumerate(drafts):
        following = drafts[at + 1] if at + 1 < len(drafts) else None
        mark, chance = _mark(draft, following, trusted), None
        text = _cased_word(draft, fresh, trusted)
        if following and mark in _OPEN and not trusted.commas and not trail(draft.written or ""):
            behind, ahead = done[-_NEAR:], [d.spoken or d.text for d in drafts[at + 1 : at + 3]]
            near = [*(d.text for d in behind), text, *ahead]
            chance = comma_chance(
                sound=None if heard is None else heard[at],
                written=mark == ",",
                wanted=not following.begins and missing_comma(near, len(behind), trusted.people),
            )
            split = (plain(text), plain(following.text)) in trusted.within
            mark = "," if chance >= COMMA and not split else ""
        done.append(Dressed(text + mark, chance))
        fresh = bool(_END.search(mark))
    return tuple(done)


def _mark(draft: Draft, following: Draft | None, trusted: Trust) -> str:
    """Choose the marks behind a word."""
    written = trail(draft.written) if draft.written is not None else ""
    spoken = _quiet(trail(draft.spoken)) if draft.spoken is not None else ""
    if draft.written is None:
        return spoken
    if draft.spoken is None or "—" in written:
        return written
    if _END.search(written):
        asked = "?" in spoken and not trusted.questions and "." in written
        return spoken if asked else written
    if _END.search(spoken):
        if not trusted.ends or following is None or following.begins:
            return spoken
        capital = (following.written or "")[:1].isupper()
        return spoken if capital and plain(following.text) not in trusted.proper else ","
    return written if trusted.commas or written else spoken


def _quiet(mark: str) -> str:
    """Write a recogniser's marks as an archive does: one, no quotes, a comma for three dots."""
    mark = mark.replace("...", ",").replace("…", ",")
    found = re.search(r"[.?!]", mark) or re.search(r"[,;:]", mark)
    return found.group() if found else "—" if re.search(r"[-–—]", mark) else ""


def _cased_word(draft: Draft, fresh: bool, trusted: Trust) -> str:
    """Choose the case of a word: large at a sentence's start, else as the better witness has it."""
    spoken = core(draft.spoken or "")
    agreed = plain(spoken) == plain(draft.text)
    text = draft.text if trusted.case else spoken if agreed else draft.text.lower()
    if fresh or plain(text).split("'")[0] == "i" or plain(text) in trusted.proper:
        return _large(text)
    written = plain(core(draft.written or "")) == plain(text)
    if written and trusted.case and not draft.starts:
        return text
    if agreed and not draft.spoken_starts:
        return spoken
    # Both begin a sentence there and the published text does not: the capital meant nothing.
    return text if text.isupper() and len(text) > 1 else text[:1].lower() + text[1:]


def _large(text: str) -> str:
    """Begin a word with a capital, unless it has one of its own inside ("iPhone")."""
    return text if any(c.isupper() for c in text[1:]) else text[:1].upper() + text[1:]
