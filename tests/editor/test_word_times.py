"""The times of typed words are measured in the background; here a stand-in process answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from archive.catalogue.append import NewEdit, append
from archive.catalogue.current import Snapshot, load_snapshot
from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from editor.api.differences import draft_of, turns_with_estimated_times
from editor.publisher import Publisher
from editor.typed_passages import find_passage, group_words
from editor.word_times import AUTHOR, TimesWorker
from tests.editor.archives import archive_of
from tests.lamplight import EXAMPLE
from transcripts.edits.added_turns import added_run
from transcripts.edits.change import Change
from transcripts.edits.estimated import words_with_estimated_times
from transcripts.edits.kinds.add_turn import AddTurn
from transcripts.edits.kinds.rewrite import RewriteWord
from transcripts.edits.kinds.undo import Undo

ID = EXAMPLE.recording.id
AT = "2026-05-05T08:00:00+00:00"
WORD = 12


@pytest.fixture
def catalogue(tmp_path: Path) -> Any:
    with open_catalogue(archive_of(tmp_path, EXAMPLE)) as catalogue:
        yield catalogue


class Told(TimesWorker):
    """A worker whose stand-in process returns known times unchanged, and one time for the others.

    That time is half a second after the first known word.
    """

    def __init__(self, catalogue: Catalogue, meanwhile: Callable[[], None] = lambda: None) -> None:
        super().__init__(catalogue, Publisher(catalogue, "on demand", 1.0))
        self.requests: list[dict[str, Any]] = []
        self.meanwhile = meanwhile

    def _send_request(self, request: dict[str, Any]) -> list[Any]:
        self.requests.append(request)
        self.meanwhile()
        known = [end for _, _, end in request["words"] if end is not None]
        return [
            (start, end) if start is not None else (known[0] + 0.5, known[0] + 0.75)
            for _, start, end in request["words"]
        ]


def edit(catalogue: Catalogue, change: Change, author: str = "Ann") -> Snapshot:
    base = load_snapshot(catalogue, ID).revision
    return append(catalogue, ID, NewEdit(change, author, AT, base))


def measured(catalogue: Catalogue, worker: TimesWorker) -> Snapshot:
    """Wait until the worker has finished all its work."""
    worker.measure_after_edit(ID)
    end = time.monotonic() + 30
    while worker._thread and not worker._due.empty() and time.monotonic() < end:
        time.sleep(0.01)
    worker.stop()
    assert worker._thread
    worker._thread.join(30)
    return load_snapshot(catalogue, ID)


def typed(now: Snapshot) -> list[tuple[str, float, float]]:
    draft = now.applied.state.materialized.draft
    return [(w.text, w.start, w.end) for w in draft.current_words(WORD)]


def test_times_of_typed_words_become_an_edit_of_their_own(catalogue: Catalogue) -> None:
    before = edit(catalogue, RewriteWord(WORD, "said quite clearly"))
    assert words_with_estimated_times(before.applied.state.materialized.draft) == [WORD]
    worker = Told(catalogue)
    now = measured(catalogue, worker)
    assert [(e.kind, e.author) for e in now.edits] == [
        ("rewrite-word", "Ann"),
        ("set-times", AUTHOR),
    ]
    (request,) = worker.requests
    unknown = [text for text, start, _ in request["words"] if start is None]
    assert unknown == ["said", "quite", "clearly"]
    assert request["start"] < EXAMPLE.words[WORD].start < request["end"]
    assert [text for text, _, _ in typed(now)] == unknown
    assert typed(now) != typed(before)
    assert not words_with_estimated_times(now.applied.state.materialized.draft)
    assert not now.unapplied


def test_what_a_person_types_meanwhile_is_kept(catalogue: Catalogue) -> None:
    edit(catalogue, RewriteWord(WORD, "said quite clearly"))
    later: list[Snapshot] = []

    def meanwhile() -> None:
        if not later:
            later.append(edit(catalogue, RewriteWord(WORD, "said very clearly"), "Ben"))

    now = measured(catalogue, Told(catalogue, meanwhile))
    assert [text for text, _, _ in typed(now)] == ["said", "very", "clearly"]
    assert typed(now) == typed(later[0])
    assert not now.unapplied


def test_an_edit_of_a_page_that_has_not_seen_the_times_is_no_conflict(catalogue: Catalogue) -> None:
    base = edit(catalogue, RewriteWord(WORD, "said quite clearly")).revision
    assert measured(catalogue, Told(catalogue)).revision == base + 1
    change = RewriteWord(WORD, "said it")
    assert typed(append(catalogue, ID, NewEdit(change, "Ann", AT, base)))[1][0] == "it"


def test_undoing_the_text_undoes_its_times_without_a_complaint(catalogue: Catalogue) -> None:
    edit(catalogue, RewriteWord(WORD, "said quite clearly"))
    measured(catalogue, Told(catalogue))
    now = edit(catalogue, Undo("E1"))
    assert now.applied.transcript.words == EXAMPLE.words
    assert not now.unapplied


def test_a_word_that_was_only_respelled_keeps_its_measured_time(catalogue: Catalogue) -> None:
    now = edit(catalogue, RewriteWord(WORD, "sayd"))
    assert not words_with_estimated_times(now.applied.state.materialized.draft)
    assert typed(now) == [("sayd", EXAMPLE.words[WORD].start, EXAMPLE.words[WORD].end)]


def test_an_added_turn_is_searched_for_in_its_pause(catalogue: Catalogue) -> None:
    before, after = next(
        (one, other) for one, other in pairwise(EXAMPLE.turns) if other.start - one.end > 0.4
    )
    now = edit(catalogue, AddTurn(before.end + 0.1, "S2", "Nobody came."))
    first, last = added_run("E1", 2)
    assert turns_with_estimated_times(now) == ("TE1",)
    worker = Told(catalogue)
    now = measured(catalogue, worker)
    (request,) = worker.requests
    words = [(text, start is None) for text, start, _ in request["words"]]
    at = words.index(("Nobody", True))
    assert words[at + 1] == ("came.", True)
    assert words[at - 1] == (before.words[-1].text, False)
    assert words[at + 2] == (after.words[0].text, False)
    assert request["start"] < before.end < after.start < request["end"]
    turn = next(t for t in now.transcript.turns if t.id == "TE1")
    assert before.words[-1].end <= turn.start <= turn.end <= after.words[0].start
    assert turns_with_estimated_times(now) == ()
    assert [e.kind for e in now.edits] == ["add-turn", "set-times"]
    assert words_with_estimated_times(draft_of(now)) == []
    assert last - first == 2


def test_an_added_turn_beside_other_speech_is_searched_for_alone(catalogue: Catalogue) -> None:
    """Two people speak at once, and the machine heard only one; an editor adds the other's turn."""
    middle = EXAMPLE.words[WORD].span.middle
    now = edit(catalogue, AddTurn(middle, "S2", "Yes, yes."))
    passage = find_passage(draft_of(now), range(*added_run("E1", 2)))
    assert [word.text for _, word in passage.words] == ["Yes,", "yes."]
    assert passage.span.start < middle < passage.span.end


def test_added_turns_are_searched_for_one_by_one(catalogue: Catalogue) -> None:
    edit(catalogue, AddTurn(3.0, "S2", "Yes."))
    now = edit(catalogue, AddTurn(EXAMPLE.recording.duration - 1, "S2", "so long " * 100))
    groups = list(group_words(draft_of(now)))
    assert [len(group) for group in groups][:1] == [1]
    assert sum(map(len, groups)) == 201
    for group in groups[1:]:
        words = [draft_of(now).word(n) for n in group]
        assert words[-1].end - words[0].start <= 14.0
