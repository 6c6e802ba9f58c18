"""An incomplete kind of edit raises an error at import, and every kind is in the table."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from inspect import isabstract
from typing import ClassVar

import pytest

from tests.transcripts.edits.decisions import made
from transcripts.edits import kinds
from transcripts.edits.change import AffectedParts, Change, Confirmation, Edit
from transcripts.edits.draft import Draft
from transcripts.edits.edited import EditedTranscript, Quotes
from transcripts.edits.kinds.table import KINDS, index_kinds, parse_change
from transcripts.edits.kinds.turns import SplitTurn
from transcripts.edits.run_mapping import RunMapping
from transcripts.errors import UserError

METHODS = ("apply", "affected_parts", "rebase_to_new_run", "describe", "confirmations")


@dataclass(frozen=True)
class Toy(Change):
    """A kind that does nothing."""

    kind: ClassVar[str] = "toy"

    def apply(self, draft: Draft, edit: Edit) -> None: ...

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        return AffectedParts()

    def rebase_to_new_run(self, run_mapping: RunMapping) -> Toy:
        return self

    def describe(self, quotes: Quotes) -> str:
        return "did nothing"

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        return ()


@pytest.mark.parametrize("method", METHODS)
def test_a_kind_without_a_method_is_refused(method: str) -> None:
    body = {name: value for name, value in vars(Toy).items() if name in METHODS and name != method}
    incomplete = type("Incomplete", (Change,), body | {"kind": "incomplete"})
    with pytest.raises(TypeError, match=rf"Incomplete lacks {method}: see .*\.Change"):
        index_kinds(incomplete)


def test_a_kind_must_be_a_frozen_dataclass_with_a_name_and_a_docstring() -> None:
    class Plain(Toy):
        """Has no fields."""

    @dataclass(frozen=True)
    class Nameless(Toy):
        """Has an invalid name."""

        kind: ClassVar[str] = "No Name"

    @dataclass(frozen=True)
    class Undocumented(Toy):
        kind: ClassVar[str] = "undocumented"

    for kind, complaint in (
        (Plain, "must be a frozen dataclass"),
        (Nameless, "has no valid `kind`"),
        (Undocumented, "needs a docstring"),
    ):
        with pytest.raises(TypeError, match=complaint):
            index_kinds(kind)


def test_two_kinds_cannot_share_a_name() -> None:
    @dataclass(frozen=True)
    class Cut(Toy):
        """Uses a former name of another kind."""

        kind: ClassVar[str] = "split"

    assert index_kinds(Toy) == {"toy": Toy}
    with pytest.raises(TypeError, match="Cut and SplitTurn both use 'split'"):
        index_kinds(SplitTurn, Cut)


def test_every_kind_of_the_folder_is_in_the_table() -> None:
    for module in pkgutil.iter_modules(kinds.__path__, f"{kinds.__name__}."):
        import_module(module.name)
    found = {
        kind
        for kind in _subclasses(Change)
        if kind.__module__.startswith(f"{kinds.__name__}.") and not kind.__name__.startswith("_")
    }
    assert {k.__name__ for k in found if not isabstract(k)} == {k.__name__ for k in KINDS.values()}


def _subclasses(kind: type[Change]) -> Iterator[type[Change]]:
    for sub in kind.__subclasses__():
        yield sub
        yield from _subclasses(sub)


def test_former_names_are_read_and_present_ones_are_written() -> None:
    old = {
        "give": {"words": [[0, 2]], "speaker": "S1"},
        "release": {"words": [[0, 2]]},
        "give-voice": {"voice": "V1", "speaker": "S1"},
        "name": {"speaker": "S1", "name": None},
        "role": {"speaker": "S1", "role": "host"},
        "split": {"at": 3},
        "join": {"words": [0, 4]},
        "move": {"at": 3, "to": 4},
        "rewrite": {"word": 3, "text": "so"},
        "reword": {"words": [[3, "so"]]},
        "decide": {"corrections": ["C1"], "accept": True},
        "mark": {"words": [[0, 2]], "passage": "clip"},
    }
    for name, parameters in old.items():
        edit = made(1, parse_change(name, parameters))
        assert edit.kind in KINDS
        assert edit.kind != name
        assert edit.parameters == parameters


@pytest.mark.parametrize(
    ("kind", "parameters", "complaint"),
    [
        ("paint", {}, "'paint' is not an edit kind: use one of assign-speaker, "),
        ("split-turn", {"at": 3, "to": 4}, "to is wrong in an edit of kind split-turn"),
        ("split-turn", {}, "at is wrong in an edit of kind split-turn"),
        ("set-name", {"speaker": "S1", "name": "J\0"}, "has a character that cannot be stored"),
    ],
)
def test_wrong_parameters_are_named(
    kind: str, parameters: dict[str, object], complaint: str
) -> None:
    with pytest.raises(UserError, match=complaint):
        parse_change(kind, parameters)
