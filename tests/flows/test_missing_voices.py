"""If fewer voices are found than `--speakers` requires, a notice says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.process import missing_voices_notice
from flows.request import Request


@pytest.mark.parametrize(
    ("asked", "speaking", "said"),
    [
        (None, 1, None),
        ("3", 3, None),
        ("2-4", 2, None),
        ("3", 2, "--speakers 3 requires more voices than were found: 2 voices speak;"),
        ("2-3", 1, "--speakers 2-3 requires more voices than were found: 1 voice speaks;"),
    ],
)
def test_too_few_voices_cause_a_notice(
    tmp_path: Path, asked: str | None, speaking: int, said: str | None
) -> None:
    recording = tmp_path / "recording.wav"
    recording.touch()
    request = Request.model_validate(
        {"recording": recording, "archive": tmp_path, "speakers": asked}
    )
    notice = missing_voices_notice(request, [f"V{n}" for n in range(speaking)])
    assert (notice or "").startswith(said or "")
    assert (notice is None) == (said is None)
