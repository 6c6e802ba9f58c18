"""A recording as analysis wants it: its sound at 16 kHz, and what is known of the file.

The original is opened read-only and decoded once; `probe` and `load` share that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from audio.files import sha256_of
from audio.sound.decode import Reader
from audio.sound.headers import declared_seconds
from transcripts.errors import UserError
from transcripts.transcript import Span

SAMPLE_RATE = 16_000
"""What Whisper, pyannote's segmentation and CAM++ were all trained on, in hertz."""

SHORTEST_SECONDS = 1.0
"""Shorter clips are refused: no voice can be told from so little."""

# A header counts whole frames and rounds to seconds in some formats: less than this is not missing.
_MISSING_SECONDS = 1.0

# Channels that differ by less than this (the RMS of the difference over that of the sound; 1 % is
# -40 dB, what lossy coding makes of two equal channels) are one. Larger values would merge the
# quiet leakage of a double-ender, smaller ones keep two copies of a mono tape.
_SAME_CHANNEL = 0.01

# 16-bit rounding and dither, while reading: what differs by less is not stored twice.
_SAME_SAMPLE = 1e-4

# Channels of which this share of power is gone when they are added speak in opposite phase.
_CANCELLED_POWER = 0.9

# Sound is between -1 and 1, and floating point files overshoot a little; 16 bit integers that
# were stored as floats reach 32,768.
_LOUDEST = 16.0

_OFFSET = 1e-3  # a direct current of -60 dB, below which Whisper's lowest mel bands do not see it


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """Decoded sound, float32: `samples` [n] is mono, `channels` [c, n] what that is the mean of.

    Channels that are copies of one another are one. Shared between callers: never write into it.
    """

    samples: np.ndarray
    channels: np.ndarray
    rate: int = SAMPLE_RATE

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return len(self.samples) / self.rate

    def part(self, span: Span) -> np.ndarray:
        """Give the mono samples of a span, a view; less where the span leaves the sound."""
        return self.samples[max(0, round(span.start * self.rate)) : round(span.end * self.rate)]


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it arrived: `seconds` as decoded, `declared` what its header says, if it does.

    `channels` counts those that differ. `notices` say in plain words what is wrong with the file.
    """

    path: Path
    sha256: str
    seconds: float
    channels: int
    declared: float | None
    notices: tuple[str, ...]


def recording_id(sha256: str) -> str:
    """Give the id of the recording with these bytes: the same file has the same id everywhere."""
    return f"R{sha256[:12]}"


def probe(path: Path) -> Source:
    """Say what a file is; UserError where there is no second of sound to be had from it."""
    found = _decode(*_state(path))
    return Source(
        path=path,
        sha256=_sha256(*_state(path)),
        seconds=found.sound.seconds,
        channels=len(found.sound.channels),
        declared=found.declared,
        notices=found.notices,
    )


def load(path: Path) -> Sound:
    """Give the sound of a file, kept for the next call; raises as `probe`."""
    return _decode(*_state(path)).sound


def mix(path: Path) -> tuple[float, ...]:
    """Say how much each channel of a file counts in its mono sound; raises as `probe`."""
    return _decode(*_state(path)).mix


@dataclass(frozen=True, slots=True, eq=False)
class _Decoded:
    sound: Sound
    declared: float | None
    mix: tuple[float, ...]
    notices: tuple[str, ...]


def _state(path: Path) -> tuple[Path, int, int]:
    """Give the path with its size and time: what is kept of a file is good while these are."""
    try:
        if path.is_dir():
            raise UserError(f"{path} is a folder: give one audio or video file")
        stat = path.stat()
        if not path.is_file():  # before it is opened: a pipe would wait for a writer
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
    with Reader(path, SAMPLE_RATE) as reader:
        declared = declared_seconds(path, reader.container, reader.stream)
        tape = _Tape(min(declared or 60.0, 6 * 3600.0))
        for chunk in reader.chunks():
            tape.write(chunk)
        channels, broken = tape.channels(), tape.broken
        notices = _reading_notices(reader, declared, channels.shape[1] / SAMPLE_RATE)
    if channels.shape[1] < SHORTEST_SECONDS * SAMPLE_RATE:
        raise UserError(
            f"{path} has {channels.shape[1] / SAMPLE_RATE:.2f} s of sound: "
            f"at least {SHORTEST_SECONDS:g} s are needed"
        )
    if broken:
        notices.append(f"{broken} samples are no numbers and were taken as silence")
    notices += _level(channels)
    weights = _mix_of(channels)
    if min(weights) < 0:
        notices.append("the channels are in opposite phase: one of them was turned round")
    sound = Sound(_mono(channels, weights), channels)
    return _Decoded(sound, declared, weights, tuple(notices))


class _Tape:
    """Sound as it comes in: one row while all channels are the same, one a channel after that."""

    def __init__(self, seconds: float) -> None:
        """Make room for about so much; more is made when it is needed."""
        self._rows = np.empty((1, round((seconds + 1) * SAMPLE_RATE)), np.float32)
        self._used = 0
        self.broken = 0

    def write(self, chunk: np.ndarray) -> None:
        """Append [channels, samples]."""
        wrong = ~np.isfinite(chunk)
        if wrong.any():
            self.broken += int(wrong.any(axis=0).sum())
            chunk = np.where(wrong, np.float32(0), chunk)
        if len(chunk) > 1 and np.abs(chunk[1:] - chunk[0]).max(initial=0) <= _SAME_SAMPLE:
            chunk = chunk[:1]
        self._make_room(len(chunk), chunk.shape[1])
        if len(chunk) not in (1, len(self._rows)):
            chunk = chunk.mean(axis=0, keepdims=True)  # a file that changes its channels midway
        self._rows[:, self._used : self._used + chunk.shape[1]] = chunk
        self._used += chunk.shape[1]

    def _make_room(self, channels: int, samples: int) -> None:
        rows, room = self._rows.shape
        more_rows = channels if rows == 1 else rows
        more_room = max(room, room * 3 // 2 if self._used + samples > room else 0)
        more_room = max(more_room, self._used + samples)
        if (more_rows, more_room) != (rows, room):
            grown = np.empty((more_rows, more_room), np.float32)
            grown[:, : self._used] = self._rows[:, : self._used]
            self._rows = grown

    def channels(self) -> np.ndarray:
        """Give what was written, as one row where the channels are copies of one another."""
        rows = self._rows[:, : self._used]
        power = _power(rows[0])
        if all(_power(row - rows[0]) <= _SAME_CHANNEL**2 * power for row in rows[1:]):
            return rows[:1].copy() if len(rows) > 1 else rows
        return rows


def _power(samples: np.ndarray) -> float:
    return float(np.dot(samples, samples)) / max(1, len(samples))


def _reading_notices(reader: Reader, declared: float | None, seconds: float) -> list[str]:
    notices = []
    if declared is not None and declared - seconds > _MISSING_SECONDS:
        notices.append(
            f"the file is cut off: {declared - seconds:.1f} s of the {declared:.1f} s "
            "that its header declares are missing"
        )
    if reader.faults:
        notices.append(f"{reader.faults} damaged packets could not be decoded")
    if reader.joins:
        notices.append(f"the file's clock jumps {reader.joins} times: it was taken as continuous")
    if reader.tracks > 1:
        notices.append(f"the file has {reader.tracks} soundtracks: only the main one was used")
    return notices


def _level(channels: np.ndarray) -> list[str]:
    """Take out direct current and a wrong scale, in place; say so where it is worth saying."""
    notices = []
    for row in channels:
        if abs(offset := float(row.mean(dtype=np.float64))) > _OFFSET:
            row -= np.float32(offset)
    peak = float(max(channels.max(), -channels.min()))
    if peak > _LOUDEST:
        channels /= np.float32(peak)
        notices.append(f"samples reach {peak:,.0f} times full scale and were scaled down")
    return notices


def _mix_of(channels: np.ndarray) -> tuple[float, ...]:
    """Say how much each channel counts in the mono sound: alike, but for a reversed second one."""
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
