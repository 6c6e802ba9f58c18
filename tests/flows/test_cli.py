from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from flows.cli import main


@pytest.mark.parametrize("command", [[], ["process"], ["show"], ["score"], ["models"], ["schema"]])
def test_every_command_explains_itself(command: list[str]) -> None:
    result = CliRunner().invoke(main, [*command, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.output


@pytest.mark.parametrize(
    "arguments", [["process"], ["process", "a.mp3", "--loud"], ["score", "one.json"], ["listen"]]
)
def test_wrong_usage_is_exit_status_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, arguments).exit_code == 2


def test_help_loads_neither_models_nor_prefect() -> None:
    code = (
        "import sys, flows.cli; "
        "print(sorted({'torch', 'whisper', 'prefect', 'pyannote', 'av'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
