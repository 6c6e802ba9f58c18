"""Compare the run time of each step that uses models with the machine's limits.

    .venv/bin/python -m benchmarks.floor

The machine's rates are measured first: multiplications and additions a second of a large product of
matrices (float32, and the precision that tapelog uses), and bytes a second that are read. Then for
each network on one batch of made sound: how many operations it needs (counted by torch as it
runs; of the recurrent layers, which torch does not count, by their formula) and, for the decoder,
how many bytes it must read for each token; the seconds that these cost at the measured rates, which
is the floor; and the seconds taken, the shortest of several runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
import whisper
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import linear
from torch.utils.flop_counter import FlopCounterMode

from audio.diarization import embed
from audio.diarization import segmentation as segmenter
from audio.machine import compute_dtype, parallel_map, parallelism
from audio.recognizers.whisper import greedy
from audio.recognizers.whisper.decoder import CrossAttentionCache, Decoder
from audio.recognizers.whisper.encoder import encode
from audio.recognizers.whisper.session import open_session
from audio.sound.recording import SAMPLE_RATE

WINDOWS = 8
WINDOW_SECONDS = 28.0
"""Seconds of audio in a window: 30, less the margins."""


@dataclass(frozen=True)
class Machine:
    """Operations per second by number type, and bytes read per second."""

    rates: dict[torch.dtype, float]
    bytes_per_second: float


@dataclass(frozen=True)
class StepCost:
    """The work of a step on a batch: seconds of audio, operations, bytes read, number type."""

    name: str
    sound: float
    operations: float
    bytes: float
    dtype: torch.dtype
    run: Callable[[], object]


def main() -> None:
    machine = measure()
    for dtype, rate in machine.rates.items():
        print(f"{str(dtype).removeprefix('torch.')}: {rate / 1e9:.0f} billion operations a second")
    print(f"read: {machine.bytes_per_second / 1e9:.1f} GB a second\n")
    row = "{:34}{:>12}{:>10}{:>12}{:>10}{:>8}"
    print(
        row.format("for one minute of sound", "10^9 op.", "GB read", "floor, s", "taken", "times")
    )
    for work in (encoder(), decoder(), segmentation(), embedding()):
        minute = 60 / work.sound
        floor = max(
            work.operations / machine.rates[work.dtype], work.bytes / machine.bytes_per_second
        )
        taken = fastest_run(work.run)
        figures = (work.operations * minute / 1e9, work.bytes * minute / 1e9)
        print(
            row.format(
                work.name,
                f"{figures[0]:.0f}",
                f"{figures[1]:.1f}",
                f"{floor * minute:.2f}",
                f"{taken * minute:.2f}",
                f"{taken / floor:.1f}",
            ),
            flush=True,
        )


def measure() -> Machine:
    """Measure the machine's maximum rates."""
    rates = {}
    for dtype in (torch.float32, compute_dtype()):
        a, b = (torch.randn(2048, 2048).to(dtype) for _ in range(2))
        rates[dtype] = 2 * 2048**3 / fastest_run(lambda a=a, b=b: a @ b, 10)
    large = torch.ones(2**27)
    return Machine(rates, large.nbytes / fastest_run(large.sum, 5))


@torch.inference_mode()
def fastest_run(run: Callable[[], object], times: int = 5) -> float:
    """Time several runs after a warm-up; returns the seconds of the shortest."""
    run()
    found = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        found.append(time.perf_counter() - began)
    return min(found)


@torch.inference_mode()
def operations(run: Callable[[], object]) -> float:
    """Count multiplications and additions."""
    plainly = sdpa_kernel(
        SDPBackend.MATH
    )  # other implementations fuse these operations, so they are not counted
    with FlopCounterMode(display=False) as counter, plainly:
        run()
    return float(counter.get_total_flops())


def encoder() -> StepCost:
    """Whisper's encoder, one window at a time on each core."""
    model = open_session("base", "en").model
    mels = torch.randn(WINDOWS, 1, model.dims.n_mels, 3000)
    once = torch.inference_mode()(partial(encode, model.encoder))
    count = WINDOWS * operations(partial(encode, _countable(model).encoder, mels[0]))
    run = lambda: list(parallel_map(once, mels))  # noqa: E731
    return StepCost("Whisper's encoder", WINDOWS * WINDOW_SECONDS, count, 0, compute_dtype(), run)


def decoder() -> StepCost:
    """Greedy decoding of a batch on each core: one token per row at a time, 100 tokens each."""
    session = open_session("base", "en")
    rows, tokens = session.batch_size, 100
    with torch.inference_mode():
        caches = [
            session.encode([np.zeros(SAMPLE_RATE, np.float32)] * rows) for _ in range(parallelism())
        ]
    scores = greedy._build_logit_function(session.model, compute_dtype())

    @torch.inference_mode()
    def write(
        model: whisper.Whisper, score: Callable[[Tensor], Tensor], heard: CrossAttentionCache
    ) -> None:
        reading = Decoder(model, heard, rows, tokens)
        feed = torch.zeros(rows, 1, dtype=torch.long)
        for _ in range(tokens):
            score(reading.decode(feed)[:, -1]).argmax(-1)

    plain, heard = _countable(session.model), caches[0]
    vocabulary = plain.decoder.token_embedding.weight
    exact = CrossAttentionCache(
        *(tuple(map(Tensor.float, part)) for part in (heard.keys, heard.values))
    )
    count = parallelism() * operations(
        partial(write, plain, lambda x: linear(x, vocabulary), exact)
    )
    weights = sum(p.numel() for name, p in plain.decoder.named_parameters() if "blocks" in name)
    read = parallelism() * tokens * (weights + vocabulary.numel()) * compute_dtype().itemsize
    read += tokens * sum(part.nbytes for h in caches for part in (*h.keys, *h.values))
    run = lambda: list(parallel_map(partial(write, session.model, scores), caches))  # noqa: E731
    return StepCost(
        "a greedy decode", parallelism() * rows * WINDOW_SECONDS, count, read, compute_dtype(), run
    )


def _countable(model: whisper.Whisper) -> whisper.Whisper:
    """Make a model of the same size with torch's own layers, whose operations are counted."""
    return whisper.Whisper(model.dims).eval()


def segmentation() -> StepCost:
    """Pyannote's segmentation, ten windows of ten seconds for ten seconds of sound."""
    model, windows = segmenter._load_model(), 64
    sound = torch.randn(windows, 1, segmenter.WINDOW_SAMPLES)

    def run() -> None:
        list(parallel_map(torch.inference_mode()(model), sound.split(segmenter._BATCH)))

    recurrent = sum(
        2 * weight.numel() * segmenter.WINDOW_FRAMES * windows
        for name, weight in model.lstm.named_parameters()
        if "weight" in name
    )
    return StepCost(
        "segmentation",
        windows * segmenter.STEP_FRAMES * segmenter.FRAME_SECONDS,
        operations(lambda: model(sound)) + recurrent,
        0,
        torch.float32,
        run,
    )


def embedding() -> StepCost:
    """CAM++, on each core a batch of segments of two seconds."""
    network, frames = embed._load_network(), 200
    features = torch.randn(parallelism(), embed._BATCH, frames, embed.FEATURES).numpy()
    seconds = features.shape[0] * features.shape[1] * frames * embed.FRAME_SECONDS
    run = lambda: list(parallel_map(partial(embed._embed_batch, network), features))  # noqa: E731
    count = parallelism() * operations(lambda: network(torch.from_numpy(features[0])))
    return StepCost("speaker embeddings", seconds, count, 0, compute_dtype(), run)


if __name__ == "__main__":
    main()
