"""What the tests of several rooms share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from tests.command import Tapelog

ROOT = Path(__file__).parent.parent

# The same examples in every run: a run that fails can be run again, and fails again. To look for
# new ones: `pytest --hypothesis-profile=search`.
settings.register_profile("steady", derandomize=True)
settings.register_profile("search", print_blob=True)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder with the recording that `make demo` processes."""
    return ROOT / "examples"


@pytest.fixture(scope="session")
def tapelog(tmp_path_factory: pytest.TempPathFactory) -> Tapelog:
    """The command, with one archive for the whole run of tests."""
    return Tapelog(tmp_path_factory.mktemp("archive"))


@pytest.fixture
def fresh(tmp_path: Path) -> Tapelog:
    """The command, with an empty archive."""
    return Tapelog(tmp_path / "archive")
