"""Our decoding passes give the same results as openai-whisper's."""

from __future__ import annotations

import pytest
import torch
import whisper

from audio.checkpoints.models import whisper_checkpoint
from audio.recognizers.whisper.decoder import CrossAttentionCache, Decoder, compute_logits
from audio.recognizers.whisper.encoder import encode
from audio.recognizers.whisper.load import load_whisper

pytestmark = pytest.mark.models

TOKENS = torch.tensor([[50257, 50362, 770, 318, 257], [50257, 50362, 2215, 5145, 13]])


@pytest.fixture(scope="module")
def model() -> whisper.Whisper:
    """Load tiny.en as openai-whisper does, in float32."""
    return whisper.load_model(str(whisper_checkpoint("tiny.en")), device="cpu").eval()


@pytest.fixture(scope="module")
def mels() -> torch.Tensor:
    return torch.randn(2, 80, 3000, generator=torch.Generator().manual_seed(1))


@torch.inference_mode()
def test_the_encoder(model: whisper.Whisper, mels: torch.Tensor) -> None:
    torch.testing.assert_close(
        encode(model.encoder, mels), model.encoder(mels), atol=1e-3, rtol=1e-3
    )


@torch.inference_mode()
@pytest.mark.parametrize("first", [5, 4, 1])
def test_the_decoder_all_at_once_or_token_by_token(
    model: whisper.Whisper, mels: torch.Tensor, first: int
) -> None:
    encoded = model.encoder(mels)
    decoder = Decoder(model, CrossAttentionCache.from_encoded(model, encoded), rows=2, max_tokens=5)
    parts = [TOKENS[:, :first], *TOKENS[:, first:].split(1, dim=1)]
    states = torch.cat([decoder.decode(part) for part in parts if part.numel()], dim=1)
    expected = model.decoder(TOKENS, encoded)
    torch.testing.assert_close(compute_logits(model, states), expected, atol=1e-3, rtol=1e-3)


@torch.inference_mode()
def test_rows_that_share_a_window(model: whisper.Whisper, mels: torch.Tensor) -> None:
    encoded = model.encoder(mels[:1])
    decoder = Decoder(model, CrossAttentionCache.from_encoded(model, encoded), rows=2, max_tokens=5)
    expected = model.decoder(TOKENS, encoded.expand(2, -1, -1))
    torch.testing.assert_close(
        compute_logits(model, decoder.decode(TOKENS)), expected, atol=1e-3, rtol=1e-3
    )


@torch.inference_mode()
def test_a_batch_row_can_continue_alone(model: whisper.Whisper, mels: torch.Tensor) -> None:
    encoded = model.encoder(mels)
    decoder = Decoder(model, CrossAttentionCache.from_encoded(model, encoded), rows=2, max_tokens=5)
    decoder.decode(TOKENS[:, :4])
    decoder.keep_rows([1])
    alone = compute_logits(model, decoder.decode(TOKENS[1:, 4:]))
    expected = model.decoder(TOKENS[1:], encoded[1:])[:, 4:]
    torch.testing.assert_close(alone, expected, atol=1e-3, rtol=1e-3)


@torch.inference_mode()
def test_the_machine_precision_gives_close_results(
    model: whisper.Whisper, mels: torch.Tensor
) -> None:
    quick = load_whisper("tiny.en")
    encoded = encode(quick.encoder, mels.to(quick.device))
    cache = CrossAttentionCache.from_encoded(quick, encoded)
    states = Decoder(quick, cache, rows=2, max_tokens=5).decode(TOKENS.to(quick.device))
    expected = model.decoder(TOKENS, model.encoder(mels)).log_softmax(-1)
    off = (compute_logits(quick, states).cpu().log_softmax(-1) - expected).abs()
    assert off.mean() < 0.1
