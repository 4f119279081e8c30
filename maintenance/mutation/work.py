"""The trial of the rules and of the data of packages, side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from importlib.machinery import SourceFileLoader
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import pendulum  # noqa: F401 - what every fork would import again
import pytest

from maintenance.mutation.data import Datum
from maintenance.mutation.functions import Functions, forget, remembering
from maintenance.mutation.mutants import Mutant, changed
from maintenance.mutation.project import Project
from maintenance.mutation.records import Record
from maintenance.mutation.trial import Change, Outcome, Trial, try_alone

__all__ = ["WORK", "side_by_side"]

E = TypeVar("E")
Work = Callable[[Project, str, int], None]


def side_by_side(project: Project, kind: str, packages: Sequence[str], every: int, jobs: int | None) -> None:
    """Do the work of packages, each in a process of its own that has imported nothing of the project yet."""
    with ProcessPoolExecutor(jobs, get_context("spawn"), max_tasks_per_child=1) as pool:
        for each in [pool.submit(_logged, project, kind, package, every) for package in packages]:
            each.result()


def _logged(project: Project, kind: str, package: str, every: int) -> None:
    """Do the work with what pytest writes kept in a file."""
    log = os.open(project.kept / f"{kind}-{package}.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.chdir(project.root)
    WORK[kind](project, package, every)


def _rules(project: Project, package: str, every: int) -> None:
    """Try the changes of what the functions of a package do."""
    record = project.record("rules", package)
    found = [each for each in project.mutants(package) if each[2].in_function]
    wanted = _left(record, found, every, lambda each: each[2].name)

    def changes() -> Iterator[Change]:
        for stem in sorted({file.stem for file, _, _ in wanted}):
            import_module(f"{project.name}.{package}.{stem}")  # some are imported where a test needs them
        functions = Functions(str(file) for file, _, _ in wanted)
        remembered, read = remembering(project.name, project.reader), remembering(project.reader)
        for file, source, mutant in wanted:

            def make(file: Path = file, source: str = source, mutant: Mutant = mutant) -> bool:
                done = functions.change(str(file), source, changed(source, mutant))
                # The texts stay read, unless it is what reads them that changes.
                forget((*remembered, *(read if project.reader.endswith(f"{package}.{file.stem}") else ())))
                return done

            yield Change(mutant.name, make, str(file), mutant.line)

    if wanted:
        _try_together(project, package, changes, record, project.own(package))
    # Some live in no function that was found.
    refused = {name for name, outcome in record.outcomes().items() if outcome is Outcome.REFUSED}
    _try_each_alone(project, package, record, [each for each in wanted if each[2].name in refused])


def _fields(project: Project, package: str, every: int) -> None:
    """Try the changes of what runs when the modules of a package are imported: their fields, defaults and names."""
    record = project.record("fields", package)
    found = [each for each in project.mutants(package) if not each[2].in_function]
    _try_each_alone(project, package, record, _left(record, found, every, lambda each: each[2].name))


def _try_each_alone(project: Project, package: str, record: Record, wanted: Sequence[tuple[Path, str, Mutant]]) -> None:
    """Try changes in processes that import the package anew, and run the nearest tests."""
    for file, _, _ in wanted[:1]:
        unchanged = try_alone(lambda: None, project.nearest(package, file.stem), project.options, project.budget)
        if unchanged is not Outcome.SURVIVED:
            raise RuntimeError(f"The tests of {package} fail before anything is changed: see {project.kept}")
    for file, source, mutant in wanted:

        def prepare(file: Path = file, source: str = source, mutant: Mutant = mutant) -> None:
            _import_changed(file, source, mutant)

        tests = project.nearest(package, file.stem)
        record.add(mutant.name, try_alone(prepare, tests, project.options, project.budget))


def _import_changed(file: Path, source: str, mutant: Mutant) -> None:
    """Have the import of a file give its changed code."""
    code, usual = compile(changed(source, mutant), file, "exec", dont_inherit=True), SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, name: str) -> Any:
        return code if loader.path == str(file) else usual(loader, name)

    SourceFileLoader.get_code = get_code  # type: ignore[assignment, method-assign]


def _data(project: Project, package: str, every: int) -> None:
    """Try the changes of the texts of a package."""
    record = project.record("data", package)
    wanted = _left(record, list(project.data(package)), every, lambda each: each.name)

    def changes() -> Iterator[Change]:
        remembered = remembering(project.name, project.reader)
        for datum in wanted:

            def make(datum: Datum = datum) -> bool:
                holder: Any = project.content(datum.text)
                for key in datum.path[:-1]:
                    holder = holder[key]
                datum.make(holder)
                forget(remembered)
                return True

            yield Change(datum.name, make)

    _try_together(project, package, changes, record, (f"tests/{package}/test_texts.py",))


WORK: dict[str, Work] = {"rules": _rules, "fields": _fields, "data": _data}
"""What is tried, by the name of its kind."""


def _left(record: Record, found: list[E], every: int, name: Callable[[E], str]) -> list[E]:
    """What is still to be tried: what was not, what survived, and what could not be made, which is then tried alone."""
    known, again = record.outcomes(), (Outcome.SURVIVED, Outcome.REFUSED)
    return [each for each in found[::every] if known.get(name(each), Outcome.SURVIVED) in again]


def _try_together(
    project: Project, package: str, changes: Callable[[], Iterator[Change]], record: Record, nearest: tuple[str, ...]
) -> None:
    """Try changes in forks of a process that has collected the tests; that process ends with them."""
    child = os.fork()
    if not child:
        code = 1
        try:
            names = project.name, f"{project.name}.{package}", project.reader
            trial = Trial(changes, record.add, nearest, *names, project.budget, package in project.threaded)
            options = [*project.options, f"--rootdir={project.root}", *project.tests(package)]
            code = int(pytest.main(options, [trial]))
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"The tests of {package} could not be run: see {project.kept}")
