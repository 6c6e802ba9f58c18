"""Programs that other people wrote read Audacity's labels and Podcasting 2.0's JSON files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import mir_eval
import numpy as np
import podcast_chapter_tools as chapter_tools
import pytest
from hypothesis import given
from hypothesis import strategies as st
from podcast_transcript_convert.converters.json_to_simple import json_file_to_simple_file

from tests.lamplight import EXAMPLE
from transcripts.chapters import find_chapters
from transcripts.formats import audacity, chapters_json, podcast
from transcripts.sources.table import read_source
from transcripts.transcript import Transcript

# Texts without line ends, tabs and control characters: Audacity's labels cannot have these, so the
# format replaces them with spaces.
ODD_TEXT = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)


def saying(text: str) -> Transcript:
    """Return the example with `text` as the only word of its first turn."""
    first, *rest = EXAMPLE.turns
    words = (replace(first.words[0], text=text, start=first.start, end=first.end),)
    return replace(
        EXAMPLE,
        turns=(replace(first, words=words, text=text), *rest),
        corrections=(),
        unspoken=(),
        unwritten=(),
        edited=(),
    )


def test_chapters_are_read_by_podcast_chapter_tools() -> None:
    read = chapter_tools.extract_pci_chapters(json.loads(chapters_json.render(EXAMPLE)))
    expected = [(int(c.start), c.title) for c in find_chapters(EXAMPLE)]
    assert expected
    assert [(c.start, c.title) for c in read] == expected


def labels_of(text: str, folder: Path) -> tuple[np.ndarray, list[str]]:
    path = folder / "labels.txt"
    path.write_text(text, encoding="utf-8")
    intervals, labels = mir_eval.io.load_labeled_intervals(str(path), delimiter="\t")
    return intervals, labels


def test_audacitys_labels_are_read_by_mir_eval(tmp_path: Path) -> None:
    intervals, labels = labels_of(audacity.render(EXAMPLE), tmp_path)
    turns = sorted(EXAMPLE.turns, key=lambda t: t.start)
    assert np.allclose(intervals, [(t.start, t.end) for t in turns], atol=1e-6)
    assert labels == [f"{EXAMPLE.speaker(t).label}: {t.text}" for t in turns]


@given(ODD_TEXT)
def test_odd_text_in_a_label_is_read_by_mir_eval(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    made = audacity.render(saying(text))
    assert f": {text}\n" in made
    _, labels = labels_of(made, tmp_path_factory.mktemp("labels"))
    assert any(label.endswith(f": {text}") for label in labels)


def test_podcast_json_is_read_by_podcast_transcript_convert(tmp_path: Path) -> None:
    source, simple = tmp_path / "episode.json", tmp_path / "episode.txt"
    source.write_text(podcast.render(EXAMPLE), encoding="utf-8")
    json_file_to_simple_file(source, simple)
    lines = simple.read_text(encoding="utf-8").splitlines()
    segments = json.loads(podcast.render(EXAMPLE))["segments"]
    assert len(lines) == len(segments)
    whole = " ".join(line.split(") ", 1)[1] for line in lines)
    for speaker in {EXAMPLE.speaker(turn).label for turn in EXAMPLE.turns}:
        assert f"{speaker}: " in whole
    assert lines[0].startswith("(00:00:")


@given(ODD_TEXT)
def test_odd_text_in_podcast_json_comes_back(text: str) -> None:
    made = podcast.render(saying(text))
    bodies = "".join(segment["body"] for segment in json.loads(made)["segments"])
    assert text in bodies.replace(" ", "") or text.replace(" ", "") in bodies.replace(" ", "")
    assert read_source(made.encode()).form == "podcast"
