"""The command `tapelog process` without an old text, including its start and loading of models."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

COMMAND = Path(sys.executable).with_name("tapelog")


def process(sound: str, *options: str) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        places = ["--out", f"{folder}/out", "--archive", folder]
        command = [COMMAND, "process", sound, *options, *places]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - began
        found = json.loads(Path(folder, "out", "transcript.json").read_text(encoding="utf-8"))
    words = [
        (word["text"], word["start"], word["end"], turn["speaker"])
        for turn in found["turns"]
        for word in turn["words"]
    ]
    voices = [(voice["start"], voice["end"], voice["voice"]) for voice in found["voices"]]
    return {"sound": sound, "seconds": seconds, "words": words, "turns": voices}


def run(process_recording: Callable[[str], dict[str, Any]]) -> None:
    """Process the recordings of the command line (OUT.json SOUND.wav...) and write the results."""
    out, *sounds = sys.argv[1:]
    used = {"openai-whisper": version("openai-whisper"), "torch": version("torch")}
    made = {"load": 0.0, "versions": used, "runs": [process_recording(sound) for sound in sounds]}
    Path(out).write_text(json.dumps(made), encoding="utf-8")


if __name__ == "__main__":
    run(process)
