"""tapelog's whole command, `tapelog process`, without an old transcript."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flows.cli import main


def process(sound: str) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        sys.argv = ["tapelog", "process", sound, "--out", f"{folder}/out", "--archive", folder]
        began = time.perf_counter()
        main()
        seconds = time.perf_counter() - began
        found = json.loads(Path(folder, "out", "transcript.json").read_text(encoding="utf-8"))
    voices = {s["id"]: s["name"] or s["id"] for s in found["speakers"]}
    words = [
        (w["text"], w["start"], w["end"], voices[t["speaker"]])
        for t in found["turns"]
        for w in t["words"]
    ]
    turns = [(t["start"], t["end"], voices[t["speaker"]]) for t in found["turns"]]
    return {"sound": sound, "seconds": seconds, "words": words, "turns": turns}


if __name__ == "__main__":
    out, *sounds = sys.argv[1:]
    runs = [process(sound) for sound in sounds]
    text = json.dumps({"load": 0.0, "versions": {}, "runs": runs})
    Path(out).write_text(text, encoding="utf-8")
