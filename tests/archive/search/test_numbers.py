from __future__ import annotations

from datetime import date

import pytest

from archive.search.numbers import first_number, number_range, parse_first_day, parse_last_day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2010-09-15", date(2010, 9, 15), date(2010, 9, 15)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2010", date(2010, 1, 1), date(2010, 12, 31)),
        ("2010-13", None, None),
        ("2010-02-30", None, None),
        ("0000", None, None),
        ("last week", None, None),
        ("15.9.2010", None, None),
    ],
)
def test_dates_are_parsed(text: str, first: date | None, last: date | None) -> None:
    assert (parse_first_day(text), parse_last_day(text)) == (first, last)


def test_newest_days_come_first_and_undated_recordings_last() -> None:
    order = [("2020-01-02", 1), ("2020-01-01", 2), ("2020-01-01", 1), ("1850", 9), (None, 9)]
    numbers = [first_number(day, recording) for day, recording in order]
    assert numbers == sorted(numbers)
    assert numbers[0] >= 0
    assert numbers[-1] < 2**63


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (None, None, ["2011", "2010-06-01", "2009", None]),
        (date(2010, 6, 1), None, ["2011", "2010-06-01"]),
        (None, date(2010, 6, 1), ["2010-06-01", "2009"]),
        (date(2010, 6, 1), date(2010, 6, 1), ["2010-06-01"]),
        (date(2011, 6, 1), date(2010, 6, 1), []),
    ],
)
def test_a_range_of_days_is_a_range_of_numbers(
    since: date | None, until: date | None, found: list[str | None]
) -> None:
    low, high = number_range(since, until)
    days = ["2011", "2010-06-01", "2009", None]
    assert [day for day in days if low <= first_number(day, 5) < high] == found
