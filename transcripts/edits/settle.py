"""Make a transcript of a draft: everything that follows from what editors decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from transcripts.edits.decided import Decided, Homes, decided, decided_anew
from transcripts.edits.draft import Draft
from transcripts.edits.edit import Run
from transcripts.edits.pieces import Piece, changed, pieces
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
)

NOT_SPEECH = "not speech, as an editor says"


@dataclass(frozen=True, slots=True)
class Settled:
    """A transcript, and by turn the words of the machine's that it is made of.

    The draft, its pieces and its corrections stay, for the next draft to begin with.
    """

    transcript: Transcript
    runs: Mapping[str, Run]
    numbers: Mapping[str, tuple[int, ...]]
    draft: Draft
    pieces: Mapping[Run, Piece]
    decided: Decided


def settle(draft: Draft, former: Settled | None = None) -> Settled:
    """Give the transcript that a draft amounts to; the machine's own where nothing was changed.

    Where a former draft amounted to the same, its values are taken: the result is equal to what it
    is without `former`, and what no edit touched is the very same value.
    """
    words = changed(draft, former.draft) if former else None
    known = former.pieces if former and words is not None else {}
    cut = pieces(draft, known, words or set())
    machine, homes = draft.machine, Homes.of(cut)
    turns = _ordered(
        draft,
        [p.turn for p in cut if p.turn] + list(_wordless(draft)),
        {turn.id: turn for turn in former.transcript.turns} if former else {},
    )
    fates = _decided(draft, homes, former, [p for p in cut if known.get(p.run) is not p])
    corrections = tuple(c for c in fates if c)
    transcript = replace(
        machine,
        speakers=_speakers(draft, cut, turns),
        turns=turns,
        corrections=corrections,
        unspoken=tuple(_unspoken(draft, homes)),
        scores=_scores(draft, turns, corrections),
        provenance=replace(
            machine.provenance, omitted=(*machine.provenance.omitted, *_omissions(draft))
        ),
        voices=_stretches(draft),
    )
    named = [(p.turn.id, p) for p in cut if p.turn]
    return Settled(
        transcript,
        {name: p.run for name, p in named},
        {name: p.numbers for name, p in named},
        draft,
        {p.run: p for p in cut},
        fates,
    )


def _decided(draft: Draft, homes: Homes, former: Settled | None, fresh: Sequence[Piece]) -> Decided:
    """Give the corrections; where their turns and words are as before, they are as before."""
    if (
        former is None
        or former.decided is draft.machine.corrections
        or len(fresh) == len(homes.names)
        or None in homes.names
        or any(piece.turn is None for piece in former.pieces.values())
    ):
        return decided(draft, homes)
    words = (n for piece in fresh for n in range(*piece.run))
    return decided_anew(draft, homes, (former.draft, former.decided), words)


def _wordless(draft: Draft) -> Iterator[Turn]:
    """Give the machine's turns without words: nothing can be said of them but whose they are."""
    for (first, last), turn in zip(draft.runs, draft.machine.turns, strict=True):
        if first == last and turn.voice in draft.owner:
            speaker = draft.owner[turn.voice]
            yield turn if turn.speaker == speaker else replace(turn, speaker=speaker)


def _ordered(draft: Draft, turns: list[Turn], former: Mapping[str, Turn]) -> tuple[Turn, ...]:
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
    return tuple(
        t if t.overlaps == o else _same(replace(t, overlaps=o), former.get(t.id)) for t, o in found
    )


def _same(turn: Turn, former: Turn | None) -> Turn:
    """Give the very same turn as before where it is equal."""
    return former if former == turn else turn


def _speakers(draft: Draft, pieces: Sequence[Piece], turns: Sequence[Turn]) -> tuple[Speaker, ...]:
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


def _passages(draft: Draft, pieces: Sequence[Piece]) -> dict[str, list[Reason]]:
    """Give each speaker one reason an author who gave them passages, however many."""
    counts: dict[tuple[str, str], list[int]] = {}
    for piece in pieces:
        if piece.giver is not None and piece.turn is not None:
            counts.setdefault((piece.turn.speaker, piece.giver), []).append(piece.run[0])
    reasons: dict[str, list[Reason]] = {}
    for (speaker, author), starts in sorted(counts.items(), key=lambda item: item[1]):
        many = "a passage" if len(starts) == 1 else f"{len(starts)} passages"
        at = draft.words[starts[0]].start
        reasons.setdefault(speaker, []).append(
            Reason("editor", f"{many} given by {author}", at, 1.0)
        )
    return reasons


def _unspoken(draft: Draft, homes: Homes) -> Iterator[Unspoken]:
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
    if not draft.silent:
        return
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
