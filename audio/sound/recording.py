"""Decode a recording to 16 kHz and inspect its file.

The original is opened read-only and decoded once; `probe` and `load` share the result.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from audio.files import sha256_of
from audio.sound.decode import AudioReader
from audio.sound.headers import declared_seconds
from transcripts.errors import UserError
from transcripts.transcript import Span

SAMPLE_RATE = 16_000
"""The rate, in hertz, that Whisper, pyannote's segmentation and CAM++ were trained on."""

SHORTEST_SECONDS = 1.0
"""Shorter recordings are rejected: a voice cannot be recognized from so little."""

# Some headers count whole frames or round to seconds: smaller differences do not mean missing
# sound.
_MISSING_SECONDS = 1.0

# Channels that differ by less than this (the RMS of the difference over that of the sound; 1 % is
# -40 dB, what lossy coding makes of two equal channels) are one. Larger values would merge the
# quiet leakage of a double-ender, smaller ones keep two copies of a mono tape.
_SAME_CHANNEL_RMS = 0.01

# 16-bit rounding and dither: while decoding, channels that differ by less are stored once.
_SAME_SAMPLE = 1e-4

# Channels that lose this share of their power when added are in opposite phase.
_CANCELLED_POWER = 0.9

# Sound is between -1 and 1, and floating point files overshoot a little; 16 bit integers that
# were stored as floats reach 32,768.
_MOST_FULL_SCALE = 16.0

_DC_OFFSET = 1e-3  # -60 dB; below that Whisper's lowest mel bands do not see it


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """Decoded sound, float32: `samples` [n] is the mono mix of `channels` [c, n].

    Identical channels are stored once. Shared between callers: never write into it.
    """

    samples: np.ndarray
    channels: np.ndarray
    rate: int = SAMPLE_RATE

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return len(self.samples) / self.rate

    def crop(self, span: Span) -> np.ndarray:
        """Return the mono samples of a span as a view, shortened to the length of the sound."""
        return self.samples[max(0, round(span.start * self.rate)) : round(span.end * self.rate)]


@dataclass(frozen=True, slots=True)
class Source:
    """An input file: `seconds` as decoded, `declared` seconds by its header, if any.

    `channels` counts those that differ. `notices` describe faults of the file in plain words.
    """

    path: Path
    sha256: str
    seconds: float
    channels: int
    declared: float | None
    notices: tuple[str, ...]


def recording_id(sha256: str) -> str:
    """Return the id of a recording; the same bytes have the same id everywhere."""
    return f"R{sha256[:12]}"


def probe(path: Path) -> Source:
    """Inspect a file; raises UserError if it has less than a second of decodable sound."""
    found = _decode(*_file_state(path))
    return Source(
        path=path,
        sha256=_sha256(*_file_state(path)),
        seconds=found.sound.seconds,
        channels=len(found.sound.channels),
        declared=found.declared,
        notices=found.notices,
    )


def load(path: Path) -> Sound:
    """Return the sound of a file, cached for the next call; raises as `probe`."""
    return _decode(*_file_state(path)).sound


def mix_weights(path: Path) -> tuple[float, ...]:
    """Return the weight of each channel in the mono mix of a file; raises as `probe`."""
    return _decode(*_file_state(path)).mix


@dataclass(frozen=True, slots=True, eq=False)
class _Decoded:
    sound: Sound
    declared: float | None
    mix: tuple[float, ...]
    notices: tuple[str, ...]


def _file_state(path: Path) -> tuple[Path, int, int]:
    """Return path, size and modification time: the key under which a decoded file is cached."""
    try:
        if path.is_dir():
            raise UserError(f"{path} is a folder: give one audio or video file")
        stat = path.stat()
        if not path.is_file():  # checked before opening, which would block on a pipe
            raise UserError(f"{path} is not a file: give one audio or video file")
        path.open("rb").close()
    except FileNotFoundError as error:
        raise UserError(f"{path} does not exist: check the path") from error
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}") from error
    if stat.st_size == 0:
        raise UserError(f"{path} is empty (0 bytes): copy it again from where it came")
    return path, stat.st_size, stat.st_mtime_ns


@lru_cache(64)
def _sha256(path: Path, _size: int, _mtime_ns: int) -> str:
    return sha256_of(path)


@lru_cache(2)
def _decode(path: Path, _size: int, _mtime_ns: int) -> _Decoded:
    with AudioReader(path, SAMPLE_RATE) as reader:
        declared = declared_seconds(path, reader.container, reader.stream)
        tape = _SampleBuffer(min(declared or 60.0, 6 * 3600.0))
        for chunk in reader.chunks():
            tape.append(chunk)
        channels, broken = tape.channels(), tape.broken
        notices = _reading_notices(reader, declared, channels.shape[1] / SAMPLE_RATE)
    if channels.shape[1] < SHORTEST_SECONDS * SAMPLE_RATE:
        raise UserError(
            f"{path} has {channels.shape[1] / SAMPLE_RATE:.2f} s of sound: "
            f"at least {SHORTEST_SECONDS:g} s are needed"
        )
    if broken:
        notices.append(f"{broken} samples are not numbers and were replaced by silence")
    notices += _normalize_levels(channels)
    weights = _mix_weights(channels)
    if min(weights) < 0:
        notices.append("the channels are in opposite phase: one of them was inverted")
    sound = Sound(_mono(channels, weights), channels)
    return _Decoded(sound, declared, weights, tuple(notices))


class _SampleBuffer:
    """Collects decoded sound: one row while all channels are equal, then one per channel."""

    def __init__(self, seconds: float) -> None:
        """Allocate room for about this many seconds; it grows when needed."""
        self._rows = np.empty((1, round((seconds + 1) * SAMPLE_RATE)), np.float32)
        self._used = 0
        self.broken = 0

    def append(self, chunk: np.ndarray) -> None:
        """Append [channels, samples]."""
        wrong = ~np.isfinite(chunk)
        if wrong.any():
            self.broken += int(wrong.any(axis=0).sum())
            chunk = np.where(wrong, np.float32(0), chunk)
        if len(chunk) > 1 and np.abs(chunk[1:] - chunk[0]).max(initial=0) <= _SAME_SAMPLE:
            chunk = chunk[:1]
        self._grow(len(chunk), chunk.shape[1])
        if len(chunk) not in (1, len(self._rows)):
            chunk = chunk.mean(axis=0, keepdims=True)  # the number of channels changes midway
        self._rows[:, self._used : self._used + chunk.shape[1]] = chunk
        self._used += chunk.shape[1]

    def _grow(self, channels: int, samples: int) -> None:
        rows, room = self._rows.shape
        more_rows = channels if rows == 1 else rows
        more_room = max(room, room * 3 // 2 if self._used + samples > room else 0)
        more_room = max(more_room, self._used + samples)
        if (more_rows, more_room) != (rows, room):
            grown = np.empty((more_rows, more_room), np.float32)
            grown[:, : self._used] = self._rows[:, : self._used]
            self._rows = grown

    def channels(self) -> np.ndarray:
        """Return what was appended, as one row if the channels are equal."""
        rows = self._rows[:, : self._used]
        power = _power(rows[0])
        if all(_power(row - rows[0]) <= _SAME_CHANNEL_RMS**2 * power for row in rows[1:]):
            return rows[:1].copy() if len(rows) > 1 else rows
        return rows


def _power(samples: np.ndarray) -> float:
    return float(np.dot(samples, samples)) / max(1, len(samples))


def _reading_notices(reader: AudioReader, declared: float | None, seconds: float) -> list[str]:
    notices = []
    if declared is not None and declared - seconds > _MISSING_SECONDS:
        notices.append(
            f"the file is cut off: {declared - seconds:.1f} s of the {declared:.1f} s "
            "that its header declares are missing"
        )
    if reader.faults:
        notices.append(f"{reader.faults} damaged packets could not be decoded")
    if reader.joins:
        notices.append(
            f"the timestamps jump {reader.joins} times: the sound was joined without gaps"
        )
    if reader.tracks > 1:
        notices.append(f"the file has {reader.tracks} soundtracks: only the main one was used")
    return notices


def _normalize_levels(channels: np.ndarray) -> list[str]:
    """Remove DC offset and wrong scale in place; return notices."""
    notices = []
    for row in channels:
        if abs(offset := float(row.mean(dtype=np.float64))) > _DC_OFFSET:
            row -= np.float32(offset)
    peak = float(max(channels.max(), -channels.min()))
    if peak > _MOST_FULL_SCALE:
        channels /= np.float32(peak)
        notices.append(f"samples reach {peak:,.0f} times full scale and were scaled down")
    return notices


def _mix_weights(channels: np.ndarray) -> tuple[float, ...]:
    """Return the weight of each channel in the mono mix: equal, or negative for a reversed one."""
    if len(channels) == 2:
        power = (_power(channels[0]) + _power(channels[1])) / 2
        correlation = float(np.dot(*channels)) / max(1, channels.shape[1])
        if correlation < -_CANCELLED_POWER * power:
            return (0.5, -0.5)
    return (1 / len(channels),) * len(channels)


def _mono(channels: np.ndarray, weights: tuple[float, ...]) -> np.ndarray:
    if len(channels) == 1:
        return channels.reshape(-1)
    mono: np.ndarray = np.asarray(weights, np.float32) @ channels
    return mono
