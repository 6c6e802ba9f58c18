"""systemd accepts the units."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

UNITS = sorted((ROOT / "systemd").glob("*.service"))
ANALYZE = shutil.which("systemd-analyze")


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
def test_systemd_accepts_every_unit(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text().replace("/opt/tapelog/bin/prefect", "/bin/true")
        text = text.replace("/opt/tapelog/bin/tapelog", "/bin/true")
        # messages about other services do not matter
        (tmp_path / unit.name).write_text(re.sub(r"^(After|Wants)=.*\n", "", text, flags=re.M))
    verify = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no"]
    found = sorted(tmp_path.iterdir())
    done = subprocess.run([*verify, *map(str, found)], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    assert len(found) == 3
