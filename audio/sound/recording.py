"""Inspect the file of a recording, and decode it to 16 kHz.

The original is opened read-only and decoded once; `probe` and `load_sound` share the result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from audio import memory
from audio.files import sha256_of
from audio.sound.decode import AudioReader
from audio.sound.headers import declared_seconds
from audio.sound.mix import Mix, find_mix
from audio.sound.notices import phase_notices, reading_notices
from audio.sound.part_tags import parts_in_tags
from transcripts.errors import UserError
from transcripts.recording import Part
from transcripts.transcript import Span

SAMPLE_RATE = 16_000
"""Sample rate in hertz on which Whisper, pyannote's segmentation and CAM++ were trained."""

SHORTEST_SECONDS = 1.0
"""Shortest recording in seconds; a voice cannot be recognized from less."""

# Channels count as identical if the RMS of their difference is below this share of the audio's RMS.
# Lossy coding makes two equal channels differ by 1 % (-40 dB). Larger values would merge the quiet
# leakage of a double-ender; smaller values would keep both copies of a mono tape.
_SAME_CHANNEL_RMS = 0.01

# Samples of two channels that differ by less than this are equal: 16-bit rounding and dither.
_SAME_SAMPLE = 1e-4

# Channels are compared in windows of this many seconds, so that a brief voice in one channel of a
# long recording is not lost.
_COMPARED_SECONDS = 1.0

# A soundtrack with no sample above this (-50 dB, the noise of an open input) counts as silent.
_SILENT_PEAK = 0.003

# Audio with samples above this is scaled down. Floating-point files exceed 1 a little; 16-bit
# integers that were stored as floats reach 32,768.
_MOST_FULL_SCALE = 16.0

# Memory pages of a long recording are freed once per this many chunks of 0.2 to 0.5 s.
_CHUNKS_BETWEEN_DROPS = 300

_DC_OFFSET = 1e-3  # -60 dB; a smaller offset does not reach Whisper's lowest mel bands


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """Decoded audio in float32: `samples` [n] is the mono mix of `channels` [c, n].

    Identical channels are stored once. The arrays are shared between callers, so never write to
    them. `has_microphones` is true if each channel is a separate microphone, joined by `tapelog
    join`.
    """

    samples: np.ndarray
    channels: np.ndarray
    rate: int = SAMPLE_RATE
    has_microphones: bool = False

    @property
    def seconds(self) -> float:
        """Return the length of the audio in seconds."""
        return len(self.samples) / self.rate

    def crop(self, span: Span) -> np.ndarray:
        """Return the mono samples of a span as a view, limited to the length of the audio."""
        return self.samples[max(0, round(span.start * self.rate)) : round(span.end * self.rate)]


@dataclass(frozen=True, slots=True)
class Source:
    """An input file, with the properties found while decoding it.

    `seconds` is the decoded length, `declared_seconds` the length according to the header, or None.
    `channels` is the number of different channels. `notices` describe faults of the file in plain
    words. `soundtrack` is the number that the user chose. `decoding` is a part of cache keys; it
    lists deviations from plain decoding (another soundtrack, inverted channels), and is "" if there
    are none. `parts` are the files from which `tapelog join` made the recording.
    """

    path: Path
    sha256: str
    seconds: float
    channels: int
    declared_seconds: float | None
    notices: tuple[str, ...]
    soundtrack: int | None = None
    decoding: str = ""
    parts: tuple[Part, ...] = ()


def recording_id(sha256: str) -> str:
    """Return the id of a recording, which depends only on the bytes of the file."""
    return f"R{sha256[:12]}"


def probe(path: Path, soundtrack: int | None = None) -> Source:
    """Inspect a file; raises UserError if it has less than a second of decodable audio.

    `soundtrack` is the number of a soundtrack, from 1; by default the main soundtrack is used, or
    the first that is not silent.
    """
    found = _decode(*_identify_file_state(path), soundtrack)
    return Source(
        path=path,
        sha256=_hash_cached(*_identify_file_state(path)),
        seconds=found.sound.seconds,
        channels=len(found.sound.channels),
        declared_seconds=found.declared_seconds,
        notices=found.notices,
        soundtrack=soundtrack,
        decoding=found.decoding,
        parts=found.parts,
    )


def load_sound(path: Path, soundtrack: int | None = None) -> Sound:
    """Return the audio of a file, cached for the next call.

    Raises the same errors as `probe`.
    """
    return _decode(*_identify_file_state(path), soundtrack).sound


def channel_mix(path: Path, soundtrack: int | None = None) -> tuple[Mix, int]:
    """Return the mix of the channels to mono, and the number of the soundtrack, from 1.

    Raises the same errors as `probe`.
    """
    found = _decode(*_identify_file_state(path), soundtrack)
    return found.mix_weights, found.track


@dataclass(frozen=True, slots=True, eq=False)
class _Decoded:
    sound: Sound
    declared_seconds: float | None
    mix_weights: Mix
    track: int
    notices: tuple[str, ...]
    decoding: str
    parts: tuple[Part, ...]


def _identify_file_state(path: Path) -> tuple[Path, int, int]:
    """Return the path, size and modification time of a file, as the key of its cached audio."""
    try:
        if path.is_dir():
            raise UserError(f"{path} is a folder: choose one audio or video file")
        stat = path.stat()
        if not path.is_file():  # checked before opening, because opening a pipe would block
            raise UserError(f"{path} is not a file: choose one audio or video file")
        path.open("rb").close()
    except FileNotFoundError as error:
        raise UserError(f"{path} does not exist: check the path") from error
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}") from error
    if stat.st_size == 0:
        raise UserError(f"{path} is empty (0 bytes): copy it again from its source")
    return path, stat.st_size, stat.st_mtime_ns


@lru_cache(64)
def _hash_cached(path: Path, _size: int, _mtime_ns: int) -> str:
    return sha256_of(path)


@lru_cache(2)
def _decode(path: Path, _size: int, _mtime_ns: int, soundtrack: int | None) -> _Decoded:
    tape, notices = _read_soundtrack(path, soundtrack)
    channels = tape.channels
    if channels.shape[1] < SHORTEST_SECONDS * SAMPLE_RATE:
        raise UserError(
            f"{path} has {channels.shape[1] / SAMPLE_RATE:.2f} s of sound: "
            f"at least {SHORTEST_SECONDS:g} s are needed"
        )
    notices += _normalize_levels(channels)
    mix = find_mix(channels, SAMPLE_RATE)
    notices += phase_notices(mix, channels.shape[1] / SAMPLE_RATE)
    parts = parts_in_tags(tape.tags, channels.shape[1] / SAMPLE_RATE)
    microphones = sum(part.microphone is not None for part in parts)
    sound = Sound(
        mix.mono(channels, SAMPLE_RATE), channels, has_microphones=microphones == len(channels) > 1
    )
    main = soundtrack is None and not tape.replaces_silent
    decoding = [
        *([] if main else [f"soundtrack {tape.track}"]),
        *(["beyond the header"] if tape.reads_hidden else []),
        *(f"inverted {span.start:.1f}" for span in mix.inverted),
    ]
    return _Decoded(
        sound, tape.declared_seconds, mix, tape.track, tuple(notices), "; ".join(decoding), parts
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Soundtrack:
    """A decoded soundtrack, number `track` of `tracks` in its file."""

    channels: np.ndarray
    declared_seconds: float | None
    track: int
    tracks: int
    notices: tuple[str, ...]
    reads_hidden: bool
    tags: Mapping[str, str]
    replaces_silent: bool = False

    @property
    def is_silent(self) -> bool:
        return _find_peak(self.channels) < _SILENT_PEAK


def _read_soundtrack(path: Path, soundtrack: int | None) -> tuple[_Soundtrack, list[str]]:
    """Decode the chosen soundtrack, or the first that is not silent; also return its notices."""
    main = _read(path, soundtrack)
    if main.tracks < 2:
        return main, list(main.notices)
    if soundtrack is not None or not main.is_silent:
        return main, [*main.notices, _build_tracks_notice(main)]
    for number in range(1, main.tracks + 1):
        if number != main.track and not (other := _read(path, number)).is_silent:
            heard = replace(other, replaces_silent=True)
            return heard, [*other.notices, _build_tracks_notice(heard, silent_tracks=main.track)]
    return main, [
        *main.notices,
        f"the file has {main.tracks} soundtracks, and all of them are silent",
    ]


def _build_tracks_notice(used_track: _Soundtrack, silent_tracks: int | None = None) -> str:
    why = f"number {silent_tracks} is silent, and " if silent_tracks else ""
    return (
        f"the file has {used_track.tracks} soundtracks: {why}only number {used_track.track} was "
        "used; --soundtrack chooses another"
    )


def _read(path: Path, soundtrack: int | None) -> _Soundtrack:
    with AudioReader(path, SAMPLE_RATE, soundtrack) as reader:
        declared = declared_seconds(path, reader.container, reader.stream)
        tape = _SampleBuffer(min(declared or 60.0, 6 * 3600.0))
        for number, chunk in enumerate(reader.chunks()):
            tape.append(chunk)
            if number % _CHUNKS_BETWEEN_DROPS == 0:
                memory.drop_mapped_pages()
        channels = tape.channels()
        notices = reading_notices(reader, declared, channels.shape[1] / SAMPLE_RATE)
        tags = dict(reader.container.metadata)
    if tape.broken:
        notices.append(f"{tape.broken} samples are not numbers and were replaced by silence")
    return _Soundtrack(
        channels, declared, reader.track, reader.tracks, tuple(notices), reader.reads_hidden, tags
    )


class _SampleBuffer:
    """A buffer of decoded audio: one row while all channels are equal, then one per channel."""

    def __init__(self, seconds: float) -> None:
        """Allocate space for about `seconds` of audio; the space grows when needed."""
        self._rows = memory.empty_array((1, round((seconds + 1) * SAMPLE_RATE)))
        self._used = 0
        self.broken = 0

    def append(self, chunk: np.ndarray) -> None:
        """Append a chunk of audio, [channels, samples]."""
        wrong = ~np.isfinite(chunk)
        if wrong.any():
            self.broken += int(wrong.any(axis=0).sum())
            chunk = np.where(wrong, np.float32(0), chunk)
        if len(chunk) > 1 and np.abs(chunk[1:] - chunk[0]).max(initial=0) <= _SAME_SAMPLE:
            chunk = chunk[:1]
        self._grow(len(chunk), chunk.shape[1])
        if len(chunk) not in (1, len(self._rows)):
            chunk = chunk.mean(
                axis=0, keepdims=True
            )  # the number of channels changes within the file
        self._rows[:, self._used : self._used + chunk.shape[1]] = chunk
        self._used += chunk.shape[1]

    def _grow(self, channels: int, samples: int) -> None:
        rows, room = self._rows.shape
        more_rows = channels if rows == 1 else rows
        more_room = max(room, room * 3 // 2 if self._used + samples > room else 0)
        more_room = max(more_room, self._used + samples)
        if (more_rows, more_room) != (rows, room):
            grown = memory.empty_array((more_rows, more_room))
            for part in memory.blocks(self._used):
                grown[:, part] = self._rows[:, part]
            self._rows = grown

    def channels(self) -> np.ndarray:
        """Return the appended samples, as one row if the channels are equal."""
        rows = self._rows[:, : self._used]
        if len(rows) > 1 and all(_is_same(row, rows[0]) for row in rows[1:]):
            single = memory.empty_array((1, self._used))
            for part in memory.blocks(self._used):
                single[:, part] = rows[:1, part]
            return single
        return rows


def _is_same(first_channel: np.ndarray, second_channel: np.ndarray) -> bool:
    """Check whether two channels [n] are the same in each second of the audio."""
    mean, length = _measure_mean_power(second_channel), round(_COMPARED_SECONDS * SAMPLE_RATE)
    for first in range(0, len(second_channel), length):
        part = second_channel[first : first + length]
        most = _SAME_CHANNEL_RMS**2 * max(mean, _measure_mean_power(part))
        if _measure_mean_power(first_channel[first : first + length] - part) > most:
            return False
    return True


def _measure_mean_power(samples: np.ndarray) -> float:
    power = sum(float(np.dot(s, s)) for s in (samples[p] for p in memory.blocks(len(samples))))
    return power / max(1, len(samples))


def _find_peak(channels: np.ndarray) -> float:
    """Return the largest absolute value of [channels, samples]."""
    parts = (channels[:, part] for part in memory.blocks(channels.shape[1]))
    return float(max((max(part.max(), -part.min()) for part in parts), default=0))


def _normalize_levels(channels: np.ndarray) -> list[str]:
    """Correct a DC offset and a wrong scale in place; return notices."""
    notices = []
    for row in channels:
        total = sum(float(row[part].sum(dtype=np.float64)) for part in memory.blocks(len(row)))
        if abs(offset := total / len(row)) > _DC_OFFSET:
            for part in memory.blocks(len(row)):
                row[part] -= np.float32(offset)
    if (peak := _find_peak(channels)) > _MOST_FULL_SCALE:
        for part in memory.blocks(channels.shape[1]):
            channels[:, part] /= np.float32(peak)
        notices.append(f"samples reach {peak:,.0f} times full scale and were scaled down")
    return notices
