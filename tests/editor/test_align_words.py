"""The process that aligns typed words: it answers each line, and errors do not end it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SOUND = Path(__file__).parents[2] / "examples" / "interview.mp3"
MODEL = {"recognizer": "whisper", "model": "base", "language": "en"}


def answers(*requests: dict[str, Any]) -> list[Any]:
    lines = "".join(json.dumps(MODEL | request) + "\n" for request in requests)
    command = [sys.executable, "-m", "editor.align_words"]
    done = subprocess.run(command, input=lines, text=True, stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_recording_that_is_missing_is_an_error_in_one_answer(tmp_path: Path) -> None:
    request = {"sound": str(tmp_path / "none.mp3"), "start": 0, "end": 2, "words": []}
    first, second = answers(request, request)
    assert "none.mp3" in first["error"]
    assert first == second


@pytest.mark.models
def test_typed_words_are_found_where_they_are_spoken() -> None:
    truth = json.loads((SOUND.parent / "truth.seglst.json").read_text(encoding="utf-8"))
    turn = next(t["word_times"] for t in truth if len(t["word_times"]) > 24)[:24]
    typed = range(9, 17)
    words = [(t, None, None) if n in typed else (t, a, b) for n, (t, a, b) in enumerate(turn)]
    passage = {"start": max(0, turn[0][1] - 1), "end": turn[-1][2] + 1}
    (found,) = answers({"sound": str(SOUND), "words": words, **passage})
    off = [abs(found[n][0] - turn[n][1]) for n in typed]
    assert sorted(off)[len(off) // 2] < 0.15
