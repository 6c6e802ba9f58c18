"""Cut a turn into cues for players: at sentences, clauses and pauses, never inside a name.

The best cut of a turn is found by dynamic programming over all cuts that fit. Costs only compare:
what matters is their order, which follows the subtitling guides of the BBC and Netflix (break at a
sentence, then at a clause, then before a conjunction; never after an article or inside a name).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from transcripts.transcript import Transcript, Turn, Word


@dataclass(frozen=True, slots=True)
class CueLimits:
    """What a cue may hold."""

    line: int
    """Most characters of a line; a cue has two at most."""
    seconds: float = 7.0
    """Longer cues cost more: the BBC's and Netflix's guides end a subtitle after 7 s."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A few words of one turn, laid out in lines, and when to show them."""

    turn: Turn
    number: int
    words: tuple[Word, ...]
    lines: tuple[str, ...]
    start: float
    end: float


# Costs of ending a cue or a line behind a word. A cue more costs _CUE, so that a mark is worth a
# cut and an arbitrary place is not.
_SENTENCE, _CLAUSE, _BEFORE_LINK, _ANYWHERE, _WEAK, _IN_NAME = 0.0, 3.0, 6.0, 12.0, 25.0, 500.0
_CUE = 6.0
# A line's break is seen less than a cue's; lines of unlike length read worse.
_LINE_BREAK, _UNEVEN = 0.5, 24.0
# A pause of so many seconds is as good a place as a clause's end: speakers breathe there.
_BREATH = 0.35
# After so long a pause the words behind it would be read before they are said.
_SILENCE, _OVER_SILENCE = 1.0, 30.0
# Shortest time that a cue is shown, where the next leaves it: five sixths of a second (Netflix).
# A shorter one flashes by; that, or a second over the limit, is as bad as an arbitrary cut.
_LEAST_SHOWN = 0.833
_FLASH, _OVERTIME = 12.0, 12.0

_LINKS = re.compile(
    "and|but|or|nor|so|because|that|which|who|whom|whose|when|where|while|if|than|as|since|until|"
    "although|though|whether"
)
_LEANS = re.compile(
    "an?|the|this|these|those|my|your|his|her|its|our|their|of|to|in|on|at|by|for|from|with|into|"
    "mrs?|ms|dr|st|no|not|very|is|was|are|were|be|been|i|you|he|she|it|we|they"
)

# Small words inside names (Charles de Gaulle), and those that come behind them (Anna de la Cruz).
_PARTICLES = re.compile("van|von|de|del|della|di|da|du|bin|ibn")
_LATER = re.compile("der|den|la|las|los")


def cues(turn: Turn, limits: CueLimits, prefix: str = "") -> tuple[Cue, ...]:
    """Cut a turn into cues that keep the limits; `prefix` stands before the first word."""
    if not turn.words:
        return ()
    begin = turn.words[0].start
    label = [Word(part, begin, begin) for part in prefix.split()]
    words = [piece for word in (*label, *turn.words) for piece in _pieces(word, limits.line)]
    run = _Run(words, len(label), limits)
    ends = [0, *_cuts(run)]
    return tuple(
        _cue(turn, number, run, first, last)
        for number, (first, last) in enumerate(pairwise(ends), start=1)
    )


def in_order(transcript: Transcript, limits: CueLimits) -> tuple[Cue, ...]:
    """The cues of all turns in order of start; overlapping turns have overlapping cues."""
    found = [cue for turn in transcript.turns for cue in cues(turn, limits)]
    return shown(sorted(found, key=lambda cue: cue.start))


def shown(ordered: Sequence[Cue]) -> tuple[Cue, ...]:
    """Show each cue long enough to be seen, as far as the cue behind it in the list allows."""
    following = [*(cue.start for cue in ordered[1:]), float("inf")][: len(ordered)]
    return tuple(
        replace(cue, end=max(cue.end, cue.start + 0.001, min(cue.start + _LEAST_SHOWN, then)))
        for cue, then in zip(ordered, following, strict=True)
    )


class _Run:
    """The words of a turn, the first `label` of them a name, and how they may be laid out."""

    def __init__(self, words: Sequence[Word], label: int, limits: CueLimits) -> None:
        self.words, self.limits = words, limits
        costs = [_break_cost(word, following) for word, following in pairwise(words)]
        inside_label = [_IN_NAME] * min(label, len(costs))
        self.cue_costs = inside_label + costs[label:]
        self.line_costs = inside_label[1:] + [_CLAUSE] * bool(inside_label) + costs[label:]
        self.letters = [0, *accumulate(len(word.text) + 1 for word in words)]
        self.silences = [0, 0, *accumulate(b.start - a.end >= _SILENCE for a, b in pairwise(words))]

    def lines(self, first: int, last: int) -> tuple[float, int] | None:
        """Break words (first to last) into two lines where it reads best.

        Gives the cost and the word that begins the second line, `last` where one line holds all,
        or None where two lines are too few.
        """
        letters, room = self.letters, self.limits.line
        begin, end = letters[first], letters[last]
        if end - begin - 1 <= room:
            return 0.0, last
        best = None
        for place in range(last - 1, first, -1):
            if end - letters[place] - 1 > room:
                break
            if letters[place] - begin - 1 <= room:
                uneven = abs(2 * letters[place] - begin - end) / (end - begin)
                cost = self.line_costs[place - 1] + _UNEVEN * uneven
                if best is None or cost < best[0]:
                    best = cost, place
        return best

    def cost(self, first: int, last: int) -> float | None:
        """Compute the cost of a cue; None if it does not fit."""
        laid = self.lines(first, last)
        if laid is None:
            return None
        seconds = self.words[last - 1].end - self.words[first].start
        cost = _CUE + laid[0] * _LINE_BREAK
        cost += _OVERTIME * max(0.0, seconds - self.limits.seconds)
        cost += _OVER_SILENCE * (self.silences[last] - self.silences[first + 1])
        return cost + _FLASH if seconds < _LEAST_SHOWN else cost


def _cuts(run: _Run) -> list[int]:
    """Find where the cheapest cues end."""
    count, room = len(run.words), 2 * (run.limits.line + 1)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for last in range(1, count + 1):
        behind = run.cue_costs[last - 1] if last < count else 0.0
        offer = (float("inf"), last - 1)
        for first in range(last - 1, -1, -1):
            if run.letters[last] - run.letters[first] > room:
                break
            cost = run.cost(first, last)
            if cost is not None and (total := best[first][0] + behind + cost) < offer[0]:
                offer = (total, first)
        best.append(offer)
    ends, at = [], count
    while at > 0:
        ends.append(at)
        at = best[at][1]
    return ends[::-1]


def _break_cost(word: Word, following: Word) -> float:
    """Compute the cost of ending a cue or a line between two words."""
    bare = word.text.rstrip("\"'”’)]")
    title = bare.lower() in ("mr.", "mrs.", "ms.", "dr.", "st.")
    initial = len(bare) == 2 and bare[0].isupper() and bare[1] == "."
    named = title or initial or (_proper(bare) and bare[-1].isalnum())
    if named and (_proper(following.text) or _PARTICLES.fullmatch(following.text)):
        return _IN_NAME
    if _PARTICLES.fullmatch(bare) and (_proper(following.text) or _LATER.fullmatch(following.text)):
        return _IN_NAME
    if _LATER.fullmatch(bare) and _proper(following.text):
        return _IN_NAME
    if bare[-1:] in ".?!…":
        return _SENTENCE
    if bare[-1:] in ",;:—–":
        return _CLAUSE
    if following.start - word.end >= _BREATH:
        return _CLAUSE
    if _LEANS.fullmatch(bare.lower()):
        return _WEAK
    return _BEFORE_LINK if _LINKS.fullmatch(following.text.lower()) else _ANYWHERE


def _proper(text: str) -> bool:
    """Tell whether a word may be part of a name; `I` and its contractions are not."""
    return text[:1].isupper() and text.replace("’", "'").partition("'")[0] != "I"


def _pieces(word: Word, room: int) -> list[Word]:
    """Cut a word that is longer than a line, and its time with it."""
    size = len(word.text)
    if size <= room:
        return [word]
    step = (word.end - word.start) / size
    return [
        replace(
            word,
            text=word.text[at : at + room],
            start=word.start + at * step,
            end=word.start + min(at + room, size) * step,
        )
        for at in range(0, size, room)
    ]


def _cue(turn: Turn, number: int, run: _Run, first: int, last: int) -> Cue:
    words = tuple(run.words[first:last])
    laid = run.lines(first, last)
    place = laid[1] if laid else last
    rows = (run.words[first:place], run.words[place:last])
    lines = tuple(" ".join(word.text for word in row) for row in rows if row)
    return Cue(turn, number, words, lines, words[0].start, max(word.end for word in words))
