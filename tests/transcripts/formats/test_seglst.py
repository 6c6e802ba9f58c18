from __future__ import annotations

import json
from typing import Any

import pytest

from transcripts.errors import UserError
from transcripts.formats import seglst
from transcripts.transcript import Stretch

ADA = {"session_id": "s", "speaker": "Ada", "start_time": 0.5, "end_time": "2.50", "words": "Six."}
BEN = {"session_id": "s", "speaker": "Ben", "words": "No, seven."}


def test_times_may_be_text_or_missing() -> None:
    (account,) = seglst.parse(json.dumps([ADA, BEN]))
    assert [(u.speaker, len(u.words)) for u in account.utterances] == [("Ada", 1), ("Ben", 2)]
    assert account.stretches == (Stretch("Ada", 0.5, 2.5),)
    assert account.utterances[1].span is None


def test_each_session_is_an_account_of_its_own() -> None:
    accounts = seglst.parse(json.dumps([ADA, {**BEN, "session_id": "t"}]))
    assert [a.recording for a in accounts] == ["s", "t"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"words": "x"}, "SegLST is a JSON list of utterances, found dict"),
        ([ADA, {"speaker": "Ben"}], "SegLST entry 2 has no text under 'words'"),
        ([{**ADA, "end_time": "late"}], "SegLST entry 1: 'late' is not a time in seconds"),
    ],
)
def test_what_is_no_seglst_is_named(value: Any, message: str) -> None:
    with pytest.raises(UserError) as error:
        seglst.parse(json.dumps(value))
    assert str(error.value).startswith(message)


def test_what_is_no_json_is_named() -> None:
    with pytest.raises(UserError, match="SegLST line 2 is not JSON"):
        seglst.parse("[\n{")
