"""Work is distributed to the cores, and the results come back in order."""

from __future__ import annotations

import time
from itertools import islice

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from audio.machine import parallel_map, parallelism, split_evenly

several = pytest.mark.skipif(
    parallelism() < 2, reason="needs a processor with two cores, and no GPU"
)


@given(st.lists(st.integers(), max_size=60), st.integers(1, 9))
def test_work_is_split_evenly_and_in_order(parts: list[int], most: int) -> None:
    dealt = split_evenly(parts, most)
    sizes = [len(share) for share in dealt]
    assert [part for share in dealt for part in share] == parts
    assert all(0 < size <= most for size in sizes)
    assert not sizes or max(sizes) - min(sizes) <= 1
    assert len(sizes) % parallelism() == 0 or max(sizes) == 1


@several
def test_results_come_in_order() -> None:
    def slow(number: int) -> int:
        time.sleep(0.02 if number == 0 else 0)
        return number

    assert list(parallel_map(slow, range(5))) == list(range(5))


@several
def test_parts_run_on_one_core_each_unless_alone() -> None:
    def threads(_part: int) -> int:
        return torch.get_num_threads()

    before = torch.get_num_threads()
    assert list(parallel_map(threads, range(4))) == [1] * 4
    assert list(parallel_map(threads, [0])) == [before]
    assert torch.get_num_threads() == before


@several
def test_the_first_error_is_raised() -> None:
    begun = []

    def work(number: int) -> int:
        begun.append(number)
        if number == 1:
            raise ValueError("the second part")
        time.sleep(0.01)
        return number

    with pytest.raises(ValueError, match="the second part"):
        list(parallel_map(work, range(200)))
    assert len(begun) < 200
    begun.clear()
    answers = parallel_map(lambda number: begun.append(number) or time.sleep(0.01), range(200))
    list(islice(answers, 2))
    del answers
    assert len(begun) < 200
