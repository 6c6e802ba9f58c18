from __future__ import annotations

import pytest

from transcripts.dates import parse_date
from transcripts.errors import UserError


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2010-09-15", "2010-09-15"),
        (" 1987 ", "1987"),
        ("1987-05", "1987-05"),
        ("c. 1987", "1987~"),
        ("ca 1987-05", "1987-05~"),
        ("Circa 1987", "1987~"),
        ("1987~", "1987~"),
    ],
)
def test_dates_may_be_known_in_part(written: str, date: str) -> None:
    assert parse_date(written) == date


@pytest.mark.parametrize("written", ["87", "1987-13", "1987-02-30", "0000", "May 1987", "١٩٨٧", ""])
def test_an_invalid_date_is_quoted(written: str) -> None:
    with pytest.raises(UserError, match="is not a date: write it as 2010-09-15"):
        parse_date(written)
