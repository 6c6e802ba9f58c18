"""Where turns begin: the archive's own breaks and the voices' changes are two witnesses to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from transcripts.attribution.scores import AT_BREAK, punctuation_odds
from transcripts.languages.language import Language
from transcripts.text.backchannel_words import flag_backchannels
from transcripts.text_change import TextChange
from transcripts.transcript import Status, Turn, Word

MIN_PROPOSED_PROBABILITY = 0.25
"""From this probability on a break that was kept is shown as a question."""

MAX_MISSED_TURN_WORDS = 4
"""Words of a turn that a diarizer may miss: a second or so."""

MAX_MOVE_WORDS = 6
"""Words between two places that are one break in the wrong place: further apart they are two."""

_CONTEXT_WORDS = 3
_BREAK_SIGN = "¶"

Break = tuple[int, float]
"""The word before which it is, and the probability that the text is wrong there."""


def break_probabilities(
    words: Sequence[Word],
    breaks: frozenset[int],
    spoken_by: Sequence[str],
    language: Language,
    relabelled_breaks: frozenset[int] = frozenset(),
) -> dict[int, float]:
    """Compute for each break of the archive's text the probability of a turn within one voice.

    Either two people are heard as one, or the break is a paragraph. How often voices do change at
    the breaks of this text tells which. Pauses do not: paragraphs have them, too. At those that are
    `told` the text names another speaker.
    """
    listeners = flag_backchannels([word.text for word in words], language)
    inner = [i for i in sorted(breaks) if 0 < i < len(words)]
    alone = sum(spoken_by[i] == spoken_by[i - 1] for i in inner)
    missed = (alone + 1) / (len(inner) + 2)
    sure = relabelled_breaks | _short_turns(inner, spoken_by)
    at_break = AT_BREAK / (1 - AT_BREAK)
    odds = {
        i: at_break * (1.0 if i in sure else missed) * punctuation_odds(words, listeners, i)
        for i in inner
    }
    return {i: value / (1 + value) for i, value in odds.items()}


def _short_turns(inner: Sequence[int], spoken_by: Sequence[str]) -> frozenset[int]:
    """Find both breaks of each short turn inside one voice: diarizers miss such turns."""
    found: set[int] = set()
    for first, last in pairwise(inner):
        if last - first <= MAX_MISSED_TURN_WORDS and len(set(spoken_by[first - 1 : last + 1])) == 1:
            found |= {first, last}
    return frozenset(found)


def report_break_changes(
    words: Sequence[Word],
    turns: Sequence[Turn],
    runs: Sequence[Sequence[int]],
    kept: Mapping[int, float],
    changed: Sequence[float],
) -> Iterator[TextChange]:
    """Report where the reference's breaks and the published turns differ, in order of the words.

    `runs` has the numbers of each turn's words. `kept` are the reference's breaks, as from `keeps`.
    `changed` is the probability that the voice changes before each word. Words that the reference
    lacks have no break to be wrong about. A reference without breaks does not mark its turns.
    """
    if not kept:
        return
    spoken_in = {n: turn for turn, run in zip(turns, runs, strict=True) for n in run}
    missing: list[Break] = []
    idle: list[Break] = []
    open_: list[Break] = []
    written = [i for i, word in enumerate(words) if word.origin != "heard"]
    for before, at in pairwise(written):
        told = next((i for i in range(before + 1, at + 1) if i in kept), None)
        one, other = spoken_in[before], spoken_in[at]
        if told is None and one.voice != other.voice:
            missing.append((at, max(changed[before + 1 : at + 1])))
        elif told is not None and one is other:
            idle.append((at, 1 - kept[told]))
        elif told is not None and one.voice == other.voice:
            open_.append((at, 1 - kept[told]))
    found = [*_moved(words, missing, idle), *_reported(words, open_, "proposed", joined=True)]
    yield from sorted(found, key=lambda change: change.first)


def _moved(
    words: Sequence[Word], missing: Sequence[Break], idle: Sequence[Break]
) -> Iterator[TextChange]:
    """Make one change of a break that is lost here and stands a few words off."""
    left = list(idle)
    alone: list[Break] = []
    for at, sure in missing:
        near = [b for b in left if abs(b[0] - at) <= MAX_MOVE_WORDS]
        if not near:
            alone.append((at, sure))
            continue
        other = min(near, key=lambda b: abs(b[0] - at))
        left.remove(other)
        low, high = sorted((at, other[0]))
        yield _change(words, low, high, other[0], at, sure, "applied")
    yield from _reported(words, alone, "applied", joined=False)
    yield from _reported(words, left, "applied", joined=True)


def _reported(
    words: Sequence[Word], places: Sequence[Break], status: Status, joined: bool
) -> Iterator[TextChange]:
    for at, sure in places:
        if status == "applied" or sure >= MIN_PROPOSED_PROBABILITY:
            was, now = (at, None) if joined else (None, at)
            yield _change(words, at, at, was, now, sure, status)


def _change(
    words: Sequence[Word],
    low: int,
    high: int,
    was: int | None,
    now: int | None,
    sure: float,
    status: Status,
) -> TextChange:
    """Show the words around a place with the sign of a break where it was and where it is."""
    return TextChange(
        kind="turn-break",
        before=_shown(words, low, high, was),
        after=_shown(words, low, high, now),
        score=sure,
        status=status,
        first=low,
        last=high,
        evidence={"pause": round(max(0.0, words[low].start - words[low - 1].end), 2)},
    )


def _shown(words: Sequence[Word], low: int, high: int, at: int | None) -> str:
    first, last = max(0, low - _CONTEXT_WORDS), min(len(words), high + _CONTEXT_WORDS)
    texts = [
        f"{_BREAK_SIGN} {words[i].text}" if i == at else words[i].text for i in range(first, last)
    ]
    return " ".join(texts)
