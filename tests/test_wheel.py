"""The built wheel works without a checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from transcripts.formats.page.parts import SCRIPTS


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which only the wheel is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    ignored = shutil.ignore_patterns(".*", "*.egg-info", "build", "out", "tests", "__pycache__")
    shutil.copytree(ROOT, source, ignore=ignored)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(source)], check=True, capture_output=True)
    wheel = next(folder.glob("tapelog-*.whl"))
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(folder / "site"), str(wheel)], check=True)
    return folder / "site"


def python(installed: Path, *arguments: str) -> str:
    """Run Python outside the checkout, with the installed wheel first in the path."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=installed.parent,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_command_runs_from_the_wheel(installed: Path) -> None:
    where = python(installed, "-c", "import flows.cli; print(flows.cli.__file__)")
    assert Path(where.strip()).is_relative_to(installed)
    schema = json.loads(python(installed, "-m", "flows.cli", "schema"))
    assert schema["properties"]["schema"]["const"] == "tapelog.transcript/1"


@pytest.mark.parametrize("file", ["page.html", "page.css", *SCRIPTS])
def test_the_page_is_in_the_wheel(installed: Path, file: str) -> None:
    assert (installed / "transcripts" / "formats" / "page" / file).is_file()


def test_the_catalogue_is_made_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    python(installed, "-m", "flows.cli", "archive", "--archive", str(tmp_path), "list")
    assert (tmp_path / "catalogue.sqlite").stat().st_size > 0


@pytest.mark.parametrize("file", ["prefect.yaml", "automations.yaml"])
def test_what_prefect_deploys_is_in_the_wheel(installed: Path, file: str) -> None:
    assert (installed / "share" / "tapelog" / file).read_text() == (ROOT / file).read_text()


def test_the_recordings_of_the_weekly_score_are_in_the_wheel(installed: Path) -> None:
    baseline = installed / "share" / "tapelog" / "benchmarks" / "baseline.json"
    for fields in json.loads(baseline.read_text())["recordings"].values():
        paths = [fields["recording"], fields["transcript"], *fields["context"], fields["truth"]]
        assert all((baseline.parent / path).is_file() for path in paths)
