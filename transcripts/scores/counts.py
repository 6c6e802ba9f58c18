"""What all measures share: counts that add, and shares of them."""

from __future__ import annotations

from dataclasses import fields
from typing import Self


class Counts:
    """Makes a frozen dataclass of counts (or of tuples) add field by field."""

    __slots__ = ()

    def __add__(self, other: Self) -> Self:
        """Pool the counts of two recordings."""
        names = [f.name for f in fields(self)]  # type: ignore[arg-type]  # every heir is one
        return type(self)(*(getattr(self, name) + getattr(other, name) for name in names))


def share(part: float, whole: float) -> float:
    """Give part / whole; of nothing, nothing wrong is 0 and anything wrong is 1."""
    return part / whole if whole else float(part > 0)
