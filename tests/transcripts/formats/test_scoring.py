from __future__ import annotations

import pytest

from transcripts.errors import UserError
from transcripts.formats import scoring

STM = "harbour 1 Ada 0 2 It left at six.\n"
SEGLST = '[{"session_id": "harbour", "speaker": "Ada", "words": "It left at six."}]'
CTM = "harbour 1 0 0.5 It\n"
RTTM = "SPEAKER harbour 1 0 2 <NA> <NA> Ada <NA> <NA>\n"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("truth.stm", STM),
        ("truth.STM", "\ufeff" + STM),
        ("truth.ctm", CTM),
        ("truth.rttm", RTTM),
        ("truth.seglst", SEGLST),
        ("truth.json", "\n " + SEGLST),
        ("truth.seglst.json", SEGLST),
    ],
)
def test_the_name_of_the_file_tells_the_format(file: str, text: str) -> None:
    (account,) = scoring.parse(text, file)
    assert account.recording == "harbour"


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("truth.docx", STM, "truth.docx: unknown format; use a .json, .stm"),
        ("truth", STM, "truth: unknown format"),
        ("truth.stm", "", "truth.stm has nothing to score"),
        (
            "truth.rttm",
            STM,
            "truth.rttm: RTTM line 1: expected 'SPEAKER file channel start duration",
        ),
        ("truth.stm", "harbour 1", "truth.stm: STM line 1: expected"),
        ("truth.json", "{}", "truth.json: "),
    ],
)
def test_what_cannot_be_scored_is_named(file: str, text: str, message: str) -> None:
    with pytest.raises(UserError) as error:
        scoring.parse(text, file)
    assert str(error.value).startswith(message)
