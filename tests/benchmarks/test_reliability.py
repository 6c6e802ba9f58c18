from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from benchmarks.reliability import Bin, Forecast, bins, draw, table


def test_bins_hold_every_forecast_once() -> None:
    forecasts = [Forecast(n / 100, n % 3 > 0) for n in range(101)]
    found = bins(forecasts)
    assert sum(b.count for b in found) == len(forecasts)
    assert all(b.low <= b.score <= b.high for b in found)


def test_a_bin_has_the_share_of_correct_forecasts() -> None:
    (only,) = bins([Forecast(0.96, True), Forecast(0.98, False)])
    assert (only.count, only.right) == (2, 0.5)
    assert abs(only.score - 0.97) < 1e-9


def test_more_forecasts_give_narrower_intervals() -> None:
    few, many = (Bin(0.9, 1.0, count, 0.95, 0.9) for count in (10, 1000))
    assert few.confidence_interval == pytest.approx((0.596, 0.982), abs=0.001)
    assert many.confidence_interval == pytest.approx((0.880, 0.917), abs=0.001)


def test_the_drawing_has_a_point_for_each_bin() -> None:
    found = bins([Forecast(0.2, False), Forecast(0.9, True), Forecast(1.0, True)])
    drawn = ET.fromstring(draw({"wording": found}))
    assert len(drawn.findall(".//{*}circle")) == len(found) == 3
    assert len(list(table({"wording": found}))) == 1 + len(found)
