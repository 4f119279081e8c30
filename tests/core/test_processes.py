"""Work that is shared out among processes comes back in order, and takes no more than there is room for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from itertools import count
from multiprocessing import active_children
from os import getpid
from signal import SIG_IGN, SIGINT, getsignal, signal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qualiopi_rules.core.processes import _undisturbed, groups_of, in_order


def doubled(number: int) -> int:
    if number < 0:
        raise ArithmeticError(number)
    return 2 * number


def process_of(_: int) -> int:
    return getpid()


class Counted(Iterator[int]):
    """Numbers without an end, which knows how many were taken."""

    def __init__(self) -> None:
        self.taken = 0

    def __next__(self) -> int:
        self.taken += 1
        return self.taken


@pytest.mark.parametrize("processes", [1, 2])
def test_results_are_in_the_order_of_the_items(processes: int) -> None:
    assert list(in_order(doubled, range(50), processes)) == list(range(0, 100, 2))
    assert list(in_order(doubled, [], processes)) == []


def test_with_one_process_it_is_this_one_and_with_more_it_is_not() -> None:
    assert set(in_order(process_of, range(3), 1)) == {getpid()}
    assert getpid() not in set(in_order(process_of, range(3), 2))


@pytest.mark.parametrize(("processes", "most"), [(1, 1), (2, 6)])
def test_as_much_is_taken_as_there_is_room_for_and_the_processes_end_with_the_iterator(
    processes: int, most: int
) -> None:
    items = Counted()
    results = in_order(doubled, items, processes)
    assert items.taken == 0
    for number in range(1, 5):
        assert next(results) == 2 * number
        assert items.taken == most + number - 1
    results.close()  # type: ignore[attr-defined]
    assert active_children() == []
    taken = items.taken
    assert list(results) == []
    assert items.taken == taken


class Pool:
    """Processes that are none: the work is done where it is handed in, and what is asked of them is kept."""

    def __init__(self, workers: int, *_: object) -> None:
        self.workers, self.handed_in = workers, 0
        self.shut_down: list[dict[str, bool]] = []

    def submit(self, work: Callable[[int], int], item: int) -> Future[int]:
        self.handed_in += 1
        done = Future[int]()
        done.set_result(work(item))
        return done

    def shutdown(self, **options: bool) -> None:
        self.shut_down.append(options)


@pytest.mark.parametrize(("processes", "workers"), [(2, 2), (60, 60), (61, 60), (10_000, 60)])
def test_sixty_processes_begin_at_most_and_each_has_three_pieces_of_work(
    monkeypatch: pytest.MonkeyPatch, processes: int, workers: int
) -> None:
    """One that is done has its next piece at hand; and what nobody waits for any more is not begun."""
    pools: list[Pool] = []

    def pool(*arguments: Any) -> Pool:
        pools.append(Pool(*arguments))
        return pools[-1]

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", pool)
    results = in_order(doubled, count(), processes)
    assert (next(results), next(results)) == (0, 2)
    (only,) = pools
    assert (only.workers, only.handed_in, only.shut_down) == (workers, 3 * workers + 1, [])
    results.close()  # type: ignore[attr-defined]
    assert only.shut_down == [{"cancel_futures": True}]


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_of_the_work_is_raised_in_its_place_and_ends_it(processes: int) -> None:
    results = in_order(doubled, [1, 2, -3, 4], processes)
    assert (next(results), next(results)) == (2, 4)
    with pytest.raises(ArithmeticError):
        next(results)
    assert list(results) == []
    assert active_children() == []


@pytest.mark.parametrize("processes", [1, 2])
def test_when_the_items_cannot_go_on_the_results_of_those_before_come_first(processes: int) -> None:
    def broken() -> Iterator[int]:
        yield from (1, 2, 3)
        raise OSError

    results = in_order(doubled, broken(), processes)
    assert [next(results) for _ in range(3)] == [2, 4, 6]
    with pytest.raises(OSError):  # noqa: PT011 (that very one)
        next(results)
    assert active_children() == []


@pytest.mark.property
@given(items=st.lists(st.integers()), most=st.integers(1, 7))
def test_groups_have_all_items_in_order_and_are_full_but_for_the_last(items: list[int], most: int) -> None:
    groups = list(groups_of(items, most))
    assert [item for group in groups for item in group] == items
    assert all(len(group) == most for group in groups[:-1])
    assert all(0 < len(group) <= most for group in groups)


def test_groups_are_taken_one_at_a_time() -> None:
    items = count()
    assert next(groups_of(items, 3)) == (0, 1, 2)
    assert next(items) == 3


def test_an_interruption_is_left_to_the_process_that_shares_out_the_work() -> None:
    before = getsignal(SIGINT)
    try:
        _undisturbed()
        assert getsignal(SIGINT) is SIG_IGN
    finally:
        signal(SIGINT, before)
