"""Properties of every kind in the table, for arbitrary parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.lamplight import EXAMPLE
from tests.transcripts.edits.decisions import changes_of, made
from transcripts.edits.apply import Applied, affected_parts, apply_edits
from transcripts.edits.baseline import Baseline
from transcripts.edits.change import AffectedParts, Change, Edit
from transcripts.edits.history import describe_edits, rebase_edits
from transcripts.edits.kinds.table import (
    KINDS,
    parameter_schema,
    parse_change,
    stored_names_of_kind,
)
from transcripts.edits.kinds.undo import Redo, Undo
from transcripts.formats import json as transcript_json
from transcripts.transcript import Turn

BASELINE = Baseline.from_transcript(EXAMPLE)
MACHINE = apply_edits(EXAMPLE, (), BASELINE)
CHANGES = {kind: changes_of(kind, EXAMPLE) for kind in KINDS.values()}

of_every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.kind)
of_kinds_that_apply = pytest.mark.parametrize(
    "kind", [k for k in KINDS.values() if k not in (Undo, Redo)], ids=lambda kind: kind.kind
)
thorough = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


def possible(data: st.DataObject, kind: type[Change]) -> tuple[Edit, Applied]:
    """Draw an applicable edit of this kind, and apply it."""
    edit = made(1, data.draw(CHANGES[kind]))
    applied = apply_edits(EXAMPLE, (edit,), BASELINE, MACHINE)
    assume(not applied.unapplied)
    return edit, applied


@of_every_kind
@given(data=st.data())
@thorough
def test_parameters_survive_json_under_every_name(kind: type[Change], data: st.DataObject) -> None:
    edit = made(1, data.draw(CHANGES[kind]))
    for name in stored_names_of_kind(kind):
        assert parse_change(name, edit.parameters) == edit.change
    assert set(parameter_schema(kind)["properties"]) == set(edit.parameters)


@of_every_kind
@given(data=st.data())
@thorough
def test_every_edit_is_described_with_a_phrase(kind: type[Change], data: st.DataObject) -> None:
    (phrase,) = describe_edits((made(1, data.draw(CHANGES[kind])),), MACHINE)
    assert phrase
    assert phrase[0].islower()
    assert not phrase.endswith(".") or phrase.endswith(("…", "”."))  # it may end with a name


@of_kinds_that_apply
@given(data=st.data())
@thorough
def test_an_edit_that_is_undone_leaves_the_same_transcript(
    kind: type[Change], data: st.DataObject
) -> None:
    edit, applied = possible(data, kind)
    back = apply_edits(EXAMPLE, (edit, made(2, Undo("E1"))), BASELINE, applied)
    assert transcript_json.render(back.transcript) == transcript_json.render(EXAMPLE)
    again = apply_edits(EXAMPLE, (edit, made(2, Undo("E1")), made(3, Redo("E1"))), BASELINE, back)
    assert again.transcript == applied.transcript


@of_kinds_that_apply
@given(data=st.data())
@thorough
def test_rebasing_onto_the_same_transcript_changes_nothing(
    kind: type[Change], data: st.DataObject
) -> None:
    edit, _ = possible(data, kind)
    rebased = rebase_edits((edit,), EXAMPLE, EXAMPLE)
    assert (rebased.edits, rebased.lost) == ((edit,), ())


@of_kinds_that_apply
@given(data=st.data())
@thorough
def test_touches_includes_everything_that_apply_changes(
    kind: type[Change], data: st.DataObject
) -> None:
    edit, applied = possible(data, kind)
    touches = affected_parts(edit, MACHINE)
    words = {n for first, last in touches.words for n in range(first, last)}
    assert set(changed_words(applied)) <= words
    assert set(changed_objects(applied, words)) <= touches.changes


@of_kinds_that_apply
@given(data=st.data())
@thorough
def test_a_refused_edit_changes_nothing(kind: type[Change], data: st.DataObject) -> None:
    edit = made(1, data.draw(CHANGES[kind]))
    applied = apply_edits(EXAMPLE, (edit,), BASELINE, MACHINE)
    assume(applied.unapplied)
    assert applied.transcript == EXAMPLE


@of_every_kind
def test_most_kinds_are_possible_in_the_example(kind: type[Change]) -> None:
    """The properties above prove nothing for a kind whose generated edits are all refused."""
    if kind in (Undo, Redo):
        return
    found: list[Change] = []

    @given(data=st.data())
    @thorough
    def search(data: st.DataObject) -> None:
        found.append(possible(data, kind)[0].change)

    search()
    assert found


def changed_words(applied: Applied) -> Iterator[int]:
    """Yield the machine's words whose text, speaker or turn changed."""
    before, now = by_word(MACHINE), by_word(applied)
    yield from (n for n in before.keys() | now.keys() if before.get(n) != now.get(n))


def by_word(applied: Applied) -> dict[int, tuple[object, ...]]:
    """Return for each word its texts, speaker and voice, and whether it begins a turn."""
    found: dict[int, tuple[object, ...]] = {}
    for turn in turns_with_words(applied):
        for number, word in zip(applied.word_numbers_by_turn[turn.id], turn.words, strict=True):
            begins = number == applied.run_by_turn[turn.id][0]
            texts = (*found.get(number, ((),))[0], word)  # type: ignore[misc]
            found[number] = (texts, turn.speaker, turn.voice, begins, turn.confidence)
    return found


def turns_with_words(applied: Applied) -> Iterable[Turn]:
    return (turn for turn in applied.transcript.turns if turn.id in applied.run_by_turn)


def changed_objects(applied: Applied, words: set[int]) -> Iterator[str]:
    """Yield what changed: names, roles, voices, and corrections other than those of `words`."""
    for name in ("title", "programme", "date", "description"):
        if getattr(applied.transcript.recording, name) != getattr(EXAMPLE.recording, name):
            yield f"metadata:the {name}"
    before = {s.id: s for s in EXAMPLE.speakers}
    for speaker in applied.transcript.speakers:
        former = before.get(speaker.id)
        if former is None:
            if not speaker.id.startswith("Sclip") and not speaker.id.startswith("Sannouncer"):
                yield f"is:{speaker.id}"
            continue
        if speaker.name != former.name:
            yield f"name:the name of {speaker.id}"
        if speaker.role != former.role:
            yield f"role:the role of {speaker.id}"
        for voice in set(speaker.voices) ^ set(former.voices):
            yield f"voice:{voice}"
    present = {voice for s in applied.transcript.speakers for voice in s.voices}
    for s in EXAMPLE.speakers:
        yield from (f"is:{voice}" for voice in s.voices if voice not in present)
    statuses = {c.id: c.status for c in applied.transcript.corrections}
    for c in EXAMPLE.corrections:
        around = BASELINE.correction_words[BASELINE.correction_index[c.id]]
        if statuses.get(c.id) != c.status and not words.issuperset(around):
            yield f"correction:{c.id}"


def test_two_edits_conflict_if_one_changes_what_the_other_needs() -> None:
    speaker, voice = frozenset({"is:S1"}), frozenset({"voice:V1"})
    assert AffectedParts(changes=speaker).conflict(AffectedParts(needs=speaker)) == "S1"
    assert AffectedParts(needs=speaker).conflict(AffectedParts(needs=speaker)) is None
    assert AffectedParts(changes=voice).conflict(AffectedParts(changes=voice)) == "V1"
    assert AffectedParts(((1, 3),)).conflict(AffectedParts(((2, 4),))) == "the same turn"
    assert AffectedParts(((1, 3),)).conflict(AffectedParts(((3, 4),))) is None
