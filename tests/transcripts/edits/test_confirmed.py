"""What an editor confirmed, and through which edit."""

from __future__ import annotations

import pytest

from tests.lamplight import EXAMPLE
from transcripts.edits import edit as e
from transcripts.edits.apply import apply
from transcripts.edits.confirmed import confirmed
from transcripts.edits.live import live

RUNS = apply(EXAMPLE, ()).runs
T7, T8, T11 = RUNS["T7"], RUNS["T8"], RUNS["T11"]


def found(*changes: e.Change) -> dict[str, tuple[str, str]]:
    """Turns with their person and the edit that confirms it."""
    edits = tuple(
        e.Edit(f"E{n}", change, "Ann", "2026-05-05T08:00:00+00:00")
        for n, change in enumerate(changes, start=1)
    )
    told = confirmed(apply(EXAMPLE, edits), live(edits).edits)
    return {c.turn.id: (c.person, c.edit) for c in told}


ADA = dict.fromkeys(("T5", "T11", "T14"), ("Ada Bell", "E1"))
IFEOMA = dict.fromkeys(("T5", "T11", "T14"), ("Ifeoma Castellan", "E1"))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], {}),
        ([e.Role("S3", "guest"), e.Rewrite(T7[0], "So"), e.MergeVoices("V5", "V1")], {}),
        ([e.Name("S3", " Ada  Bell ")], ADA),
        ([e.Name("S3", "Ifeoma Castellan")], IFEOMA),
        ([e.Name("S3", None)], {}),
        ([e.Name("S3", "Ada Bell"), e.Name("S3", "Bo")], dict.fromkeys(ADA, ("Bo", "E2"))),
        ([e.Name("S3", "Ada Bell"), e.Undo("E1")], {}),
        ([e.Name("S3", "Ada Bell"), e.Name("S3", "Ada Bell")], ADA),
        ([e.GiveVoice("V3", "S3")], IFEOMA),
        ([e.GiveVoice("V4", "S4")], {}),
        ([e.Give((T8,), "S3")], {"T8": ("Ifeoma Castellan", "E1")}),
        ([e.Give((T8,), "S4")], {}),
        ([e.Give((T8,), "S3"), e.Release((T8,))], {}),
        ([e.Give((T8,), "S3"), e.Mark((T8,), "clip")], {}),
        ([e.Give((T8,), "S3"), e.Give((T8,), "S2")], {"T8": ("Tobias Aurelian-Grey", "E2")}),
        (
            [e.Name("S3", "Ada Bell"), e.Give((T11,), "S1")],
            {t: ADA[t] for t in ("T5", "T14")} | {"T11": ("Marian Whitlock", "E2")},
        ),
        ([e.AddSpeaker("Jo"), e.Give((T8,), "SE1")], {"T8": ("Jo", "E1")}),
        ([e.SplitVoice((T8,)), e.Name("SE1", "Jo")], {"T8": ("Jo", "E2")}),
    ],
)
def test_the_first_edit_that_says_whose_it_is(
    changes: list[e.Change], expected: dict[str, tuple[str, str]]
) -> None:
    assert found(*changes) == expected


def test_a_part_of_a_turn_is_a_turn_of_its_own() -> None:
    half = (T7[0], T7[0] + 10)
    told = found(e.Give((half,), "S3"))
    assert list(told.values()) == [("Ifeoma Castellan", "E1")]
    joined = found(e.Give((half,), "S3"), e.Join(T7))
    assert joined == {}
