"""Every promise of SECURITY.md names an existing test."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(test_\w+\.py)::(test_\w+)`", PAGE)
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and "asset" not in line]


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_every_test_that_is_named_exists(file: str, test: str) -> None:
    source = (ROOT / "tests/security" / file).read_text(encoding="utf-8")
    assert f"def {test}(" in source


def test_every_promise_names_a_test() -> None:
    part = PAGE.partition("## What is promised")[2]
    promises = [line for line in part.splitlines() if line.startswith("| ") and "---" not in line]
    rows = [line for line in promises if not line.startswith("| promise")]
    assert len(rows) > 15
    for row in rows:
        assert "test" in row.rpartition("| ")[0] or "`test" in row, row
