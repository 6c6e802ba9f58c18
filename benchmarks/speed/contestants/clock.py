"""Read recordings, time a contestant on each, and write its results as JSON.

All contestants use this module. It needs only numpy, because they run in different environments.
"""

from __future__ import annotations

import json
import sys
import time
import wave
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
ProcessSamples = Callable[[Samples], dict[str, Any]]


def run(load: Callable[[], ProcessSamples], *packages: str) -> None:
    """Load a contestant, process every recording of the command line, and write the results.

    The command line is OUT.json SOUND.wav..., with recordings of one channel, 16 kHz and 16 bit.
    """
    out, *sounds = sys.argv[1:]
    began = time.perf_counter()
    process_samples = load()
    loaded = time.perf_counter() - began
    runs = []
    for sound in sounds:
        samples = read(sound)
        began = time.perf_counter()
        found = process_samples(samples)
        runs.append({"sound": sound, "seconds": time.perf_counter() - began, **found})
    used = {package: version(package) for package in packages}
    text = json.dumps({"load": loaded, "versions": used, "runs": runs})
    Path(out).write_text(text, encoding="utf-8")


def read(path: str) -> Samples:
    """Read a recording as samples between -1 and 1."""
    with wave.open(path) as file:
        data = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    return data.astype(np.float32) / 32768
