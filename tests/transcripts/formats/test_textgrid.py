from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from praatio import textgrid as praat
from praatio.data_classes.textgrid import Textgrid

from tests.lamplight import EXAMPLE, turn
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import textgrid
from transcripts.formats.tiers import speaker_tiers
from transcripts.transcript import Transcript


def read(text: str) -> Textgrid:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "transcript.TextGrid"
        path.write_text(text, encoding="utf-8")
        return praat.openTextgrid(str(path), includeEmptyIntervals=False)


def found(grid: Textgrid, tier: str) -> list[tuple[float, float, str]]:
    return [(e.start, e.end, e.label) for e in grid.getTier(tier).entries]


def test_a_foreign_reader_finds_turns_words_and_repairs() -> None:
    grid = read(textgrid.render(EXAMPLE))
    for speaker in EXAMPLE.speakers:
        turns = [t for t in EXAMPLE.turns if t.speaker == speaker.id]
        assert found(grid, speaker.label) == [(t.start, t.end, t.text) for t in turns]
        words = [(w.start, w.end, w.text) for t in turns for w in t.words]
        assert found(grid, f"{speaker.label} / words") == words
    assert found(grid, "repairs")[0] == (4.69, 5.71, "“Marion Witlock” → “Marian Whitlock”")
    assert grid.maxTimestamp == EXAMPLE.recording.duration


@given(odd_transcripts())
@settings(max_examples=40)
def test_odd_text_is_read_as_it_is(transcript: Transcript) -> None:
    grid = read(textgrid.render(transcript))
    for tier in speaker_tiers(transcript):
        told = [(i.start_ms / 1000, i.end_ms / 1000, i.text) for i in tier.intervals if i.text]
        assert found(grid, tier.name) == told


def test_quotes_are_doubled_in_the_file_and_single_for_its_reader() -> None:
    said = turn(1, "S1", "V1", 1.0, 10.0, 'He said "no" and wrote "xmin = 0" ""')
    text = textgrid.render(replace(EXAMPLE, turns=(said,), corrections=()))
    assert 'text = "He said ""no"" and wrote ""xmin = 0"" """""' in text
    assert found(read(text), "Marian Whitlock") == [(said.start, said.end, said.text)]
