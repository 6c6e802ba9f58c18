"""Make temporary files that do not stay behind when their process is killed."""

from __future__ import annotations

import glob
import os
import platform
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield an empty temporary folder and delete it after the block.

    Folders left behind by killed processes on this machine are deleted first.
    """
    ours = f"tapelog-{platform.node()}-"
    remove_abandoned(Path(tempfile.gettempdir()).glob(f"{glob.escape(ours)}*-*"))
    with tempfile.TemporaryDirectory(prefix=f"{ours}{os.getpid()}-") as folder:
        yield Path(folder)


def remove_abandoned(paths: Iterable[Path]) -> None:
    """Delete files and folders of processes that have ended.

    In a name such as `tapelog-host-1234-x`, the second-last part is the id of the process. Files
    with other names stay.
    """
    for left in paths:
        pid = left.name.split("-")[-2]
        if os.name == "posix" and pid.isdecimal() and not _is_alive(int(pid)):
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # the process belongs to another user
    return True
