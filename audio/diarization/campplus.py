"""Define CAM++, the network that computes a voice embedding from a second or more of speech.

Written from Wang et al., "CAM++: A Fast and Efficient Network for Speaker Verification Using
Context-Aware Masking", arXiv 2303.00332 (2023), figures 1 to 3. Attributes are named like the
published weights, so that strict loading checks every shape.
"""

from __future__ import annotations

from collections import OrderedDict

import torch
from torch import Tensor, nn
from torch.nn import functional

FEATURES = 80  # mel bands
DIMENSION = 192  # of an embedding
GROWTH = 32  # channels that each layer of a dense block adds
BOTTLENECK = 128  # channels between the two convolutions of such a layer
BLOCKS = ((12, 1), (24, 2), (16, 2))  # (layers, dilation) of the three dense blocks
CONTEXT_FRAMES = 100  # frames that a context mask averages: 2 s at 50 frames a second


class _Residual(nn.Module):
    """Two 3x3 convolutions over frequency and time, whose result is added to their input."""

    def __init__(self, channels: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, (stride, 1), 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.shortcut = nn.Sequential()
        if stride > 1:
            self.shortcut.append(nn.Conv2d(channels, channels, 1, (stride, 1), bias=False))
            self.shortcut.append(nn.BatchNorm2d(channels))

    def forward(self, x: Tensor) -> Tensor:
        inner = functional.relu(self.bn1(self.conv1(x)))
        return functional.relu(self.bn2(self.conv2(inner)) + self.shortcut(x))


class _FrequencyFrontEnd(nn.Module):
    """Convert [batch, 80, time] to [batch, 320, time], reducing the frequencies eightfold."""

    def __init__(self, channels: int = 32) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, channels, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.layer1 = nn.Sequential(_Residual(channels, 2), _Residual(channels, 1))
        self.layer2 = nn.Sequential(_Residual(channels, 2), _Residual(channels, 1))
        self.conv2 = nn.Conv2d(channels, channels, 3, (2, 1), 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        x = functional.relu(self.bn1(self.conv1(x.unsqueeze(1))))
        x = self.layer2(self.layer1(x))
        return functional.relu(self.bn2(self.conv2(x))).flatten(1, 2)


class _NormRelu(nn.Module):
    """Batch normalization, followed by a rectifier."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.batchnorm = nn.BatchNorm1d(channels)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(self.batchnorm(x))


class _DownsamplingLayer(nn.Module):
    """Convolution, normalization and rectifier; halves the frame rate."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.linear = nn.Conv1d(in_channels, out_channels, 5, stride=2, padding=2, bias=False)
        self.nonlinear = _NormRelu(out_channels)

    def forward(self, x: Tensor) -> Tensor:
        return self.nonlinear(self.linear(x))  # type: ignore[no-any-return]


class _ContextMask(nn.Module):
    """A local convolution, masked by global and local context."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.linear_local = nn.Conv1d(
            BOTTLENECK, GROWTH, 3, padding=dilation, dilation=dilation, bias=False
        )
        self.linear1 = nn.Conv1d(BOTTLENECK, BOTTLENECK // 2, 1)
        self.linear2 = nn.Conv1d(BOTTLENECK // 2, GROWTH, 1)

    def forward(self, x: Tensor) -> Tensor:
        context = x.mean(-1, keepdim=True) + _average_context(x)
        mask = torch.sigmoid(self.linear2(functional.relu(self.linear1(context))))
        return self.linear_local(x) * mask  # type: ignore[no-any-return]


def _average_context(x: Tensor) -> Tensor:
    """Average each block of `CONTEXT_FRAMES` frames; the last block may be shorter."""
    means = functional.avg_pool1d(x, CONTEXT_FRAMES, CONTEXT_FRAMES, ceil_mode=True)
    return means.repeat_interleave(CONTEXT_FRAMES, dim=-1)[..., : x.shape[-1]]


class _DenseLayer(nn.Module):
    """One layer of a dense block: [batch, channels, time] to the `GROWTH` channels it adds."""

    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.nonlinear1 = _NormRelu(channels)
        self.linear1 = nn.Conv1d(channels, BOTTLENECK, 1, bias=False)
        self.nonlinear2 = _NormRelu(BOTTLENECK)
        self.cam_layer = _ContextMask(dilation)

    def forward(self, x: Tensor) -> Tensor:
        return self.cam_layer(self.nonlinear2(self.linear1(self.nonlinear1(x))))  # type: ignore[no-any-return]


class _DenseBlock(nn.Module):
    """Layers whose input is the output of all layers before them."""

    def __init__(self, channels: int, layers: int, dilation: int) -> None:
        super().__init__()
        for i in range(layers):
            self.add_module(f"tdnnd{i + 1}", _DenseLayer(channels + i * GROWTH, dilation))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.children():
            x = torch.cat((x, layer(x)), dim=1)
        return x


class _Transition(nn.Module):
    """Halves the number of channels between two dense blocks."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.nonlinear = _NormRelu(channels)
        self.linear = nn.Conv1d(channels, channels // 2, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(self.nonlinear(x))  # type: ignore[no-any-return]


class _StatisticsPooling(nn.Module):
    """Mean and standard deviation over time: [batch, channels, time] to [batch, 2 x channels]."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat((x.mean(-1), x.std(-1)), dim=-1)


class _OutputProjection(nn.Module):
    """The last projection, normalized without a learned scale."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.linear = nn.Conv1d(in_channels, out_channels, 1, bias=False)
        self.nonlinear = nn.Sequential(
            OrderedDict(batchnorm=nn.BatchNorm1d(out_channels, affine=False))
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.nonlinear(self.linear(x.unsqueeze(-1)).squeeze(-1))  # type: ignore[no-any-return]


def _build_backbone() -> nn.Sequential:
    """Build the layers over time: [batch, 320, time] to [batch, 192]."""
    channels = BOTTLENECK
    parts: OrderedDict[str, nn.Module] = OrderedDict(tdnn=_DownsamplingLayer(320, channels))
    for number, (layers, dilation) in enumerate(BLOCKS, start=1):
        parts[f"block{number}"] = _DenseBlock(channels, layers, dilation)
        channels += layers * GROWTH
        parts[f"transit{number}"] = _Transition(channels)
        channels //= 2
    parts["out_nonlinear"] = _NormRelu(channels)
    parts["stats"] = _StatisticsPooling()
    parts["dense"] = _OutputProjection(2 * channels, DIMENSION)
    return nn.Sequential(parts)


class CamPlusPlus(nn.Module):
    """A network from filterbank features [batch, frames, 80] to embeddings [batch, 192].

    The features are Kaldi's, with their mean over the frames subtracted; the embeddings are not
    normalized. Pass at least 40 frames (0.4 s); 100 frames make an embedding reliable.
    """

    def __init__(self) -> None:
        super().__init__()
        self.head = _FrequencyFrontEnd()
        self.xvector = _build_backbone()

    def forward(self, features: Tensor) -> Tensor:
        """Embed each row of the batch."""
        return self.xvector(self.head(features.transpose(1, 2)))  # type: ignore[no-any-return]
