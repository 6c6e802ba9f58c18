"""Restrict what a pyannote pipeline folder may load: pyannote's classes and its own weights.

A config.yaml names classes that are imported and called, and a checkpoint is a pickle. A folder
from somebody else must not be able to run code through either.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
import yaml
from torch.torch_version import TorchVersion

from transcripts.errors import UserError

PIPELINES = frozenset(
    {
        "pyannote.audio.pipelines.SpeakerDiarization",
        "pyannote.audio.pipelines.speaker_diarization.SpeakerDiarization",
    }
)
"""The classes that `pipeline.name` may have."""

_KEYS = frozenset({"version", "dependencies", "pipeline", "params", "freeze"})
_PARAMS = frozenset(
    {
        "clustering",
        "der_variant",
        "embedding",
        "embedding_batch_size",
        "embedding_exclude_overlap",
        "legacy",
        "plda",
        "segmentation",
        "segmentation_batch_size",
        "segmentation_step",
    }
)
_MODELS = ("segmentation", "embedding")
_ARCHITECTURES = "pyannote.audio.models."
_HERE = "$model/"


def read_config(folder: Path) -> dict[str, Any]:
    """Read a pipeline's config.yaml, and check it and the models that it names.

    Returns the configuration with absolute paths of the models. Raises UserError if anything in it
    is not allowed.
    """
    try:
        config: Any = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise _build_config_error(folder, f"config.yaml cannot be read ({error})") from None
    if not isinstance(config, dict) or not isinstance(pipeline := config.get("pipeline"), dict):
        raise _build_config_error(folder, "config.yaml does not describe a pipeline")
    name, params = pipeline.get("name"), pipeline.get("params") or {}
    if not isinstance(name, str) or name not in PIPELINES:
        raise _build_config_error(
            folder, f"config.yaml names {str(name)[:80]!r}; it may name {min(PIPELINES)}"
        )
    if not isinstance(params, dict):
        raise _build_config_error(folder, "the pipeline's params are not a list of settings")
    for key in sorted(map(str, (config.keys() - _KEYS) | (params.keys() - _PARAMS))):
        raise _build_config_error(
            folder, f"config.yaml has the setting {key[:80]!r}, which is not allowed"
        )
    found = {
        key: _require_path_inside(folder, key, params[key])
        for key in (*_MODELS, "plda")
        if key in params
    }
    for key in _MODELS:
        if key not in found:
            raise _build_config_error(folder, f"config.yaml names no {key} model")
        _check_model(folder, Path(found[key]))
    return {**config, "pipeline": {"name": name, "params": {**params, **found}}}


@contextmanager
def weights_only() -> Iterator[None]:
    """Restrict torch.load to tensors and pyannote's metadata classes while the block runs."""
    from pyannote.audio.core.task import Problem, Resolution, Specifications

    before = os.environ.get("TORCH_FORCE_WEIGHTS_ONLY_LOAD")
    os.environ["TORCH_FORCE_WEIGHTS_ONLY_LOAD"] = "1"
    try:
        with torch.serialization.safe_globals([Problem, Resolution, Specifications, TorchVersion]):
            yield
    finally:
        del os.environ["TORCH_FORCE_WEIGHTS_ONLY_LOAD"]
        if before is not None:
            os.environ["TORCH_FORCE_WEIGHTS_ONLY_LOAD"] = before


def _require_path_inside(folder: Path, key: str, value: object) -> str:
    """Return the absolute path of a model file; raises UserError if it is outside the folder."""
    given = value.removeprefix(_HERE) if isinstance(value, str) else None
    path = (folder / given).resolve() if given else None
    if path is None or not path.is_relative_to(folder.resolve()) or not path.exists():
        raise _build_config_error(
            folder,
            f"its {key} is {str(value)[:80]!r}: it must lie in the folder, as `$model/{key}` does",
        )
    return str(path)


def _check_model(folder: Path, path: Path) -> None:
    """Raise UserError unless a model file contains only weights and names a pyannote class."""
    file = path / "pytorch_model.bin" if path.is_dir() else path
    try:
        with weights_only():
            loaded: Any = torch.load(file, map_location="cpu", mmap=True)
        architecture = loaded["pyannote.audio"]["architecture"]
        module, name = str(architecture["module"]), str(architecture["class"])
        hyper_parameters = loaded.get("hyper_parameters") or {}
    except Exception as error:  # the content of the file determines the error
        reason = " ".join(str(error).split())[:200]
        raise _build_config_error(
            folder, f"{file.name} must contain weights and nothing else ({reason})"
        ) from None
    own = module.startswith(_ARCHITECTURES) and name.isidentifier()
    if not own or not isinstance(hyper_parameters, Mapping) or "_instantiator" in hyper_parameters:
        raise _build_config_error(
            folder, f"{file.name} names {module[:60]}.{name[:60]}, which is not a pyannote model"
        )


def _build_config_error(folder: Path, reason: str) -> UserError:
    return UserError(
        f"pyannote cannot load the pipeline in {folder}: {reason}. "
        "Use a pipeline folder as pyannote publishes it"
    )
