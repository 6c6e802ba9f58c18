"""Convert a checkpoint of openai-whisper into the folder that faster-whisper opens.

CTranslate2's own converter is not used, because it reads Hugging Face's Whisper models and needs
Hugging Face's library. `audio.checkpoints.convert` converts in the opposite direction.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from ctranslate2.specs.whisper_spec import WhisperSpec

from audio.checkpoints.models import models_folder, whisper_checkpoint
from audio.recognizers.faster_whisper.tokenizer import vocabulary, write_tokenizer
from audio.recognizers.whisper.load import load_whisper

State = Mapping[str, torch.Tensor]


def converted_folder(model: str, sha256: str) -> Path:
    """Return the folder with the converted weights of a checkpoint; convert them at first use.

    `model` is a name or a path, `sha256` the hash of the checkpoint's file.
    """
    folder = models_folder() / "faster-whisper" / sha256[:40]
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".convert-", dir=folder.parent) as work:
        made = Path(work) / "model"
        made.mkdir()
        _convert(model, made)
        try:
            made.rename(folder)
        except OSError:
            if not folder.is_dir():  # unless another process was faster
                raise
    return folder


def _convert(model: str, folder: Path) -> None:
    loaded = load_whisper(model)
    stored = torch.load(whisper_checkpoint(model), map_location="cpu", weights_only=True)
    dims = loaded.dims
    spec = WhisperSpec(dims.n_audio_layer, dims.n_audio_head, dims.n_text_layer, dims.n_text_head)
    _set_weights(spec, stored["model_state_dict"])
    tokenizer = write_tokenizer(loaded, folder / "tokenizer.json")
    spec.register_vocabulary(vocabulary(tokenizer.encoding))
    heads = [[int(layer), int(head)] for layer, head in loaded.alignment_heads.indices().T]
    spec.config.add_attribute("alignment_heads", heads)
    spec.config.add_attribute("lang_ids", sorted(tokenizer.all_language_tokens))
    spec.config.add_attribute("suppress_ids", sorted(tokenizer.non_speech_tokens))
    spec.config.add_attribute("suppress_ids_begin", [*tokenizer.encode(" "), tokenizer.eot])
    spec.validate()
    spec.optimize(quantization="float16")
    spec.save(str(folder))
    (folder / "preprocessor_config.json").write_text(f'{{"feature_size": {dims.n_mels}}}\n')


def _set_weights(spec: Any, state: State) -> None:
    for side in ("encoder", "decoder"):
        part = getattr(spec, side)
        part.position_encodings.encodings = state[f"{side}.positional_embedding"]
        for number, layer in enumerate(part.layer):
            _set_layer(layer, state, f"{side}.blocks.{number}")
    _set_linear(spec.encoder.conv1, state, "encoder.conv1")
    _set_linear(spec.encoder.conv2, state, "encoder.conv2")
    _set_norm(spec.encoder.layer_norm, state, "encoder.ln_post")
    _set_norm(spec.decoder.layer_norm, state, "decoder.ln")
    spec.decoder.embeddings.weight = state["decoder.token_embedding.weight"]
    spec.decoder.projection.weight = state["decoder.token_embedding.weight"]


def _set_layer(layer: Any, state: State, name: str) -> None:
    own = layer.self_attention
    _set_norm(own.layer_norm, state, f"{name}.attn_ln")
    _set_fused(own.linear[0], state, f"{name}.attn", ("query", "key", "value"))
    _set_linear(own.linear[1], state, f"{name}.attn.out")
    _set_norm(layer.ffn.layer_norm, state, f"{name}.mlp_ln")
    _set_linear(layer.ffn.linear_0, state, f"{name}.mlp.0")
    _set_linear(layer.ffn.linear_1, state, f"{name}.mlp.2")
    if f"{name}.cross_attn_ln.weight" in state:
        cross = layer.attention
        _set_norm(cross.layer_norm, state, f"{name}.cross_attn_ln")
        _set_linear(cross.linear[0], state, f"{name}.cross_attn.query")
        _set_fused(cross.linear[1], state, f"{name}.cross_attn", ("key", "value"))
        _set_linear(cross.linear[2], state, f"{name}.cross_attn.out")


def _set_norm(spec: Any, state: State, name: str) -> None:
    spec.gamma, spec.beta = state[f"{name}.weight"], state[f"{name}.bias"]


def _set_linear(spec: Any, state: State, name: str) -> None:
    spec.weight, spec.bias = state[f"{name}.weight"], state[f"{name}.bias"]


def _set_fused(spec: Any, state: State, name: str, parts: tuple[str, ...]) -> None:
    """Stack projections into one matrix; keys have no bias, so they get zeros."""
    weights = [state[f"{name}.{part}.weight"] for part in parts]
    zeros = torch.zeros(len(weights[0]), dtype=weights[0].dtype)
    spec.weight = torch.cat(weights)
    spec.bias = torch.cat([state.get(f"{name}.{part}.bias", zeros) for part in parts])
