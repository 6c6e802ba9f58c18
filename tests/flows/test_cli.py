from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from flows.cli import main


@pytest.mark.parametrize("command", [[], ["process"], ["show"], ["score"], ["models"], ["schema"]])
def test_every_command_has_help(command: list[str]) -> None:
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


def test_show_needs_no_scipy() -> None:
    code = "import sys, flows.printing; print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_search_needs_no_formats() -> None:
    code = (
        "import sys, archive.catalogue.open, archive.search.search; "
        "print(sorted({'pydantic', 'numpy', 'transcripts.formats.json'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_run_whose_steps_are_cached_loads_no_models() -> None:
    code = (
        "import sys, flows.process; "
        "print(sorted({'torch', 'torchaudio', 'whisper', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_prefect_is_not_imported_before_its_settings_are_prepared() -> None:
    """Settings made after the import have no effect: a server with a password responds with 401."""
    program = (
        "import sys; from flows.commands.batch import report_of;"
        "report_of(lambda: sys.exit('prefect was imported' if 'prefect' in sys.modules else 0))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
