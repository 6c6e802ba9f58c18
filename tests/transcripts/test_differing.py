from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from transcripts.differing import find_changed_values


@dataclass(frozen=True, slots=True)
class Thing:
    id: str
    says: int


THINGS = st.lists(st.builds(Thing, st.sampled_from("abcdef"), st.integers(0, 1)), max_size=6).map(
    lambda things: list({thing.id: thing for thing in things}.values())
)


@given(former=THINGS, now=THINGS, same=st.sets(st.sampled_from("abcdef")))
def test_changed_values_agree_with_a_full_comparison(
    former: list[Thing], now: list[Thing], same: set[str]
) -> None:
    """The result is right for equal values that are the same object or not, at any position."""
    were = {thing.id: thing for thing in former}
    now = [were.get(t.id, t) if t.id in same else replace(t) for t in now]
    changed, gone = find_changed_values(former, now)
    assert changed == [t for t in now if were.get(t.id) != t]
    assert gone == [t.id for t in former if t.id not in {other.id for other in now}]
