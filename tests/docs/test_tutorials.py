"""The tutorials run from the first command to the last and print the documented output."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from archive.catalogue.open import open_catalogue
from archive.publishing.republish import republish
from editor.app import build
from editor.safety.csrf import COOKIE, HEADER
from editor.settings import Settings
from flows.cli import main
from flows.sources.folder import folder
from tests.command import Tapelog
from tests.conftest import ROOT

pytestmark = [pytest.mark.models, pytest.mark.slow]

ID = "R1b3f56fa0e29"
TAPELOG = ".venv/bin/tapelog "


@pytest.fixture(scope="module")
def steps(tapelog: Tapelog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cached steps of the example, from the archive that all tests share."""
    out = tmp_path_factory.mktemp("out") / "interview"
    context = [f"--context={ROOT}/examples/{name}.txt" for name in ("review", "press")]
    reference = ROOT / "examples/reference.txt"
    sound = ROOT / "examples/interview.mp3"
    ran = tapelog("process", sound, "--transcript", reference, *context, "--out", out)
    assert ran.status == 0, ran.err
    return tapelog.archive / "steps"


@pytest.fixture
def archive(
    steps: Path, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """An empty archive with the cached steps, which is also the default archive."""
    from prefect.settings import PREFECT_LOCAL_STORAGE_PATH, temporary_settings

    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    Path("examples").symlink_to(ROOT / "examples")
    archive = tmp_path / "archive"
    shutil.copytree(steps, archive / "steps")
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    monkeypatch.setenv("TAPELOG_ARCHIVE", str(archive))
    # The files are complete, so that the batch need not wait until they stop changing.
    for module in map(import_module, ("flows.batch", "flows.batches.intake")):
        monkeypatch.setattr(
            module, "list_source_items", lambda source: folder(Path(source), settle=0)
        )
    with temporary_settings({PREFECT_LOCAL_STORAGE_PATH: archive / "steps"}):
        yield archive


def parts(name: str) -> Iterator[tuple[list[str], list[str]]]:
    """Return the commands of each block of a tutorial, with the documented output."""
    page = (ROOT / f"docs/tutorial-{name}.md").read_text(encoding="utf-8")
    pattern = r"```console\n(.*?)```(?:(?:(?!```).)*?```text\n(.*?)```)?"
    for commands, printed in re.findall(pattern, page, re.DOTALL):
        yield commands.splitlines(), printed.splitlines()


def flat(text: str) -> str:
    """Put a text on one line, because terminals wrap lines."""
    return " ".join(text.split())


def run(archive: Path, line: str) -> str:
    """Run a line of a tutorial and return its output.

    `tapelog` runs in this process, which has loaded its models and libraries already.
    """
    if not line.startswith(TAPELOG):
        subprocess.run(line, shell=True, check=True, executable="/bin/bash")
        return ""
    words = shlex.split(line.removeprefix(TAPELOG))
    if words[0] == "edit":
        correct(archive)
        return ""
    result = CliRunner().invoke(main, words)
    assert result.exit_code == int(" in quarantine" in result.output), result.output
    return result.output


def correct(archive: Path) -> None:
    """Make the edits that the keys of the editors' tutorial make, and publish the recording."""
    with open_catalogue(archive) as catalogue:
        app = build(catalogue, Settings(author="Ann", publish="on demand", uses_models=False))
        with TestClient(app, "http://127.0.0.1:8765", client=("127.0.0.1", 50000)) as browser:
            doubts = browser.get(f"/api/recordings/{ID}/doubts").json()["doubts"]
            page = (ROOT / "docs/tutorial-editor.md").read_text(encoding="utf-8")
            asked = re.findall(r"^> (.+)$", page, re.MULTILINE)
            found = [doubt for doubt in doubts if doubt["question"] in asked]
            assert [doubt["question"] for doubt in found] == asked
            (heroine,) = [doubt for doubt in doubts if "heroin" in doubt["question"]]
            for doubt in (*found, heroine):
                send(browser, "decide-corrections", corrections=[doubt["id"]], accept=False)
            seen = browser.get(f"/api/recordings/{ID}").json()
            hello, nathan = seen["runs"]["T2"][1] - 1, seen["runs"]["T3"]
            send(browser, "split-turn", at=hello)
            send(browser, "assign-speaker", words=[[hello, hello + 1]], speaker="S3")
            send(browser, "join-turns", words=[hello, nathan[1]])
            send(browser, "set-name", speaker="S4", name="Ottoline Marsh")
        republish(catalogue, ID)


def send(browser: TestClient, kind: str, **parameters: Any) -> None:
    """Send an edit, based on the newest revision, to the editor's API."""
    base = browser.get(f"/api/recordings/{ID}").json()["revision"]
    edit = {"base": base, "kind": kind, "parameters": parameters}
    headers = {HEADER: str(browser.cookies[COOKIE])}
    answer = browser.post(f"/api/recordings/{ID}/edits", json=edit, headers=headers)
    assert answer.status_code == 201, answer.text


def check_repairs() -> None:
    """Check the times of the corrections that the archivists' tutorial mentions."""
    page = (ROOT / "docs/tutorial-archivist.md").read_text(encoding="utf-8")
    made = Path("out/interview/repairs.txt").read_text(encoding="utf-8").splitlines()
    rows = re.findall(r"^\| (\d:\d\d) \| (.+?) \|", page, re.MULTILINE)
    assert len(rows) == 4
    for time, repair in rows:
        words = re.findall('"[^"]+"', repair)
        assert any(
            line.startswith(f"    {time} ") and "applied" in line and all(w in line for w in words)
            for line in made
        ), repair


@pytest.mark.parametrize("name", ["archivist", "editor", "operator"])
def test_the_tutorial_runs_and_prints_what_it_says(name: str, archive: Path) -> None:
    blocks = list(parts(name))
    assert len(blocks) >= 4
    for commands, printed in blocks:
        said = flat(" ".join(run(archive, line) for line in commands))
        for line in printed:
            assert flat(line) in said, (line, said)
    if name == "archivist":
        check_repairs()
