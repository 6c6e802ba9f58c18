"""Who speaks at once with whom, frame by frame: pyannote's segmentation over the whole recording.

The model hears ten seconds at a time and tells up to three speakers apart, two of them at once; it
calls them first, second and third anew in every window. Here the windows overlap, each takes its
places in the order that agrees best with what came before, and their answers are averaged: a
speaker keeps a place for as long as he or she is heard every few seconds. Which voice it is that
sits in a place is for the prints to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import permutations

import numpy as np
import torch
from numpy.typing import NDArray

from audio import memory
from audio.checkpoints.models import fetch
from audio.machine import device, shares, side_by_side
from audio.sound.recording import SAMPLE_RATE, Sound
from audio.voices.torchaudio_parts import Model
from transcripts.transcript import Span

PLACES = 3
"""Speakers whom the model tells apart within a window."""

# The model's classes, each by the places that speak: nobody, one of three, two of three
# (Plaquet and Bredin, "Powerset multi-class cross entropy loss", arXiv 2310.13025).
CLASSES = np.array(
    [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], np.float32
)

FRAME_SECONDS = 270 / SAMPLE_RATE  # strides of the model: 10 x 3 x 3 x 3 samples
FIRST_SECONDS = 495.5 / SAMPLE_RATE  # middle of the first frame's 991 samples
WINDOW = 10 * SAMPLE_RATE  # samples, what the model was trained on
WINDOW_FRAMES = 589  # frames of a window

# Frames from one window to the next, 0.996 s: a whole number of frames, so that windows need no
# resampling to be averaged. Twice the step halves the work of this module, and costs accuracy at
# the edges of short turns, which are then seen by five windows instead of ten.
STEP_FRAMES = 59

# A window knows nothing of what is beyond its edges: frames count less there, rising to full over
# a second (six AMI clips: 17.8 % error without, 16.5 % with it; over five seconds is no better).
_EDGE = np.clip(
    0.05 + np.minimum(np.arange(WINDOW_FRAMES), np.arange(WINDOW_FRAMES)[::-1]) * FRAME_SECONDS,
    None,
    1.0,
).astype(np.float32)[:, None]

# When two speak at once, windows that disagree about who spread over three classes what they would
# give to one of single speech; this makes up for it. Larger values find more overlap, true and
# false (telephone sample: 5.3 % error at 1.0, 4.8 % at 1.2, 5.5 % at 1.5).
_OVERLAP_GAIN = np.array([1, 1, 1, 1, 1.2, 1.2, 1.2], np.float32)

# Nothing that is said is shorter (8 frames, 0.135 s, a quick "mm"): shorter runs between others are
# flicker of the average. Half of that leaves flicker, ten frames eat real answers.
_SHORTEST_RUN = 8

# To say where anybody speaks, two windows a moment are enough: of so many only one is heard.
_SPARSE = 5

_BATCH = 16  # windows at a time: 10 MB of sound; more is no faster on a CPU

_ORDERS = [list(order) for order in permutations(range(PLACES))]

Progress = Callable[[float], None]
Chances = NDArray[np.float32]


def listen(sound: Sound, progress: Progress = lambda _share: None) -> Chances:
    """Give for every frame the chance of each of the seven `CLASSES`, [frames, 7].

    Flicker is taken out: the likeliest class changes only where somebody starts or stops.
    """
    known = _sparse(sound)
    count = _count(sound)
    rest = [number for number in range(count) if number not in known]
    new = _hear(sound, rest, progress)
    windows = ((n, known[n]) if n in known else next(new) for n in range(count))
    chances = _together(windows, count)
    progress(1.0)
    return chances


def speech(sound: Sound, progress: Progress = lambda _share: None) -> tuple[Span, ...]:
    """Give the spans in which anybody speaks, as the model hears it, in order."""
    chances = _together(_sparse(sound, progress).items(), _count(sound))
    progress(1.0)
    return spans(chances.argmax(1) > 0, sound.seconds)


def spans(active: NDArray[np.bool_], seconds: float) -> tuple[Span, ...]:
    """Turn a mask over frames into spans within a recording of that length."""
    return tuple(
        Span(max(0.0, frame_start(a)), min(seconds, frame_start(b)))
        for a, b in runs(active)
        if frame_start(a) < seconds
    )


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Give first index and end of every run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def frame_start(frame: int) -> float:
    """Give the moment at which a frame begins: halfway from the middle of the one before it."""
    return FIRST_SECONDS + (frame - 0.5) * FRAME_SECONDS


def frame_middle(frame: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give the moments at which frames stand."""
    return np.asarray(FIRST_SECONDS + frame * FRAME_SECONDS, np.float64)


def _count(sound: Sound) -> int:
    """Say how many windows a recording has."""
    return 1 + -(-max(0, len(sound.samples) - WINDOW) // (STEP_FRAMES * 270))


# What was heard of the last recording: where anybody speaks is asked first, and then who.
_last: dict[Sound, Mapping[int, Chances]] = {}


def _sparse(sound: Sound, progress: Progress = lambda _share: None) -> Mapping[int, Chances]:
    """Hear some windows of a recording, from its beginning to its end, each with its number."""
    if sound not in _last:
        last = _count(sound) - 1
        heard = dict(_hear(sound, [*range(0, last, _SPARSE), last], progress))
        _last.clear()
        _last[sound] = heard
    return _last[sound]


def _hear(
    sound: Sound, numbers: Sequence[int], progress: Progress
) -> Iterator[tuple[int, Chances]]:
    """Hear windows, in order, each with its number."""
    batches = shares(numbers, _BATCH)
    answers = side_by_side(partial(_windows, _model(), sound), batches)
    for number, (batch, windows) in enumerate(zip(batches, answers, strict=True), start=1):
        yield from zip(batch, windows, strict=True)
        progress(number / len(batches))


def _together(windows: Iterable[tuple[int, Chances]], count: int) -> Chances:
    """Average what windows, in order, say of each of their frames; `count` is that of all."""
    total = np.zeros(((count - 1) * STEP_FRAMES + WINDOW_FRAMES, len(CLASSES)), np.float32)
    weight = np.zeros((len(total), 1), np.float32)
    for number, heard in windows:
        at = slice(number * STEP_FRAMES, number * STEP_FRAMES + WINDOW_FRAMES)
        order = _same_places(total[at], heard)
        total[at] += heard[:, order] * _EDGE
        weight[at] += _EDGE
    return _without_flicker(total / weight * _OVERLAP_GAIN)


def _windows(model: torch.nn.Module, sound: Sound, numbers: Sequence[int]) -> Chances:
    """Let the model hear some windows: [windows, frames, classes]."""
    step = STEP_FRAMES * 270
    batch = np.zeros((len(numbers), 1, WINDOW), np.float32)
    for row, number in enumerate(numbers):
        part = sound.samples[number * step : number * step + WINDOW]
        batch[row, 0, : len(part)] = part
    with torch.inference_mode():
        heard = model(torch.from_numpy(batch).to(device())).exp()
    return np.asarray(heard.cpu().numpy(), np.float32)


def _same_places(before: Chances, heard: Chances) -> list[int]:
    """Find the order of a window's classes that seats its speakers as the sum before it did."""
    agreement = (before @ CLASSES).T @ (heard @ CLASSES)
    best = max(_ORDERS, key=lambda order: sum(agreement[i, j] for i, j in enumerate(order)))
    return _CLASS_ORDERS[tuple(best)]


def _class_order(order: list[int]) -> list[int]:
    """Say which class of a window becomes each class when place i is taken by its order[i]."""
    found = []
    for places in CLASSES:
        own = np.zeros(PLACES, np.float32)
        own[[order[i] for i in np.flatnonzero(places)]] = 1
        found.append(int(np.flatnonzero((own == CLASSES).all(1))[0]))
    return found


_CLASS_ORDERS = {tuple(order): _class_order(order) for order in _ORDERS}


def _without_flicker(chances: Chances) -> Chances:
    """Give each run that is too short to be anything, shortest first, to the likelier neighbour."""
    best = chances.argmax(1)
    while True:
        edges = np.concatenate(([0], np.flatnonzero(np.diff(best)) + 1, [len(best)]))
        lengths = np.diff(edges)
        short = [i for i in range(1, len(lengths) - 1) if lengths[i] < _SHORTEST_RUN]
        if not short:
            return _with_best(chances, best)
        for i in _apart(short, lengths):
            a, b = edges[i], edges[i + 1]
            best[a:b] = max({best[a - 1], best[b]}, key=lambda k: float(chances[a:b, k].sum()))


def _apart(short: list[int], lengths: NDArray[np.intp]) -> list[int]:
    """Choose runs of which none touches a shorter one, so that all can be settled at once."""
    size = {i: lengths[i] for i in short}
    never = _SHORTEST_RUN
    return [
        i for i in short if size[i] < size.get(i - 1, never) and size[i] <= size.get(i + 1, never)
    ]


def _with_best(chances: Chances, best: NDArray[np.intp]) -> Chances:
    """Make `best` the likeliest class of every frame, by moving the chances where it is not."""
    changed = np.flatnonzero(chances.argmax(1) != best)
    settled = chances.copy()
    settled[changed] *= 0.1
    settled[changed, best[changed]] = chances[changed].max(1)
    return np.asarray(settled / settled.sum(1, keepdims=True), np.float32)


@lru_cache(1)
def _model() -> torch.nn.Module:
    memory.hold()
    model = Model.from_pretrained(fetch("segmentation-3.0"))
    return model.eval().to(device())  # type: ignore[no-any-return]
