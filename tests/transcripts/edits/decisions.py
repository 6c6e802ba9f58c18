"""Edits of editors who have a quick hand and no plan."""

from __future__ import annotations

from hypothesis import strategies as st

from transcripts.edits import edit as e
from transcripts.transcript import Transcript

AT = "2026-05-05T08:00:{:02d}+00:00"


def made(number: int, change: e.Change, author: str = "Ann", why: str | None = None) -> e.Edit:
    """Give an edit its id and its moment."""
    return e.Edit(f"E{number}", change, author, AT.format(number % 60), why)


def changes(machine: Transcript, made_before: int = 0) -> st.SearchStrategy[e.Change]:
    """Give changes that may or may not be possible in a transcript after so many edits."""
    total = sum(len(turn.words) for turn in machine.turns)
    word = st.integers(0, total)
    run = st.tuples(word, word).map(lambda pair: (min(pair), max(pair)))
    runs = st.lists(run, min_size=1, max_size=2).map(tuple)
    more = [f"SE{n}" for n in range(1, made_before + 1)]
    speaker = st.sampled_from([*(s.id for s in machine.speakers), "S99", "Sclip", *more])
    voice = st.sampled_from([v for s in machine.speakers for v in s.voices] + ["V99"])
    name = st.sampled_from(["Ann Ives", "Marian Whitlock", " <b>", "?", "  Jo   Fane "])
    role = st.sampled_from(["host", "author", None])
    ids = st.sampled_from([c.id for c in machine.corrections] or ["C1"])
    edit = st.integers(1, made_before + 2).map(lambda n: f"E{n}")
    return st.one_of(
        st.builds(e.Give, runs, speaker),
        st.builds(e.Release, runs),
        st.builds(e.GiveVoice, voice, speaker),
        st.builds(e.AddSpeaker, name, role),
        st.builds(e.Name, speaker, st.none() | name),
        st.builds(e.Role, speaker, role),
        st.builds(e.MergeVoices, voice, voice),
        st.builds(e.SplitVoice, runs),
        st.builds(e.Split, word),
        st.builds(e.Join, run),
        st.builds(e.Move, word, word),
        st.builds(e.Rewrite, word, st.sampled_from(["", "so", "one two", "Hailsham."])),
        st.builds(
            e.Reword,
            st.lists(
                st.tuples(word, st.sampled_from(["", "so", "one two", "Hailsham."])), max_size=4
            ).map(tuple),
        ),
        st.builds(e.Decide, st.lists(ids, max_size=2, unique=True).map(tuple), st.booleans()),
        st.builds(e.Mark, runs, st.sampled_from(["clip", "announcer", "not speech"])),
        st.builds(e.Undo, edit),
        st.builds(e.Redo, edit),
    )


@st.composite
def sequences(draw: st.DrawFn, machine: Transcript, most: int = 8) -> tuple[e.Edit, ...]:
    """Give the edits of two editors, one after the other."""
    return tuple(
        made(n, draw(changes(machine, n - 1)), draw(st.sampled_from(["Ann", "Ben"])))
        for n in range(1, draw(st.integers(1, most)) + 1)
    )
