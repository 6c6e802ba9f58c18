"""The garbage collector ignores the objects that imports create, and later works as before."""

from __future__ import annotations

import gc
import subprocess
import sys
from weakref import ref

import pytest

from flows.garbage import uncollected_imports


class Cycle:
    """An object that only the collector can free."""

    def __init__(self) -> None:
        self.itself = self


def test_objects_of_the_block_are_never_collected() -> None:
    try:
        with uncollected_imports():
            assert not gc.isenabled()
            within = ref(Cycle())
        assert gc.isenabled()
        after = ref(Cycle())
        gc.collect()
        assert within() is not None
        assert after() is None
    finally:
        gc.unfreeze()


def test_a_failed_import_leaves_the_collector_on() -> None:
    try:
        with pytest.raises(ImportError), uncollected_imports():
            raise ImportError
        assert gc.isenabled()
    finally:
        gc.unfreeze()


def test_a_collector_that_was_off_stays_off() -> None:
    code = (
        "import gc; from flows.garbage import uncollected_imports; gc.disable()\n"
        "with uncollected_imports(): pass\n"
        "print(gc.isenabled())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
