"""Add counts, and compute ratios of them."""

from __future__ import annotations

from dataclasses import fields
from typing import Self


class AddableCounts:
    """A base class of frozen dataclasses of counts, or of tuples of counts, that can be added."""

    __slots__ = ()

    def __add__(self, other: Self) -> Self:
        """Add the counts of two recordings."""
        names = [f.name for f in fields(self)]  # type: ignore[arg-type]  # every subclass is a dataclass
        return type(self)(*(getattr(self, name) + getattr(other, name) for name in names))


def ratio(numerator: float, denominator: float) -> float:
    """Return the quotient; if the denominator is 0, return 0 for a numerator of 0, else 1."""
    return numerator / denominator if denominator else float(numerator > 0)
