"""When recordings are joined for the benchmarks, their old texts are joined, too."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from benchmarks.speed.material import join_to_length, sounds


def tape(folder: Path, name: str, seconds: int, old_text: str | None) -> Path:
    path = folder / f"{name}.wav"
    samples = (3000 * np.sin(np.arange(seconds * 16_000) / 20)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    if old_text is not None:
        (folder / f"{name}.reference.txt").write_text(old_text, encoding="utf-8")
    return path


def test_old_texts_are_joined_and_cut_with_the_sound(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    one = tape(tmp_path, "one", 20, "A: one.\nB: two.\n")
    two = tape(tmp_path, "two", 40, "\n".join(f"C: {n}." for n in range(4)))
    long = join_to_length(sounds([one, two], made), 40.5 / 60, made)
    assert long.old_text == "A: one.\nB: two.\n\n\nC: 0.\nC: 1.\n"
    assert long.path.with_suffix(".txt").read_text(encoding="utf-8") == long.old_text
    assert long.seconds == 40.5


def test_a_recording_without_an_old_text_has_none_joined_either(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    one = tape(tmp_path, "one", 2, "A: one.")
    two = tape(tmp_path, "two", 2, None)
    assert join_to_length(sounds([one, two], made), 0.1, made).old_text is None
    assert join_to_length(sounds([one], made), 1.2 / 60, made).old_text == "A:\n"
