"""CAM++ loads the published weights and gives the published network's results."""

from __future__ import annotations

import pytest
import torch

from audio.checkpoints.models import fetch_model
from audio.diarization.campplus import DIMENSION, CamPlusPlus

# The first numbers of the embedding of `features(250)`. The implementation that was published with
# the weights gives the same numbers before its last rectifier, which the paper does not have.
PUBLISHED = [-0.6577, -0.1543, 0.2652, -0.282, -0.7562, 0.5986]


@pytest.fixture(scope="module")
def network() -> CamPlusPlus:
    network = CamPlusPlus()
    network.load_state_dict(torch.load(fetch_model("campplus"), weights_only=True), strict=True)
    return network.eval()


def features(frames: int, *, shift: float = 0.0) -> torch.Tensor:
    """Return a distinctive pattern over time and frequency."""
    time = torch.arange(frames)[:, None] / 10
    pattern = torch.sin(time + torch.arange(80) / 5 + shift) + torch.cos(time / 7) * 2
    return (pattern - pattern.mean(0))[None]


@pytest.mark.models
def test_known_answer(network: CamPlusPlus) -> None:
    with torch.inference_mode():
        found = network(features(250))
    assert found.shape == (1, DIMENSION)
    torch.testing.assert_close(found[0, :6], torch.tensor(PUBLISHED), rtol=0, atol=1e-3)


@pytest.mark.models
@pytest.mark.parametrize("frames", [40, 199, 200, 201])
def test_a_batch_changes_nothing(network: CamPlusPlus, frames: int) -> None:
    one, two = features(frames), features(frames, shift=1.0)
    with torch.inference_mode():
        alone = torch.cat([network(one), network(two)])
        together = network(torch.cat([one, two]))
    torch.testing.assert_close(together, alone, rtol=0, atol=1e-4)


def test_weights_of_another_network_are_refused() -> None:
    with pytest.raises(RuntimeError, match="Missing key"):
        CamPlusPlus().load_state_dict({}, strict=True)
