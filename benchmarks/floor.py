"""Compare the run time of each step that uses models with the machine's limits.

    .venv/bin/python -m benchmarks.floor

First measures the machine's maximum rates: multiplications and additions a second in a large matrix
product (float32, and the precision that tapelog uses), and bytes read a second. Then prints for
each network, on one batch of synthetic input: the operations that it needs (counted by torch, and
by formula for recurrent layers, which torch does not count); for the decoder, the bytes that it
must read for each token; the seconds that these take at the maximum rates, which is the floor; and
the seconds of the fastest of several runs.
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

    operations_per_second: dict[torch.dtype, float]
    bytes_per_second: float


@dataclass(frozen=True)
class StepCost:
    """The cost of running a step once, on one batch.

    `audio_seconds` is the audio in the batch, `operations` counts multiplications and additions,
    and `bytes` counts those that are read from memory. `run` runs the step.
    """

    name: str
    audio_seconds: float
    operations: float
    bytes: float
    dtype: torch.dtype
    run: Callable[[], object]


def main() -> None:
    machine = measure_machine()
    for dtype, rate in machine.operations_per_second.items():
        print(f"{str(dtype).removeprefix('torch.')}: {rate / 1e9:.0f} billion operations a second")
    print(f"read: {machine.bytes_per_second / 1e9:.1f} GB a second\n")
    row = "{:34}{:>12}{:>10}{:>12}{:>10}{:>8}"
    print(
        row.format("for one minute of sound", "10^9 op.", "GB read", "floor, s", "taken", "times")
    )
    for work in (encoder_cost(), decoder_cost(), segmentation_cost(), embedding_cost()):
        minute = 60 / work.audio_seconds
        floor = max(
            work.operations / machine.operations_per_second[work.dtype],
            work.bytes / machine.bytes_per_second,
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


def measure_machine() -> Machine:
    """Measure the machine's maximum rates."""
    rates = {}
    for dtype in (torch.float32, compute_dtype()):
        a, b = (torch.randn(2048, 2048).to(dtype) for _ in range(2))
        rates[dtype] = 2 * 2048**3 / fastest_run(lambda a=a, b=b: a @ b, 10)
    large = torch.ones(2**27)
    return Machine(rates, large.nbytes / fastest_run(large.sum, 5))


@torch.inference_mode()
def fastest_run(run: Callable[[], object], times: int = 5) -> float:
    """Time several runs after a warm-up; return the seconds of the fastest."""
    run()
    found = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        found.append(time.perf_counter() - began)
    return min(found)


@torch.inference_mode()
def count_operations(forward_pass: Callable[[], object]) -> float:
    """Count the multiplications and additions of a forward pass."""
    plainly = sdpa_kernel(
        SDPBackend.MATH
    )  # other implementations fuse these operations, so they are not counted
    with FlopCounterMode(display=False) as counter, plainly:
        forward_pass()
    return float(counter.get_total_flops())


def encoder_cost() -> StepCost:
    """Measure Whisper's encoder, with one window at a time on each core."""
    model = open_session("base", "en").model
    mels = torch.randn(WINDOWS, 1, model.dims.n_mels, 3000)
    once = torch.inference_mode()(partial(encode, model.encoder))
    count = WINDOWS * count_operations(partial(encode, _with_torch_layers(model).encoder, mels[0]))
    run = lambda: list(parallel_map(once, mels))  # noqa: E731
    return StepCost("Whisper's encoder", WINDOWS * WINDOW_SECONDS, count, 0, compute_dtype(), run)


def decoder_cost() -> StepCost:
    """Measure greedy decoding of a batch on each core: 100 tokens for each window."""
    session = open_session("base", "en")
    rows, tokens = session.batch_size, 100
    with torch.inference_mode():
        caches = [
            session.encode([np.zeros(SAMPLE_RATE, np.float32)] * rows) for _ in range(parallelism())
        ]
    scores = greedy._build_logit_function(session.model, compute_dtype())

    @torch.inference_mode()
    def decode(
        model: whisper.Whisper,
        score: Callable[[Tensor], Tensor],
        attention_cache: CrossAttentionCache,
    ) -> None:
        reading = Decoder(model, attention_cache, rows, tokens)
        feed = torch.zeros(rows, 1, dtype=torch.long)
        for _ in range(tokens):
            score(reading.decode(feed)[:, -1]).argmax(-1)

    plain, heard = _with_torch_layers(session.model), caches[0]
    vocabulary = plain.decoder.token_embedding.weight
    exact = CrossAttentionCache(
        *(tuple(map(Tensor.float, part)) for part in (heard.keys, heard.values))
    )
    count = parallelism() * count_operations(
        partial(decode, plain, lambda x: linear(x, vocabulary), exact)
    )
    weights = sum(p.numel() for name, p in plain.decoder.named_parameters() if "blocks" in name)
    read = parallelism() * tokens * (weights + vocabulary.numel()) * compute_dtype().itemsize
    read += tokens * sum(part.nbytes for h in caches for part in (*h.keys, *h.values))
    run = lambda: list(parallel_map(partial(decode, session.model, scores), caches))  # noqa: E731
    return StepCost(
        "a greedy decode", parallelism() * rows * WINDOW_SECONDS, count, read, compute_dtype(), run
    )


def _with_torch_layers(model: whisper.Whisper) -> whisper.Whisper:
    """Make a model of the same size with torch's own layers, whose operations torch can count."""
    return whisper.Whisper(model.dims).eval()


def segmentation_cost() -> StepCost:
    """Measure pyannote's segmentation, whose windows of ten seconds start every second."""
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
        count_operations(lambda: model(sound)) + recurrent,
        0,
        torch.float32,
        run,
    )


def embedding_cost() -> StepCost:
    """Measure the embeddings of CAM++, with a batch of two-second segments on each core."""
    network, frames = embed._load_network(), 200
    features = torch.randn(parallelism(), embed._BATCH, frames, embed.FEATURES).numpy()
    seconds = features.shape[0] * features.shape[1] * frames * embed.FRAME_SECONDS
    run = lambda: list(parallel_map(partial(embed._embed_batch, network), features))  # noqa: E731
    count = parallelism() * count_operations(lambda: network(torch.from_numpy(features[0])))
    return StepCost("speaker embeddings", seconds, count, 0, compute_dtype(), run)


if __name__ == "__main__":
    main()
