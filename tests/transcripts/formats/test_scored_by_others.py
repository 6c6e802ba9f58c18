"""Other tools read tapelog's files for scoring, and find no errors between a file and itself."""

from __future__ import annotations

import json
from pathlib import Path

import meeteval
import pytest
from hypothesis import given, settings
from meeteval.io import CTM, RTTM, STM, SegLST
from pyannote.core import Annotation, Segment
from pyannote.database.util import load_rttm
from pyannote.metrics.diarization import DiarizationErrorRate

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import ctm, rttm, seglst, stm
from transcripts.transcript import Transcript

WORDS = sorted((w for t in EXAMPLE.turns for w in t.words), key=lambda w: w.start)


def test_stm_and_seglst_score_to_zero_against_each_other() -> None:
    own, other = SegLST(json.loads(seglst.render(EXAMPLE))), STM.parse(stm.render(EXAMPLE))
    for measure in (meeteval.wer.cpwer, meeteval.wer.tcpwer):
        collar = {"collar": 0} if measure is meeteval.wer.tcpwer else {}
        (score,) = measure(own, other, **collar).values()
        assert (score.errors, score.length) == (0, EXAMPLE.scores.words)


def test_ctm_scores_to_zero_against_the_words() -> None:
    read = CTM.parse(ctm.render(EXAMPLE))
    said = " ".join(w.text for w in WORDS)
    score = meeteval.wer.siso_word_error_rate(said, read.merged_transcripts())
    assert (score.errors, score.length) == (0, EXAMPLE.scores.words)
    assert [float(line.begin_time) for line in read.lines] == [w.start for w in WORDS]
    ends = [float(line.begin_time + line.duration) for line in read.lines]
    assert ends == pytest.approx([w.end for w in WORDS])


def test_stm_has_names_and_times() -> None:
    lines = STM.parse(stm.render(EXAMPLE)).lines
    assert [(line.speaker_id, line.transcript) for line in lines] == [
        (EXAMPLE.speaker(t).label.replace(" ", "_"), t.text) for t in EXAMPLE.turns
    ]
    assert [float(line.begin_time) for line in lines] == [t.start for t in EXAMPLE.turns]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (rttm.render(EXAMPLE), {t.id: t.voice for t in EXAMPLE.turns}),
        (
            rttm.render_names(EXAMPLE),
            {t.id: EXAMPLE.speaker(t).label.replace(" ", "_") for t in EXAMPLE.turns},
        ),
    ],
    ids=["voices", "names"],
)
def test_rttm_scores_to_zero_against_the_voices(
    text: str, label: dict[str, str], tmp_path: Path
) -> None:
    truth = Annotation()
    for turn in EXAMPLE.turns:
        truth[Segment(turn.start, turn.end), turn.id] = label[turn.id]
    path = tmp_path / "t.rttm"
    path.write_text(text, encoding="utf-8")
    read = load_rttm(path)["lamplight-1987"]
    assert DiarizationErrorRate()(truth, read, uem=truth.get_timeline().extent()) == 0
    assert set(read.labels()) == set(truth.labels())
    assert len(RTTM.parse(text).lines) == len(EXAMPLE.turns)


@given(odd_transcripts())
@settings(max_examples=40)
def test_odd_words_arrive_whole(transcript: Transcript) -> None:
    turns = [t for t in transcript.turns if t.words]
    people = {line.speaker_id for line in RTTM.parse(rttm.render_names(transcript)).lines}
    assert len(people) == len({t.speaker for t in turns})
    lines = STM.parse(stm.render(transcript)).lines
    assert [line.transcript.removeprefix("<o> ") for line in lines] == [
        t.text for t in sorted(turns, key=lambda t: t.start)
    ]
    words = sorted((w for t in turns for w in t.words), key=lambda w: w.start)
    assert [line.word for line in CTM.parse(ctm.render(transcript)).lines] == [
        w.text for w in words
    ]
