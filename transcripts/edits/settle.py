"""Make a transcript of a draft: everything that follows from what editors decided."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from transcripts.edits.draft import Draft
from transcripts.edits.edit import Run
from transcripts.text.normalize import plain
from transcripts.transcript import (
    Correction,
    Omission,
    Reason,
    Scores,
    Speaker,
    Stretch,
    Transcript,
    Turn,
    Unspoken,
    Word,
)

NOT_SPEECH = "not speech, as an editor says"


@dataclass(frozen=True, slots=True)
class Settled:
    """A transcript, and by turn the words of the machine's that it is made of."""

    transcript: Transcript
    runs: Mapping[str, Run]
    numbers: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of words as a turn; `turn` is None where no word of it is left."""

    run: Run
    turn: Turn | None
    numbers: tuple[int, ...]


def settle(draft: Draft) -> Settled:
    """Give the transcript that a draft amounts to; the machine's own where nothing was changed."""
    pieces = list(_pieces(draft))
    machine, homes = draft.machine, _Homes.of(pieces)
    turns = _ordered(draft, [p.turn for p in pieces if p.turn] + list(_wordless(draft)))
    corrections = tuple(_corrections(draft, homes))
    transcript = replace(
        machine,
        speakers=_speakers(draft, pieces, turns),
        turns=turns,
        corrections=corrections,
        unspoken=tuple(_unspoken(draft, homes)),
        scores=_scores(draft, turns, corrections),
        provenance=replace(
            machine.provenance, omitted=(*machine.provenance.omitted, *_omissions(draft))
        ),
        voices=_stretches(draft),
    )
    named = [(p.turn.id, p) for p in pieces if p.turn]
    return Settled(
        transcript,
        {name: p.run for name, p in named},
        {name: p.numbers for name, p in named},
    )


@dataclass(frozen=True, slots=True)
class _Homes:
    """Which turn each word is in."""

    starts: Sequence[int]
    names: Sequence[str | None]

    @classmethod
    def of(cls, pieces: Sequence[_Piece]) -> _Homes:
        return cls([p.run[0] for p in pieces], [p.turn.id if p.turn else None for p in pieces])

    def find(self, word: int) -> str | None:
        """Give the turn of a word, or the nearest before it that is left, or else after it."""
        at = bisect_right(self.starts, max(0, word)) - 1
        if at >= 0 and self.names[at]:
            return self.names[at]
        nearest = [*reversed(self.names[: at + 1]), *self.names[at + 1 :]]
        return next((name for name in nearest if name), None)


def _pieces(draft: Draft) -> Iterator[_Piece]:
    whole = draft.ground.whole
    begins = {run[0]: n for n, run in enumerate(draft.runs) if run[0] < run[1]}
    firsts = sorted(begins)
    touched = set(draft.written) | set(draft.behind) | draft.silent
    for run in draft.turn_runs():
        first, last = run
        numbers: tuple[int, ...]
        same = touched.isdisjoint(range(first, last)) and not (first == 0 and -1 in touched)
        if run in whole and same:
            made, numbers = whole[run], draft.ground.numbers[run]
        else:
            numbered = list(_said(draft, run))
            numbers = tuple(n for n, _ in numbered)
            words = tuple(word for _, word in numbered)
            if not words:
                yield _Piece(run, None, ())
                continue
            made = _turn(draft, run, _name(draft, run, firsts, begins), words)
        yield _Piece(run, _attributed(draft, made, run), numbers)


def _said(draft: Draft, run: Run) -> Iterator[tuple[int, Word]]:
    """Give the words of a run as they read now, each with its number."""
    if run[0] == 0:
        yield from ((0, word) for word in draft.behind.get(-1, ()))
    for n in range(*run):
        if n not in draft.silent:
            yield from ((n, word) for word in draft.reading(n))
            yield from ((n, word) for word in draft.behind.get(n, ()))


def _name(draft: Draft, run: Run, firsts: Sequence[int], begins: Mapping[int, int]) -> str:
    """Name a turn by the first of the machine's turns that begins in it, or by its first word."""
    at = bisect_right(firsts, run[0] - 1)
    if at < len(firsts) and firsts[at] < run[1]:
        return draft.machine.turns[begins[firsts[at]]].id
    return f"{draft.machine.turns[begins[firsts[at - 1]]].id}w{run[0]}"


def _turn(draft: Draft, run: Run, name: str, words: tuple[Word, ...]) -> Turn:
    span = draft.span(run)
    return Turn(
        id=name,
        speaker="",
        voice="",
        start=min(span.start, words[0].start),
        end=max(span.end, words[-1].end),
        text=" ".join(word.text for word in words),
        confidence=0.0,
        words=words,
    )


def _attributed(draft: Draft, turn: Turn, run: Run) -> Turn:
    """Say whose a turn is, and how sure that is: certain, where a person said so."""
    speaker, voice = draft.speaker_of(run[0]), draft.voice[run[0]]
    confidence = _confidence(draft, run)
    if (turn.speaker, turn.voice, turn.confidence) == (speaker, voice, confidence):
        return turn
    return replace(turn, speaker=speaker, voice=voice, confidence=confidence)


def _confidence(draft: Draft, run: Run) -> float:
    """Give the mean of how sure the machine was of its turns, by the words that each has here."""
    given = len(draft.givers.keys() & range(*run)) if draft.givers else 0
    if run in draft.ground.whole and not given:
        return draft.ground.whole[run].confidence
    shares = [
        (min(run[1], last) - max(run[0], first), turn.confidence)
        for (first, last), turn in draft.machine_turns(run)
    ]
    total = run[1] - run[0]
    sure = {confidence for _, confidence in shares}
    machine = (
        sure.pop()
        if len(sure) == 1
        else sum(count * confidence for count, confidence in shares) / total
    )
    return machine + (1.0 - machine) * given / total if given else machine


def _wordless(draft: Draft) -> Iterator[Turn]:
    """Give the machine's turns without words: nothing can be said of them but whose they are."""
    for (first, last), turn in zip(draft.runs, draft.machine.turns, strict=True):
        if first == last and turn.voice in draft.owner:
            yield replace(turn, speaker=draft.owner[turn.voice])


def _ordered(draft: Draft, turns: list[Turn]) -> tuple[Turn, ...]:
    """Put turns in order of start, and note which overlap, if any other than the machine's do."""
    rank = {turn.id: n for n, turn in enumerate(draft.machine.turns)}
    turns.sort(key=lambda t: (t.start, rank.get(t.id, len(rank)), t.end))
    spans = [(t.id, t.start, t.end) for t in turns]
    if spans == [(t.id, t.start, t.end) for t in draft.machine.turns]:
        return tuple(turns)
    overlaps: dict[str, list[str]] = {turn.id: [] for turn in turns}
    for i, turn in enumerate(turns):
        for other in turns[i + 1 :]:
            if other.start >= turn.end:
                break
            overlaps[turn.id].append(other.id)
            overlaps[other.id].append(turn.id)
    found = ((turn, tuple(overlaps[turn.id])) for turn in turns)
    return tuple(t if t.overlaps == o else replace(t, overlaps=o) for t, o in found)


def _speakers(draft: Draft, pieces: Sequence[_Piece], turns: Sequence[Turn]) -> tuple[Speaker, ...]:
    """Give the people in order of their first turn; one who has neither voice nor turn is gone."""
    first = {turn.speaker: n for n, turn in reversed(list(enumerate(turns)))}
    voices: dict[str, list[str]] = {name: [] for name in draft.speakers}
    for voice in sorted(draft.owner, key=lambda v: (len(v), v)):
        voices[draft.owner[voice]].append(voice)
    passages = _passages(draft, pieces)
    people = [
        replace(
            speaker,
            voices=_as_before(speaker.voices, voices[speaker.id]),
            reasons=(*speaker.reasons, *_reasons(draft, speaker), *passages.get(speaker.id, ())),
        )
        for speaker in draft.speakers.values()
        if voices[speaker.id] or speaker.id in first or speaker.id in draft.added
    ]
    if [t.speaker for t in turns] == [t.speaker for t in draft.machine.turns]:
        known = {speaker.id: n for n, speaker in enumerate(draft.machine.speakers)}
        return tuple(sorted(people, key=lambda s: (known.get(s.id, len(known)), len(s.id), s.id)))
    return tuple(sorted(people, key=lambda s: (first.get(s.id, len(turns)), len(s.id), s.id)))


def _as_before(former: Sequence[str], now: Sequence[str]) -> tuple[str, ...]:
    """Give the voices of now, those of before first and as they were."""
    return (*(v for v in former if v in now), *(v for v in now if v not in former))


def _reasons(draft: Draft, speaker: Speaker) -> Iterator[Reason]:
    """Give the reasons that editors gave, in the order in which they did."""
    for _, _, reason in sorted(draft.notes.get(speaker.id, ()), key=lambda note: note[:2]):
        yield reason


def _passages(draft: Draft, pieces: Sequence[_Piece]) -> dict[str, list[Reason]]:
    """Give each speaker one reason an author who gave them passages, however many."""
    counts: dict[tuple[str, str], list[int]] = {}
    for piece in pieces:
        givers = (draft.givers[n] for n in range(*piece.run) if n in draft.givers)
        author = next(givers, None)
        if author is not None and piece.turn is not None:
            counts.setdefault((piece.turn.speaker, author), []).append(piece.run[0])
    reasons: dict[str, list[Reason]] = {}
    for (speaker, author), starts in sorted(counts.items(), key=lambda item: item[1]):
        many = "a passage" if len(starts) == 1 else f"{len(starts)} passages"
        at = draft.words[starts[0]].start
        reasons.setdefault(speaker, []).append(
            Reason("editor", f"{many} given by {author}", at, 1.0)
        )
    return reasons


def _corrections(draft: Draft, homes: _Homes) -> Iterator[Correction]:
    """Give the corrections as decided, each with its turn; none of what is not speech."""
    if list(homes.starts) == [first for first, last in draft.runs if first < last] and not (
        draft.silent or draft.written or draft.behind or draft.decided
    ):
        yield from draft.machine.corrections
        return
    turns = dict(zip((t.id for t in draft.machine.turns), draft.runs, strict=True))
    by_hand = draft.by_hand.keys()
    for correction in draft.machine.corrections:
        place = draft.places.get(correction.id)
        around = place.around if place else (turns.get(correction.turn, (0, 0))[0],)
        home = homes.find(around[0])
        if home is None or (draft.silent and draft.silent.issuperset(around)):
            continue
        if correction.id in draft.decided or (place and not by_hand.isdisjoint(place.words)):
            correction = _decided(draft, correction)
        yield correction if correction.turn == home else replace(correction, turn=home)


def _decided(draft: Draft, correction: Correction) -> Correction:
    """Give a correction the status that a person gave it, in so many words or by rewriting them."""
    if correction.id in draft.decided:
        status, author = draft.decided[correction.id]
        return replace(
            correction, status=status, evidence={**correction.evidence, "editor": author}
        )
    place = draft.places[correction.id]
    author = next(draft.by_hand[n] for n in place.words if n in draft.by_hand)
    reads = " ".join(word.text for n in place.words for word in draft.reading(n))
    wanted, other = correction.after, correction.before
    same = reads == wanted if plain(wanted) == plain(other) else plain(reads) == plain(wanted)
    evidence = {**correction.evidence, "editor": author}
    return replace(correction, status="applied" if same else "rejected", evidence=evidence)


def _unspoken(draft: Draft, homes: _Homes) -> Iterator[Unspoken]:
    """Give the unspoken passages, each after the turn that has the end of the machine's."""
    runs = dict(zip((t.id for t in draft.machine.turns), draft.runs, strict=True))
    for passage in draft.machine.unspoken:
        run = runs.get(passage.after_turn or "")
        if run is None or run[0] == run[1]:
            yield passage
        else:
            yield replace(passage, after_turn=homes.find(run[1] - 1))


def _omissions(draft: Draft) -> Iterator[Omission]:
    """List what an editor called no speech, as the recogniser's own omissions are listed."""
    turn_of = [n for n, (first, last) in enumerate(draft.runs) for _ in range(first, last)]
    ordered = sorted(draft.silent)
    breaks = [0] + [
        i
        for i, (a, b) in enumerate(pairwise(ordered), start=1)
        if b != a + 1 or turn_of[a] != turn_of[b]
    ]
    for first, last in pairwise([*breaks, len(ordered)]):
        said = [draft.words[n] for n in ordered[first:last]]
        if said:
            text = " ".join(word.text for word in said)
            yield Omission(text, said[0].start, said[-1].end, NOT_SPEECH)


def _stretches(draft: Draft) -> tuple[Stretch, ...]:
    """Give when each voice is heard, in order where any was changed."""
    if draft.stretches == list(draft.machine.voices):
        return draft.machine.voices
    return tuple(sorted(draft.stretches, key=lambda s: (s.start, s.end, s.voice)))


def _scores(draft: Draft, turns: Sequence[Turn], corrections: Sequence[Correction]) -> Scores:
    """Count again; how far the text is from what was heard is unknown once its words changed."""
    former = draft.machine.scores
    same = not (draft.written or draft.behind or draft.silent)
    as_made = [(t.id, t.text) for t in turns] == [(t.id, t.text) for t in draft.machine.turns]
    return replace(
        former,
        turns=former.turns if as_made else (),
        published_against_heard=former.published_against_heard if same else None,
        words=sum(len(turn.words) for turn in turns),
        corrections_applied=sum(c.status == "applied" for c in corrections),
    )
