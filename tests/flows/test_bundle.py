"""A bundle has every wheel, their hashes, and an installer that uses no network."""

from __future__ import annotations

import hashlib
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from audio.checkpoints.models import MODELS
from audio.checkpoints.wheels import Wheel
from flows import bundle
from flows.cli import main
from transcripts.errors import UserError

commands: list[list[str]] = []
constraints: list[str] = []


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package index that answers every request of pip with small files."""

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        constraints[:] = Path(command[command.index("--constraint") + 1]).read_text().splitlines()
        folder = Path(command[command.index("--wheel-dir") + 1])
        folder.mkdir()
        (folder / "tapelog-0-py3-none-any.whl").write_bytes(b"wheel")
        return subprocess.CompletedProcess(command, 0, "", "")

    def download(wheel: Wheel, folder: Path) -> Path:
        folder.mkdir()
        path = folder / f"{wheel.name}-{wheel.version}.whl"
        path.write_text(wheel.sha256)
        return path

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(bundle, "download_wheel", download)


def test_a_bundle_has_wheels_models_sums_and_an_installer(index: None, tmp_path: Path) -> None:
    own = tmp_path / "tapelog.whl"
    own.touch()
    target = tmp_path / "bundle"
    arguments = ["bundle", str(target), "--wheel", str(own), "--models", "base,segmentation-3.0"]
    ran = CliRunner().invoke(main, arguments)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.endswith(f"install it with: sh {target}/install.sh\n")
    assert commands[-1][-1] == f"{own}[editor,server]"
    assert f"prefect=={version('prefect')}" in constraints
    assert not [each for each in constraints if each.startswith("tapelog==")]
    sums = dict(
        reversed(line.split("  ")) for line in (target / "SHA256SUMS").read_text().splitlines()
    )
    wheels = {f"models/{w.name}-{w.version}.whl" for w in MODELS["base"].wheels}
    assert wheels < sums.keys()
    assert {"install.sh", "packages/tapelog-0-py3-none-any.whl"} < sums.keys()
    for name, sha256 in sums.items():
        assert hashlib.sha256((target / name).read_bytes()).hexdigest() == sha256
    installer = (target / "install.sh").read_text()
    assert "PIP_NO_INDEX=1" in installer
    assert "models fetch base segmentation-3.0\n" in installer
    subprocess.check_call(["sh", "-n", str(target / "install.sh")])


def test_a_model_wheel_of_two_models_is_collected_once(index: None, tmp_path: Path) -> None:
    bundle.write_bundle(tmp_path / "bundle", models=("segmentation-3.0", "campplus"))
    assert len(list((tmp_path / "bundle" / "models").iterdir())) == 1
    assert commands[-1][-1] == f"tapelog[editor,server]=={version('tapelog')}"


def test_a_folder_with_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    with pytest.raises(UserError, match="is not empty: choose a new folder"):
        bundle.write_bundle(tmp_path)


def test_an_unknown_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="unknown model 'huge'"):
        bundle.write_bundle(tmp_path / "bundle", models=("huge",))
    assert not (tmp_path / "bundle").exists()


def test_an_error_of_pip_is_reported_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = "WARNING: slow\nERROR: no such file at https://ann:secret@example.org/simple\n"
    failed = subprocess.CompletedProcess([], 1, "", errors)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(UserError, match="pass tapelog's wheel with --wheel") as error:
        bundle.write_bundle(tmp_path / "bundle")
    assert "secret" not in str(error.value)
