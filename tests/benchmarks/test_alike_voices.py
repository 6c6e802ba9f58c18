"""benchmarks.alike_voices counts words with a wrong voice; the parts tested here need no model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.alike_voices import damages, most_overlapping, percent_wrong
from benchmarks.spoken_recordings import ModelCache, SpokenRecording, read_recording
from transcripts.transcript import SpeakerSegment, Word

TEXT = " ".join(
    ["We left. Why? It rained. So? We stayed in. Was it dry? It was. Good. Very good. Quite."] * 4
)


def recording() -> SpokenRecording:
    words = tuple(Word(t, n / 2, n / 2 + 0.5, origin="both") for n, t in enumerate(TEXT.split()))
    starts = [n for n in range(1, len(words)) if words[n - 1].text[-1] in ".?"]
    speakers = tuple("ab"[sum(n >= start for start in starts) % 2] for n in range(len(words)))
    return SpokenRecording("talk", words, speakers, frozenset(starts))


def test_voices_are_mapped_to_people_as_is_best() -> None:
    said = recording()
    assert percent_wrong(said, ["V2" if who == "a" else "V1" for who in said.speakers]) == 0
    share = 100 * said.speakers.count("b") / len(said.words)
    assert percent_wrong(said, ["V1"] * len(said.words)) == pytest.approx(share)


def test_each_word_has_the_voice_that_overlaps_it_most() -> None:
    words = [Word("so", 0, 1), Word("late", 1, 2), Word("why", 5, 6)]
    segments = [SpeakerSegment("V1", 0, 1.2), SpeakerSegment("V2", 1.2, 3)]
    assert most_overlapping(words, segments) == ["V1", "V2", "V2"]


def test_damage_removes_and_adds_breaks() -> None:
    said = recording()
    found = {title: breaks for title, _, breaks in damages(said)}
    assert found["whole"] == said.breaks
    assert found["10 % missing"] < said.breaks
    assert max(found["half"]) < len(said.words) / 2


def test_a_recording_is_read_with_its_turns(tmp_path: Path) -> None:
    rows = [
        {"speaker": "Ann Lee", "start_time": 0, "word_times": [["Why?", 0, 1]]},
        {"speaker": "Bo", "start_time": 1, "word_times": [["It", 1, 2], ["rained.", 2, 3]]},
    ]
    (tmp_path / "truth.seglst.json").write_text(json.dumps(rows))
    said = read_recording(tmp_path, ModelCache(tmp_path / "none.pkl", tmp_path / "none.mp3", False))
    assert said.speakers == ("Ann Lee", "Bo", "Bo")
    assert said.breaks == {1}
    assert said.people == 2
