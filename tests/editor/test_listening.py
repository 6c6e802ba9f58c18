"""A passage is recognized again in the background, by a separate process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from editor.listening import PassageListener, PassageRequest, RecognizedPassage
from transcripts.errors import UserError

SOUND = Path(__file__).parents[2] / "examples" / "interview.mp3"
REQUEST = PassageRequest(SOUND, 10.0, 16.0, "whisper", "base", "en", ())


class Process:
    """A stand-in process that returns prepared answers."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.requests: list[dict[str, Any]] = []
        self.ended = 0

    def ask(self, request: dict[str, Any]) -> Any:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def end(self) -> None:
        self.ended += 1

    stop = end


def listener(*answers: Any) -> tuple[PassageListener, Process]:
    made, process = PassageListener(), Process(*answers)
    made._process = process  # type: ignore[assignment]
    return made, process


def heard(one: PassageListener, request: PassageRequest = REQUEST) -> RecognizedPassage:
    end = time.monotonic() + 20
    while (found := one.hear(request)) == RecognizedPassage() and time.monotonic() < end:
        time.sleep(0.01)
    return found


def test_a_passage_is_recognized_once_and_remembered() -> None:
    one, process = listener([["Forty", 10.1, 10.4], ["years", 10.4, 10.9]])
    assert one.hear(REQUEST) == RecognizedPassage()
    assert heard(one).words == (("Forty", 10.1, 10.4), ("years", 10.4, 10.9))
    assert heard(one) is one.hear(REQUEST)
    assert [(r["sound"], r["start"], r["model"]) for r in process.requests] == [
        (str(SOUND), 10.0, "base")
    ]
    one.stop()


def test_a_failure_is_told_and_the_next_call_tries_again() -> None:
    one, process = listener(UserError("base does not support Latin"), [])
    assert heard(one) == RecognizedPassage(error="base does not support Latin")
    assert process.ended == 1
    assert heard(one) == RecognizedPassage(words=())
    one.stop()


@pytest.mark.parametrize(("start", "end"), [(4.0, 4.0), (5.0, 4.0), (0.0, 121.0)])
def test_an_impossible_passage_is_refused(start: float, end: float) -> None:
    one, process = listener()
    with pytest.raises(UserError, match="passage"):
        one.hear(PassageRequest(SOUND, start, end, "whisper", "base", "en", ()))
    assert process.requests == []


@pytest.mark.models
def test_the_process_hears_the_passage_and_nothing_around_it() -> None:
    truth = json.loads((SOUND.parent / "truth.seglst.json").read_text(encoding="utf-8"))
    turn = next(t["word_times"] for t in truth if len(t["word_times"]) > 24)[6:18]
    passage = {"sound": str(SOUND), "start": turn[0][1], "end": turn[-1][2]}
    model = {"recognizer": "whisper", "model": "base", "language": "en", "vocabulary": []}
    command = [sys.executable, "-m", "editor.recognize_passage"]
    line = json.dumps(passage | model) + "\n"
    done = subprocess.run(command, input=line, text=True, stdout=subprocess.PIPE, check=True)
    words = json.loads(done.stdout)
    said = {"".join(filter(str.isalnum, text)).lower() for text, _, _ in words}
    wanted = {"".join(filter(str.isalnum, text)).lower() for text, _, _ in turn}
    assert len(said & wanted) >= 0.7 * len(wanted)
    assert len(words) <= len(turn) + 3
    assert all(passage["start"] <= (a + b) / 2 < passage["end"] for _, a, b in words)
