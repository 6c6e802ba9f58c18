"""Short recordings cut from the example interview, including unusable ones."""

from __future__ import annotations

import json
import wave
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from audio.sound.recording import SAMPLE_RATE, load_sound
from tests.conftest import ROOT


def piece(path: Path, start: float, seconds: float) -> Path:
    """Cut a piece out of the interview; `start` is in seconds."""
    sound = load_sound(ROOT / "examples" / "interview.mp3").samples
    first = round(start * SAMPLE_RATE)
    return write(path, sound[first : first + round(seconds * SAMPLE_RATE)])


def write(path: Path, samples: np.ndarray) -> Path:
    """Write sound between -1 and 1 as a WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def bad(folder: Path) -> dict[str, str]:
    """Make unusable recordings; return, by file name, a part of the expected error message."""
    (folder / "text.mp3").write_text("This is a letter, and no sound at all.\n" * 20)
    piece(folder / "short.wav", 20, 0.4)
    write(folder / "silence.wav", np.zeros(4 * SAMPLE_RATE))
    return {
        "text.mp3": "cannot be decoded as audio or video",
        "short.wav": "0.40 s of sound",
        "silence.wav": "no speech was found",
    }


def listed(path: Path, recordings: Iterable[Path]) -> Path:
    """Write a list of recordings."""
    path.write_text("".join(json.dumps({"file": str(each)}) + "\n" for each in recordings))
    return path
