from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from tests.odd_transcripts import odd_transcripts
from transcripts.errors import UserError
from transcripts.formats import rttm, seglst
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.scores.diarization import diarization_errors
from transcripts.scores.score import score
from transcripts.scores.scoring_input import SpeakerInfo, from_transcript
from transcripts.transcript import SpeakerSegment, Transcript, Word

ADA = {"session_id": "s", "speaker": "Ada", "start_time": 0.5, "end_time": "2.50", "words": "Six."}
BEN = {"session_id": "s", "speaker": "Ben", "words": "No, seven."}


def test_times_may_be_text_or_missing() -> None:
    (account,) = seglst.parse(json.dumps([ADA, BEN]))
    assert [(u.speaker, len(u.words)) for u in account.utterances] == [("Ada", 1), ("Ben", 2)]
    assert account.segments == (SpeakerSegment("Ada", 0.5, 2.5),)
    assert account.utterances[1].span is None


CY = {
    "session_id": "s",
    "speaker": "spk3",
    "name": "Cy Dunmore",
    "role": "guest",
    "words": "It left.",
    "word_times": [["It", 3.0, 3.2], ["left.", "3.25", 3.5]],
}


def test_names_roles_and_word_times_are_read() -> None:
    (account,) = seglst.parse(json.dumps([CY]))
    assert account.people == {"spk3": SpeakerInfo("Cy Dunmore", "guest")}
    assert account.utterances[0].words == (Word("It", 3.0, 3.2), Word("left.", 3.25, 3.5))
    assert account.segments == (SpeakerSegment("spk3", 3.0, 3.5),)
    assert account.has_word_times


@pytest.mark.parametrize(
    ("entries", "person"),
    [
        ([{}], SpeakerInfo("Ada", None)),
        ([{"name": None}], SpeakerInfo(None, None)),
        ([{"name": ""}, {"name": "Ada Lane"}], SpeakerInfo("Ada Lane", None)),
        ([{"role": "host"}, {"role": None}], SpeakerInfo("Ada", "host")),
        ([{}, {"name": "Ada Lane", "role": "host"}], SpeakerInfo("Ada Lane", "host")),
    ],
)
def test_speaker_details_come_from_any_entry(entries: list[Any], person: SpeakerInfo) -> None:
    (account,) = seglst.parse(json.dumps([ADA | entry for entry in entries]))
    assert account.people == {"Ada": person}


def test_without_word_times_in_every_entry_words_are_not_timed() -> None:
    (account,) = seglst.parse(json.dumps([CY, ADA]))
    assert not account.has_word_times
    (account,) = seglst.parse(json.dumps([{**CY, "word_times": None}]))
    assert not account.has_word_times


def test_the_example_s_truth_knows_everything(examples: Path) -> None:
    (truth,) = seglst.parse((examples / "truth.seglst.json").read_text(encoding="utf-8"))
    (voices,) = rttm.parse((examples / "truth.rttm").read_text(encoding="utf-8"))
    assert truth.people["Nathan Amsel"] == SpeakerInfo("Nathan Amsel", "host")
    assert truth.people["clip1"] == SpeakerInfo(None, "clip")
    assert diarization_errors(voices.segments, truth.segments).der < 0.001
    rates = score(truth, truth, ENGLISH).as_json()["rates"]
    assert (rates["roles"], rates["start_95"], rates["der"]) == (1.0, 0.0, 0.0)


def test_each_session_is_an_account_of_its_own() -> None:
    accounts = seglst.parse(json.dumps([ADA, {**BEN, "session_id": "t"}]))
    assert [a.recording for a in accounts] == ["s", "t"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"words": "x"}, "SegLST is a JSON list of utterances, found dict"),
        ([ADA, {"speaker": "Ben"}], "SegLST entry 2 has no text under 'words'"),
        ([ADA, {**CY, "name": 3}], "SegLST entry 2: 'name' is 3; use a text or null"),
        ([{**CY, "role": ["host"]}], "SegLST entry 1: 'role' is ['host']; use a text"),
        ([ADA, {**CY, "word_times": "It left."}], "SegLST entry 2: 'word_times' is not a list"),
        ([{**CY, "word_times": [["It", 3.0]]}], "SegLST entry 1: ['It', 3.0] in 'word_times'"),
        ([{**CY, "word_times": [[3.0, 3.2, "It"]]}], "SegLST entry 1: [3.0, 3.2, 'It'] in"),
        ([{**CY, "word_times": [["It", None, 3]]}], "SegLST entry 1: 'None' is not a time"),
        ([{**CY, "word_times": [["It", -1, 3]]}], "SegLST entry 1: '-1' is not a time"),
        ([{**CY, "word_times": [["It", 3, 2]]}], "SegLST entry 1: 'It' in 'word_times' ends at"),
        ([{**CY, "word_times": [["It", 3, 4]]}], "SegLST entry 1: 'word_times' has '' where"),
        ([{**CY, "word_times": []}], "SegLST entry 1: 'word_times' has '' where"),
        ([{**CY, "words": "It leaves"}], "SegLST entry 1: 'word_times' has 'left.' where 'words'"),
        (
            [{**ADA, "start_time": 9, "end_time": 8}],
            "SegLST entry 1: the utterance ends at 8.0 s, before",
        ),
        ([{**ADA, "end_time": "late"}], "SegLST entry 1: 'late' is not a time in seconds"),
    ],
)
def test_what_is_no_seglst_is_named(value: Any, message: str) -> None:
    with pytest.raises(UserError) as error:
        seglst.parse(json.dumps(value))
    assert str(error.value).startswith(message)


def test_a_label_that_is_null_is_no_speaker_of_that_name() -> None:
    (account,) = seglst.parse(json.dumps([{**ADA, "speaker": None, "session_id": None}]))
    assert (account.recording, account.utterances[0].speaker) == ("", "")
    assert not account.people


def test_what_is_no_json_is_named() -> None:
    with pytest.raises(UserError, match="SegLST line 2 is not JSON"):
        seglst.parse("[\n{")


@given(odd_transcripts())
@settings(max_examples=40)
def test_written_files_are_read_back(transcript: Transcript) -> None:
    (read,) = seglst.parse(seglst.render(transcript))
    told = from_transcript(transcript)
    assert (read.recording, read.utterances) == (told.recording, told.utterances)
    assert read.segments == told.segments
    assert read.people == {t.speaker: told.people[t.speaker] for t in transcript.turns}
