"""Cut turns into cues for players: at sentences, clauses and pauses, never inside a name.

Dynamic programming finds the cheapest way to cut a turn into cues within the limits. The order of
the costs follows the subtitling guides of the BBC and Netflix: prefer the end of a sentence, then
the end of a clause, then a place before a conjunction; never cut after an article or inside a name.
Only this order matters, not the exact values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from transcripts.sound_events import SoundEvent, cut_events_at_speech
from transcripts.transcript import Transcript, Turn, Word


@dataclass(frozen=True, slots=True)
class CueLimits:
    """The limits of line length and duration for a cue."""

    line_length: int
    """Largest number of characters in a line; a cue has at most two lines."""
    seconds: float = 7.0
    """Duration in seconds above which a cue costs more; the guides of the BBC and Netflix allow 7
    s.
    """


@dataclass(frozen=True, slots=True)
class Cue:
    """A few words of one turn, broken into lines, and when to show them (seconds)."""

    turn: Turn
    number: int
    words: tuple[Word, ...]
    lines: tuple[str, ...]
    start: float
    end: float


# Costs of ending a cue or a line after a word. Each cue costs `_CUE`, so that a cut is worthwhile
# at a punctuation mark, but not between arbitrary words.
_SENTENCE, _CLAUSE, _BEFORE_LINK, _ANYWHERE, _WEAK, _IN_NAME = 0.0, 3.0, 6.0, 12.0, 25.0, 500.0
_CUE = 6.0
# A line break costs half as much as the end of a cue, because it disturbs less. Lines of unequal
# length cost more, because they are harder to read.
_LINE_BREAK, _UNEVEN = 0.5, 24.0
# A pause of at least this many seconds costs as little as the end of a clause, because speakers
# breathe there.
_BREATH = 0.35
# A silence of at least this many seconds within a cue has this cost, because the words after the
# silence would be shown too early.
_SILENCE, _OVER_SILENCE = 1.0, 30.0
# A cue is shown for at least this many seconds, if the next cue allows it: five sixths of a second
# (Netflix). A shorter cue costs as much as an arbitrary cut (`_FLASH`), and so does each second of
# a cue above the longest duration (`_OVERTIME`).
_LEAST_SHOWN = 0.833
# Characters per second: the most that viewers read (Netflix: 20 for adults), and the most that
# anybody speaks. A cue that is faster than speech has estimated times; the next cue of the turn may
# then start up to `_LONGEST_DELAY` seconds later.
_READABLE, _SPEAKABLE, _LONGEST_DELAY = 20.0, 22.0, 1.5
_FLASH, _OVERTIME = 12.0, 12.0

_LINKS = re.compile(
    "and|but|or|nor|so|because|that|which|who|whom|whose|when|where|while|if|than|as|since|until|"
    "although|though|whether"
)
_LEANS = re.compile(
    "an?|the|this|these|those|my|your|his|her|its|our|their|of|to|in|on|at|by|for|from|with|into|"
    "mrs?|ms|dr|st|no|not|very|is|was|are|were|be|been|i|you|he|she|it|we|they"
)

# Particles inside names (Charles de Gaulle), and words that follow them (Anna de la Cruz).
_PARTICLES = re.compile("van|von|de|del|della|di|da|du|bin|ibn")
_LATER = re.compile("der|den|la|las|los")


def cut_into_cues(turn: Turn, limits: CueLimits, prefix: str = "") -> tuple[Cue, ...]:
    """Cut a turn into cues within the limits; `prefix` is put before the first word."""
    if not turn.words:
        return ()
    begin = turn.words[0].start
    label = [Word(part, begin, begin) for part in prefix.split()]
    words = [
        piece
        for word in (*label, *turn.words)
        for piece in _split_long_word(word, limits.line_length)
    ]
    run = _Run(words, len(label), limits)
    ends = [0, *_find_cheapest_cuts(run)]
    return tuple(
        _build_cue(turn, number, run, first, last)
        for number, (first, last) in enumerate(pairwise(ends), start=1)
    )


def cues_in_order(transcript: Transcript, limits: CueLimits) -> tuple[Cue, ...]:
    """List the cues of all turns in order of start; the cues of overlapping turns overlap."""
    unordered = [cue for turn in transcript.turns for cue in cut_into_cues(turn, limits)]
    return extend_short_cues(sorted(unordered, key=lambda cue: cue.start))


LEAST_EVENT = 1.0
"""Least seconds without words in which captions show a sound."""


def event_cues(transcript: Transcript) -> tuple[SoundEvent, ...]:
    """Return the sounds that captions show, in order: sounds while nobody speaks."""
    speech = [(word.start, word.end) for word in transcript.words]
    shown = (
        cut_events_at_speech(transcript.events, speech, LEAST_EVENT) if transcript.events else ()
    )
    return tuple(sorted(shown, key=lambda sound: sound.start))


def extend_short_cues(ordered: Sequence[Cue]) -> tuple[Cue, ...]:
    """Extend cues that are too short to read, but not beyond the start of the next cue.

    The next cue is moved to a later start if the times of the short cue are estimates and the next
    cue remains readable.
    """
    starts = [*(cue.start for cue in ordered), float("inf"), float("inf")]
    made = []
    for n, cue in enumerate(ordered):
        wanted = starts[n] + max(_LEAST_SHOWN, _reading_seconds(cue))
        if wanted > starts[n + 1] and _has_estimated_times(cue, starts[n]):
            latest = min(starts[n + 1] + _possible_delay(cue, ordered[n + 1]), starts[n + 2])
            starts[n + 1] = max(starts[n + 1], min(wanted, latest))
        end = max(cue.end, starts[n] + 0.001, min(wanted, starts[n + 1]))
        made.append(replace(cue, start=starts[n], end=end))
    return tuple(made)


def _reading_seconds(cue: Cue) -> float:
    return sum(map(len, cue.lines)) / _READABLE


def _has_estimated_times(cue: Cue, start: float) -> bool:
    return sum(map(len, cue.lines)) > _SPEAKABLE * (cue.end - start)


def _possible_delay(cue: Cue, next_cue: Cue) -> float:
    """Return by how many seconds the next cue can start later and remain readable."""
    if next_cue.turn.id != cue.turn.id:
        return 0.0
    return min(_LONGEST_DELAY, max(0.0, next_cue.end - next_cue.start - _reading_seconds(next_cue)))


class _Run:
    """The words of a turn, and the costs of cutting it.

    The first `label_words` words are a speaker label.
    """

    def __init__(self, words: Sequence[Word], label_words: int, limits: CueLimits) -> None:
        self.words, self.limits = words, limits
        costs = [_compute_break_cost(word, following) for word, following in pairwise(words)]
        inside_label = [_IN_NAME] * min(label_words, len(costs))
        self.cue_costs = inside_label + costs[label_words:]
        self.line_costs = inside_label[1:] + [_CLAUSE] * bool(inside_label) + costs[label_words:]
        self.letters = [0, *accumulate(len(word.text) + 1 for word in words)]
        self.silences = [0, 0, *accumulate(b.start - a.end >= _SILENCE for a, b in pairwise(words))]

    def lines(self, first: int, last: int) -> tuple[float, int] | None:
        """Find the best line break of the words `first` to `last` (exclusive).

        Returns the cost and the index of the word that begins the second line (`last` if one line
        is enough), or None if two lines are not enough.
        """
        letters, room = self.letters, self.limits.line_length
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

    def cost(self, first: int, last: int, line_cost: float) -> float:
        """Compute the cost of a cue whose line break costs `line_cost`."""
        seconds = self.words[last - 1].end - self.words[first].start
        cost = _CUE + line_cost * _LINE_BREAK
        cost += _OVERTIME * max(0.0, seconds - self.limits.seconds)
        cost += _OVER_SILENCE * (self.silences[last] - self.silences[first + 1])
        return cost + _FLASH if seconds < _LEAST_SHOWN else cost


def _find_cheapest_cuts(run: _Run) -> list[int]:
    """Return the ends of the cues with the least total cost."""
    count, room = len(run.words), 2 * (run.limits.line_length + 1)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for last in range(1, count + 1):
        behind = run.cue_costs[last - 1] if last < count else 0.0
        offer = (float("inf"), last - 1)
        for first in range(last - 1, -1, -1):
            if run.letters[last] - run.letters[first] > room:
                break
            so_far = best[first][0] + behind
            if so_far + run.cost(first, last, 0.0) >= offer[0]:
                continue  # with any line break, it costs at least as much
            layout = run.lines(first, last)
            if layout is None:
                continue
            total = so_far + run.cost(first, last, layout[0])
            if total < offer[0]:
                offer = (total, first)
        best.append(offer)
    ends, at = [], count
    while at > 0:
        ends.append(at)
        at = best[at][1]
    return ends[::-1]


def _compute_break_cost(word: Word, next_word: Word) -> float:
    """Compute the cost of ending a cue or a line between two words."""
    text = word.text.rstrip("\"'”’)]")
    title = text.lower() in ("mr.", "mrs.", "ms.", "dr.", "st.")
    initial = len(text) == 2 and text[0].isupper() and text[1] == "."
    named = title or initial or (_may_be_name(text) and text[-1].isalnum())
    if named and (_may_be_name(next_word.text) or _PARTICLES.fullmatch(next_word.text)):
        return _IN_NAME
    if _PARTICLES.fullmatch(text) and (
        _may_be_name(next_word.text) or _LATER.fullmatch(next_word.text)
    ):
        return _IN_NAME
    if _LATER.fullmatch(text) and _may_be_name(next_word.text):
        return _IN_NAME
    if text[-1:] in ".?!…":
        return _SENTENCE
    if text[-1:] in ",;:—–":
        return _CLAUSE
    if next_word.start - word.end >= _BREATH:
        return _CLAUSE
    if _LEANS.fullmatch(text.lower()):
        return _WEAK
    return _BEFORE_LINK if _LINKS.fullmatch(next_word.text.lower()) else _ANYWHERE


def _may_be_name(text: str) -> bool:
    """Check whether a word may be part of a name; `I` and its contractions cannot."""
    return text[:1].isupper() and text.replace("’", "'").partition("'")[0] != "I"


def _split_long_word(word: Word, line_length: int) -> list[Word]:
    """Split a word that is longer than a line into several; divide its time among them."""
    size = len(word.text)
    if size <= line_length:
        return [word]
    step = (word.end - word.start) / size
    return [
        replace(
            word,
            text=word.text[at : at + line_length],
            start=word.start + at * step,
            end=word.start + min(at + line_length, size) * step,
        )
        for at in range(0, size, line_length)
    ]


def _build_cue(turn: Turn, number: int, run: _Run, first: int, last: int) -> Cue:
    words = tuple(run.words[first:last])
    layout = run.lines(first, last)
    place = layout[1] if layout else last
    rows = (run.words[first:place], run.words[place:last])
    lines = tuple(" ".join(word.text for word in row) for row in rows if row)
    return Cue(turn, number, words, lines, words[0].start, max(word.end for word in words))
