"""Make a copy of a recording that browsers can play."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain, takewhile
from pathlib import Path
from threading import Event

import av
import numpy as np

from audio.scratch import scratch_folder
from audio.sound.decode import AudioReader
from audio.sound.mix import Mix
from audio.sound.recording import channel_mix, probe
from audio.sound.silence import NO_SILENCE, Silence, apply_silence

# Sample rate of the copies, the same as in nearly every broadcast file.
_RATE_HZ = 44_100

# Bit rate of the copies: public radio also publishes mono speech at 64 kbit/s.
_BROWSER_BITS_PER_SECOND = 64_000
# An MP3 with a higher bit rate is encoded again instead of copied, because pages are also read on
# phones.
_BROWSER_MOST_BITS_PER_SECOND = 128_000


@contextmanager
def browser_copy_in_background(
    path: Path, soundtrack: int | None = None
) -> Iterator[Callable[[], Path]]:
    """Run `browser_copy` in a thread while the block runs.

    Yields a function that waits for the copy and returns its path, or raises the error of
    `browser_copy`. At the end of the block, an unfinished encoding stops, and the copy is deleted.
    """
    left = Event()
    with scratch_folder() as scratch, ThreadPoolExecutor(1) as thread:
        copy = thread.submit(browser_copy, path, scratch / "audio", soundtrack, left)
        try:
            yield copy.result
        finally:
            left.set()


def browser_copy(
    path: Path, out: Path, soundtrack: int | None = None, stop: Event | None = None
) -> Path:
    """Write a copy that every browser can play and seek in exactly; return its path.

    `soundtrack` is the number of the soundtrack, from 1 (None: as `probe` chooses it). The copy is
    an MP3 of constant bit rate with the same times as in `probe` and `load_sound`; `.mp3` is added
    to `out` if missing. An intact recording in this format is copied unchanged. Setting `stop` ends
    the encoding early; the copy is then incomplete.
    """
    target = out if out.suffix == ".mp3" else out.with_name(out.name + ".mp3")
    draft = target.with_name(f".{target.name}.part")
    if not probe(path, soundtrack).notices and _is_playable_mp3(path):
        shutil.copyfile(path, draft)
    else:
        _encode(path, draft, soundtrack, should_stop=stop)
    return draft.replace(target)


def silenced_copy(path: Path, out: Path, silence: Silence) -> Path:
    """Write an MP3 copy of a recording to `out`, with `silence` applied; return `out`.

    The copy has the same length and times. Title, artist, picture and other tags are left out.
    """
    _encode(path, out, None, silence)
    return out


def _is_playable_mp3(path: Path) -> bool:
    """Check whether the file is an MP3 of moderate, constant bit rate.

    All packets must have the same length; otherwise browsers guess positions when they seek.
    """
    with AudioReader(path, _RATE_HZ) as reader:
        if reader.container.format.name != "mp3" or reader.container.streams.video:
            return False
        if (reader.stream.bit_rate or 0) > _BROWSER_MOST_BITS_PER_SECOND:
            return False
        sizes = [packet.size for packet in reader.container.demux(reader.stream) if packet.size]
    whole = sizes[:-1]  # the last packet may be truncated
    # Encoders pad some frames by one byte to keep the bit rate exact.
    return len(whole) > 0 and max(whole) - min(whole) <= 1


def _encode(
    path: Path,
    target: Path,
    soundtrack: int | None,
    silence: Silence = NO_SILENCE,
    should_stop: Event | None = None,
) -> None:
    mix, track = channel_mix(path, soundtrack)
    with (
        AudioReader(path, _RATE_HZ, track) as reader,
        av.open(str(target), "w", format="mp3") as out,
    ):
        stream = out.add_stream("libmp3lame", rate=_RATE_HZ, layout="mono")
        stream.bit_rate = _BROWSER_BITS_PER_SECOND
        chunks = takewhile(
            lambda _: should_stop is None or not should_stop.is_set(), reader.chunks()
        )
        # None flushes the encoder.
        for frame in chain(_mix_to_mono_frames(chunks, mix, silence), [None]):
            out.mux(stream.encode(frame))


def _mix_to_mono_frames(
    chunks: Iterable[np.ndarray], mix: Mix, silence: Silence
) -> Iterator[av.AudioFrame]:
    """Mix chunks down to mono frames, without the sound of the silent spans."""
    at = 0
    for chunk in chunks:
        mono = np.clip(np.nan_to_num(mix.mono(chunk, _RATE_HZ, at)), -1, 1).astype(np.float32)
        apply_silence(mono, _RATE_HZ, at, silence)
        at += len(mono)
        frame = av.AudioFrame.from_ndarray(mono[None], format="fltp", layout="mono")
        frame.sample_rate = _RATE_HZ
        yield frame
