"""Run pyannote's speaker segmentation over a whole recording, frame by frame.

The model sees ten seconds at a time and separates up to three speakers, of whom two may speak at
once. Its numbers for the speakers (local speaker slots) are valid within one window only. Windows
overlap: the slots of each window are permuted to match the previous windows best, and the outputs
are averaged, so a speaker who is heard every few seconds keeps the same slot. Embeddings decide
which voice a slot holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import permutations

import numpy as np
import torch
from numpy.typing import NDArray

from audio import memory
from audio.checkpoints.models import fetch_model
from audio.diarization.pyannet import PyanNet, load_pyannet
from audio.machine import device, parallel_map, split_evenly
from audio.sound.recording import SAMPLE_RATE, Sound
from transcripts.transcript import Span

SPEAKER_SLOTS = 3
"""Number of speakers that the model separates within one window."""

# The model's powerset classes by active slot: nobody, one of three, two of three
# (Plaquet and Bredin, "Powerset multi-class cross entropy loss", arXiv 2310.13025).
CLASSES = np.array(
    [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], np.float32
)

FRAME_SECONDS = 270 / SAMPLE_RATE  # the product of the model's strides: 10 x 3 x 3 x 3 samples
FIRST_FRAME_SECONDS = 495.5 / SAMPLE_RATE  # middle of the first frame's 991 samples
WINDOW_SAMPLES = 10 * SAMPLE_RATE  # the window that the model was trained on, in samples
WINDOW_FRAMES = 589  # frames of a window

# Frames from one window to the next, 0.996 s. A whole number of frames lets windows be averaged
# without resampling. A step twice as long halves the work of this module, but blurs the edges of
# short turns, because five windows contain them instead of ten.
STEP_FRAMES = 59

# The model has no context beyond the edges of a window, so weights rise from the edges inwards over
# one second. On six AMI clips, the error is 17.8 % with equal weights and 16.5 % with these; a rise
# over five seconds is no better.
_EDGE_WEIGHT = np.clip(
    0.05 + np.minimum(np.arange(WINDOW_FRAMES), np.arange(WINDOW_FRAMES)[::-1]) * FRAME_SECONDS,
    None,
    1.0,
).astype(np.float32)[:, None]

# Windows that disagree about the two speakers of an overlap spread the probability over three
# classes; this factor compensates. Larger values find more overlaps, true and false (telephone
# sample: 5.3 % error at 1.0, 4.8 % at 1.2, 5.5 % at 1.5).
_OVERLAP_GAIN = np.array([1, 1, 1, 1, 1.2, 1.2, 1.2], np.float32)

# Length of the shortest utterance: 8 frames, 0.135 s, a quick "mm". Shorter runs come from
# averaging the windows. A limit of 4 frames leaves flicker; 10 frames remove real answers.
_SHORTEST_RUN_FRAMES = 8

# Speech detection uses every fifth window only, so that two windows contain each moment.
_SPEECH_STRIDE = 5

_BATCH = 16  # windows at a time, 10 MB of sound; larger batches are no faster on a CPU

_ORDERS = [list(order) for order in permutations(range(SPEAKER_SLOTS))]

Progress = Callable[[float], None]
ClassProbabilities = NDArray[np.float32]


def class_probabilities(
    sound: Sound, progress: Progress = lambda _share: None
) -> ClassProbabilities:
    """Return the probability of each of the seven `CLASSES` for every frame, [frames, 7].

    Runs too short to be speech are smoothed away, so that the likeliest class changes only where a
    person starts or stops speaking.
    """
    known = _segment_every_nth_window(sound)
    count = _count_windows(sound)
    rest = [number for number in range(count) if number not in known]
    new = _segment_windows(sound, rest, progress)
    windows = ((n, known[n]) if n in known else next(new) for n in range(count))
    probabilities = _average_windows(windows, count)
    progress(1.0)
    return probabilities


def detect_speech(sound: Sound, progress: Progress = lambda _share: None) -> tuple[Span, ...]:
    """Find, in order, the spans in which anybody speaks."""
    probabilities = _average_windows(
        _segment_every_nth_window(sound, progress).items(), _count_windows(sound)
    )
    progress(1.0)
    return mask_to_spans(probabilities.argmax(1) > 0, sound.seconds)


def mask_to_spans(active: NDArray[np.bool_], seconds: float) -> tuple[Span, ...]:
    """Convert a mask over frames into spans, within a recording of length `seconds`."""
    return tuple(
        Span(max(0.0, frame_start(a)), min(seconds, frame_start(b)))
        for a, b in true_runs(active)
        if frame_start(a) < seconds
    )


def true_runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the first index and the end (exclusive) of every run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def frame_start(frame: int) -> float:
    """Return the start of a frame in seconds, halfway between the middles of two frames."""
    return FIRST_FRAME_SECONDS + (frame - 0.5) * FRAME_SECONDS


def frame_middle(frame: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the middles of frames in seconds."""
    return np.asarray(FIRST_FRAME_SECONDS + frame * FRAME_SECONDS, np.float64)


def _count_windows(sound: Sound) -> int:
    """Return the number of windows of a recording."""
    return 1 + -(-max(0, len(sound.samples) - WINDOW_SAMPLES) // (STEP_FRAMES * 270))


# Segmented windows of the last recording, by number; diarization reuses those that speech detection
# has segmented.
_last_recording: dict[Sound, Mapping[int, ClassProbabilities]] = {}


def _segment_every_nth_window(
    sound: Sound, progress: Progress = lambda _share: None
) -> Mapping[int, ClassProbabilities]:
    """Segment every `_SPEECH_STRIDE`-th window of a recording; keys are window numbers."""
    if sound not in _last_recording:
        last = _count_windows(sound) - 1
        heard = dict(_segment_windows(sound, [*range(0, last, _SPEECH_STRIDE), last], progress))
        _last_recording.clear()
        _last_recording[sound] = heard
    return _last_recording[sound]


def _segment_windows(
    sound: Sound, numbers: Sequence[int], progress: Progress
) -> Iterator[tuple[int, ClassProbabilities]]:
    """Yield the number and the class probabilities of each window, in order."""
    batches = split_evenly(numbers, _BATCH)
    answers = parallel_map(partial(_segment_batch, _load_model(), sound), batches)
    for number, (batch, windows) in enumerate(zip(batches, answers, strict=True), start=1):
        yield from zip(batch, windows, strict=True)
        progress(number / len(batches))


def _average_windows(
    windows: Iterable[tuple[int, ClassProbabilities]], window_count: int
) -> ClassProbabilities:
    """Average windows (in order) frame by frame; `window_count` is the number of all windows."""
    total = np.zeros(((window_count - 1) * STEP_FRAMES + WINDOW_FRAMES, len(CLASSES)), np.float32)
    weight = np.zeros((len(total), 1), np.float32)
    for number, window in windows:
        at = slice(number * STEP_FRAMES, number * STEP_FRAMES + WINDOW_FRAMES)
        order = _match_speaker_order(total[at], window)
        total[at] += window[:, order] * _EDGE_WEIGHT
        weight[at] += _EDGE_WEIGHT
    return _remove_flicker(total / weight * _OVERLAP_GAIN)


def _segment_batch(model: PyanNet, sound: Sound, numbers: Sequence[int]) -> ClassProbabilities:
    """Run the model on a batch of windows: [windows, frames, classes]."""
    step = STEP_FRAMES * 270
    batch = np.zeros((len(numbers), 1, WINDOW_SAMPLES), np.float32)
    for row, number in enumerate(numbers):
        part = sound.samples[number * step : number * step + WINDOW_SAMPLES]
        batch[row, 0, : len(part)] = part
    with torch.inference_mode():
        heard = model(torch.from_numpy(batch).to(device())).exp()
    return np.asarray(heard.cpu().numpy(), np.float32)


def _match_speaker_order(
    windows_before: ClassProbabilities, window: ClassProbabilities
) -> list[int]:
    """Find the class order in which a window's slots agree best with the previous windows."""
    agreement = (windows_before @ CLASSES).T @ (window @ CLASSES)
    best = max(_ORDERS, key=lambda order: sum(agreement[i, j] for i, j in enumerate(order)))
    return _CLASS_ORDERS[tuple(best)]


def _map_classes(order: list[int]) -> list[int]:
    """Return the class of a window for each class of the recording.

    Slot i of the recording is slot `order[i]` of the window.
    """
    found = []
    for slots in CLASSES:
        own = np.zeros(SPEAKER_SLOTS, np.float32)
        own[[order[i] for i in np.flatnonzero(slots)]] = 1
        found.append(int(np.flatnonzero((own == CLASSES).all(1))[0]))
    return found


_CLASS_ORDERS = {tuple(order): _map_classes(order) for order in _ORDERS}


def _remove_flicker(probabilities: ClassProbabilities) -> ClassProbabilities:
    """Merge every run that is too short into the likelier of its two neighbours, shortest first."""
    best = probabilities.argmax(1)
    while True:
        edges = np.concatenate(([0], np.flatnonzero(np.diff(best)) + 1, [len(best)]))
        lengths = np.diff(edges)
        short = [i for i in range(1, len(lengths) - 1) if lengths[i] < _SHORTEST_RUN_FRAMES]
        if not short:
            return _set_best_class(probabilities, best)
        for i in _select_independent_runs(short, lengths):
            a, b = edges[i], edges[i + 1]
            best[a:b] = max(
                {best[a - 1], best[b]}, key=lambda k: float(probabilities[a:b, k].sum())
            )


def _select_independent_runs(short_runs: list[int], lengths: NDArray[np.intp]) -> list[int]:
    """Select runs without a shorter neighbour, so that all of them can be merged at once."""
    size = {i: lengths[i] for i in short_runs}
    never = _SHORTEST_RUN_FRAMES
    return [
        i
        for i in short_runs
        if size[i] < size.get(i - 1, never) and size[i] <= size.get(i + 1, never)
    ]


def _set_best_class(
    probabilities: ClassProbabilities, best_classes: NDArray[np.intp]
) -> ClassProbabilities:
    """Adjust probabilities so that `best_classes` is the likeliest class in every frame."""
    changed = np.flatnonzero(probabilities.argmax(1) != best_classes)
    settled = probabilities.copy()
    settled[changed] *= 0.1
    settled[changed, best_classes[changed]] = probabilities[changed].max(1)
    return np.asarray(settled / settled.sum(1, keepdims=True), np.float32)


@lru_cache(1)
def _load_model() -> PyanNet:
    memory.keep_freed_memory()
    return load_pyannet(fetch_model("segmentation-3.0")).to(device())
