"""`--speakers` is obeyed, or a notice says that it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.process import missing_voices
from flows.request import Request


@pytest.mark.parametrize(
    ("asked", "speaking", "said"),
    [
        (None, 1, None),
        ("3", 3, None),
        ("2-4", 2, None),
        ("3", 2, "--speakers 3 asks for more voices than could be told apart: 2 voices speak;"),
        ("2-3", 1, "--speakers 2-3 asks for more voices than could be told apart: 1 voice speaks;"),
    ],
)
def test_a_number_of_speakers_is_obeyed_or_explained(
    tmp_path: Path, asked: str | None, speaking: int, said: str | None
) -> None:
    recording = tmp_path / "recording.wav"
    recording.touch()
    request = Request.model_validate(
        {"recording": recording, "archive": tmp_path, "speakers": asked}
    )
    notice = missing_voices(request, [f"V{n}" for n in range(speaking)])
    assert (notice or "").startswith(said or "")
    assert (notice is None) == (said is None)
