"""The voices of turns: pieces of the machine's turns, computed in the background."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from editor.embed_voices import AXES, coordinates
from editor.voices import PIECE_SECONDS, Piece, VoiceWorker, cut_into_pieces
from tests.lamplight import EXAMPLE
from transcripts.edits.baseline import Baseline

EXAMPLE_SOUND = Path(__file__).parents[2] / "examples" / "interview.mp3"


def test_pieces_have_every_word_once_and_stay_within_turns() -> None:
    baseline = Baseline.from_transcript(EXAMPLE)
    found = cut_into_pieces(baseline)
    assert [n for piece in found for n in range(*piece.words)] == list(range(len(EXAMPLE.words)))
    for piece in found:
        (run,) = [r for r, _ in baseline.turns_in(piece.words)]
        assert run[0] <= piece.words[0] < piece.words[1] <= run[1]
        longest_word = max(w.end - w.start for w in EXAMPLE.words)
        assert piece.end - piece.start <= PIECE_SECONDS + longest_word + 1


def test_coordinates_keep_the_inner_products() -> None:
    rng = np.random.default_rng(3)
    voices = rng.normal(size=(4, 192))
    embeddings = (voices[rng.integers(0, 4, 50)] + rng.normal(0, 0.1, (50, 192))).astype(np.float32)
    found = coordinates(embeddings)
    assert found.shape == (50, AXES)
    assert np.allclose(found @ found.T, embeddings @ embeddings.T, rtol=0.05, atol=2)
    assert coordinates(np.zeros((1, 192), np.float32)).tolist() == [[0.0]]


def test_a_failure_has_a_reason_and_is_not_tried_again(tmp_path: Path) -> None:
    worker, file = VoiceWorker(), tmp_path / "voices" / "r.npy"
    parts = [Piece((0, 1), 0.0, 1.0)]
    assert worker.vectors(file, tmp_path / "none.mp3", parts) is None
    end = time.monotonic() + 120
    while file not in worker.failures and time.monotonic() < end:
        time.sleep(0.1)
    assert "none.mp3" in worker.failures[file]
    assert worker.vectors(file, tmp_path / "none.mp3", parts) is None


def test_a_stopped_worker_starts_nothing(tmp_path: Path) -> None:
    worker = VoiceWorker()
    worker.stop()
    assert worker.vectors(tmp_path / "r.npy", tmp_path / "none.mp3", []) is None
    assert worker.failures == {}


@pytest.mark.models
def test_voices_are_told_apart_by_what_is_written(tmp_path: Path) -> None:
    truth = json.loads((EXAMPLE_SOUND.parent / "truth.seglst.json").read_text(encoding="utf-8"))
    turns = [t for t in truth if float(t["end_time"]) - float(t["start_time"]) > 3][:12]
    spans = json.dumps([(float(t["start_time"]), float(t["end_time"])) for t in turns])
    file = tmp_path / "voices" / "r.npy"
    command = [sys.executable, "-m", "editor.embed_voices", str(EXAMPLE_SOUND), str(file)]
    subprocess.run(command, input=spans, text=True, check=True)
    found = np.load(file)
    alike = found @ found.T
    same = np.array([[a["speaker"] == b["speaker"] for b in turns] for a in turns])
    others = ~np.eye(len(turns), dtype=bool)
    assert alike[same & others].mean() > alike[~same].mean() + 0.2
