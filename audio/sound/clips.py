"""Clips of sound: cut, join, level and write them with pydub; and the copy that a browser plays.

pydub computes on WAV data alone here, for which it needs no ffmpeg program.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain
from pathlib import Path

import av
import numpy as np

from audio.sound.decode import Reader
from audio.sound.recording import Sound, mix, probe
from transcripts.transcript import Span

with warnings.catch_warnings():
    # The first says that Python 3.13 drops a module (pydub then uses its replacement), the second
    # that there is no ffmpeg program, which is needed for compressed files only: PyAV reads those.
    warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
    warnings.filterwarnings("ignore", "Couldn't find ff", RuntimeWarning)
    from pydub import AudioSegment

CLIP_RATE_HZ = 44_100
"""The rate of clips that are cut from a file: that of nearly every broadcast file."""

# Peaks stay this far below full scale, so that a lossy encoder that overshoots does not clip.
_HEADROOM_DB = 1.0

# Speech in mono at 64 kbit/s is what public radio itself publishes.
_BROWSER_BITS_PER_SECOND = 64_000
# Above this an MP3 is encoded anew rather than copied: a page is also read on a telephone.
_BROWSER_MOST_BITS_PER_SECOND = 128_000


def cut(source: Sound | Path, span: Span) -> AudioSegment:
    """Give the sound of a span, from a file in its own quality; shorter where the file ends."""
    if isinstance(source, Sound):
        return _segment(source.part(span)[None], source.rate)
    return _segment(_read(source, span), CLIP_RATE_HZ)


def join(clips: Sequence[AudioSegment], *, crossfade: float = 0.0) -> AudioSegment:
    """Put clips one after the other, each fading into the next for so many seconds.

    A clip shorter than the fade fades over its whole length. ValueError where there is no clip.
    """
    if not clips:
        raise ValueError("there are no clips to join")

    def append(left: AudioSegment, right: AudioSegment) -> AudioSegment:
        return left.append(right, crossfade=min(round(crossfade * 1000), len(left), len(right)))

    return reduce(append, clips)


def level(clip: AudioSegment, *, target_dbfs: float = -20.0) -> AudioSegment:
    """Bring a clip to a loudness (RMS, dB below full scale) as far as its peaks allow.

    The default is where speech on the radio lies. Silence stays silence.
    """
    if clip.rms == 0:
        return clip
    return clip.apply_gain(min(target_dbfs - clip.dBFS, -_HEADROOM_DB - clip.max_dBFS))


def write(clip: AudioSegment, path: Path) -> Path:
    """Write a clip as a WAV file of 16 bits; the file appears whole or not at all."""
    draft = path.with_name(f".{path.name}.part")
    clip.export(draft, format="wav").close()
    return draft.replace(path)


def browser_copy(path: Path, out: Path) -> Path:
    """Make the copy of a recording that every browser plays and seeks in exactly; give its path.

    It is an MP3 of constant bit rate, whose times are those of `probe` and `load`; `.mp3` is added
    to `out` where it is missing. A recording that is one already, and is whole, is copied as it is.
    """
    target = out if out.suffix == ".mp3" else out.with_name(out.name + ".mp3")
    draft = target.with_name(f".{target.name}.part")
    if not probe(path).notices and _plays_everywhere(path):
        shutil.copyfile(path, draft)
    else:
        _encode(path, draft)
    return draft.replace(target)


def _read(path: Path, span: Span) -> np.ndarray:
    """Decode a span, float32 [channels, samples]; one channel where there are more than two."""
    first, last = round(span.start * CLIP_RATE_HZ), round(span.end * CLIP_RATE_HZ)
    pieces: list[np.ndarray] = [np.zeros((1, 0), np.float32)]
    at = 0
    with Reader(path, CLIP_RATE_HZ) as reader:
        for chunk in reader.chunks():
            pieces.append(chunk[:, max(0, first - at) : max(0, last - at)])
            at += chunk.shape[1]
            if at >= last:
                break
    channels = max(len(piece) for piece in pieces)
    if channels > 2:
        return np.concatenate([piece.mean(axis=0, keepdims=True) for piece in pieces], axis=1)
    return np.concatenate(
        [np.broadcast_to(piece, (channels, piece.shape[1])) for piece in pieces], axis=1
    )


def _segment(samples: np.ndarray, rate: int) -> AudioSegment:
    """Make float32 [channels, samples] a clip of 16 bits."""
    integers = np.clip(np.nan_to_num(samples) * 32768, -32768, 32767).astype("<i2")
    return AudioSegment(
        data=integers.T.tobytes(), sample_width=2, frame_rate=rate, channels=len(samples)
    )


def _plays_everywhere(path: Path) -> bool:
    """Whether the file is an MP3 of modest and constant bit rate: each packet as long as the next.

    Where packets differ, a browser that seeks guesses where a second lies in the file.
    """
    with Reader(path, CLIP_RATE_HZ) as reader:
        if reader.container.format.name != "mp3" or reader.container.streams.video:
            return False
        if (reader.stream.bit_rate or 0) > _BROWSER_MOST_BITS_PER_SECOND:
            return False
        sizes = [packet.size for packet in reader.container.demux(reader.stream) if packet.size]
    whole = sizes[:-1]  # the last may be cut short
    # Frames are padded by a byte, now and then, to keep the rate exact.
    return len(whole) > 0 and max(whole) - min(whole) <= 1


def _encode(path: Path, target: Path) -> None:
    weights = mix(path)
    with Reader(path, CLIP_RATE_HZ) as reader, av.open(str(target), "w", format="mp3") as out:
        stream = out.add_stream("libmp3lame", rate=CLIP_RATE_HZ, layout="mono")
        stream.bit_rate = _BROWSER_BITS_PER_SECOND
        for frame in chain(_frames(reader.chunks(), weights), [None]):  # None: all is in
            out.mux(stream.encode(frame))


def _frames(chunks: Iterable[np.ndarray], weights: tuple[float, ...]) -> Iterator[av.AudioFrame]:
    """Mix chunks down to mono frames."""
    for chunk in chunks:
        mono = np.asarray(weights) @ chunk if len(chunk) == len(weights) else chunk.mean(axis=0)
        mono = np.clip(np.nan_to_num(mono), -1, 1).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(mono[None], format="fltp", layout="mono")
        frame.sample_rate = CLIP_RATE_HZ
        yield frame
