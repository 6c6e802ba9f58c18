"""Texts that would take minutes to process are refused in one line."""

from __future__ import annotations

import time
from pathlib import Path

from tests.security.exports import run


def test_a_very_long_word_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("ANN LEE, host: From the river s" + "x" * 100_000 + " we sailed.\n")
    began = time.process_time()
    done = run("label", "--transcript", text)
    assert time.process_time() - began < 10
    assert done.exit_code == 1
    assert "word of more than 1000 letters" in done.stderr
    assert len(done.stderr.splitlines()) == 1
