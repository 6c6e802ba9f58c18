"""The systemd units are such as systemd reads."""

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
def test_systemd_reads_every_unit_without_a_word(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text().replace("/opt/tapelog/bin/prefect", "/bin/true")
        text = text.replace("/opt/tapelog/bin/tapelog", "/bin/true")
        # other services of the machine are none of this test
        (tmp_path / unit.name).write_text(re.sub(r"^(After|Wants)=.*\n", "", text, flags=re.M))
    verify = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no"]
    found = sorted(tmp_path.iterdir())
    done = subprocess.run([*verify, *map(str, found)], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    assert len(found) == 3
