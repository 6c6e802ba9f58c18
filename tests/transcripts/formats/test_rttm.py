from __future__ import annotations

import pytest

from transcripts.errors import UserError
from transcripts.formats import rttm
from transcripts.transcript import Stretch

HARBOUR = """\
SPKR-INFO harbour 1 <NA> <NA> <NA> unknown Ada <NA> <NA>
SPEAKER harbour 1 0.500 2.000 <NA> <NA> Ada <NA> <NA>
SPEAKER harbour 1 2.250 0.500 <NA> <NA> Ben <NA> <NA>
SPEAKER island 1 0.000 1.000 <NA> <NA> Ada
"""


def test_stretches_are_read_file_by_file() -> None:
    harbour, island = rttm.parse(HARBOUR)
    assert harbour.stretches == (Stretch("Ada", 0.5, 2.5), Stretch("Ben", 2.25, 2.75))
    assert not harbour.has_words
    assert island.stretches == (Stretch("Ada", 0.0, 1.0),)


@pytest.mark.parametrize(
    "line", ["SPEAKER harbour 1 0.5 2.0", "SPEAKER harbour 1 x 2.0 <NA> <NA> Ada <NA> <NA>"]
)
def test_a_line_that_is_no_rttm_is_named(line: str) -> None:
    with pytest.raises(UserError, match="RTTM line 1"):
        rttm.parse(line)
