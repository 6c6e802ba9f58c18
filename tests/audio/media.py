"""Make small audio files of every kind with PyAV; the content of each sample is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np

RATE = 44_100


def tone(seconds: float, *, hz: float = 440.0, rate: int = RATE, peak: float = 0.4) -> np.ndarray:
    """Make a sine with a little noise, float32 [1, n]: never silent, never exactly periodic."""
    t = np.arange(round(seconds * rate)) / rate
    noise = np.random.default_rng(1).standard_normal(len(t))
    return (peak * np.sin(2 * np.pi * hz * t) + 0.01 * noise).astype(np.float32)[None]


def clicks(seconds: float, at: tuple[float, ...], *, rate: int = RATE) -> np.ndarray:
    """Make silence with a 20 ms burst of 1 kHz at each of the times."""
    samples = np.zeros((1, round(seconds * rate)), np.float32)
    burst = 0.8 * np.sin(2 * np.pi * 1000 * np.arange(rate // 50) / rate)
    for start in at:
        first = round(start * rate)
        samples[0, first : first + len(burst)] = burst
    return samples


def click_times(samples: np.ndarray, rate: int, *, near: tuple[float, ...]) -> list[float]:
    """Find, within 0.3 s of each of the times, when the amplitude first exceeds 0.3."""
    found = []
    for moment in near:
        first = max(0, round((moment - 0.3) * rate))
        loud = np.abs(samples[first : first + round(0.6 * rate)]) > 0.3
        found.append((first + int(np.argmax(loud))) / rate if loud.any() else float("nan"))
    return found


def write(
    path: Path,
    samples: np.ndarray,
    *,
    codec: str,
    rate: int = RATE,
    layout: str = "mono",
    container: dict[str, str] | None = None,
    options: dict[str, str] | None = None,
    late: float = 0.0,
    video: bool = False,
    **stream_options: Any,
) -> Path:
    """Encode samples, float32 [channels, n].

    If `late` is not 0, the file also has a black picture; the audio starts `late` seconds later.
    """
    with av.open(str(path), "w", options=container or {}) as out:
        picture = _picture(out) if video else None
        stream = out.add_stream(codec, rate=rate, layout=layout, options=options)
        for name, value in stream_options.items():
            setattr(stream, name, value)
        if picture is not None:
            _write_black(out, picture, samples.shape[1] / rate + late)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples), format="fltp", layout=layout
        )
        frame.sample_rate = rate
        frame.pts = round(late * rate)
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def write_picture(path: Path, seconds: float) -> Path:
    """Write a video without sound."""
    with av.open(str(path), "w") as out:
        _write_black(out, _picture(out), seconds)
    return path


def _picture(out: Any) -> Any:
    stream = out.add_stream("mpeg4", rate=10)
    stream.width = stream.height = 32
    stream.pix_fmt = "yuv420p"
    return stream


def _write_black(out: Any, stream: Any, seconds: float) -> None:
    for number in range(round(seconds * 10)):
        frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
        frame.pts = number
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))
