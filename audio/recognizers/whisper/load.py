"""Load a Whisper model for inference, with its alignment heads."""

from __future__ import annotations

import warnings
from functools import lru_cache
from pathlib import Path

import torch
import whisper
from whisper.model import Conv1d, Linear
from whisper.tokenizer import get_tokenizer

from audio import memory
from audio.checkpoints.models import whisper_checkpoint
from audio.machine import compute_dtype, device
from audio.recognizers.whisper.packed import pack
from transcripts.errors import UserError

# openai-whisper's models by (n_mels, n_audio_layer, n_text_layer, n_vocab). A checkpoint given by
# its path gets the alignment heads of the model that it was trained from. large-v1 has the same
# dimensions as large-v2, from which nearly all large checkpoints of this size are trained.
_BY_SIZE = {
    (80, 4, 4, 51864): "tiny.en",
    (80, 4, 4, 51865): "tiny",
    (80, 6, 6, 51864): "base.en",
    (80, 6, 6, 51865): "base",
    (80, 12, 12, 51864): "small.en",
    (80, 12, 12, 51865): "small",
    (80, 24, 24, 51864): "medium.en",
    (80, 24, 24, 51865): "medium",
    (80, 32, 32, 51865): "large-v2",
    (128, 32, 32, 51866): "large-v3",
    (128, 32, 4, 51866): "turbo",
}


def load_whisper(name_or_path: str) -> whisper.Whisper:
    """Load a model by name or path; the loaded model is cached until its file changes.

    The model is in evaluation mode, on a GPU if there is one. Linear and convolution layers are in
    `compute_dtype()`, the rest in float32. A model of a size that openai-whisper does not publish
    has Whisper's default alignment heads: all heads of the upper half of the layers. Raises
    UserError if the file is not a model.
    """
    path = whisper_checkpoint(name_or_path)
    return _load(name_or_path, path, path.stat().st_mtime_ns)


@lru_cache(2)
def _load(name: str, path: Path, _mtime_ns: int) -> whisper.Whisper:
    memory.keep_freed_memory()
    try:
        model = whisper.load_model(str(path), device=device())
    except Exception as error:
        raise UserError(
            f"{path} is not an openai-whisper checkpoint ({type(error).__name__}); use a .pt file "
            "with `dims` and `model_state_dict`"
        ) from error
    _cache_vocabulary(model)
    heads = whisper._ALIGNMENT_HEADS.get(_find_published_name(name, model.dims))
    if heads:
        model.set_alignment_heads(heads)
    return _cast_weights(model.eval(), compute_dtype())


def _cache_vocabulary(model: whisper.Whisper) -> None:
    """Read the tokenizer's vocabulary into openai-whisper's cache.

    Reading it leaves a file open; the warning about that is suppressed here.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        get_tokenizer(model.is_multilingual, num_languages=model.num_languages)


def _find_published_name(name: str, dims: whisper.ModelDimensions) -> str | None:
    """Return the name of the openai-whisper model that this model is, or was fine-tuned from."""
    if name in whisper._ALIGNMENT_HEADS:
        return name
    return _BY_SIZE.get((dims.n_mels, dims.n_audio_layer, dims.n_text_layer, dims.n_vocab))


def _cast_weights(model: whisper.Whisper, dtype: torch.dtype) -> whisper.Whisper:
    """Convert the weights of linear and convolution layers; embeddings and norms stay float32."""
    for module in list(model.modules()):
        if isinstance(module, Conv1d):
            module.to(dtype)
        for name, layer in module.named_children():
            if isinstance(layer, Linear):
                setattr(module, name, pack(layer.to(dtype)))
    return model
