"""Compare the turn breaks of the reference with the changes of voice in the audio."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from transcripts.attribution.scores import AT_BREAK, punctuation_odds
from transcripts.languages.language import Language
from transcripts.text.backchannel_words import flag_backchannels
from transcripts.text_change import TextChange
from transcripts.transcript import Status, Turn, Word

MIN_PROPOSED_PROBABILITY = 0.25
"""Least probability of an error at which a kept break is shown as a question."""

MAX_MISSED_TURN_WORDS = 4
"""Largest number of words in a turn that a diarizer may miss: about a second."""

MAX_MOVE_WORDS = 6
"""An unused and a missing break at most this many words apart count as one misplaced break."""

_CONTEXT_WORDS = 3
_BREAK_SIGN = "¶"

Break = tuple[int, float]
"""The index of the word after the break, and the probability that the reference is wrong there."""


def break_probabilities(
    words: Sequence[Word],
    breaks: frozenset[int],
    voice_of_word: Sequence[str],
    language: Language,
    relabelled_breaks: frozenset[int] = frozenset(),
) -> dict[int, float]:
    """Compute, for each break of the reference, the probability that a new turn begins there.

    If the diarization hears the same voice on both sides, either it merged two people or the break
    is a mere paragraph. Which of the two is more likely depends on how often the voice changes at
    the breaks of this reference. Pauses are not evidence, because paragraphs have them too. At
    `relabelled_breaks` the reference changes the speaker label.
    """
    is_backchannel = flag_backchannels([word.text for word in words], language)
    inner = [i for i in sorted(breaks) if 0 < i < len(words)]
    alone = sum(voice_of_word[i] == voice_of_word[i - 1] for i in inner)
    missed = (alone + 1) / (len(inner) + 2)
    certain = relabelled_breaks | _find_breaks_of_short_turns(inner, voice_of_word)
    at_break = AT_BREAK / (1 - AT_BREAK)
    odds = {
        i: at_break * (1.0 if i in certain else missed) * punctuation_odds(words, is_backchannel, i)
        for i in inner
    }
    return {i: value / (1 + value) for i, value in odds.items()}


def _find_breaks_of_short_turns(
    inner_breaks: Sequence[int], voice_of_word: Sequence[str]
) -> frozenset[int]:
    """Find both breaks of each short turn that the diarization gives to its neighbors' voice.

    Diarizers often miss such turns.
    """
    short: set[int] = set()
    for first, last in pairwise(inner_breaks):
        if (
            last - first <= MAX_MISSED_TURN_WORDS
            and len(set(voice_of_word[first - 1 : last + 1])) == 1
        ):
            short |= {first, last}
    return frozenset(short)


def report_break_changes(
    words: Sequence[Word],
    turns: Sequence[Turn],
    runs: Sequence[Sequence[int]],
    probabilities: Mapping[int, float],
    change_probabilities: Sequence[float],
) -> Iterator[TextChange]:
    """Report where the reference's breaks and the published turns differ, in order of the words.

    `runs` has the indices of each turn's words. `probabilities` has the probability of a new turn
    at each break of the reference; `change_probabilities` has the probability that the voice
    changes before each word. Words that are missing from the reference are skipped. If the
    reference has no breaks, nothing is reported.
    """
    if not probabilities:
        return
    spoken_in = {n: turn for turn, run in zip(turns, runs, strict=True) for n in run}
    missing: list[Break] = []
    unused: list[Break] = []
    uncertain: list[Break] = []
    written = [i for i, word in enumerate(words) if word.origin != "heard"]
    for before, at in pairwise(written):
        break_ = next((i for i in range(before + 1, at + 1) if i in probabilities), None)
        left, right = spoken_in[before], spoken_in[at]
        if break_ is None and left.voice != right.voice:
            missing.append((at, max(change_probabilities[before + 1 : at + 1])))
        elif break_ is not None and left is right:
            unused.append((at, 1 - probabilities[break_]))
        elif break_ is not None and left.voice == right.voice:
            uncertain.append((at, 1 - probabilities[break_]))
    changes = [
        *_report_moved_breaks(words, missing, unused),
        *_report_breaks(words, uncertain, "proposed", is_joined=True),
    ]
    yield from sorted(changes, key=lambda change: change.first)


def _report_moved_breaks(
    words: Sequence[Word], missing_breaks: Sequence[Break], unused_breaks: Sequence[Break]
) -> Iterator[TextChange]:
    """Report a missing break and an unused break a few words apart as one moved break."""
    left = list(unused_breaks)
    alone: list[Break] = []
    for at, score in missing_breaks:
        near = [b for b in left if abs(b[0] - at) <= MAX_MOVE_WORDS]
        if not near:
            alone.append((at, score))
            continue
        other = min(near, key=lambda b: abs(b[0] - at))
        left.remove(other)
        low, high = sorted((at, other[0]))
        yield _build_break_change(words, low, high, other[0], at, score, "applied")
    yield from _report_breaks(words, alone, "applied", is_joined=False)
    yield from _report_breaks(words, left, "applied", is_joined=True)


def _report_breaks(
    words: Sequence[Word], places: Sequence[Break], status: Status, is_joined: bool
) -> Iterator[TextChange]:
    for at, score in places:
        if status == "applied" or score >= MIN_PROPOSED_PROBABILITY:
            old_break, new_break = (at, None) if is_joined else (None, at)
            yield _build_break_change(words, at, at, old_break, new_break, score, status)


def _build_break_change(
    words: Sequence[Word],
    first_word: int,
    last_word: int,
    old_break: int | None,
    new_break: int | None,
    score: float,
    status: Status,
) -> TextChange:
    """Report a break with the words around it; a sign marks its old and its new position."""
    return TextChange(
        kind="turn-break",
        before=_format_text_with_break(words, first_word, last_word, old_break),
        after=_format_text_with_break(words, first_word, last_word, new_break),
        score=score,
        status=status,
        first=first_word,
        last=last_word,
        evidence={"pause": round(max(0.0, words[first_word].start - words[first_word - 1].end), 2)},
    )


def _format_text_with_break(
    words: Sequence[Word], first_word: int, last_word: int, break_index: int | None
) -> str:
    first, last = max(0, first_word - _CONTEXT_WORDS), min(len(words), last_word + _CONTEXT_WORDS)
    texts = [
        f"{_BREAK_SIGN} {words[i].text}" if i == break_index else words[i].text
        for i in range(first, last)
    ]
    return " ".join(texts)
