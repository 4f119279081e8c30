"""The trial of changes: which tests touch what, and whether one of them fails when it is changed.

Each change is made in a fork of the process that has collected the tests, so that nothing of it is left after it.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import pickle
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import pytest
from coverage import Coverage, CoverageData

from maintenance.mutation.functions import forget, remembering

__all__ = ["Change", "Outcome", "Trial", "try_alone"]

BUDGET = 40.0
"""For how long the tests that touch a change run before it counts as a survivor, where nothing is said, in seconds.

They are seconds of the processor: a machine that has much else to do makes no survivors.
"""
HANGS = 20.0
"""How much longer than the budget a change may take before it counts as one that never ends, in seconds."""
ALL = 3_600.0
"""For how long all tests of a package may run in a fork before anything is changed, in seconds."""
LINES = 20
"""Over how many lines a statement may go that is seen to be run on its first."""
WAITS = 5
"""How many times as long by the clock, for what never ends and does nothing."""


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
        nearest: how the names of the tests begin that run first.
        name: the name of the project, whose files are looked at.
        package: the name of the package that is changed.
        reader: the name of the module that reads the texts: they stay read.
        budget: for how long the tests of a change run before it counts as a survivor, in seconds.
        threaded: whether the tests start threads, for which every later fork would wait: they run in forks alone.
    """

    changes: Callable[[], Iterable[Change]]
    report: Callable[[str, Outcome], None]
    nearest: tuple[str, ...]
    name: str
    package: str
    reader: str
    budget: float = BUDGET
    threaded: bool = False
    _failed: bool = False
    _seconds: dict[str, float] = attrs.field(factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._failed = self._failed or report.failed
        self._seconds[report.nodeid] = self._seconds.get(report.nodeid, 0.0) + report.duration

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = session.items
        # What cannot be collected would look at no change.
        self._failed = bool(session.testsfailed)
        contexts = self._run_once(items)
        order = sorted(items, key=lambda each: (not each.nodeid.startswith(self.nearest), self._seconds[each.nodeid]))
        for change in self.changes():
            chosen = order
            if change.file is not None:
                names, own = contexts(change.file, change.line), f"test_{Path(change.file).name}"
                touching = (each for each in order if each.nodeid in names)
                chosen = sorted(touching, key=lambda each: each.path.name != own)  # those of the module first
            self.report(change.name, self._alone(change, chosen))
        return True

    def _alone(self, change: Change, items: Iterable[pytest.Item]) -> Outcome:
        return in_a_fork(lambda: self._outcome(change, items), self.budget)

    def _run_once(self, items: Sequence[pytest.Item]) -> Callable[[str, int], set[str]]:
        """Run every test; give those that touch a line of a file."""
        remembered = remembering(self.package, self.reader)  # here: a fork does not look at what lived before it
        with TemporaryDirectory() as folder:
            kept = Path(folder) / "traced"
            if self.threaded:
                in_a_fork(lambda: self._traced(items, remembered, kept), ALL)
            else:
                self._traced(items, remembered, kept)
            if not kept.exists():
                raise pytest.UsageError("The tests fail before anything is changed.")
            traced, self._seconds = pickle.loads(kept.read_bytes())
        found = CoverageData(no_disk=True)
        found.loads(traced)
        by_file: dict[str, dict[int, list[str]]] = {}

        def touching(file: str, line: int) -> set[str]:
            lines = by_file.setdefault(file, found.contexts_by_lineno(file))
            # Of what is written on several lines, not every line is seen to be run.
            seen = (each for each in range(line, max(line - LINES, 0), -1) if lines.get(each))
            return set(lines.get(next(seen, line), ()))

        return touching

    def _traced(self, items: Iterable[pytest.Item], remembered: Iterable[Any], kept: Path) -> Outcome:
        """Run every test; write the lines that each touches and the seconds that it takes, unless one fails."""
        traced = Coverage(data_file=None, include=[f"*/{self.name}/*"], config_file=False)
        traced.start()
        for item in items:
            # What a test before it has left behind would hide which lines it touches.
            forget(remembered)
            traced.switch_context(item.nodeid)
            _run(item)
        traced.stop()
        if not self._failed:
            kept.write_bytes(pickle.dumps((traced.get_data().dumps(), self._seconds)))
        return Outcome.SURVIVED

    def _outcome(self, change: Change, items: Iterable[pytest.Item]) -> Outcome:
        if not change.make():
            return Outcome.REFUSED
        end = time.process_time() + self.budget
        for item in items:
            _run(item)
            if self._failed:
                return Outcome.KILLED
            if time.process_time() > end:
                break
        return Outcome.SURVIVED


def _run(item: pytest.Item) -> None:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)


def in_a_fork(tried: Callable[[], Outcome], budget: float = BUDGET) -> Outcome:
    """Return the outcome of a trial in a fork of this process."""
    child = os.fork()
    if not child:
        _silence()
        gc.freeze()  # what lives already is not looked at again, nor copied
        signal.setitimer(signal.ITIMER_PROF, budget + HANGS)  # ends the process, as the alarm does
        signal.alarm(int(WAITS * (budget + HANGS)))
        outcome = Outcome.REFUSED
        try:
            outcome = tried()
        finally:
            os._exit(_EXITS[outcome])
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        return _CODES[os.waitstatus_to_exitcode(status)]
    # What waits, and does nothing, may wait for a thread that a fork does not have: nothing has noticed the change.
    return Outcome.SURVIVED if os.WTERMSIG(status) == signal.SIGALRM else Outcome.ENDLESS


def try_alone(
    prepare: Callable[[], None], tests: Sequence[Sequence[str]], options: Sequence[str], budget: float
) -> Outcome:
    """Return what becomes of a change that must be made before the package is imported.

    Args:
        prepare: makes the change.
        tests: the tests, in groups of which each runs where those before it have noticed nothing. No test stands in two
            of them: a second run in one process may fail for no other reason.
        options: what pytest is given beside them.
        budget: for how long they run before the change counts as a survivor, in seconds.
    """

    def tried() -> Outcome:
        prepare()
        within = _Within(budget)
        for group in tests:
            ended = pytest.main(["-x", *options, *group], [within])
            if ended not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
                return Outcome.SURVIVED if within.over else Outcome.KILLED
        return Outcome.SURVIVED

    return in_a_fork(tried, budget + HANGS)


@attrs.define(eq=False)
class _Within:
    """A plugin of pytest that lets tests run for some time, from the first of them on."""

    budget: float
    over: bool = False
    _end: float = 0.0
    _failed: bool = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._failed = self._failed or report.failed

    def pytest_runtest_protocol(self) -> None:
        self._end = self._end or time.process_time() + self.budget
        if time.process_time() > self._end and not self._failed:
            self.over = True
            pytest.exit("the time is over")


def _silence() -> None:
    faulthandler.disable()  # what ends the process is its outcome
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(null, stream)
