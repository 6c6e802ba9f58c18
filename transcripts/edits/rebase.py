"""Carry edits over to what a new run of the machine made: what still applies is kept."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from transcripts.edits.edit import (
    Change,
    Decide,
    Edit,
    Give,
    GiveVoice,
    Join,
    Mark,
    MergeVoices,
    Move,
    Name,
    Release,
    Reword,
    Rewrite,
    Role,
    Run,
    Split,
    SplitVoice,
)
from transcripts.edits.live import Unapplied
from transcripts.text.normalize import plain
from transcripts.transcript import Correction, Transcript, Word

_NEAR = 0.5
"""Seconds by which a word may have moved between two runs and still be the same word: the windows
of two recognisers differ by a tenth or two, and the same word rarely comes twice in half a second.
Higher finds more words and takes the wrong one of "no, no, no"."""

_MOST = 0.5
"""The share of the words of a passage, or of a voice's, that must be found again on both sides."""


@dataclass(frozen=True, slots=True)
class Rebased:
    """The edits, with the words, voices and speakers of the new run, and those that are lost."""

    edits: tuple[Edit, ...]
    lost: tuple[Unapplied, ...]


class _Lost(Exception):
    """What an edit names is not in the new run; the message says what."""


def rebase(edits: Sequence[Edit], former: Transcript, latest: Transcript) -> Rebased:
    """Give edits made on one run of the machine as edits on another run of the same recording."""
    meeting = _meet(former, latest)
    kept, lost = [], []
    for edit in edits:
        try:
            kept.append(replace(edit, change=_carried(edit.change, meeting)))
        except _Lost as loss:
            lost.append(Unapplied(edit, str(loss)))
    return Rebased(tuple(kept), tuple(lost))


@dataclass(frozen=True, slots=True)
class _Meeting:
    """What is the same in two runs: words by number, voices, speakers and corrections by id."""

    former: Sequence[Word]
    words: Mapping[int, int]
    fresh: frozenset[int]
    voices: Mapping[str, str | None]
    speakers: Mapping[str, str | None]
    corrections: Mapping[str, str | None]


def _meet(former: Transcript, latest: Transcript) -> _Meeting:
    before, now = _words(former), _words(latest)
    same = _same_words(before, now)
    return _Meeting(
        former=before,
        words=same,
        fresh=frozenset(range(len(now))) - set(same.values()),
        voices=_partners(
            same,
            [turn.voice for turn in former.turns for _ in turn.words],
            [turn.voice for turn in latest.turns for _ in turn.words],
        ),
        speakers=_partners(
            same,
            [turn.speaker for turn in former.turns for _ in turn.words],
            [turn.speaker for turn in latest.turns for _ in turn.words],
        ),
        corrections={c.id: _same_correction(c, latest) for c in former.corrections},
    )


def _words(transcript: Transcript) -> list[Word]:
    return [word for turn in transcript.turns for word in turn.words]


def _same_words(before: Sequence[Word], now: Sequence[Word]) -> dict[int, int]:
    """Find each word in the other run: the nearest that reads alike, each taken once."""
    places: dict[str, list[tuple[float, int]]] = {}
    for n, word in enumerate(now):
        places.setdefault(plain(word.text), []).append((word.span.middle, n))
    for found in places.values():
        found.sort()
    pairs = []
    for n, word in enumerate(before):
        middle, alike = word.span.middle, places.get(plain(word.text), [])
        near = alike[
            bisect_left(alike, (middle - _NEAR, -1)) : bisect_right(alike, (middle + _NEAR,))
        ]
        pairs += [(abs(at - middle), n, m) for at, m in near]
    same: dict[int, int] = {}
    taken: set[int] = set()
    for _, n, m in sorted(pairs):
        if n not in same and m not in taken:
            same[n] = m
            taken.add(m)
    return same


def _partners(
    same: Mapping[int, int], before: Sequence[str], now: Sequence[str]
) -> dict[str, str | None]:
    """Find the voice (or speaker) of the other run that has most of the same words, both ways."""
    common = Counter((before[n], now[m]) for n, m in same.items())
    ours, theirs = Counter(before), Counter(now)
    partners: dict[str, str | None] = dict.fromkeys(ours)
    for (one, other), count in common.items():
        if count > _MOST * ours[one] and count > _MOST * theirs[other]:
            partners[one] = other
    return partners


def _same_correction(correction: Correction, latest: Transcript) -> str | None:
    alike = [
        (abs(c.start - correction.start), c.id)
        for c in latest.corrections
        if abs(c.start - correction.start) <= _NEAR
        and (c.kind, c.before, c.after) == (correction.kind, correction.before, correction.after)
    ]
    return min(alike)[1] if alike else None


def _carried(change: Change, meeting: _Meeting) -> Change:
    match change:
        case Give(words, speaker):
            return Give(_runs(words, meeting), _partner(speaker, meeting.speakers, "speaker"))
        case Release(words):
            return Release(_runs(words, meeting))
        case Mark(words, passage):
            return Mark(_runs(words, meeting), passage)
        case SplitVoice(words):
            return SplitVoice(_runs(words, meeting))
        case Join(run):
            return Join(_one(_runs((run,), meeting), run, meeting))
        case Split(at):
            return Split(_word(at, meeting))
        case Move(at, to):
            return Move(_word(at, meeting), _word(to, meeting))
        case Rewrite(word, text):
            return Rewrite(_word(word, meeting), text)
        case Reword(words):
            return Reword(tuple((_word(word, meeting), text) for word, text in words))
        case Decide(corrections, accept):
            return Decide(tuple(_correction(c, meeting) for c in corrections), accept)
        case _:
            return _carried_of_people(change, meeting)


def _carried_of_people(change: Change, meeting: _Meeting) -> Change:
    match change:
        case GiveVoice(voice, speaker):
            return GiveVoice(
                _partner(voice, meeting.voices, "voice"),
                _partner(speaker, meeting.speakers, "speaker"),
            )
        case MergeVoices(voice, into):
            return MergeVoices(
                _partner(voice, meeting.voices, "voice"), _partner(into, meeting.voices, "voice")
            )
        case Name(speaker, name):
            return Name(_partner(speaker, meeting.speakers, "speaker"), name)
        case Role(speaker, role):
            return Role(_partner(speaker, meeting.speakers, "speaker"), role)
        case _:
            return change


def _partner(name: str, partners: Mapping[str, str | None], what: str) -> str:
    """Give the voice or speaker of the new run; one that an edit made keeps its name."""
    partner = partners.get(name, name)
    if partner is None:
        raise _Lost(f"the new run has no one {what} that says what {name} said")
    return partner


def _correction(name: str, meeting: _Meeting) -> str:
    partner = meeting.corrections.get(name)
    if partner is None:
        raise _Lost(f"the new run does not have correction {name}")
    return partner


def _word(number: int, meeting: _Meeting) -> int:
    if number not in meeting.words:
        raise _Lost(_missing((number, number + 1), meeting))
    return meeting.words[number]


def _one(runs: Sequence[Run], former: Run, meeting: _Meeting) -> Run:
    if len(runs) != 1:
        raise _Lost(_missing(former, meeting))
    return runs[0]


def _runs(runs: Iterable[Run], meeting: _Meeting) -> tuple[Run, ...]:
    """Give the words of the new run, with those between them that the former run had not heard."""
    found: list[Run] = []
    for run in runs:
        mapped = sorted(meeting.words[n] for n in range(*run) if n in meeting.words)
        if len(mapped) < _MOST * (run[1] - run[0]) or not mapped:
            raise _Lost(_missing(run, meeting))
        found += _joined(mapped, meeting.fresh)
    return tuple(found)


def _joined(numbers: Sequence[int], fresh: frozenset[int]) -> list[Run]:
    runs = [(numbers[0], numbers[0] + 1)]
    for n in numbers[1:]:
        first, last = runs[-1]
        if all(between in fresh for between in range(last, n)):
            runs[-1] = (first, n + 1)
        else:
            runs.append((n, n + 1))
    return runs


def _missing(run: Run, meeting: _Meeting) -> str:
    said = meeting.former[run[0] : run[1]]
    text = " ".join(word.text for word in said[:6]) + (" …" if len(said) > 6 else "")
    return f"the new run does not have “{text}” at {said[0].start:.1f} s" if said else "no words"
