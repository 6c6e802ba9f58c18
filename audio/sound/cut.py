"""Cut a part out of a recording at exact samples, with fades and a level, as WAV or MP3."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from audio.sound.decode import AudioReader
from audio.sound.mix import Mix
from audio.sound.recording import channel_mix
from audio.sound.silence import NO_SILENCE, Silence, apply_silence
from transcripts.errors import UserError
from transcripts.transcript import Span

RATE_HZ = 44_100

_MP3_BITS_PER_SECOND = 128_000

_BLOCK_SECONDS = 0.4
"""Seconds over which power is averaged to measure the level, as in ITU-R BS.1770."""

_PAUSE_DB = 20.0
"""Blocks that are this much (dB) quieter than the loudest block count as pauses, which are left out
of the level of speech.
"""

_HIGHEST_PEAK = 10 ** (-1 / 20)
"""Highest peak (1 is full scale): 1 dB below full scale. Audio that would exceed it at the
requested level gets a lower level instead of distortion.
"""


@dataclass(frozen=True, slots=True)
class CutOptions:
    """Options of a cut: `fade` in seconds, and `level` of speech in dB (None: unchanged).

    The level is the mean power of speech, relative to full scale.
    """

    fade: float = 0.0
    level: float | None = None


def cut_sound(
    path: Path,
    span: Span,
    out: Path,
    options: CutOptions | None = None,
    silence: Silence = NO_SILENCE,
) -> Path:
    """Write a span of a recording to `out`, and return `out`.

    The suffix of `out` is .wav (16 bits) or .mp3. The channels are mixed as for recognition, at
    44.1 kHz. The spans of `silence` are in seconds of the recording. Raises UserError if the
    recording cannot be decoded or ends before the part begins.
    """
    chosen = options or CutOptions()
    samples = _decode_span(path, span, silence)
    if len(samples) == 0:
        raise UserError(
            f"{path} ends before {span.start:.1f} s: "
            "use the recording to which this transcript belongs"
        )
    samples = _fade_in_and_out(_set_level(samples, chosen.level), chosen.fade)
    draft = out.with_name(f".{out.name}.part")
    try:
        _encode(np.clip(samples, -1, 1).astype(np.float32), draft, out.suffix)
        return draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)


def _decode_span(path: Path, span: Span, silence: Silence) -> NDArray[np.float32]:
    """Decode the samples of a span, mono and float32, with the spans of `silence` muted."""
    first, last = round(span.start * RATE_HZ), round(span.end * RATE_HZ)
    mix, track = _find_mix(path)
    parts, read = [], 0
    with AudioReader(path, RATE_HZ, track) as reader:
        for chunk in reader.chunks(span.start):
            at = reader.skipped_samples + read
            if at >= last:
                break
            read += chunk.shape[1]
            if at + chunk.shape[1] > first:
                mono = np.nan_to_num(mix.mono(chunk, RATE_HZ, at))
                apply_silence(mono, RATE_HZ, at, silence)
                parts.append(mono[max(0, first - at) : max(0, last - at)])
    return np.concatenate(parts).astype(np.float32) if parts else np.zeros(0, np.float32)


def _find_mix(path: Path) -> tuple[Mix, int]:
    """Return how the channels are mixed, and the soundtrack; one channel needs no decoding."""
    with AudioReader(path, RATE_HZ) as reader:
        if reader.tracks == 1 and reader.stream.channels == 1:
            return Mix(((0.0, (1,)),)), 1
    return channel_mix(path)


def _set_level(samples: NDArray[np.float32], level: float | None) -> NDArray[np.float32]:
    """Scale speech to the mean level `level`, or to a lower one if peaks would be too high."""
    power = _measure_speech_power(samples)
    if level is None or power <= 0:
        return samples
    gain = 10 ** (level / 20) / np.sqrt(power)
    highest = float(np.abs(samples).max())
    return np.asarray(samples * min(gain, _HIGHEST_PEAK / highest), np.float32)


def _measure_speech_power(samples: NDArray[np.float32]) -> float:
    """Return the mean power of the blocks that are not pauses."""
    size = min(len(samples), round(_BLOCK_SECONDS * RATE_HZ))
    whole = samples[: len(samples) // size * size].reshape(-1, size)
    powers = np.square(whole, dtype=np.float64).mean(axis=1)
    return float(powers[powers >= powers.max() * 10 ** (-_PAUSE_DB / 10)].mean())


def _fade_in_and_out(samples: NDArray[np.float32], seconds: float) -> NDArray[np.float32]:
    """Fade in and out, each over at most half of the part."""
    length = min(round(seconds * RATE_HZ), len(samples) // 2)
    if length == 0:
        return samples
    ramp = np.linspace(0, 1, length, dtype=np.float32)
    faded = samples.copy()
    faded[:length] *= ramp
    faded[-length:] *= ramp[::-1]
    return faded


def _encode(samples: NDArray[np.float32], target: Path, suffix: str) -> None:
    is_mp3 = suffix == ".mp3"
    with av.open(str(target), "w", format="mp3" if is_mp3 else "wav") as out:
        if is_mp3:
            stream = out.add_stream("libmp3lame", rate=RATE_HZ, layout="mono")
            stream.bit_rate = _MP3_BITS_PER_SECOND
        else:
            stream = out.add_stream("pcm_s16le", rate=RATE_HZ, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
        frame.sample_rate = RATE_HZ
        for ready in [frame, None]:  # None flushes the encoder
            out.mux(stream.encode(ready))
