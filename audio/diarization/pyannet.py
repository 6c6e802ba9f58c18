"""Define PyanNet, the network that finds who speaks in each frame of a ten-second window.

Written from Bredin and Laurent, "End-to-end speaker segmentation for overlap-aware resegmentation"
(arXiv 2104.04045), and Ravanelli and Bengio, "Speaker recognition from raw waveform with SincNet"
(arXiv 1808.00158). Attributes have the names of the published weights, so a strict load checks
every shape. It replaces pyannote.audio's own implementation, which takes three seconds to import.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.torch_version import TorchVersion

CLASSES = 7
STRIDE = 10  # samples between two outputs of a filter
KERNEL = 251  # length of a filter in samples

_FILTERS = 80
_CHANNELS = 60
_HIDDEN = 128
_RATE = 16_000
_LOWEST_HZ = 50.0
_NARROWEST_HZ = 50.0


class _SincFilters(nn.Module):
    """Band-pass filters with learned edges, half of them even, half odd: [80, 1, 251]."""

    low_hz_: Tensor
    band_hz_: Tensor
    window_: Tensor
    n_: Tensor

    def __init__(self) -> None:
        super().__init__()
        bands, half = _FILTERS // 2, KERNEL // 2
        self.low_hz_ = nn.Parameter(torch.zeros(bands, 1))
        self.band_hz_ = nn.Parameter(torch.zeros(bands, 1))
        self.register_buffer("window_", torch.zeros(half))
        self.register_buffer("n_", torch.zeros(1, half))

    def forward(self) -> Tensor:
        low = _LOWEST_HZ + self.low_hz_.abs()
        high = (low + _NARROWEST_HZ + self.band_hz_.abs()).clamp(_LOWEST_HZ, _RATE / 2)
        width = 2 * (high - low)
        before, after = low @ self.n_, high @ self.n_
        even = (after.sin() - before.sin()) / (self.n_ / 2) * self.window_ / width
        odd = (before.cos() - after.cos()) / (self.n_ / 2) * self.window_ / width
        middle = torch.ones_like(width)
        return torch.cat(
            [
                torch.cat([even, middle, even.flip(1)], dim=1),
                torch.cat([odd, torch.zeros_like(width), -odd.flip(1)], dim=1),
            ]
        )[:, None]


class _SincConvolution(nn.Module):
    """The first convolution of the network."""

    def __init__(self) -> None:
        super().__init__()
        self.filterbank = _SincFilters()

    def forward(self, samples: Tensor) -> Tensor:
        return functional.conv1d(samples, self.filterbank(), stride=STRIDE)


class _SincNet(nn.Module):
    """Three convolutions, each followed by max pooling and instance normalization."""

    def __init__(self) -> None:
        super().__init__()
        self.wav_norm1d = nn.InstanceNorm1d(1, affine=True)
        self.conv1d = nn.ModuleList(
            [
                _SincConvolution(),
                nn.Conv1d(_FILTERS, _CHANNELS, 5),
                nn.Conv1d(_CHANNELS, _CHANNELS, 5),
            ]
        )
        self.norm1d = nn.ModuleList(
            [nn.InstanceNorm1d(width, affine=True) for width in (_FILTERS, _CHANNELS, _CHANNELS)]
        )

    def forward(self, windows: Tensor) -> Tensor:
        x: Tensor = self.wav_norm1d(windows)
        for number, (convolution, norm) in enumerate(zip(self.conv1d, self.norm1d, strict=True)):
            x = convolution(x) if number else convolution(x).abs()
            x = functional.leaky_relu(norm(functional.max_pool1d(x, 3)))
        return x


class PyanNet(nn.Module):
    """A network from 16 kHz sound [batch, 1, samples] to log-probabilities [batch, frames, 7]."""

    def __init__(self) -> None:
        super().__init__()
        self.sincnet = _SincNet()
        self.lstm = nn.LSTM(_CHANNELS, _HIDDEN, 4, batch_first=True, bidirectional=True)
        self.linear = nn.ModuleList([nn.Linear(2 * _HIDDEN, _HIDDEN), nn.Linear(_HIDDEN, _HIDDEN)])
        self.classifier = nn.Linear(_HIDDEN, CLASSES)

    def forward(self, windows: Tensor) -> Tensor:
        """Score the classes of each frame."""
        x, _ = self.lstm(self.sincnet(windows).transpose(1, 2))
        for layer in self.linear:
            x = functional.leaky_relu(layer(x))
        return functional.log_softmax(self.classifier(x), dim=-1)


def load_pyannet(checkpoint: Path) -> PyanNet:
    """Load a checkpoint of pyannote.audio in evaluation mode; only its tensors are read."""
    with torch.serialization.safe_globals([TorchVersion, *_list_ignored_classes()]):
        loaded = torch.load(checkpoint, map_location="cpu", weights_only=True)
    network = PyanNet()
    network.load_state_dict(loaded["state_dict"])
    return network.eval()


class _Ignored:
    """A stand-in for pyannote.audio's classes that describe a checkpoint's task."""

    def __init__(self, *_args: Any, **_values: Any) -> None:
        pass

    def __setstate__(self, state: Any) -> None:
        pass


def _list_ignored_classes() -> list[tuple[type[_Ignored], str]]:
    module = "pyannote.audio.core.task"
    return [(_Ignored, f"{module}.{name}") for name in ("Specifications", "Problem", "Resolution")]
