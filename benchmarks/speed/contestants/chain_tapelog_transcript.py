"""The command `tapelog process` with the old text in the file beside the recording."""

from __future__ import annotations

from pathlib import Path

from chain_tapelog import process, run

if __name__ == "__main__":
    run(lambda sound: process(sound, "--transcript", str(Path(sound).with_suffix(".txt"))))
