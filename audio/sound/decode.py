"""Decode any file that FFmpeg's libraries support, keeping every sample at its time.

Times are those that a player shows. Encoder delay is removed. Lost packets become silence, and so
does the time before audio that begins later than the picture; later samples therefore keep their
times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np

from audio.sound.headers import unread_bytes
from transcripts.errors import UserError
from transcripts.text.quantities import format_count

# Longer gaps between timestamps are filled with silence. Timestamps in milliseconds jitter by a few
# milliseconds, and a lost MP3 frame leaves a gap of 26 ms. A smaller value would fill gaps that do
# not exist; a larger value would leave gaps unfilled and shift the words after them.
_GAP_SECONDS = 0.04

# In joined captures, timestamps restart. A jump of more than `_JOIN_SECONDS` forwards or
# `_OVERLAP_SECONDS` backwards counts as such a restart and not as silence, so that a damaged
# timestamp cannot fill the memory with silence.
_JOIN_SECONDS = 600.0
_OVERLAP_SECONDS = 1.0

# Audio after the declared end is reported if it lasts at least this many seconds, because some
# programs pad files.
_LEAST_HIDDEN_SECONDS = 1.0

# Replace bytes of tags that are not UTF-8: old editors wrote titles in Latin-1. PyAV 19 always
# replaces them and has no option for this.
LENIENT_METADATA: dict[str, Any] = (
    {"metadata_errors": "replace"} if int(av.__version__.partition(".")[0]) < 19 else {}
)

# Seconds that are decoded before a passage: a frame of an MP3 may need bytes of earlier frames, and
# the resampler needs some samples.
_DECODED_BEFORE_SECONDS = 2.0

# Before resampling, frames are joined until they have this many samples. Frames with more than
# `_MOST_PLANES` channels are not joined: a planar frame needs a pointer for each channel, and has
# room for only so many pointers.
_SAMPLES_AT_ONCE = 8192
_MOST_PLANES = 7

# After this many errors in a row, a demuxer does not recover, and the rest of the file is skipped.
_FAILURES_IN_A_ROW = 50


class AudioReader:
    """One pass over the audio of a file, at `rate` hertz.

    `container` is the open file, and `stream` the soundtrack that is read: number `track` (from 1)
    of `tracks`. `damaged_packets` counts the packets that could not be decoded,
    `timestamp_restarts` the restarts of the timestamps. `gap_seconds` is the total length of the
    gaps that were filled with zeros, and `first_gap` is where the first gap begins.
    `hidden_seconds` of audio follow after the length that the header declares; they are read if
    `reads_hidden` is true. `skipped_samples` precede the first sample of `chunks(start)`.
    """

    def __init__(self, path: Path, rate: int, track: int | None = None) -> None:
        """Open the file read-only; raises UserError if it has no soundtrack that can be decoded.

        Without `track`, the soundtrack that the file marks as its main one is read.
        """
        self.path = path
        self.rate = rate
        self.damaged_packets = 0
        self.timestamp_restarts = 0
        self.gap_seconds = 0.0
        self.first_gap = 0.0
        self.container = _open_local(path)
        self.stream = self._choose_track(track)
        self.skipped_samples = 0
        self._skips = False
        self.hidden_seconds = self._measure_hidden_seconds()
        self.reads_hidden = self.hidden_seconds > 0 and self.container.format.name == "wav"
        if self.reads_hidden:
            self.container.close()
            self.container = _open_local(path, {"ignore_length": "1"})
            self.stream = self._choose_track(track)
        self.tracks = len(self.container.streams.audio)
        self.track = self.container.streams.audio.index(self.stream) + 1
        start: int | None = self.container.start_time
        self._origin = None if start is None else start / av.time_base

    def _choose_track(self, track: int | None) -> av.AudioStream:
        streams = self.container.streams.audio
        try:
            stream = self.container.streams.best("audio") if track is None else streams[track - 1]
        except IndexError:
            self.container.close()
            raise UserError(
                f"{self.path} has {format_count(len(streams), 'soundtrack')}: "
                f"--soundtrack {track} is not among them"
            ) from None
        if not isinstance(stream, av.AudioStream):
            self.container.close()
            raise UserError(
                f"{self.path} has no sound track, so there is nothing to transcribe: "
                "use a file with sound"
            )
        return stream

    def _measure_hidden_seconds(self) -> float:
        """Return the seconds of audio beyond the declared length, or 0 if less than 1 s."""
        unread, bits_per_second = (
            unread_bytes(self.path, self.container.format.name),
            self.stream.bit_rate or 0,
        )
        seconds = 8 * unread / bits_per_second if bits_per_second else 0.0
        return seconds if seconds >= _LEAST_HIDDEN_SECONDS else 0.0

    def __enter__(self) -> AudioReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.container.close()

    def chunks(self, start: float = 0.0) -> Iterator[np.ndarray]:
        """Yield the audio once, as float32 [channels, samples]; gaps are filled with zeros.

        The audio of an MP3 file begins shortly before `start` (seconds), without decoding what
        precedes it; the audio of other files begins at 0.
        """
        resampler = _Resampler(self.rate)
        position = 0.0
        is_counted = self.container.format.name == "mp3" and self._origin is not None
        for frame in self.frames(start if is_counted else 0.0):
            if self._skips and frame.time is not None and self._origin is not None:
                self._skips = False
                position = frame.time - self._origin
                self.skipped_samples = resampler.skip_until(position)
            if gap := self._measure_gap_seconds(frame, position):
                self._count_gap(gap, position)
                position += gap
                yield from resampler.silence_until(position)
            position += frame.samples / frame.sample_rate
            yield from resampler.feed(frame)
        yield from resampler.flush()

    def _measure_gap_seconds(self, frame: av.AudioFrame, position: float) -> float:
        """Return the seconds that are missing between `position` and the timestamp of the frame."""
        at = frame.time
        if at is None:
            return 0.0
        if self._origin is None:
            self._origin = at - position
        gap = at - self._origin - position
        if gap > _JOIN_SECONDS or gap < -_OVERLAP_SECONDS:
            self.timestamp_restarts += 1
            self._origin += gap
            return 0.0
        return gap if gap > _GAP_SECONDS else 0.0

    def _count_gap(self, seconds: float, position: float) -> None:
        """Count a gap, unless it precedes the first audio, which may start late in a film."""
        if position > 0:
            self.first_gap = self.first_gap if self.gap_seconds else position
            self.gap_seconds += seconds

    def frames(self, start: float = 0.0) -> Iterator[av.AudioFrame]:
        """Decode packet by packet; skip damaged packets, and those that `chunks(start)` skips."""
        for packet in self._read_packets():
            if start > 0 and self._precedes(packet, start):
                self._skips = True
                continue
            try:
                yield from packet.decode()
            except av.error.FFmpegError:
                self.damaged_packets += 1

    def _precedes(self, packet: av.Packet[av.AudioStream], start: float) -> bool:
        """Check whether a packet precedes all audio that is needed from `start`.

        Packets are skipped one by one, because the tables of contents of MP3 files are inexact. The
        timestamps of an MP3 file come from counting its packets, so they never jump.
        """
        if self._origin is None or packet.pts is None or packet.time_base is None:
            return False
        at = float(packet.pts * packet.time_base) - self._origin
        return at < start - _DECODED_BEFORE_SECONDS

    def _read_packets(self) -> Iterator[av.Packet[av.AudioStream]]:
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
        self.damaged_packets += 1


class _Resampler:
    """FFmpeg's resampler, recreated when a stream changes its rate, layout or sample format.

    Short frames are joined first, because each call costs as much as decoding a frame.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._written = 0
        self._kind: tuple[object, ...] = ()
        self._inner: av.AudioResampler | None = None
        self._waiting = av.AudioFifo()

    def feed(self, frame: av.AudioFrame) -> Iterator[np.ndarray]:
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._inner is None or kind != self._kind:
            yield from self.flush()
            # Interleaved: PyAV crashes on planar output of eight channels and more.
            self._inner = av.AudioResampler(format="flt", rate=self._rate)
            self._kind = kind
        frame.pts = None  # the reader handles times, so that the resampler only counts samples
        if frame.layout.nb_channels > _MOST_PLANES:
            yield from self._convert_to_arrays(self._inner.resample(frame))
            return
        self._waiting.write(frame)
        if self._waiting.samples >= _SAMPLES_AT_ONCE:
            yield from self._resample_waiting(self._inner)

    def _resample_waiting(self, inner: av.AudioResampler) -> Iterator[np.ndarray]:
        if joined := self._waiting.read(partial=True):
            joined.pts = None
            yield from self._convert_to_arrays(inner.resample(joined))

    def skip_until(self, seconds: float) -> int:
        """Treat all samples before `seconds` as written, and return the number of these samples."""
        self._written = round(seconds * self._rate)
        return self._written

    def flush(self) -> Iterator[np.ndarray]:
        """Yield the samples that the filter still holds, and reset it."""
        inner, self._inner = self._inner, None
        if inner is not None:
            yield from self._resample_waiting(inner)
            self._waiting = av.AudioFifo()
            yield from self._convert_to_arrays(inner.resample(None))

    def silence_until(self, seconds: float) -> Iterator[np.ndarray]:
        """Yield the samples that the filter still holds, then zeros up to the time `seconds`."""
        yield from self.flush()
        silence = np.zeros((1, max(0, round(seconds * self._rate) - self._written)), np.float32)
        self._written += silence.shape[1]
        yield silence

    def _convert_to_arrays(self, frames: Iterable[av.AudioFrame | None]) -> Iterator[np.ndarray]:
        for frame in frames:
            if frame is not None:
                self._written += frame.samples
                yield frame.to_ndarray().reshape(-1, frame.layout.nb_channels).T


def expected_seconds(path: Path) -> float:
    """Return the duration of a file by its header, without decoding it.

    FFmpeg estimates the duration if the header does not state it. Raises UserError if the file has
    no sound.
    """
    with AudioReader(path, rate=16_000) as reader:
        declared = (reader.container.duration or 0) / av.time_base
        return float(declared + reader.hidden_seconds)


def _open_local(path: Path, options: dict[str, str] | None = None) -> av.container.InputContainer:
    """Open a file with FFmpeg; a playlist in it may not open addresses in the network."""
    try:
        container: av.container.InputContainer = av.open(
            str(path.absolute()),
            options=options or {},
            container_options={"protocol_whitelist": "file"},
            **LENIENT_METADATA,
        )
    except av.error.FFmpegError as error:
        raise UserError(
            f"{path} cannot be decoded as audio or video ({error.strerror}): check that it "
            "is complete and of the type that its name says"
        ) from error
    return container
