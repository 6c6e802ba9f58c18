"""Join several files into one recording: sides one after another, or one channel per microphone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from audio.sound.broadcast_wave import start_time
from audio.sound.decode import AudioReader
from audio.sound.part_tags import MOST_PARTS, TAG, tag_of_parts
from audio.sound.recording import load_sound, probe
from audio.sound.side_overlap import SideOverlap, find_overlap
from transcripts.errors import UserError
from transcripts.recording import Part

_LAYOUTS = ("mono", "stereo", "3.0", "quad", "5.0", "5.1", "6.1", "7.1")
"""FFmpeg's layouts of 1 to 8 channels, the most that FLAC can have."""

_CROSSFADE_SECONDS = 0.02
"""Length of the crossfade between two sides that have some sound in common."""

_LEAST_REPORTED = 1.0
"""Sound at the edge of a side that the other side lacks, and differences between the ends of
microphones, are reported if they last at least this many seconds.
"""

_MOST_OFFSET = 3600.0
"""Maximum seconds between the start times of two microphones.

A longer time means that a clock was not set.
"""

_BLOCK = 1 << 16  # samples that are mixed at once

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class JoinPlan:
    """The parts of a joined recording, the path of each, and notices for the user."""

    parts: tuple[Part, ...]
    paths: tuple[Path, ...]
    notices: tuple[str, ...]


def plan_sides(paths: Sequence[Path], gap: float = 0.0, *, overlaps: bool = True) -> JoinPlan:
    """Plan to join sides in this order; sound that two sides have in common is kept once.

    `gap` is the silence in seconds between sides that have no sound in common. With `overlaps`
    false, common sound is not searched for. Raises UserError if a file cannot be decoded.
    """
    _check_count(paths, MOST_PARTS)
    sources = [probe(path) for path in paths]
    found = [_overlap(a, b) if overlaps else None for a, b in pairwise(paths)]
    parts: list[Part] = []
    notices = [f"{s.path.name}: {notice}" for s in sources for notice in s.notices]
    at = 0.0
    for n, source in enumerate(sources):
        before = found[n - 1] if n else None
        after = found[n] if n < len(found) else None
        begin = before.second_start if before else 0.0
        end = after.first_end if after else source.seconds
        if end <= begin:
            raise UserError(
                f"{source.path} has no sound that the sides before and after it lack: leave it out"
            )
        start = at + (gap if n and before is None else 0.0)
        at = start + end - begin
        parts.append(Part(source.path.name, source.sha256, start, at, begin))
        if before:
            notices += _overlap_notices(paths[n - 1].name, source.path.name, before)
        elif n and overlaps:
            notices.append(
                f"{paths[n - 1].name} and {source.path.name} have no sound in common: "
                "they are joined one after the other"
            )
    return JoinPlan(tuple(parts), tuple(paths), tuple(notices))


def plan_microphones(paths: Sequence[Path], people: Sequence[str] = ()) -> JoinPlan:
    """Plan to make each file a channel; `people` are the speakers of the files, as far as known.

    If all files have a start time of day (broadcast WAV), they begin at these times, otherwise
    together. Raises UserError if a file cannot be decoded, or if there are more files than
    channels.
    """
    _check_count(paths, len(_LAYOUTS))
    if len(people) > len(paths):
        raise UserError(f"{len(people)} people for {len(paths)} files: list one person per file")
    sources = [probe(path) for path in paths]
    starts, notices = _find_start_times(paths)
    parts = tuple(
        Part(s.path.name, s.sha256, start, start + s.seconds, 0.0, n + 1, person)
        for n, (s, start, person) in enumerate(
            zip(sources, starts, [*people, *[None] * (len(paths) - len(people))], strict=True)
        )
    )
    lengths = [part.end for part in parts]
    if max(lengths) - min(lengths) > _LEAST_REPORTED:
        notices.append(
            f"the files end up to {max(lengths) - min(lengths):.1f} s apart: check that all of "
            "them begin at the same moment"
        )
    notices += [f"{s.path.name}: {notice}" for s in sources for notice in s.notices]
    return JoinPlan(parts, tuple(paths), tuple(notices))


def write_joined(plan: JoinPlan, out: Path) -> Path:
    """Write the joined recording to `out` as FLAC, with a tag that maps its parts; return `out`.

    The recording has the highest sample rate of the files, and 24 bits if any file has more than
    16.
    """
    rate, has_24_bits = _find_sample_format(plan.paths)
    sides = plan.parts[0].microphone is None
    channels = max(probe(path).channels for path in plan.paths) if sides else len(plan.paths)
    blocks = (
        _read_side_blocks(plan, rate, channels) if sides else _read_microphone_blocks(plan, rate)
    )
    draft = out.with_name(f".{out.name}.part")
    try:
        _encode(blocks, draft, rate, channels, has_24_bits, tag_of_parts(plan.parts))
        return draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)


def _check_count(paths: Sequence[Path], max_files: int) -> None:
    if not 2 <= len(paths) <= max_files:
        raise UserError(f"{len(paths)} files cannot be joined: use 2 to {max_files}")


def _overlap(first: Path, second: Path) -> SideOverlap | None:
    return find_overlap(load_sound(first).samples, load_sound(second).samples)


def _overlap_notices(first: str, second: str, overlap: SideOverlap) -> Iterator[str]:
    yield (
        f"the end of {first} and the start of {second} have {overlap.seconds:.0f} s of sound in "
        "common, which is kept once"
    )
    for seconds, one, where in (
        (overlap.only_first, first, "end"),
        (overlap.only_second, second, "start"),
    ):
        if seconds > _LEAST_REPORTED:
            yield (
                f"{seconds:.1f} s of sound at the {where} of {one} are left out, although the "
                "other side does not have them: listen to them, or join with --no-overlap"
            )


def _find_start_times(paths: Sequence[Path]) -> tuple[list[float], list[str]]:
    """Return the start of each file in seconds, by its start time of day, and notices."""
    times = [start_time(path) for path in paths]
    known = [time for time in times if time is not None]
    if len(known) < len(times):
        return [0.0] * len(paths), []
    starts = [time - min(known) for time in known]
    if max(starts) > _MOST_OFFSET:
        return [0.0] * len(paths), [
            "the files' start times of day are more than an hour apart and not used"
        ]
    if max(starts) == 0:
        return starts, []
    return starts, [f"the files begin up to {max(starts):.2f} s apart, by their start time of day"]


def _find_sample_format(paths: Iterable[Path]) -> tuple[int, bool]:
    """Return the highest sample rate, and whether a file has more than 16 bits."""
    rates, has_24_bits = [], False
    for path in paths:
        with AudioReader(path, 16_000) as reader:
            rates.append(reader.stream.rate or 0)
            has_24_bits |= reader.stream.codec_context.format.name.startswith(("s32", "dbl"))
    return max(rates), has_24_bits


def _read_side_blocks(plan: JoinPlan, rate: int, channels: int) -> Iterator[Samples]:
    """Yield the sound of the sides [channels, samples], with crossfades where they overlap."""
    fade = round(_CROSSFADE_SECONDS * rate)
    rest: Samples = np.zeros((channels, 0), np.float32)
    at = 0
    for part, path, after in zip(plan.parts, plan.paths, [*plan.parts[1:], None], strict=True):
        start, first = round(part.start * rate), round(part.offset * rate)
        yield np.zeros((channels, max(0, start - at)), np.float32)
        at = round(part.end * rate)
        left = at - start
        more = fade if after and after.offset else 0
        extra: list[Samples] = []
        for block in _read_span(path, rate, first, left + more):
            wide = np.broadcast_to(
                block if len(block) == channels else block.mean(0), (channels, block.shape[1])
            )
            if rest.shape[1]:
                wide, rest = _crossfade(rest, wide)
            yield wide[:, : max(0, left)]
            extra.append(wide[:, max(0, left) :])
            left -= wide.shape[1]
        yield np.zeros((channels, max(0, left)), np.float32)
        rest = np.concatenate([rest[:, :0], *extra], axis=1)


def _crossfade(tail: Samples, block: Samples) -> tuple[Samples, Samples]:
    """Fade from the tail of a side into the next side's block; return block and unused tail."""
    count = min(tail.shape[1], block.shape[1])
    share = np.linspace(0, 1, count, dtype=np.float32)
    mixed = block.copy()
    mixed[:, :count] = tail[:, :count] * (1 - share) + block[:, :count] * share
    return mixed, tail[:, count:]


def _read_span(path: Path, rate: int, first: int, length: int) -> Iterator[Samples]:
    """Yield `length` samples of a file from sample `first` on, [channels, samples]."""
    at, last = 0, first + length
    with AudioReader(path, rate) as reader:
        for chunk in reader.chunks():
            block = np.nan_to_num(chunk[:, max(0, first - at) : max(0, last - at)])
            at += chunk.shape[1]
            if block.shape[1]:
                yield block
            if at >= last:
                return


def _read_microphone_blocks(plan: JoinPlan, rate: int) -> Iterator[Samples]:
    """Yield the sound of all microphones [files, samples], with silence where a file has none."""
    readers = [
        _MonoFile(path, rate, round(part.start * rate))
        for part, path in zip(plan.parts, plan.paths, strict=True)
    ]
    left = round(max(part.end for part in plan.parts) * rate)
    while left > 0:
        size = min(left, _BLOCK)
        yield np.stack([reader.take(size) for reader in readers])
        left -= size


class _MonoFile:
    """A file as mono samples, preceded by `silence` samples of silence."""

    def __init__(self, path: Path, rate: int, silence: int) -> None:
        self._chunks = chain(
            [np.zeros(silence, np.float32)],
            (np.nan_to_num(chunk.mean(0)) for chunk in _read_span(path, rate, 0, 1 << 62)),
        )
        self._rest: Samples = np.zeros(0, np.float32)

    def take(self, size: int) -> Samples:
        """Return the next samples; silence after the end of the file."""
        taken = [self._rest]
        count = len(self._rest)
        while count < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                taken.append(np.zeros(size - count, np.float32))
                break
            taken.append(chunk)
            count += len(chunk)
        whole = np.concatenate(taken)
        self._rest = whole[size:]
        return np.asarray(whole[:size], np.float32)


def _encode(
    blocks: Iterable[Samples], target: Path, rate: int, channels: int, has_24_bits: bool, tag: str
) -> None:
    """Write FLAC with 16 or 24 bits."""
    kind, scale = ("s32", 2**31) if has_24_bits else ("s16", 2**15)
    layout = _LAYOUTS[channels - 1]
    with av.open(str(target), "w", format="flac", options={"fflags": "+bitexact"}) as out:
        out.metadata[TAG] = tag
        stream = out.add_stream("flac", rate=rate, layout=layout)
        stream.format = kind
        for block in blocks:
            if block.shape[1] == 0:
                continue
            scaled = np.round(block.astype(np.float64) * scale)
            whole = np.clip(scaled, -scale, scale - 1).astype(np.int32 if has_24_bits else np.int16)
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(whole.T).reshape(1, -1), format=kind, layout=layout
            )
            frame.sample_rate = rate
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
