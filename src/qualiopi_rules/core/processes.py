"""Work that is shared out among processes: results in order, and never more of it waiting than there is room for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import TypeVar

__all__ = ["groups_of", "in_order"]

T = TypeVar("T")
R = TypeVar("R")

_WAITING = 3
_MOST = 60
"""How many processes begin at most: one system has no more, and no machine gains by more."""
"""How many pieces of work each process has at most, the one that it does included."""


def in_order(work: Callable[[T], R], items: Iterable[T], processes: int) -> Iterator[R]:
    """Yield the result of each item, in the order of the items, which are taken as there is room for them.

    The processes end with the iterator, however it ends. When the items cannot go on, the results of those before come
    first.

    Args:
        work: the work, which a process can import.
        items: what it is done on.
        processes: how many processes do it; with 1, this one does.
    """
    if processes == 1:
        yield from map(work, items)
        return
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing import get_context

    problems: list[Exception] = []
    waiting: deque[Future[R]] = deque()
    # Processes that begin afresh are the same on every system, and safe where the program has threads.
    pool = ProcessPoolExecutor(min(processes, _MOST), get_context("spawn"), _undisturbed)
    try:
        for item in _until_problem(items, problems):
            waiting.append(pool.submit(work, item))
            if len(waiting) == _WAITING * min(processes, _MOST):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
    for problem in problems:
        raise problem


def groups_of(items: Iterable[T], most: int) -> Iterator[tuple[T, ...]]:
    """Yield the items in groups: sent one by one, they would wait for each other."""
    source = iter(items)
    for first in source:
        yield tuple(chain([first], islice(source, most - 1)))


def _until_problem(items: Iterable[T], problems: list[Exception]) -> Iterator[T]:
    try:
        yield from items
    except Exception as problem:
        problems.append(problem)


def _undisturbed() -> None:
    """Leave the interruption of a person at the keyboard to the process that shares out the work."""
    from signal import SIG_IGN, SIGINT, signal

    signal(SIGINT, SIG_IGN)
