"""Fixtures and settings that several folders of tests share."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from playwright.sync_api import Browser

from archive.database.connection import Catalogue
from archive.queue.jobs import Worker
from archive.queue.stats import measure_queue
from flows import settings
from flows.garbage import uncollected_imports
from tests.browser import SharedBrowser
from tests.command import Tapelog
from tests.objects import bucket, store

ROOT = Path(__file__).parent.parent

# Torch reads this setting when it is first loaded; programs that tests start inherit the setting.
# Without it, threads that wait for each other occupy the cores that other test workers need.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

MARKED_BY_FIXTURE = {
    "browser": "browser",
    "server": "server",
    "objects": "server",
    "postgres": "server",
}
"""Fixtures that start another program, and the marker of every test that uses one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the programs that they start, and put the longest files first.

    `make quick` leaves out tests by these marks. With several workers, a long file that begins last
    would run while the other workers have nothing to do.
    """
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        names = {marker for name, marker in MARKED_BY_FIXTURE.items() if name in fixtures}
        callspec = getattr(item, "callspec", None)
        if callspec and callspec.params.get("database") == "postgresql":
            names.add("server")
        for name in names:
            item.add_marker(name)
    ranks = {"models": 0, "browser": 1, "server": 2, "slow": 3}
    rank_of_file: dict[Path, int] = {}
    for item in items:
        rank = min((ranks.get(mark.name, 4) for mark in item.iter_markers()), default=4)
        rank_of_file[item.path] = min(rank, rank_of_file.get(item.path, 4))
    items.sort(key=lambda item: rank_of_file[item.path])


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Import all tests without garbage collection, which later ignores what they import."""
    with uncollected_imports():
        return (yield)


ONE_SCOPE = ("tests/docs/test_tutorials.py", "tests/flows/test_process.py")
"""Files that one worker runs, one after the other: they share the cached steps of the example."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Distribute files to workers as `--dist loadfile` does, but keep `ONE_SCOPE` on one worker."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file: str = super()._split_scope(nodeid)
            return ONE_SCOPE[0] if file in ONE_SCOPE else file

    return Scheduling(config, log) if config.getvalue("dist") == "loadfile" else None


# Every run uses the same Hypothesis examples, so that a failure can be repeated.
# To search for new examples, run `pytest --hypothesis-profile=search`.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", deadline=None, print_blob=True)
hypothesis.settings.load_profile("steady")


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder with the recording that `make demo` processes."""
    return ROOT / "examples"


_BROWSER = SharedBrowser()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium without tabs."""
    yield _BROWSER.start()
    _BROWSER.clear()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, None, None]:
    """Stop the browser before a test file whose first test does not use it.

    The event loop of the browser's driver runs in this thread, where Prefect and other libraries
    must run their own event loops.
    """
    yield
    if nextitem is None or (
        nextitem.path != item.path and "browser" not in getattr(nextitem, "fixturenames", ())
    ):
        _BROWSER.stop()


def pytest_sessionfinish() -> None:
    """Stop the browser, even if the tests were interrupted."""
    _BROWSER.stop()


def _drain_here(
    catalogue: Catalogue, worker: Worker, at_once: int, batch: str | None = None, first: Any = None
) -> object:
    """Do the same as `drain_queue`, without a child process, which would load the models anew."""
    from flows.batches.drain import QueueDrain
    from flows.batches.recording import process_recording

    def count() -> int:
        return measure_queue(catalogue, batch=batch).open if batch else 0

    return QueueDrain(catalogue, worker, at_once, count, process_recording.submit, first).run()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one Prefect server for all tests, because starting one takes long.

    Flows that run in this process also drain the queue in this process; commands that tests start
    drain it in a child process.
    """
    before = dict(os.environ)
    settings.set_environment(tmp_path_factory.mktemp("prefect"))
    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    from flows.batches import run

    try:
        with (
            prefect_test_harness(server_startup_timeout=500),
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr(run, "drain_queue", _drain_here)
            yield str(PREFECT_API_URL.value())
    finally:
        for name in os.environ.keys() - before.keys():
            del os.environ[name]


@pytest.fixture(scope="session")
def tapelog(server: str, tmp_path_factory: pytest.TempPathFactory) -> Tapelog:
    """The command `tapelog`, with one archive for all tests."""
    return Tapelog(tmp_path_factory.mktemp("archive"), server)


@pytest.fixture
def served(server: str, tmp_path: Path) -> Tapelog:
    """The command `tapelog`, with an empty archive."""
    return Tapelog(tmp_path / "archive", server)


@pytest.fixture
def fresh(tmp_path: Path) -> Tapelog:
    """The command `tapelog`, with an empty archive and a Prefect server that it starts itself."""
    return Tapelog(tmp_path / "archive")


@pytest.fixture(scope="session")
def objects() -> Iterator[None]:
    """An object store for all tests."""
    with store():
        yield


@pytest.fixture
def address(objects: None) -> str:
    """The URL of an empty archive in a new bucket."""
    return f"{bucket()}/tapelog"
