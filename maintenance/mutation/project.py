"""Where the rules, their texts and their tests are, and what of them is tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs

from maintenance.mutation.data import Datum, data
from maintenance.mutation.mutants import Mutant, mutants
from maintenance.mutation.records import Record
from maintenance.mutation.trial import BUDGET

__all__ = ["OURS", "PACKAGES", "Project"]

PACKAGES = ("core", "law", "results", "rnq", "profile", "indicators", "cycle", "bilan", "audit", "dossier", "columns")
_WORDS = ("messages", "labels", "commands", "milestones")
"""The texts that hold words alone."""


@attrs.frozen
class Project:
    """A project whose rules stand in packages, with tests and texts under the same names.

    Attributes:
        root: its folder.
        name: the name that is imported.
        also: the tests that see every package from outside.
        beside: the tests of a package that stand elsewhere.
        options: what pytest is given beside the tests.
        threaded: the packages whose tests start threads, which a fork of their process would wait for: they run in
            forks alone.
        elsewhere: the modules whose tests are in a session of their own.
        budget: for how long the tests of a change run before it counts as a survivor, in seconds.
    """

    root: Path
    name: str
    also: tuple[str, ...] = ()
    beside: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    options: tuple[str, ...] = ()
    threaded: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    budget: float = BUDGET

    @property
    def reader(self) -> str:
        """The module that reads the texts, and keeps them: a datum is changed in what it keeps."""
        return f"{self.name}.core.resources"

    def record(self, kind: str, package: str) -> Record:
        """Return what was tried of a kind in a package."""
        return Record(self.kept / f"{kind}-{package}.jsonl")

    @property
    def kept(self) -> Path:
        """The folder of what was tried."""
        folder = self.root / ".mutation"
        folder.mkdir(exist_ok=True)
        return folder

    def own(self, package: str) -> tuple[str, ...]:
        """Return the tests of a package alone."""
        return f"tests/{package}", *self.beside.get(package, ())

    def tests(self, package: str) -> list[str]:
        """Return the tests of a package, its own first."""
        return [str(self.root / each) for each in dict.fromkeys((*self.own(package), *self.also))]

    def nearest(self, package: str, module: str) -> list[list[str]]:
        """Return the tests of a module, then the first of its package: those for which a run that imports has time."""
        own, first = self.root / "tests" / package / f"test_{module}.py", self.tests(package)[:2]
        return [[str(own)], [*first, f"--ignore={own}"]] if own.exists() else [first]

    def mutants(self, package: str) -> Iterator[tuple[Path, str, Mutant]]:
        """Yield every change of the code of a package, with its file and the source."""
        for file in sorted((self.root / "src" / self.name / package).glob("[!_]*.py")):
            source, module = file.read_text("utf-8"), f"{package}.{file.stem}"
            for mutant in mutants(source, module) if module not in self.elsewhere else ():
                yield file, source, mutant

    def data(self, package: str) -> Iterator[Datum]:
        """Yield every change of the texts of a package."""
        for name in import_module(self.reader).names(f"{package}/*"):
            if name.partition("/")[2] not in _WORDS:
                yield from data(name, self.content(name))

    def content(self, name: str) -> dict[str, Any]:
        """Return what a text holds: the tables that the rules read."""
        content: dict[str, Any] = import_module(self.reader).text(name)
        return content


OURS = Project(
    Path(__file__).parents[2],
    "qualiopi_rules",
    (
        *("tests/dossier", "tests/report", "tests/view/test_shown.py", "tests/formats/test_own_texts.py"),
        *("tests/profile/test_thresholds.py", "tests/profile/test_profile.py"),
        *(f"tests/hostile/test_{each}.py" for each in ("calendar_ends", "frozen")),
    ),
    # Those of portfolios start threads of polars, for which every later fork would wait; benchmarks measure.
    options=(
        *("-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-profile=mutation"),
        *("-k", "not portfolio and not benchmarks"),
    ),
    beside={"columns": ("tests/hostile/test_frames.py", "tests/hostile/test_query_frames.py")},
    threaded=("columns",),
    elsewhere=("columns.spark_frames",),
)
