"""`python -m maintenance.mutation rules|fields|data PACKAGE...`: try changes and say which of them no test notices.

What was tried is kept in `.mutation`, so that a run that was stopped goes on where it was; survivors are tried again.
Ends with 1 where a change survives that `survivors.toml` does not explain.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from maintenance.mutation.project import OURS, PACKAGES, Project
from maintenance.mutation.records import explained
from maintenance.mutation.trial import Outcome
from maintenance.mutation.work import WORK, side_by_side

SURVIVORS = Path(__file__).with_name("survivors.toml")
"""The changes that no test can notice, each with its reason."""


def main(arguments: Sequence[str] | None = None, project: Project = OURS, survivors: Path = SURVIVORS) -> int:
    """Try what the arguments name; return the code of the process."""
    parser = argparse.ArgumentParser(prog="python -m maintenance.mutation", description=__doc__)
    parser.add_argument("kind", choices=sorted(WORK))
    parser.add_argument("packages", nargs="*", metavar="package")
    parser.add_argument("--jobs", type=int, help="packages side by side; as many as there are cores without it")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth change: a sample")
    parser.add_argument("--budget", type=float, default=project.budget, metavar="SECONDS", help="for one change")
    options = parser.parse_args(arguments)
    packages, project = options.packages or PACKAGES, attrs.evolve(project, budget=options.budget)
    side_by_side(project, options.kind, packages, options.every, options.jobs)
    reasons = explained(survivors)
    left = [line for package in packages for line in _left(project, options.kind, package, reasons)]
    sys.stdout.writelines(f"{line}\n" for line in left)
    return 1 if left else 0


def _left(project: Project, kind: str, package: str, reasons: dict[str, str]) -> Iterator[str]:
    """Write the score of a package; yield its survivors that are not explained."""
    if kind == "data":
        here = {each.name for each in project.data(package)}
    else:
        here = {each.name for _, _, each in project.mutants(package) if each.in_function is (kind == "rules")}
    outcomes = {name: each for name, each in project.record(kind, package).outcomes().items() if name in here}
    survivors = [name for name, outcome in outcomes.items() if outcome is Outcome.SURVIVED]
    unexplained = [name for name in survivors if name not in reasons]
    counted, tried = Counter(outcomes.values()), len(outcomes) - len(survivors) + len(unexplained)
    by = ", ".join(f"{counted[outcome]} {outcome}" for outcome in Outcome if counted[outcome])
    share = f"{1 - len(unexplained) / max(tried, 1):.1%}"
    sys.stdout.write(
        f"{kind} of {package}: {len(outcomes)} of {len(here)} tried: {by}; "
        f"{len(survivors) - len(unexplained)} explained; {share} of the others noticed\n"
    )
    yield from unexplained


if __name__ == "__main__":
    sys.exit(main())
