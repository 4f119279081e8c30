"""The trial of changes: which tests touch what, and whether one of them fails when it is changed.

Each change is made in a fork of the process that has collected the tests, so that nothing of it is left after it.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

import attrs
import pytest
from coverage import Coverage

__all__ = ["Change", "Outcome", "Trial", "try_alone"]

BUDGET = 40.0
"""For how long the tests that touch a change may run before it counts as a survivor, in seconds."""
HANGS = 20.0
"""How much longer than the budget a change may take before it counts as one that never ends, in seconds."""


class Outcome(StrEnum):
    """What became of a change."""

    KILLED = "killed"  # a test fails
    REFUSED = "refused"  # the change cannot be made, or no test can be collected with it
    ENDLESS = "endless"  # the tests do not end
    SURVIVED = "survived"


_CODES = {10: Outcome.KILLED, 11: Outcome.REFUSED, 12: Outcome.SURVIVED}
_EXITS = {outcome: code for code, outcome in _CODES.items()}


@attrs.frozen
class Change:
    """A change to try.

    Attributes:
        name: what names it.
        make: makes it in this process; False when it changes nothing that lives here.
        file: the file of which a test must touch a line to notice; None for any test.
        line: that line.
    """

    name: str
    make: Callable[[], bool]
    file: str | None = None
    line: int = 0


@attrs.define(eq=False)
class Trial:
    """A plugin of pytest that tries changes in place of running the tests once.

    Attributes:
        changes: gives the changes, once the tests are collected.
        report: is given the name of each and its outcome.
        nearest: the start of the names of the tests that run first.
        name: the name of the project, whose files are looked at.
    """

    changes: Callable[[], Iterable[Change]]
    report: Callable[[str, Outcome], None]
    nearest: str
    name: str
    _failed: bool = False
    _seconds: dict[str, float] = attrs.field(factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._failed = self._failed or report.failed
        self._seconds[report.nodeid] = self._seconds.get(report.nodeid, 0.0) + report.duration

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = session.items
        contexts = self._run_once(items)
        order = sorted(items, key=lambda each: (not each.nodeid.startswith(self.nearest), self._seconds[each.nodeid]))
        for change in self.changes():
            chosen = order
            if change.file is not None:
                names = contexts(change.file, change.line)
                chosen = [each for each in order if each.nodeid in names]
            self.report(change.name, in_a_fork(lambda change=change, chosen=chosen: self._outcome(change, chosen)))  # type: ignore[misc]
        return True

    def _run_once(self, items: Sequence[pytest.Item]) -> Callable[[str, int], set[str]]:
        """Run every test; give those that touch a line of a file."""
        traced = Coverage(data_file=None, include=[f"*/{self.name}/*"], config_file=False)
        traced.start()
        for item in items:
            traced.switch_context(item.nodeid)
            _run(item)
        traced.stop()
        if self._failed:
            raise pytest.UsageError("The tests fail before anything is changed.")
        found = traced.get_data()
        by_file: dict[str, dict[int, list[str]]] = {}

        def touching(file: str, line: int) -> set[str]:
            lines = by_file.setdefault(file, found.contexts_by_lineno(file))
            return set(lines.get(line, ()))

        return touching

    def _outcome(self, change: Change, items: Iterable[pytest.Item]) -> Outcome:
        if not change.make():
            return Outcome.REFUSED
        end = time.monotonic() + BUDGET
        for item in items:
            _run(item)
            if self._failed:
                return Outcome.KILLED
            if time.monotonic() > end:
                break
        return Outcome.SURVIVED


def _run(item: pytest.Item) -> None:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)


def in_a_fork(tried: Callable[[], Outcome]) -> Outcome:
    """Return the outcome of a trial in a fork of this process."""
    child = os.fork()
    if not child:
        _silence()
        signal.alarm(int(BUDGET + HANGS))  # ends the process
        outcome = Outcome.REFUSED
        try:
            outcome = tried()
        finally:
            os._exit(_EXITS[outcome])
    _, status = os.waitpid(child, 0)
    return _CODES[os.waitstatus_to_exitcode(status)] if os.WIFEXITED(status) else Outcome.ENDLESS


def try_alone(prepare: Callable[[], None], tests: Sequence[str], options: Sequence[str]) -> Outcome:
    """Return what becomes of a change that must be made before the package is imported."""

    def tried() -> Outcome:
        prepare()
        return Outcome.SURVIVED if pytest.main(["-x", *options, *tests]) == 0 else Outcome.KILLED

    return in_a_fork(tried)


def _silence() -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(null, stream)
