"""Convert a CTranslate2 Whisper file to an openai-whisper checkpoint.

CTranslate2 renames the weights and fuses the query, key and value projections of each attention
into one matrix. No information is lost: this module restores names and matrices. File layout:
CTranslate2 docs, "Model structure", binary version 6.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import torch

# CTranslate2's codes of array types. Models with quantized weights are not supported.
_DTYPES: dict[int, np.dtype[Any]] = {
    0: np.dtype("<f4"),
    1: np.dtype("i1"),
    2: np.dtype("<i2"),
    3: np.dtype("<i4"),
    4: np.dtype("<f2"),
}
_BINARY_VERSION = 6

Weights = Mapping[str, np.ndarray]
Getter = Callable[[str], torch.Tensor]
State = dict[str, torch.Tensor]


def to_openai(source: Path, target: Path) -> None:
    """Write the Whisper model of a CTranslate2 file as an openai-whisper checkpoint.

    The weights keep their precision. The resulting bytes depend only on the source and on the
    version of torch. Raises ValueError if `source` is not such a model.
    """
    weights = read_weights(source)
    checkpoint = {"dims": _read_dimensions(weights), "model_state_dict": _build_state_dict(weights)}
    with target.open("wb") as file:
        torch.save(checkpoint, file)
        file.flush()
        os.fsync(file.fileno())


def read_weights(path: Path) -> Weights:
    """Read every array of a CTranslate2 file, by CTranslate2's own names.

    Raises ValueError if the file is not a Whisper model in a supported version.
    """
    with path.open("rb") as file:
        try:
            version, spec = _read_number(file, "<I"), _read_text(file)
            if version != _BINARY_VERSION or spec != "WhisperSpec":
                raise ValueError(
                    f"{path} has a {spec!r} in format version {version}; only a Whisper model "
                    f"in version {_BINARY_VERSION} can be read"
                )
            _read_number(file, "<I")  # the revision of the spec; all revisions use the same names
            weights = dict(_read_array(file) for _ in range(_read_number(file, "<I")))
            for _ in range(_read_number(file, "<I")):
                alias = _read_text(file)
                weights[alias] = weights[_read_text(file)]
        except (struct.error, UnicodeDecodeError, KeyError) as error:
            raise ValueError(
                f"{path} is not a CTranslate2 model, or is truncated: {error}"
            ) from error
    return weights


def _read_number(file: BinaryIO, layout: str) -> int:
    value: int = struct.unpack(layout, file.read(struct.calcsize(layout)))[0]
    return value


def _read_text(file: BinaryIO) -> str:
    return file.read(_read_number(file, "<H")).rstrip(b"\0").decode()


def _read_array(file: BinaryIO) -> tuple[str, np.ndarray]:
    name = _read_text(file)
    shape = [_read_number(file, "<I") for _ in range(_read_number(file, "<B"))]
    dtype = _DTYPES[_read_number(file, "<B")]
    size = _read_number(file, "<I")
    data = file.read(size)
    if len(data) != size:
        raise ValueError(f"{name} has {len(data)} of {size} bytes: the file is truncated")
    return name, np.frombuffer(data, dtype).reshape(shape)


def _read_dimensions(weights: Weights) -> dict[str, int]:
    """Return the fields of whisper.model.ModelDimensions."""
    audio_ctx, audio_state = weights["encoder/position_encodings/encodings"].shape
    text_ctx, text_state = weights["decoder/position_encodings/encodings"].shape
    return {
        "n_mels": weights["encoder/conv1/weight"].shape[1],
        "n_audio_ctx": audio_ctx,
        "n_audio_state": audio_state,
        "n_audio_head": int(weights["encoder/num_heads"]),
        "n_audio_layer": _count_layers(weights, "encoder"),
        "n_vocab": weights["decoder/embeddings/weight"].shape[0],
        "n_text_ctx": text_ctx,
        "n_text_state": text_state,
        "n_text_head": int(weights["decoder/num_heads"]),
        "n_text_layer": _count_layers(weights, "decoder"),
    }


def _count_layers(weights: Weights, encoder_or_decoder: str) -> int:
    prefix = f"{encoder_or_decoder}/layer_"
    found = {name[len(prefix) :].split("/")[0] for name in weights if name.startswith(prefix)}
    return len({number for number in found if number.isdigit()})


def _build_state_dict(weights: Weights) -> State:
    """Return the state dict with openai-whisper's names."""

    def tensor(weight_name: str) -> torch.Tensor:
        return torch.from_numpy(weights[weight_name].copy())

    state = {
        "encoder.positional_embedding": tensor("encoder/position_encodings/encodings"),
        "decoder.positional_embedding": tensor("decoder/position_encodings/encodings"),
        "decoder.token_embedding.weight": tensor("decoder/embeddings/weight"),
        **_convert_linear(tensor, "encoder/conv1", "encoder.conv1"),
        **_convert_linear(tensor, "encoder/conv2", "encoder.conv2"),
        **_convert_norm(tensor, "encoder/layer_norm", "encoder.ln_post"),
        **_convert_norm(tensor, "decoder/layer_norm", "decoder.ln"),
    }
    for side in ("encoder", "decoder"):
        for layer in range(_count_layers(weights, side)):
            state |= _convert_layer(tensor, side, layer)
    return state


def _convert_layer(tensor: Getter, encoder_or_decoder: str, layer: int) -> State:
    source, target = f"{encoder_or_decoder}/layer_{layer}", f"{encoder_or_decoder}.blocks.{layer}"
    own = f"{source}/self_attention"
    state = {
        **_convert_norm(tensor, f"{own}/layer_norm", f"{target}.attn_ln"),
        **dict(
            _split_projection(
                tensor, f"{own}/linear_0", f"{target}.attn", ("query", "key", "value")
            )
        ),
        **_convert_linear(tensor, f"{own}/linear_1", f"{target}.attn.out"),
        **_convert_norm(tensor, f"{source}/ffn/layer_norm", f"{target}.mlp_ln"),
        **_convert_linear(tensor, f"{source}/ffn/linear_0", f"{target}.mlp.0"),
        **_convert_linear(tensor, f"{source}/ffn/linear_1", f"{target}.mlp.2"),
    }
    if encoder_or_decoder == "decoder":
        cross, out = f"{source}/attention", f"{target}.cross_attn"
        state |= _convert_norm(tensor, f"{cross}/layer_norm", f"{out}_ln")
        state |= _convert_linear(tensor, f"{cross}/linear_0", f"{out}.query")
        state |= dict(_split_projection(tensor, f"{cross}/linear_1", out, ("key", "value")))
        state |= _convert_linear(tensor, f"{cross}/linear_2", f"{out}.out")
    return state


def _convert_norm(tensor: Getter, source: str, target: str) -> State:
    return {
        f"{target}.weight": tensor(f"{source}/gamma"),
        f"{target}.bias": tensor(f"{source}/beta"),
    }


def _convert_linear(tensor: Getter, source: str, target: str) -> State:
    return {
        f"{target}.weight": tensor(f"{source}/weight"),
        f"{target}.bias": tensor(f"{source}/bias"),
    }


def _split_projection(
    tensor: Getter, source: str, target: str, parts: tuple[str, ...]
) -> Iterator[tuple[str, torch.Tensor]]:
    """Split a fused projection.

    Whisper's keys have no bias, for which CTranslate2 stores zeros.
    """
    weights = tensor(f"{source}/weight").chunk(len(parts))
    biases = tensor(f"{source}/bias").chunk(len(parts))
    for part, weight, bias in zip(parts, weights, biases, strict=True):
        # Cloned, because saving a view saves the whole underlying tensor.
        yield f"{target}.{part}.weight", weight.clone()
        if part != "key":
            yield f"{target}.{part}.bias", bias.clone()
