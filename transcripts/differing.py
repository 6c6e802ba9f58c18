"""What differs between two versions of a transcript, most of which is the very same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Protocol, TypeVar


class _Named(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Named)


def differing(former: Sequence[T], now: Sequence[T]) -> tuple[list[T], list[str]]:
    """Give the values that are new or otherwise, in their order, and the ids that are gone.

    Of thousands of values an edit changes a few and leaves the others the very same, which is a
    hundred times faster to see than that they are equal.
    """
    apart = [(one, other) for one, other in zip_longest(former, now) if one is not other]
    old = {one.id: one for one, _ in apart if one is not None}
    fresh = {other.id: other for _, other in apart if other is not None}
    changed = [v for name, v in fresh.items() if old.get(name) is not v and old.get(name) != v]
    return changed, [name for name in old if name not in fresh]
