"""tapelog's whole command, `tapelog process`, without an old transcript: start and models, too."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

COMMAND = Path(sys.executable).with_name("tapelog")


def process(sound: str) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        places = ["--out", f"{folder}/out", "--archive", folder]
        subprocess.run([COMMAND, "process", sound, *places], check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - began
        found = json.loads(Path(folder, "out", "transcript.json").read_text(encoding="utf-8"))
    words = [
        (word["text"], word["start"], word["end"], turn["speaker"])
        for turn in found["turns"]
        for word in turn["words"]
    ]
    voices = [(voice["start"], voice["end"], voice["voice"]) for voice in found["voices"]]
    return {"sound": sound, "seconds": seconds, "words": words, "turns": voices}


if __name__ == "__main__":
    out, *sounds = sys.argv[1:]
    used = {"openai-whisper": version("openai-whisper"), "torch": version("torch")}
    made = {"load": 0.0, "versions": used, "runs": [process(sound) for sound in sounds]}
    Path(out).write_text(json.dumps(made), encoding="utf-8")
