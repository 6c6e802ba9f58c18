"""Chapters of a conversation: where the host asks for something new, or the words change."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from transcripts.languages.language import Language
from transcripts.languages.table import language_of
from transcripts.text.content_words import content_words, word_stem
from transcripts.text.sentences import ends_sentence, last_mark
from transcripts.transcript import Transcript, Turn

WINDOW = 80
"""Telling words that are compared on each side of a turn: about a minute and a half of talk. Hearst
(1997) compares 200 words of prose of all kinds, of which some 80 tell. Fewer make every remark a
topic, more let a short topic pass unseen."""

SHORTEST, LONGEST = 20.0, 150.0
"""Seconds that a chapter has at least, of a short recording and of a long one: below 20 s a list of
chapters is as long as the text; 150 s gives an hour some fifteen, which fit on a screen."""

_SHARE = 12
"""Between these two, a chapter is at least a twelfth of the recording."""

_LEAST_TURNS = 6
"""Turns below which a recording is one chapter, for which no list is needed."""

_QUESTION, _PAUSED = 1.0, 0.5
"""What speaks for a chapter besides other words, in standard deviations of these: a question, and
a pause before it. Found by reading the chapters of the example and of tests/lamplight.py; with less
for a question more titles are words."""

_CUT = -0.5
"""Standard deviations from the mean that a chapter's beginning needs: Hearst's liberal cut-off.
Higher makes fewer chapters; those too close to a better one are left out in any case."""

_REMARK = 3
"""Words of a turn that begins nothing: "Right." "Is that so?\""""

_PAUSE = 2.0
"""Seconds of silence between two turns that are more than a breath."""

_TITLE = 76
"""Characters of a title, so that it is one line of a page and two of a telephone."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of a recording about one thing; `turn` is the id of the one that begins it."""

    start: float
    end: float
    title: str
    turn: str
    asked: bool = False
    """Whether the title is a question that was asked, not words that tell."""


def chapters(transcript: Transcript) -> tuple[Chapter, ...]:
    """Cut a transcript into chapters that begin with turns; none where it is short."""
    turns = [turn for turn in transcript.turns if turn.words]
    if len(turns) < _LEAST_TURNS:
        return ()
    language = language_of(transcript)
    asker = _asker(transcript, turns)
    first = _beginnings(turns, asker, transcript.recording.duration, language)
    if len(first) < 2:
        return ()
    ends = [*first[1:], len(turns)]
    said = [_words(turns[begin:end], language) for begin, end in zip(first, ends, strict=True)]
    everything = sum((_stems(words, language) for words in said), Counter[str]())
    return tuple(
        Chapter(
            start=turns[begin].start if n else 0.0,
            end=turns[end].start if end < len(turns) else transcript.recording.duration,
            title=_title(turns[begin:end], asker, words, everything, language, opening=n == 0),
            turn=turns[begin].id,
            asked=n > 0 and _question(turns[begin:end], asker, language) is not None,
        )
        for n, (begin, end, words) in enumerate(zip(first, ends, said, strict=True))
    )


def _asker(transcript: Transcript, turns: Sequence[Turn]) -> str | None:
    """Give the speaker who leads: the host, else whoever asks most; None where nobody does."""
    asked = Counter(turn.speaker for turn in turns if "?" in turn.text)
    speaking = {turn.speaker for turn in turns}
    hosts = {s.id for s in transcript.speakers if s.role == "host"} & speaking
    return max(hosts or asked, key=lambda who: (asked[who], who), default=None)


def _beginnings(
    turns: Sequence[Turn], asker: str | None, duration: float, language: Language
) -> list[int]:
    """Choose the turns that begin a chapter, the clearest first, none too close to another."""
    least = min(LONGEST, max(SHORTEST, duration / _SHARE))
    scores = _scores(turns, asker, language)
    chosen = [0]
    for n in sorted(scores, key=lambda n: (-scores[n], n)):
        begins = turns[n].start
        near = any(abs(begins - turns[other].start) < least for other in chosen)
        if scores[n] >= _CUT and not near and duration - begins >= least / 2:
            chosen.append(n)
    return sorted(chosen)


def _scores(turns: Sequence[Turn], asker: str | None, language: Language) -> dict[int, float]:
    """Say how much speaks for a chapter at each turn that may begin one.

    Where somebody leads the conversation only their turns may, and no mere remark may.
    """
    depths = _depths(turns, language)
    mean, spread = fmean(depths), pstdev(depths) or 1.0
    return {
        n: (depths[n - 1] - mean) / spread
        + _QUESTION * ("?" in turns[n].text)
        + _PAUSED * (turns[n].start - turns[n - 1].end > _PAUSE)
        for n in range(1, len(turns))
        if asker in (None, turns[n].speaker) and len(turns[n].words) > _REMARK
    }


def _depths(turns: Sequence[Turn], language: Language) -> list[float]:
    """Give how deep the likeness of the words dips before each turn but the first.

    As in TextTiling (Hearst 1997): the rises to the nearest peak on both sides, added.
    """
    roots = [
        [word_stem(word, language) for word in content_words(turn.text, language)] for turn in turns
    ]
    likeness = [_likeness(_before(roots, n), _after(roots, n)) for n in range(1, len(turns))]
    return [
        _rise(likeness[n::-1]) + _rise(likeness[n:]) - 2 * likeness[n] for n in range(len(likeness))
    ]


def _rise(likeness: Sequence[float]) -> float:
    """Give the height that a curve climbs to before it falls."""
    top = likeness[0]
    for value in likeness[1:]:
        if value < top:
            break
        top = value
    return top


def _before(roots: Sequence[Sequence[str]], n: int) -> Counter[str]:
    found: list[str] = []
    for words in reversed(roots[:n]):
        found += reversed(words)
        if len(found) >= WINDOW:
            break
    return Counter(found[:WINDOW])


def _after(roots: Sequence[Sequence[str]], n: int) -> Counter[str]:
    found: list[str] = []
    for words in roots[n:]:
        found += words
        if len(found) >= WINDOW:
            break
    return Counter(found[:WINDOW])


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Give the cosine of two bags of words."""
    product = sum(count * other[word] for word, count in one.items())
    lengths = math.sqrt(sum(c * c for c in one.values()) * sum(c * c for c in other.values()))
    return product / lengths if lengths else 0.0


def _title(
    turns: Sequence[Turn],
    asker: str | None,
    words: Sequence[str],
    everything: Counter[str],
    language: Language,
    *,
    opening: bool,
) -> str:
    """Name a chapter by the question that it begins with, else by the words that tell most."""
    if opening and language.chapters.introduction:
        return language.chapters.introduction
    question = None if opening else _question(turns, asker, language)
    told = _told(words, everything, language)
    return question or told or _shortened(turns[0].text, language)


def _question(turns: Sequence[Turn], asker: str | None, language: Language) -> str | None:
    """Give the last question with some substance of whoever begins, where the host asks it."""
    speaker, asked = turns[0].speaker, []
    for turn in turns:
        if turn.speaker != speaker or speaker != asker:
            break
        asked += [s for s in _sentences(turn) if last_mark(s[-1]) == "?" and len(s) > 3]
    return _shortened(" ".join(asked[-1]), language) if asked else None


def _sentences(turn: Turn) -> Iterator[list[str]]:
    sentence: list[str] = []
    for word in turn.text.split():
        sentence.append(word)
        if ends_sentence(word):
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _shortened(text: str, language: Language) -> str:
    """Begin with what matters and end within a title's length, at a word."""
    text = language.chapters.openers.sub("", text) or text
    if len(text) > _TITLE:
        clauses = [text[m.end() :] for m in re.finditer(r"[,;:–—] ", text) if text.endswith("?")]
        fits = [clause for clause in clauses if 20 <= len(clause) <= _TITLE]
        text = fits[-1] if fits else text[:_TITLE].rsplit(" ", 1)[0].rstrip(",;:–—-") + "\u00a0…"
    return text[:1].upper() + text[1:]


def _words(turns: Sequence[Turn], language: Language) -> list[str]:
    return [word for turn in turns for word in content_words(turn.text, language)]


def _stems(words: Sequence[str], language: Language) -> Counter[str]:
    return Counter(word_stem(word, language) for word in words)


def _told(words: Sequence[str], everything: Counter[str], language: Language) -> str:
    """Give up to three words that a chapter has more often than the rest: "Fog, morning, script".

    By the log-likelihood of Dunning (1993), words of one root together, in the order of the text.
    """
    here = _stems(words, language)
    shown: dict[str, str] = {}
    for word in words:
        shown.setdefault(word_stem(word, language), word)
    size, whole = max(1, len(words)), max(1, everything.total())

    def weight(key: str) -> float:
        expected = everything[key] * size / whole
        return here[key] * math.log(here[key] / expected) if here[key] > expected else 0.0

    best = sorted(here, key=lambda key: (-weight(key), -len(key), key))[:3]
    title = ", ".join(shown[key] for key in shown if key in best)
    return title[:1].upper() + title[1:]
