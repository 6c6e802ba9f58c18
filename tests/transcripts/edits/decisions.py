"""Generate edits of every kind in the table, valid or not."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from itertools import accumulate
from typing import Any, get_type_hints

from hypothesis import strategies as st

from transcripts.edits.added_turns import added_run
from transcripts.edits.baseline import MachineWordRange
from transcripts.edits.change import Change, Edit
from transcripts.edits.kinds.mark_heard import HeardSpan
from transcripts.edits.kinds.set_times import MeasuredTimes
from transcripts.edits.kinds.table import KINDS
from transcripts.transcript import Transcript

AT = "2026-05-05T08:00:{:02d}+00:00"


def made(number: int, change: Change, author: str = "Ann", why: str | None = None) -> Edit:
    """Make an edit with the id and the time that belong to a number."""
    return Edit(f"E{number}", change, author, AT.format(number % 60), why)


@dataclass(frozen=True)
class _Scope:
    """The ids in a transcript that edits may refer to.

    Equal scopes share their Hypothesis strategies, because building strategies takes a hundred
    times longer than drawing from them.
    """

    speakers: tuple[str, ...]
    voices: tuple[str, ...]
    corrections: tuple[str, ...]
    starts: tuple[int, ...]
    """The first word of each turn, and the number of words."""

    @classmethod
    def of(cls, machine: Transcript) -> _Scope:
        return cls(
            tuple(s.id for s in machine.speakers),
            tuple(v for s in machine.speakers for v in s.voices),
            tuple(c.id for c in machine.corrections),
            tuple(accumulate((len(turn.words) for turn in machine.turns), initial=0)),
        )


def changes(machine: Transcript, made_before: int = 0) -> st.SearchStrategy[Change]:
    """Generate changes of all kinds, valid or not, that may follow `made_before` earlier edits."""
    return _changes(_Scope.of(machine), made_before)


def changes_of(
    kind: type[Change], machine: Transcript, made_before: int = 0
) -> st.SearchStrategy[Any]:
    """Generate changes of one kind, with values that fit each parameter's name or type."""
    return _changes_of(kind, _Scope.of(machine), made_before)


@cache
def _changes(scope: _Scope, made_before: int) -> st.SearchStrategy[Change]:
    return st.one_of(*(_changes_of(kind, scope, made_before) for kind in KINDS.values()))


@cache
def _changes_of(kind: type[Change], scope: _Scope, made_before: int) -> st.SearchStrategy[Any]:
    known: dict[Any, st.SearchStrategy[Any]] = {
        **_by_name(scope, made_before),
        **_by_type(scope, made_before),
    }
    hints = get_type_hints(kind)
    parameters: dict[str, st.SearchStrategy[Any]] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        hint = hints[field.name]
        values = next((known[key] for key in (hint, field.name) if key in known), None)
        values = st.from_type(hint) if values is None else values
        parameters[field.name] = st.none() | values if hint == str | None else values
    return st.builds(kind, **parameters)


@cache
def _by_name(scope: _Scope, made_before: int) -> dict[str, st.SearchStrategy[Any]]:
    more = [f"SE{n}" for n in range(1, made_before + 1)]
    speaker = st.sampled_from([*scope.speakers, "S99", "Sclip", *more])
    voice = st.sampled_from([*scope.voices, "V99"])
    corrections = st.sampled_from(scope.corrections or ("C1",))
    return {
        "speaker": speaker,
        "voice": voice,
        "into": voice,
        "name": st.sampled_from(["Ann Ives", "Marian Whitlock", " <b>", "?", "  Jo   Fane "]),
        "person": st.sampled_from(["Ann", "", " Ben  Orme "]),
        "role": st.sampled_from(["host", "author"]),
        "text": _TEXTS,
        "value": st.sampled_from([None, "", "The Long Night", "1987-11-05", "Evening  Pages"]),
        "corrections": st.lists(corrections, max_size=2, unique=True).map(tuple),
        "start": _SECONDS,
        "end": _SECONDS,
        "until": st.sampled_from(["2040-01-01", "2040-13-01", "later"]),
        "pseudonym": st.sampled_from(["Rosa Field", "Ann", "?"]),
        "edit": st.integers(1, made_before + 2).map(lambda n: f"E{n}"),
    }


@cache
def _by_type(scope: _Scope, made_before: int) -> dict[Any, st.SearchStrategy[Any]]:
    total, starts = scope.starts[-1], scope.starts[:4]
    near_start = st.tuples(st.sampled_from(starts), st.sampled_from([0, 0, 0, 1, 2]))
    word = st.integers(0, total) | near_start.map(lambda pair: min(total, sum(pair)))
    if made_before:  # words that earlier edits may have added
        turn = st.integers(1, made_before)
        word |= st.builds(lambda n, at: added_run(f"E{n}", 1)[0] + at, turn, st.integers(0, 2))
    run = st.tuples(word, word).map(lambda pair: (min(pair), max(pair)))
    return {
        int: word,
        MachineWordRange: run,
        tuple[MachineWordRange, ...]: st.lists(run, min_size=1, max_size=2).map(tuple),
        tuple[HeardSpan, ...]: st.lists(st.tuples(_SECONDS, _SECONDS), max_size=3).map(tuple),
        tuple[MeasuredTimes, ...]: st.lists(_measured(word), max_size=3).map(tuple),
        tuple[tuple[int, str], ...]: st.lists(st.tuples(word, _TEXTS), max_size=4).map(tuple),
    }


_SECONDS = st.integers(0, 1_200).map(lambda tenths: tenths / 10)


def _measured(word: st.SearchStrategy[int]) -> st.SearchStrategy[Any]:
    milliseconds = st.lists(st.integers(-1, 9000), max_size=4).map(lambda ms: tuple(sorted(ms)))
    return st.tuples(word, _TEXTS, milliseconds)


_TEXTS = st.sampled_from(["", "so", "one two", "Hailsham."])


@st.composite
def sequences(draw: st.DrawFn, machine: Transcript, most: int = 8) -> tuple[Edit, ...]:
    """Generate the edits of two editors, one after the other."""
    return tuple(
        made(n, draw(changes(machine, n - 1)), draw(st.sampled_from(["Ann", "Ben"])))
        for n in range(1, draw(st.integers(1, most)) + 1)
    )
