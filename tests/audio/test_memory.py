"""Long recordings do not stay in memory."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.io import wavfile

from audio import memory

SECONDS = 75 * 60  # 288 MB of samples a channel


def test_an_array_is_in_a_file_only_if_it_is_large() -> None:
    small = memory.empty_array((3, 1000))
    large = memory.empty_array((2, memory.LARGE_BYTES // 8))
    assert (small.shape, small.dtype, small.base) == ((3, 1000), np.float32, None)
    assert large.shape == (2, memory.LARGE_BYTES // 8)
    assert large.base is not None


def test_dropped_pages_keep_their_content() -> None:
    array = memory.empty_array((memory.LARGE_BYTES // 4,))
    array[:: 2**18] = np.arange(256)
    memory.drop_mapped_pages()
    np.testing.assert_array_equal(array[:: 2**18], np.arange(256))


def test_blocks_cover_an_array_once() -> None:
    assert [(part.start, part.stop) for part in memory.blocks(10, 4)] == [(0, 4), (4, 8), (8, 10)]
    assert list(memory.blocks(0)) == []


# A program that reads a recording as commands do, and prints its sizes and the growth of memory.
READ = """
import resource, sys
from pathlib import Path
from audio.diarization.pauses import band_levels
from audio.sound.loudness import levels_db
from audio.sound.recording import load_sound
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
sound = load_sound(Path(sys.argv[1]))
frames = len(levels_db(sound.samples)), len(band_levels(sound.samples))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(len(sound.channels), len(sound.samples), *frames, (after - before) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(platform.system() != "Linux", reason="other systems keep dropped pages")
def test_more_than_an_hour_of_two_channels_take_little_memory(tmp_path: Path) -> None:
    tape = tmp_path / "tape.wav"
    minute = (3000 * np.random.default_rng(5).standard_normal((60 * 16_000, 2))).astype(np.int16)
    wavfile.write(tape, 16_000, np.tile(minute, (SECONDS // 60, 1)))
    run = subprocess.run(
        [sys.executable, "-c", READ, str(tape)], check=True, capture_output=True, text=True
    )
    channels, samples, levels, bands, format_megabytes = map(int, run.stdout.split())
    assert (channels, samples, levels) == (2, SECONDS * 16_000, SECONDS * 100)
    assert bands == levels + 1
    assert format_megabytes < 350  # the two channels and their mix have 864 MB
