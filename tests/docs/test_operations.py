"""Every command of docs/operations.md is run here or by a benchmark, or was tried by hand.

`RUN` names the file that runs each command, and `BY_HAND` the commands that were tried by hand.
"""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import main
from tests.conftest import ROOT
from tests.flows.sources.podcasts import podcaster

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ONE = PAGE.partition("## On one computer\n")[2].partition("\n## ")[0]

SERVICES = "benchmarks/services.py"
RUN = {
    "prefect server start": SERVICES,
    "prefect work-pool create tapelog --type process": SERVICES,
    "prefect deploy --all": SERVICES,
    "prefect automation create --from-file automations.yaml": SERVICES,
    "prefect worker start": SERVICES,
    "prefect deployment run batch/nightly": "benchmarks/costs.py",
    "env --default-signal=INT": SERVICES,
    "python -c 'from prefect.blocks.webhook": "tests/flows/test_automations.py",
    "python tests/image.py": "tests/image.py",
    "python -m benchmarks.catalogue": "benchmarks/catalogue.py",
    "tapelog manifest": "tests/flows/test_manifests.py",
    "tapelog join": "tests/flows/test_join.py",
    "tapelog batch": "tests/docs/test_operations.py",
    "tapelog feed": "tests/docs/test_operations.py",
    "tapelog watch": "tests/docs/test_operations.py",
    "tapelog retry": "tests/docs/test_operations.py",
    "tapelog status": "tests/docs/test_operations.py",
    "tapelog plan": "tests/flows/test_planning.py",
    "tapelog bundle": "tests/flows/test_bundle.py",
    "tapelog doctor": "tests/flows/test_doctor.py",
    "tapelog process": "tests/flows/test_process.py",
    "tapelog archive check": "tests/flows/test_archive_command.py",
    "tapelog archive publish": "tests/flows/test_archive_command.py",
    "tapelog archive export": "tests/flows/test_archive_command.py",
    "tapelog archive import": "tests/flows/test_archive_command.py",
}
"""The function that runs a command, by the beginning of the command; the first match counts."""

BY_HAND = (
    "sudo -u postgres createdb",
    "sudo -u postgres createuser",
    "env -u TAPELOG_DATABASE TAPELOG_ARCHIVE=~/.local/share/tapelog tapelog archive export",
)
"""Tried by hand in a PostgreSQL 15 cluster as Debian 12 installs it, by another account."""

NOT_RUN = (
    "sudo apt-get install postgresql",
    "prefect automation create --from-file notifications.yaml",  # test_automations.py runs its text
    "prefect work-pool create tapelog --type docker",
    "prefect work-pool create tapelog --type kubernetes",
    "curl http://127.0.0.1:4200/api/health",  # services.py requests the same on another port
    "PREFECT_LOGGING_HANDLERS_CONSOLE_FORMATTER=json prefect worker start",
    "curl -s -o /dev/null",  # test_prefect_server.py requests the same on another port
)


def commands() -> list[str]:
    """Find every command of the page, on separate lines and within sentences."""
    first = r"(?:sudo|env|curl|python|prefect|tapelog|PREFECT_\w+=json) "
    lines = re.findall(rf"^ {{4,}}({first}.+?)(?:  .*)?$", PAGE, re.MULTILINE)
    within = re.findall(rf"`({first}[^`]+)`", PAGE)
    return [" ".join(found.split()) for found in (*lines, *within)]


@pytest.mark.parametrize("line", commands())
def test_each_command_is_run_by_a_test_or_benchmark(line: str) -> None:
    if line.startswith((*BY_HAND, *NOT_RUN)):
        return
    beginning = next(beginning for beginning in RUN if line.startswith(beginning))
    program = (ROOT / RUN[beginning]).read_text(encoding="utf-8")
    for word in re.findall(r"[\w./-]{3,}", beginning.partition(" ")[2]):
        assert word in program


def test_the_list_of_commands_is_current() -> None:
    for beginning in (*RUN, *BY_HAND, *NOT_RUN):
        assert any(line.startswith(beginning) for line in commands()), beginning


def test_the_commands_of_one_computer_run(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    monkeypatch.setenv("TAPELOG_ARCHIVE", str(tmp_path / "archive"))
    letter = ROOT / "examples" / "press.txt"  # not a recording, and not recently written
    tapes = tmp_path / "tapes.jsonl"
    tapes.write_text(json.dumps({"file": str(letter)}))
    (tmp_path / "empty").mkdir()
    said = {}
    with podcaster() as podcasts:
        podcasts.feed()
        for line in re.findall(r"^    tapelog (.+?)  ", ONE, re.MULTILINE):
            words = shlex.split(line.replace("https://…/feed.xml", f"{podcasts.address}/feed"))
            place = tapes if words[0] == "batch" else tmp_path / "empty"
            words = [str(place) if word == "~/tapes" else word for word in words]
            more = ["--every", "1", "--during", "1"] if words[0] == "watch" else []
            said[words[0]] = CliRunner().invoke(main, [*words, *more])
    assert {name: ran.exit_code for name, ran in said.items()} == {
        "batch": 1,
        "watch": 0,
        "feed": 0,
        "status": 0,
        "retry": 0,
    }
    assert "in quarantine: press.txt" in said["batch"].stdout
    assert "nothing to do" in said["feed"].stdout
    assert "failed   1, in quarantine" in said["status"].stdout
    assert "1 recording out of quarantine" in said["retry"].stdout
