"""Divide a conversation into chapters at the host's questions and changes of topic."""

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
"""Content words compared on each side of a turn: about a minute and a half of talk. Hearst (1997)
compares 200 words of prose, of which about 80 are content words. Fewer words make every remark a
topic, more words miss short topics."""

SHORTEST, LONGEST = 20.0, 150.0
"""Least seconds of a chapter, in a short recording and in a long one. Below 20 s the list of
chapters would be as long as the text; with 150 s an hour has about fifteen chapters, which fit on a
screen."""

_PEAK_HEIGHT_SHARE = 12
"""Between these two limits, a chapter is at least a twelfth of the recording."""

_LEAST_TURNS = 6
"""Recordings with fewer turns have no chapters."""

_QUESTION, _PAUSED = 1.0, 0.5
"""Bonus of a question and of a pause before a turn, in standard deviations of the depth scores.
Chosen by reading the chapters of the example and of tests/lamplight.py; with a lower bonus for
questions, more titles are lists of words."""

_CUT_OFF_MARK = -0.5
"""Least score of a chapter's beginning, in standard deviations from the mean: Hearst's liberal
cutoff. A higher score makes fewer chapters."""

_REMARK = 3
"""Largest number of words in a remark, which cannot begin a chapter: "Right." "Is that so?\""""

_PAUSE = 2.0
"""Seconds of silence between two turns that count as a pause."""

_TITLE = 76
"""Largest number of characters in a title: one line of a page, two lines of a telephone."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a recording that is about one topic; `turn` is the id of its first turn."""

    start: float
    end: float
    title: str
    turn: str
    is_question: bool = False
    """Whether the title is a question from the recording rather than a list of content words."""


def find_chapters(transcript: Transcript) -> tuple[Chapter, ...]:
    """Divide a transcript into chapters that begin with turns; a short transcript has none."""
    turns = [turn for turn in transcript.turns if turn.words]
    if len(turns) < _LEAST_TURNS:
        return ()
    language = language_of(transcript)
    leader = _find_conversation_leader(transcript, turns)
    first = _choose_chapter_starts(turns, leader, transcript.end, language)
    if len(first) < 2:
        return ()
    ends = [*first[1:], len(turns)]
    words_by_chapter = [
        _collect_content_words(turns[begin:end], language)
        for begin, end in zip(first, ends, strict=True)
    ]
    all_stems = sum((_count_stems(words, language) for words in words_by_chapter), Counter[str]())
    return tuple(
        Chapter(
            start=turns[begin].start if n else 0.0,
            end=turns[end].start if end < len(turns) else transcript.end,
            title=_choose_title(
                turns[begin:end], leader, words, all_stems, language, opening=n == 0
            ),
            turn=turns[begin].id,
            is_question=n > 0
            and _find_opening_question(turns[begin:end], leader, language) is not None,
        )
        for n, (begin, end, words) in enumerate(zip(first, ends, words_by_chapter, strict=True))
    )


def _find_conversation_leader(transcript: Transcript, turns: Sequence[Turn]) -> str | None:
    """Return the speaker who leads the conversation.

    This is the host or, without a host, the speaker who asks the most questions; None if nobody
    asks.
    """
    asked = Counter(turn.speaker for turn in turns if "?" in turn.text)
    speaking = {turn.speaker for turn in turns}
    hosts = {s.id for s in transcript.speakers if s.role == "host"} & speaking
    return max(hosts or asked, key=lambda who: (asked[who], who), default=None)


def _choose_chapter_starts(
    turns: Sequence[Turn], leader: str | None, duration: float, language: Language
) -> list[int]:
    """Choose the turns that begin a chapter, by their score and a minimum distance."""
    least = min(LONGEST, max(SHORTEST, duration / _PEAK_HEIGHT_SHARE))
    scores = _score_chapter_starts(turns, leader, language)
    chosen = [0]
    for n in sorted(scores, key=lambda n: (-scores[n], n)):
        begins = turns[n].start
        near = any(abs(begins - turns[other].start) < least for other in chosen)
        if scores[n] >= _CUT_OFF_MARK and not near and duration - begins >= least / 2:
            chosen.append(n)
    return sorted(chosen)


def _score_chapter_starts(
    turns: Sequence[Turn], leader: str | None, language: Language
) -> dict[int, float]:
    """Score the turns that may begin a chapter.

    If somebody leads the conversation, only that person's turns may begin a chapter. A short remark
    never begins one.
    """
    depths = _compute_depth_scores(turns, language)
    mean, spread = fmean(depths), pstdev(depths) or 1.0
    return {
        n: (depths[n - 1] - mean) / spread
        + _QUESTION * ("?" in turns[n].text)
        + _PAUSED * (turns[n].start - turns[n - 1].end > _PAUSE)
        for n in range(1, len(turns))
        if leader in (None, turns[n].speaker) and len(turns[n].words) > _REMARK
    }


def _compute_depth_scores(turns: Sequence[Turn], language: Language) -> list[float]:
    """Compute the depth score of each turn except the first, as in TextTiling (Hearst 1997).

    The depth is the sum of two rises in similarity: to the nearest peak before the turn, and to the
    nearest peak after it.
    """
    stems = [
        [word_stem(word, language) for word in content_words(turn.text, language)] for turn in turns
    ]
    similarity = [
        _cosine_similarity(_count_stems_before(stems, n), _count_stems_after(stems, n))
        for n in range(1, len(turns))
    ]
    return [
        _find_first_peak_height(similarity[n::-1])
        + _find_first_peak_height(similarity[n:])
        - 2 * similarity[n]
        for n in range(len(similarity))
    ]


def _find_first_peak_height(similarity: Sequence[float]) -> float:
    """Return the value of a curve at its first peak, which may be its first value."""
    top = similarity[0]
    for value in similarity[1:]:
        if value < top:
            break
        top = value
    return top


def _count_stems_before(stems: Sequence[Sequence[str]], turn_index: int) -> Counter[str]:
    words: list[str] = []
    for stems_of_turn in reversed(stems[:turn_index]):
        words += reversed(stems_of_turn)
        if len(words) >= WINDOW:
            break
    return Counter(words[:WINDOW])


def _count_stems_after(stems: Sequence[Sequence[str]], turn_index: int) -> Counter[str]:
    words: list[str] = []
    for stems_of_turn in stems[turn_index:]:
        words += stems_of_turn
        if len(words) >= WINDOW:
            break
    return Counter(words[:WINDOW])


def _cosine_similarity(a: Counter[str], b: Counter[str]) -> float:
    """Compute the cosine similarity of two bags of words."""
    product = sum(count * b[word] for word, count in a.items())
    lengths = math.sqrt(sum(c * c for c in a.values()) * sum(c * c for c in b.values()))
    return product / lengths if lengths else 0.0


def _choose_title(
    turns: Sequence[Turn],
    leader: str | None,
    words: Sequence[str],
    all_stems: Counter[str],
    language: Language,
    *,
    opening: bool,
) -> str:
    """Return a chapter's title: its opening question, or else its keywords."""
    if opening and language.chapters.introduction:
        return language.chapters.introduction
    question = None if opening else _find_opening_question(turns, leader, language)
    keywords = _choose_keywords(words, all_stems, language)
    return question or keywords or _shorten(turns[0].text, language)


def _find_opening_question(
    turns: Sequence[Turn], leader: str | None, language: Language
) -> str | None:
    """Return the last question of more than three words in the opening turns.

    Only questions of the speaker who leads the conversation count.
    """
    speaker, questions = turns[0].speaker, []
    for turn in turns:
        if turn.speaker != speaker or speaker != leader:
            break
        questions += [
            s for s in _split_into_sentences(turn) if last_mark(s[-1]) == "?" and len(s) > 3
        ]
    return _shorten(" ".join(questions[-1]), language) if questions else None


def _split_into_sentences(turn: Turn) -> Iterator[list[str]]:
    sentence: list[str] = []
    for word in turn.text.split():
        sentence.append(word)
        if ends_sentence(word):
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _shorten(text: str, language: Language) -> str:
    """Drop opening phrases and shorten the text, at a word boundary, to the length of a title."""
    text = language.chapters.openers.sub("", text) or text
    if len(text) > _TITLE:
        clauses = [text[m.end() :] for m in re.finditer(r"[,;:–—] ", text) if text.endswith("?")]
        fits = [clause for clause in clauses if 20 <= len(clause) <= _TITLE]
        text = fits[-1] if fits else text[:_TITLE].rsplit(" ", 1)[0].rstrip(",;:–—-") + "\u00a0…"
    return text[:1].upper() + text[1:]


def _collect_content_words(turns: Sequence[Turn], language: Language) -> list[str]:
    return [word for turn in turns for word in content_words(turn.text, language)]


def _count_stems(words: Sequence[str], language: Language) -> Counter[str]:
    return Counter(word_stem(word, language) for word in words)


def _choose_keywords(words: Sequence[str], all_stems: Counter[str], language: Language) -> str:
    """Return up to three words that are typical of a chapter: "Fog, morning, script".

    Words are ranked by their log-likelihood ratio (Dunning 1993), counted by stem, and listed in
    the order of the text.
    """
    here = _count_stems(words, language)
    shown: dict[str, str] = {}
    for word in words:
        shown.setdefault(word_stem(word, language), word)
    size, whole = max(1, len(words)), max(1, all_stems.total())

    def weight(key: str) -> float:
        expected = all_stems[key] * size / whole
        return here[key] * math.log(here[key] / expected) if here[key] > expected else 0.0

    best = sorted(here, key=lambda key: (-weight(key), -len(key), key))[:3]
    title = ", ".join(shown[key] for key in shown if key in best)
    return title[:1].upper() + title[1:_TITLE]
