"""A timed source becomes a transcript with the same words, labels and times."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.lamplight import EXAMPLE, RECORDING
from transcripts.adopt import adopt
from transcripts.errors import UserError
from transcripts.formats import json as transcript_json
from transcripts.formats import ohms, srt, vtt
from transcripts.sources.table import read_source
from transcripts.transcript import Transcript

MADE = replace(EXAMPLE.provenance, notices=())


def adopted(text: str, duration: float = 112.0) -> Transcript:
    recording = replace(RECORDING, duration=duration)
    return adopt(read_source(text.encode()), recording, MADE)


@pytest.mark.parametrize("module", [vtt, ohms, srt])
def test_the_words_of_captions_stay_with_their_speakers_and_times(module: object) -> None:
    found = adopted(module.render(EXAMPLE))  # type: ignore[attr-defined]
    by_name = {s.name: s.id for s in found.speakers}
    for speaker in EXAMPLE.speakers:
        said = [w.text for t in EXAMPLE.turns if t.speaker == speaker.id for w in t.words]
        id_ = by_name[speaker.label]
        kept = [w.text for t in found.turns if t.speaker == id_ for w in t.words]
        odd = ("‹", "<")
        assert [w for w in kept if w[0] not in odd] == [w for w in said if w[0] not in odd]
    assert found.turns[0].start == EXAMPLE.turns[0].start
    # A caption of few words is shown longer than the words are spoken, so that people can read it.
    assert 0 <= found.turns[-1].end - EXAMPLE.turns[-1].end < 1


def test_an_adopted_transcript_is_valid() -> None:
    found = adopted(vtt.render(EXAMPLE))
    assert transcript_json.parse(transcript_json.render(found)).turns == found.turns
    assert [t.start for t in found.turns] == sorted(t.start for t in found.turns)
    assert all(w.start <= w.end for w in found.words)
    over = {t.id: t.overlaps for t in found.turns if t.overlaps}
    assert all(other in over and one in over[other] for one in over for other in over[one])


def test_times_between_those_of_the_source_are_spread_by_length() -> None:
    found = adopted("ANN: [0:10] Yes, wonderful.\n\nTOM: [0:12] No.\n\nANN: Never.\n")
    ann, tom, again = found.turns
    assert [(w.text, w.start) for w in ann.words] == [("Yes,", 10.0), ("wonderful.", 10.206)]
    assert ann.end == pytest.approx(10.66)
    assert (tom.start, tom.end) == (12.0, 12.33)
    assert (again.start, again.end) == (12.33, 12.66)


def test_labels_that_name_nobody_and_a_long_turn() -> None:
    text = "Speaker 1 (0:00):\n" + "We sailed at dawn. " * 60 + "\n\nSpeaker 2 (1:40):\nNo.\n"
    found = adopted(text)
    assert [s.name for s in found.speakers] == [None, None]
    assert [t.speaker for t in found.turns] == ["S1", "S1", "S2"]
    assert all(turn.text.endswith(".") for turn in found.turns)


def test_marks_are_named_and_are_no_words() -> None:
    found = adopted("ANN: [0:10] Yes [laughs] indeed.\n\nTOM: [0:12] No.\n")
    assert [event.caption for event in found.events] == ["[laughter]"]
    assert found.turns[0].text == "Yes indeed."


def test_refused_sources_are_explained() -> None:
    with pytest.raises(UserError, match="the transcript has no times"):
        adopted("ANN: Yes.\n\nTOM: No.\n")
    with pytest.raises(UserError, match=r"after the end of lamplight-1987\.mp3"):
        adopted(vtt.render(EXAMPLE), duration=30.0)
