from __future__ import annotations

import struct
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from audio.sound.peaks import RATE_HZ, SAMPLES_PER_PIXEL, waveform_peaks
from transcripts.errors import UserError


def written(path: Path, samples: np.ndarray, rate: int = RATE_HZ) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, rate, 0, "NONE", ""))
        sound.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def test_each_pair_has_the_extremes_of_its_samples(tmp_path: Path) -> None:
    samples = np.zeros(3 * RATE_HZ + 7, np.float32)
    samples[SAMPLES_PER_PIXEL * 5 + 3] = 0.5
    samples[SAMPLES_PER_PIXEL * 5 + 9] = -0.25
    samples[-1] = 0.75
    data = waveform_peaks(written(tmp_path / "a.wav", samples))
    count = -(-len(samples) // SAMPLES_PER_PIXEL)
    assert struct.unpack("<iIiiII", data[:24]) == (2, 1, 8000, 160, count, 1)
    pairs = np.frombuffer(data[24:], np.int8).reshape(-1, 2)
    assert pairs[5].tolist() == [-32, 64]
    assert pairs[-1].tolist() == [0, 96]
    assert np.count_nonzero(pairs) == 3


def test_full_scale_fits_into_eight_bits(tmp_path: Path) -> None:
    square = np.sign(np.sin(np.arange(RATE_HZ) / 10)).astype(np.float32)
    pairs = np.frombuffer(waveform_peaks(written(tmp_path / "a.wav", square))[24:], np.int8)
    assert (pairs.min(), pairs.max()) == (-128, 127)


def test_a_file_without_audio_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"no sound at all")
    with pytest.raises(UserError, match="cannot be decoded"):
        waveform_peaks(path)


def test_no_model_is_loaded_for_a_waveform() -> None:
    code = "import sys, editor.sound.draw; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
