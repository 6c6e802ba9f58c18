"""A Whisper model survives conversion to CTranslate2's layout and back."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
import whisper

from audio.checkpoints.convert import read_weights, to_openai

# A model too small to recognize anything, but so large that no two weights have the same shape.
DIMS = whisper.ModelDimensions(
    n_mels=80, n_audio_ctx=30, n_audio_state=24, n_audio_head=3, n_audio_layer=2,
    n_vocab=51, n_text_ctx=20, n_text_state=24, n_text_head=3, n_text_layer=3,
)  # fmt: skip
NUMBERS = {"float32": 0, "int8": 1, "int16": 2, "int32": 3, "float16": 4}


def as_ctranslate2(model: whisper.Whisper) -> dict[str, np.ndarray]:
    """Name and fuse the weights as CTranslate2's converter does."""
    state = {name: value.half().numpy() for name, value in model.state_dict().items()}
    weights: dict[str, np.ndarray] = {
        "encoder/num_heads": np.array(DIMS.n_audio_head, np.int16),
        "decoder/num_heads": np.array(DIMS.n_text_head, np.int16),
        "encoder/position_encodings/encodings": state["encoder.positional_embedding"],
        "decoder/position_encodings/encodings": state["decoder.positional_embedding"],
        "decoder/embeddings/weight": state["decoder.token_embedding.weight"],
    }

    def put(target: str, source: str, names: tuple[str, str] = ("weight", "bias")) -> None:
        weights[f"{target}/{names[0]}"] = state[f"{source}.weight"]
        weights[f"{target}/{names[1]}"] = state[f"{source}.bias"]

    def fuse(target: str, source: str, parts: tuple[str, ...]) -> None:
        zeros = np.zeros(DIMS.n_audio_state, np.float16)
        weights[f"{target}/weight"] = np.concatenate([state[f"{source}.{p}.weight"] for p in parts])
        weights[f"{target}/bias"] = np.concatenate(
            [state.get(f"{source}.{p}.bias", zeros) for p in parts]
        )

    norm = ("gamma", "beta")
    put("encoder/conv1", "encoder.conv1")
    put("encoder/conv2", "encoder.conv2")
    put("encoder/layer_norm", "encoder.ln_post", norm)
    put("decoder/layer_norm", "decoder.ln", norm)
    for side, layers in (("encoder", DIMS.n_audio_layer), ("decoder", DIMS.n_text_layer)):
        for n in range(layers):
            to, of = f"{side}/layer_{n}", f"{side}.blocks.{n}"
            put(f"{to}/self_attention/layer_norm", f"{of}.attn_ln", norm)
            fuse(f"{to}/self_attention/linear_0", f"{of}.attn", ("query", "key", "value"))
            put(f"{to}/self_attention/linear_1", f"{of}.attn.out")
            put(f"{to}/ffn/layer_norm", f"{of}.mlp_ln", norm)
            put(f"{to}/ffn/linear_0", f"{of}.mlp.0")
            put(f"{to}/ffn/linear_1", f"{of}.mlp.2")
            if side == "decoder":
                put(f"{to}/attention/layer_norm", f"{of}.cross_attn_ln", norm)
                put(f"{to}/attention/linear_0", f"{of}.cross_attn.query")
                fuse(f"{to}/attention/linear_1", f"{of}.cross_attn", ("key", "value"))
                put(f"{to}/attention/linear_2", f"{of}.cross_attn.out")
    return weights


def packed(weights: Mapping[str, np.ndarray], *, spec: str = "WhisperSpec") -> bytes:
    """Encode arrays in the binary layout 6 of CTranslate2."""

    def text(value: str) -> bytes:
        return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"

    out = struct.pack("<I", 6) + text(spec) + struct.pack("<II", 3, len(weights))
    for name, array in weights.items():
        out += text(name) + struct.pack("<B", array.ndim)
        out += b"".join(struct.pack("<I", size) for size in array.shape)
        out += struct.pack("<BI", NUMBERS[array.dtype.name], array.nbytes) + array.tobytes()
    return (
        out
        + struct.pack("<I", 1)
        + text("decoder/projection/weight")
        + text("decoder/embeddings/weight")
    )


@pytest.fixture(scope="module")
def model() -> whisper.Whisper:
    torch.manual_seed(5)
    made = whisper.Whisper(DIMS)
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter)
    return made


def test_every_weight_comes_back(model: whisper.Whisper, tmp_path: Path) -> None:
    source = tmp_path / "model.bin"
    source.write_bytes(packed(as_ctranslate2(model)))
    to_openai(source, tmp_path / "model.pt")
    again = whisper.load_model(str(tmp_path / "model.pt"), device="cpu")
    assert again.dims == DIMS
    for name, weight in model.state_dict().items():
        torch.testing.assert_close(again.state_dict()[name], weight.half().float(), rtol=0, atol=0)


def test_the_same_source_gives_the_same_bytes(model: whisper.Whisper, tmp_path: Path) -> None:
    source = tmp_path / "model.bin"
    source.write_bytes(packed(as_ctranslate2(model)))
    for name in ("one.pt", "two.pt"):
        to_openai(source, tmp_path / name)
    assert (tmp_path / "one.pt").read_bytes() == (tmp_path / "two.pt").read_bytes()


def test_an_alias_is_the_array_that_it_names(model: whisper.Whisper, tmp_path: Path) -> None:
    source = tmp_path / "model.bin"
    source.write_bytes(packed(as_ctranslate2(model)))
    weights = read_weights(source)
    assert weights["decoder/projection/weight"] is weights["decoder/embeddings/weight"]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.999])
def test_a_truncated_model_is_refused(model: whisper.Whisper, tmp_path: Path, share: float) -> None:
    whole = packed(as_ctranslate2(model))
    source = tmp_path / "model.bin"
    source.write_bytes(whole[: round(share * len(whole))])
    with pytest.raises(ValueError, match="truncated"):
        to_openai(source, tmp_path / "model.pt")
    assert not (tmp_path / "model.pt").exists()


def test_another_kind_of_model_is_refused(model: whisper.Whisper, tmp_path: Path) -> None:
    source = tmp_path / "model.bin"
    source.write_bytes(packed(as_ctranslate2(model), spec="TransformerSpec"))
    with pytest.raises(ValueError, match="'TransformerSpec' in format version 6; only a Whisper"):
        to_openai(source, tmp_path / "model.pt")
