"""Decode any file that FFmpeg's libraries support, keeping every sample at its time.

The time of a sample is what a player shows for it: encoder delay is cut, and lost packets, or sound
that begins later than the picture, become silence instead of a shift.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import av
import numpy as np

from transcripts.errors import UserError

# Timestamps of containers that count in milliseconds jitter by a few of those, and a lost MP3 frame
# is 26 ms: a smaller value fills gaps that do not exist, a larger one lets words drift by that
# much.
_GAP_SECONDS = 0.04

# Joined captures restart their timestamps, forwards or backwards. A larger jump is taken as such a
# join, not as silence; this also limits the memory that a damaged timestamp can cost.
_JOIN_SECONDS = 600.0
_OVERLAP_SECONDS = 1.0

# A demuxer that fails this often in a row will not recover.
_FAILURES_IN_A_ROW = 50


class AudioReader:
    """One pass over the sound of a file, at `rate` hertz.

    `container` is the open file and `stream` the soundtrack that is read: the best of `tracks`.
    `faults` counts the packets that could not be decoded, `joins` the restarts of the timestamps.
    """

    def __init__(self, path: Path, rate: int) -> None:
        """Open the file read-only; raises UserError if it has no sound that can be decoded."""
        self.path = path
        self.rate = rate
        self.faults = 0
        self.joins = 0
        self.container = _open(path)
        stream = self.container.streams.best("audio")
        if not isinstance(stream, av.AudioStream):
            self.container.close()
            raise UserError(f"{path} has no sound track: nothing to transcribe")
        self.stream: av.AudioStream = stream
        self.tracks = len(self.container.streams.audio)
        start: int | None = self.container.start_time
        self._origin = None if start is None else start / av.time_base

    def __enter__(self) -> AudioReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.container.close()

    def chunks(self) -> Iterator[np.ndarray]:
        """Yield the sound once, as float32 [channels, samples], with gaps filled with zeros."""
        resampler = _Resampler(self.rate)
        position = 0.0
        for frame in self._frames():
            if gap := self._gap_seconds(frame, position):
                position += gap
                yield from resampler.silence_until(position)
            position += frame.samples / frame.sample_rate
            yield from resampler.feed(frame)
        yield from resampler.flush()

    def _gap_seconds(self, frame: av.AudioFrame, position: float) -> float:
        """Return the seconds missing between `position` and the frame, by its timestamp."""
        at = frame.time
        if at is None:
            return 0.0
        if self._origin is None:
            self._origin = at - position
        gap = at - self._origin - position
        if gap > _JOIN_SECONDS or gap < -_OVERLAP_SECONDS:
            self.joins += 1
            self._origin += gap
            return 0.0
        return gap if gap > _GAP_SECONDS else 0.0

    def _frames(self) -> Iterator[av.AudioFrame]:
        """Decode packet by packet, skipping damaged ones."""
        for packet in self._packets():
            try:
                yield from packet.decode()
            except av.error.FFmpegError:
                self.faults += 1

    def _packets(self) -> Iterator[av.Packet[av.AudioStream]]:
        failures = 0
        while failures < _FAILURES_IN_A_ROW:
            try:
                for packet in self.container.demux(self.stream):
                    failures = 0
                    yield packet
                return
            except av.error.EOFError:
                return
            except av.error.FFmpegError:
                failures += 1
        self.faults += 1


class _Resampler:
    """FFmpeg's resampler, recreated when a stream changes its rate, layout or sample format."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._written = 0
        self._kind: tuple[object, ...] = ()
        self._inner: av.AudioResampler | None = None

    def feed(self, frame: av.AudioFrame) -> Iterator[np.ndarray]:
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._inner is None or kind != self._kind:
            yield from self.flush()
            # Interleaved: PyAV crashes on planar frames of eight channels and more.
            self._inner = av.AudioResampler(format="flt", rate=self._rate)
            self._kind = kind
        frame.pts = None  # the reader handles times, so the resampler only counts samples
        yield from self._arrays(self._inner.resample(frame))

    def flush(self) -> Iterator[np.ndarray]:
        """Yield what the filter still holds, and reset it."""
        inner, self._inner = self._inner, None
        if inner is not None:
            yield from self._arrays(inner.resample(None))

    def silence_until(self, seconds: float) -> Iterator[np.ndarray]:
        """Yield what the filter still holds, then zeros up to that time."""
        yield from self.flush()
        silence = np.zeros((1, max(0, round(seconds * self._rate) - self._written)), np.float32)
        self._written += silence.shape[1]
        yield silence

    def _arrays(self, frames: Iterable[av.AudioFrame | None]) -> Iterator[np.ndarray]:
        for frame in frames:
            if frame is not None:
                self._written += frame.samples
                yield frame.to_ndarray().reshape(-1, frame.layout.nb_channels).T


def _open(path: Path) -> av.container.InputContainer:
    """Open a local file only: a playlist must not lead to the network."""
    try:
        return av.open(
            str(path.absolute()),
            container_options={"protocol_whitelist": "file"},
            metadata_errors="replace",  # old editors wrote titles in Latin-1
        )
    except av.error.FFmpegError as error:
        raise UserError(
            f"{path} is not a decodable audio or video file ({error.strerror}): check that it "
            "is complete and of the type that its name says"
        ) from error
