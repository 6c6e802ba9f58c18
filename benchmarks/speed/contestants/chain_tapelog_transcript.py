"""tapelog's whole command with the old text of the recording, which lies beside the sound."""

from __future__ import annotations

from pathlib import Path

from chain_tapelog import process, run

if __name__ == "__main__":
    run(lambda sound: process(sound, "--transcript", str(Path(sound).with_suffix(".txt"))))
