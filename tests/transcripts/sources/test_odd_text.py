"""Odd text in the forms of other programs is read, or refused in one line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transcripts.sources.dialogue import SAID, TIMED
from transcripts.errors import UserError
from transcripts.sources.table import read_source

ODD = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\n\t\0:;,\"'<>&[](){}?*#|-–/\\=0159 \u202e\ufeff\u2028٣"),
    ),
    max_size=30,
)
TEXTS = sorted(kind for kind, (source, _) in TIMED.items() if isinstance(source, str))
JSON = ["AAPB", "AWS", "DOTe", "Podcasting 2.0", "Podlove", "Rev JSON", "SegLST", "Whisper"]


def refusal_of(source: str) -> str:
    """Return why a text is refused; "" if it is read with its turns."""
    try:
        assert read_source(source.encode()).turns
    except UserError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("kind", TEXTS)
@given(odd=ODD)
def test_odd_text_never_ends_in_a_traceback(kind: str, odd: str) -> None:
    source = str(TIMED[kind][0]).replace("dawn.", odd).replace("Tom", odd[:5])
    assert "\n" not in refusal_of(source)


@pytest.mark.parametrize("kind", JSON)
@given(odd=ODD)
def test_odd_text_in_json_changes_no_other_turn(kind: str, odd: str) -> None:
    source = str(TIMED[kind][0]).replace("dawn.", json.dumps(f"x{odd}")[1:-1])
    said = [turn.text for turn in read_source(source.encode()).turns]
    assert said[-1] == SAID[-1][3]
    assert said[0].split()[:3] == ["We", "sailed", "at"]
