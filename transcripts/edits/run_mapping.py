"""Map words, voices, speakers and corrections from one run of the machine to another."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from transcripts.edits.added_turns import is_added
from transcripts.edits.baseline import MachineWordRange
from transcripts.text.normalize import plain
from transcripts.transcript import Correction, Transcript, Word

_NEAR_SECONDS = 0.5
"""A word that moves by at most this many seconds between two runs counts as the same word.

Two recognizers differ by a tenth or two of a second. A higher value finds more words, but confuses
the words of "no, no, no".
"""

_MIN_SHARE = 0.5
"""Least share of a passage's or a voice's words that must be found in the other run."""


class NotFound(Exception):
    """The new run lacks a word, voice, speaker or correction to which an edit refers."""


@dataclass(frozen=True, slots=True)
class RunMapping:
    """The correspondence between an old run and a new run.

    Values are None for a voice, speaker or correction that the new run does not have. `old_words`
    and `new_words` are the words of the two runs. `words_only_in_new_run` are the numbers of new
    words that match no old word.
    """

    old_words: Sequence[Word]
    new_words: Sequence[Word]
    new_word_by_old: Mapping[int, int]
    words_only_in_new_run: frozenset[int]
    new_voice_by_old: Mapping[str, str | None]
    new_speaker_by_old: Mapping[str, str | None]
    new_correction_by_old: Mapping[str, str | None]

    @classmethod
    def between_runs(cls, old_run: Transcript, new_run: Transcript) -> RunMapping:
        """Match two runs on the same recording."""
        before, now = _list_words(old_run), _list_words(new_run)
        same = _match_words(before, now)
        return cls(
            old_words=before,
            new_words=now,
            new_word_by_old=same,
            words_only_in_new_run=frozenset(range(len(now))) - set(same.values()),
            new_voice_by_old=_match_by_words(
                same,
                [turn.voice for turn in old_run.turns for _ in turn.words],
                [turn.voice for turn in new_run.turns for _ in turn.words],
            ),
            new_speaker_by_old=_match_by_words(
                same,
                [turn.speaker for turn in old_run.turns for _ in turn.words],
                [turn.speaker for turn in new_run.turns for _ in turn.words],
            ),
            new_correction_by_old={
                c.id: _match_correction(c, new_run) for c in old_run.corrections
            },
        )

    def new_speaker(self, speaker: str) -> str:
        """Return the corresponding speaker; a speaker that an edit added keeps the id."""
        return _require_new_id(speaker, self.new_speaker_by_old, "speaker")

    def new_voice(self, voice: str) -> str:
        """Return the corresponding voice; a voice that an edit created keeps the id."""
        return _require_new_id(voice, self.new_voice_by_old, "voice")

    def new_correction(self, correction: str) -> str:
        """Return the id of the corresponding correction."""
        partner = self.new_correction_by_old.get(correction)
        if partner is None:
            raise NotFound(f"the new run does not have correction {correction}")
        return partner

    def new_word(self, number: int) -> int:
        """Return the number of the corresponding word; words of added turns keep their numbers."""
        if is_added(number):
            return number
        if number not in self.new_word_by_old:
            raise NotFound(self._describe_missing((number, number + 1)))
        return self.new_word_by_old[number]

    def map_word_range(self, run: MachineWordRange) -> MachineWordRange:
        """Return the range of the corresponding words, which must be contiguous."""
        runs = self.map_word_ranges((run,))
        if len(runs) != 1:
            raise NotFound(self._describe_missing(run))
        return runs[0]

    def map_word_ranges(self, runs: Iterable[MachineWordRange]) -> tuple[MachineWordRange, ...]:
        """Return the ranges of the corresponding words, including new words between them."""
        found: list[MachineWordRange] = []
        for run in runs:
            if is_added(run[0]):
                found.append(run)
                continue
            mapped = sorted(
                self.new_word_by_old[n] for n in range(*run) if n in self.new_word_by_old
            )
            if len(mapped) < _MIN_SHARE * (run[1] - run[0]) or not mapped:
                raise NotFound(self._describe_missing(run))
            found += _join_numbers(mapped, self.words_only_in_new_run)
        return tuple(found)

    def check_not_recognized(self, texts: Sequence[str], start: float) -> None:
        """Raise NotFound if the new run has recognized most of the words that an editor typed.

        `texts` are the typed words, which begin at `start` (seconds). More than half of them must
        be among the words that only the new run has near this time.
        """
        near = Counter(
            plain(word.text)
            for word in (self.new_words[n] for n in self.words_only_in_new_run)
            if abs(word.start - start) <= _NEAR_SECONDS + len(texts)
        )
        common = (Counter(map(plain, texts)) & near).total()
        if common > _MIN_SHARE * len(texts):
            raise NotFound(f"the new run has “{' '.join(texts[:6])}” at {start:.1f} s itself")

    def _describe_missing(self, run: MachineWordRange) -> str:
        words = self.old_words[run[0] : run[1]]
        text = " ".join(word.text for word in words[:6]) + (" …" if len(words) > 6 else "")
        if not words:
            return f"the edit names words {run[0]} to {run[1]}, which do not exist"
        return f"the new run does not have “{text}” at {words[0].start:.1f} s"


def _list_words(transcript: Transcript) -> list[Word]:
    return [word for turn in transcript.turns for word in turn.words]


def _match_words(old_words: Sequence[Word], new_words: Sequence[Word]) -> dict[int, int]:
    """Match each word with the nearest equal word of the other run; no word is used twice."""
    places: dict[str, list[tuple[float, int]]] = {}
    for n, word in enumerate(new_words):
        places.setdefault(plain(word.text), []).append((word.span.middle, n))
    for found in places.values():
        found.sort()
    pairs = []
    for n, word in enumerate(old_words):
        middle, alike = word.span.middle, places.get(plain(word.text), [])
        near = alike[
            bisect_left(alike, (middle - _NEAR_SECONDS, -1)) : bisect_right(
                alike, (middle + _NEAR_SECONDS,)
            )
        ]
        pairs += [(abs(at - middle), n, m) for at, m in near]
    same: dict[int, int] = {}
    used: set[int] = set()
    for _, n, m in sorted(pairs):
        if n not in same and m not in used:
            same[n] = m
            used.add(m)
    return same


def _match_by_words(
    new_number_by_old: Mapping[int, int], old_words: Sequence[str], new_words: Sequence[str]
) -> dict[str, str | None]:
    """Pair the voices (or speakers) of two runs that share most of their words.

    The shared words must be more than half of the words of the old and of the new voice.
    """
    common = Counter((old_words[n], new_words[m]) for n, m in new_number_by_old.items())
    old_counts, new_counts = Counter(old_words), Counter(new_words)
    partners: dict[str, str | None] = dict.fromkeys(old_counts)
    for (old, new), count in common.items():
        if count > _MIN_SHARE * old_counts[old] and count > _MIN_SHARE * new_counts[new]:
            partners[old] = new
    return partners


def _require_new_id(old_id: str, new_ids: Mapping[str, str | None], noun: str) -> str:
    partner = new_ids.get(old_id, old_id)
    if partner is None:
        raise NotFound(f"the new run has no single {noun} with most of the words of {old_id}")
    return partner


def _match_correction(correction: Correction, new_run: Transcript) -> str | None:
    alike = [
        (abs(c.start - correction.start), c.id)
        for c in new_run.corrections
        if abs(c.start - correction.start) <= _NEAR_SECONDS
        and (c.kind, c.before, c.after) == (correction.kind, correction.before, correction.after)
    ]
    return min(alike)[1] if alike else None


def _join_numbers(numbers: Sequence[int], new_only: frozenset[int]) -> list[MachineWordRange]:
    runs = [(numbers[0], numbers[0] + 1)]
    for n in numbers[1:]:
        first, last = runs[-1]
        if all(between in new_only for between in range(last, n)):
            runs[-1] = (first, n + 1)
        else:
            runs.append((n, n + 1))
    return runs
