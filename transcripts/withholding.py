"""Make the transcript that may be published: without anything that is withheld.

Every published byte is made from the result (docs/decisions/0020-one-place-withholds.md): formats,
pages, the site and its search, the archive's search index, and the times in which the published
sound is silent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from typing import TypeVar

from transcripts.folding import folded
from transcripts.hidden_names import HiddenNames
from transcripts.hidden_names_in_values import replace_names
from transcripts.languages.table import language_of
from transcripts.quoted_words import find_words, list_texts
from transcripts.ranges import WordRange
from transcripts.text.quantities import format_count
from transcripts.transcript import (
    Correction,
    EditedPassage,
    Reason,
    Span,
    Speaker,
    Transcript,
    Turn,
    Unspoken,
    Unwritten,
    Word,
)
from transcripts.withheld import MARK, Withheld
from transcripts.withheld_times import WithheldTimes, span_of

T = TypeVar("T")
Located = TypeVar("Located", Correction, EditedPassage, Unspoken, Unwritten)

_MARGIN = 1.0
"""Seconds around a withheld passage in which the recognizer's other words are withheld, too."""

_QUOTE = 30.0
"""Largest number of seconds that the quote of a reason takes, counted from its start."""


def remove_withheld(transcript: Transcript, *, reading_room: bool = False) -> Transcript | None:
    """Return a transcript without what is withheld; None if the whole recording is.

    Withheld words become one `MARK` with their times, and everything derived from them is left
    out: corrections, edited and unspoken passages, evidence, notices that quote. Hidden names are
    replaced everywhere, and withheld where they are spoken. `withheld` has the times in which the
    sound must be silent. With `reading_room`, nothing of level `on-site` is withheld, because only
    visitors to the reading room see the result.

    If everything that a person says must be withheld, but no speaker of the transcript is that
    person, the whole recording is withheld.
    """
    marks = tuple(
        mark for mark in transcript.withheld if not (reading_room and mark.level == "on-site")
    )
    if not marks:
        return replace(transcript, withheld=()) if transcript.withheld else transcript
    people = {mark: _find_speakers(transcript, mark) for mark in marks if mark.name is not None}
    missing = any(mark.level and not found for mark, found in people.items())
    if missing or any(mark.is_recording for mark in marks):
        return None
    visible = _remove_withheld(transcript, marks, people)
    return visible if visible.recording.has_sound else _without_digest(visible)


def _without_digest(visible: Transcript) -> Transcript:
    """Remove the hash of the text: it would show whether a guess of the withheld words is right."""
    return replace(visible, recording=replace(visible.recording, sha256=""))


def find_mentions_of_withheld(transcript: Transcript) -> tuple[str, ...]:
    """List published titles, names and file names that contain a withheld word.

    They are published unchanged because people chose them. A word counts as withheld if it is said
    only in withheld passages.
    """
    shown = remove_withheld(transcript)
    if shown is None:
        return ()
    hidden = _collect_vocabulary(transcript, shown, ())
    about = shown.recording
    files = (text for part in about.parts for text in (part.file, part.person))
    own = (about.title, about.programme, about.description, about.file)
    texts = (*own, *files, *(s.name for s in shown.speakers))
    return tuple(text for text in texts if text and find_words(text) & hidden)


def _remove_withheld(
    transcript: Transcript,
    marks: Sequence[Withheld],
    people: Mapping[Withheld, Sequence[Speaker]],
) -> Transcript:
    pseudonyms = {
        name: mark.pseudonym
        for mark, found in people.items()
        for name in (mark.name, *(speaker.name for speaker in found))
        if name
    }
    names = HiddenNames.from_pseudonyms(pseudonyms, language_of(transcript))
    times = WithheldTimes.from_entries(_find_withheld_times(transcript, marks, people, names))
    turns = tuple(_mark_withheld_words(turn, times) for turn in transcript.turns)
    numbers = _Numbers.from_turns(transcript, turns, times)
    shown = replace(
        transcript,
        turns=turns,
        corrections=tuple(numbers.keep(transcript.corrections, times)),
        edited=tuple(numbers.keep(transcript.edited, times)),
        unspoken=tuple(numbers.keep(transcript.unspoken, times)),
        unwritten=tuple(numbers.keep(transcript.unwritten, times)),
        events=tuple(e for e in transcript.events if not times.meet(e.start, e.end, _MARGIN)),
        withheld=times.entries,
    )
    shown = _remove_mentions(
        shown, _collect_vocabulary(transcript, shown, names.replacements), times
    )
    shown = replace(
        shown,
        speakers=tuple(_hide_speaker(speaker, people) for speaker in shown.speakers),
        scores=replace(
            shown.scores,
            words=len(shown.words),
            corrections_applied=sum(c.status == "applied" for c in shown.corrections),
            turns=tuple(t for t in shown.scores.turns if t.turn not in numbers.touched),
        ),
    )
    shown = replace_names(shown, names) if names else shown
    return _add_notices(shown, len(people))


def _find_speakers(transcript: Transcript, mark: Withheld) -> tuple[Speaker, ...]:
    """Return the speakers whose id or name is the one in a decision to withhold."""
    wanted = folded(mark.name or "")
    return tuple(
        s for s in transcript.speakers if s.id == mark.speaker or folded(s.name or "") == wanted
    )


def _find_withheld_times(
    transcript: Transcript,
    marks: Sequence[Withheld],
    people: Mapping[Withheld, Sequence[Speaker]],
    names: HiddenNames,
) -> Iterator[Withheld]:
    """Yield the times that are withheld: passages, turns of people, and spoken names."""
    for mark in marks:
        if mark.start is not None and mark.end is not None:
            yield Withheld(mark.level, mark.until, mark.start, mark.end, tone=mark.tone)
    for mark, found in people.items():
        if mark.level:
            for span in _find_times_of_people(transcript, found):
                yield Withheld(mark.level, mark.until, span.start, span.end, tone=mark.tone)
    days = [mark.until for mark in people]
    until = max(filter(None, days)) if days and all(days) else None
    tone = any(mark.tone for mark in people)
    for word in transcript.words if names else ():
        if names.are_in(word.text):
            yield Withheld("closed", until, word.start, word.end, tone=tone)


def _find_times_of_people(transcript: Transcript, people: Sequence[Speaker]) -> Iterator[Span]:
    """Yield when people have turns, and when their voices are heard and nobody else has words."""
    theirs = {speaker.id for speaker in people}
    voices = {voice for speaker in people for voice in speaker.voices}
    others: list[Withheld] = []
    for turn in transcript.turns:
        if turn.speaker in theirs:
            starts, ends = [w.start for w in turn.words], [w.end for w in turn.words]
            yield Span(min(turn.start, *starts, turn.end), max(turn.end, *ends, turn.start))
        else:
            others += [Withheld(None, None, word.start, word.end) for word in turn.words]
    heard = WithheldTimes.from_entries(others)
    for segment in transcript.voices:
        if segment.voice in voices and not heard.meet(segment.start, segment.end):
            yield segment.span


def _mark_withheld_words(turn: Turn, times: WithheldTimes) -> Turn:
    """Return a turn in which one mark replaces each run of withheld words."""
    if not any(times.meet(word.start, word.end) for word in turn.words):
        return turn
    words: list[Word] = []
    for hidden, row in groupby(turn.words, lambda word: times.meet(word.start, word.end)):
        same = tuple(row)
        words += (_build_mark(same),) if hidden else same
    return replace(turn, words=tuple(words), text=" ".join(word.text for word in words))


def _build_mark(words: Sequence[Word]) -> Word:
    return Word(MARK, min(w.start for w in words), max(w.end for w in words), origin="reference")


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The number of each word in the published transcript, and which words are withheld."""

    now: Sequence[int]
    hidden: Sequence[int]
    touched: frozenset[str]

    @classmethod
    def from_turns(
        cls, transcript: Transcript, turns: Sequence[Turn], times: WithheldTimes
    ) -> _Numbers:
        """Number the words; consecutive withheld words of a turn share one number.

        `hidden` counts the withheld words before each number.
        """
        hidden = [times.meet(word.start, word.end) for word in transcript.words]
        now: list[int] = []
        at = 0
        for turn in transcript.turns:
            flags = hidden[len(now) : len(now) + len(turn.words)]
            for flag, following in zip(flags, [*flags[1:], False], strict=True):
                now.append(at)
                at += not (flag and following)
        changed = (t for t, former in zip(turns, transcript.turns, strict=True) if t is not former)
        counts = list(accumulate(hidden, initial=0))
        return cls((*now, at), counts, frozenset(t.id for t in changed))

    def keep(self, items: Iterable[Located], times: WithheldTimes) -> Iterator[Located]:
        """Yield the items that touch no withheld words, with their new word numbers.

        Items next to a withheld word, and items without a position, are left out, too.
        """
        for item in items:
            is_placed = bool(item.word_ranges) or not isinstance(item, Unspoken)
            is_near = any(self._is_hidden(each) for each in item.word_ranges)
            if is_near or not is_placed or _is_in_withheld_time(item, times):
                continue
            moved = tuple(map(self._moved, item.word_ranges))
            yield item if moved == item.word_ranges else replace(item, word_ranges=moved)

    def _is_hidden(self, words: WordRange) -> bool:
        last = len(self.hidden) - 1
        first, end = max(0, words.first - 1), min(last, words.last + 1)
        return self.hidden[min(end, last)] > self.hidden[min(first, last)]

    def _moved(self, words: WordRange) -> WordRange:
        if words.is_position:
            return WordRange(self.now[words.first], self.now[words.first])
        return WordRange(self.now[words.first], self.now[words.last - 1] + 1)


def _is_in_withheld_time(
    item: Correction | EditedPassage | Unspoken | Unwritten, times: WithheldTimes
) -> bool:
    return not isinstance(item, Unspoken) and times.meet(item.start, item.end)


def _collect_vocabulary(
    transcript: Transcript, visible: Transcript, names: Collection[str]
) -> frozenset[str]:
    """Return the words of everything that is withheld.

    Words that are said elsewhere and published are left out, and so are stop words.
    """
    kept, unspoken = (
        {c.id for c in visible.corrections},
        {u.text for u in visible.unspoken},
    )
    dropped = (
        *(c for c in transcript.corrections if c.id not in kept),
        *(passage for passage in transcript.edited if passage not in visible.edited),
        *(passage for passage in transcript.unspoken if passage.text not in unspoken),
    )
    published = {word for turn in visible.turns for word in find_words(turn.text)}
    withheld = {
        word
        for before, after in zip(transcript.turns, visible.turns, strict=True)
        if before is not after
        for word in find_words(before.text)
    }
    texts = (text for item in dropped for text in list_texts(item))
    withheld |= {word for text in texts for word in find_words(text)}
    return frozenset((withheld - published - language_of(transcript).stop_words) | set(names))


def _remove_mentions(
    visible: Transcript, hidden: frozenset[str], times: WithheldTimes
) -> Transcript:
    """Leave out everything that quotes a hidden word or belongs to a withheld time."""

    def clean(items: Iterable[T]) -> tuple[T, ...]:
        return tuple(
            i for i in items if not any(find_words(text) & hidden for text in list_texts(i))
        )

    made = visible.provenance
    return replace(
        visible,
        corrections=clean(visible.corrections),
        edited=clean(visible.edited),
        unspoken=clean(visible.unspoken),
        unwritten=clean(visible.unwritten),
        events=clean(visible.events),
        speakers=tuple(
            replace(s, reasons=clean(r for r in s.reasons if not _is_said_in(r, times)))
            for s in visible.speakers
        ),
        provenance=replace(
            made,
            # Some notices report edits that no longer apply; they quote words of earlier runs.
            notices=clean(notice for notice in made.notices if "“" not in notice),
            omitted=tuple(
                o
                for o in made.omitted
                if not times.meet(o.start, o.end, _MARGIN) and not find_words(o.text) & hidden
            ),
        ),
    )


def _is_said_in(reason: Reason, times: WithheldTimes) -> bool:
    return reason.at is not None and times.meet(reason.at, reason.at + _QUOTE)


def _hide_speaker(speaker: Speaker, people: Mapping[Withheld, Sequence[Speaker]]) -> Speaker:
    """Return a speaker without the name, if it is hidden.

    The role is left out if the speaker's words are hidden, too.
    """
    marks = [mark for mark, found in people.items() if any(s.id == speaker.id for s in found)]
    if not marks:
        return speaker
    pseudonym = next((mark.pseudonym for mark in marks if mark.pseudonym), None)
    role = None if any(mark.level for mark in marks) else speaker.role
    return replace(speaker, name=pseudonym, role=role, confidence=0.0, reasons=())


def _add_notices(visible: Transcript, people: int) -> Transcript:
    """Tell readers how much is withheld."""
    seconds = sum(max(0.0, end - start) for start, end in map(span_of, visible.withheld))
    notices = list(visible.provenance.notices)
    if visible.withheld:
        passages = format_count(len(visible.withheld), "passage")
        of = f": {seconds:.0f} s of words and sound" if visible.recording.has_sound else ""
        notices.append(f"{passages} withheld by the archive{of}")
    if people:
        whose = format_count(people, "person", "people")
        notices.append(f"the archive does not publish the name of {whose}")
    notices = list(dict.fromkeys(notices))  # a published transcript has them already
    return replace(visible, provenance=replace(visible.provenance, notices=tuple(notices)))
