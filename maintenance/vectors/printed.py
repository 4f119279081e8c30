"""Vectors of the days printed on a certificate, and of the cycle behind them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from pendulum import Date

from maintenance.vectors.days import around, every_day, flags_of
from maintenance.vectors.file import NO_DAYS, Case, Group, Input, Rule, distinct
from qualiopi_rules import CertificationCycle, read_printed
from qualiopi_rules.cycle import Certificate, PrintedDays
from qualiopi_rules.law import add_months

__all__ = ["rules"]


def rules() -> Iterator[Rule]:
    """Return the rule of printed days."""
    yield Rule("printed", "core", "The cycle behind the days printed on a certificate.", _printed())


def printed(value: Input) -> Any:
    """Read printed days, with the number of the cycle where there is one."""
    if value.get("cycle_number") is None:
        return _read(read_printed(value["start"], value["end"], value["first_issue"]))
    certificate = Certificate(
        number="1",
        categories=["BC"],
        first_issue=value["first_issue"],
        valid_until=value["end"],
        printed_start=None if value["start"] == value["first_issue"] else value["start"],
        cycle_number=value["cycle_number"],
    )
    return _read(certificate.read())


def _read(found: PrintedDays) -> Any:
    return {
        "outcome": found.outcome,
        "readings": [{"shape": each.shape, "starts": each.cycle.starts, "rank": each.rank} for each in found.readings],
        "cycle": None if found.cycle is None else found.cycle.starts,
        "suspected": None if found.suspected is None else found.suspected.starts,
    }


def printed_findings(value: Input) -> Any:
    """Return what is found in printed days."""
    found = read_printed(value["start"], value["end"], value["first_issue"]).check()
    return {"findings": [[each.code, each.severity, dict(each.params)] for each in found]}


def _printed() -> Iterator[Group]:
    cited = ("code-R6316-2", "rnq-2019", "certifier-practice", "cpc-641")
    about = (
        "`suspected` is the first day of the regular cycle whose end may have been miscopied; `cycle` is null in doubt."
    )
    refuses = {"start": NO_DAYS, "end": NO_DAYS, "first_issue": NO_DAYS}
    yield Group("days", about, cited, printed, distinct(_printed_cases()), refuses)
    yield Group(
        "grid", f"Ends around every edge, first issues of every kind. {about}", cited, printed, distinct(_grid())
    )
    yield Group(
        *("cycle-number", "With the number of the cycle, which leaves out the readings that it contradicts.", cited),
        printed,
        distinct(_numbered()),
    )
    yield Group(
        *("findings", "What a review finds in such days: CYC001, CYC002 or CYC008.", cited, printed_findings),
        distinct(_printed_cases()),
    )


def _printed_cases() -> Iterator[Case]:
    known = (
        ("2023-02-02", "2026-02-01", None, "regular: mistakes.md 7, five in six real certificates", ()),
        ("2023-02-02", "2026-02-01", "2023-02-02", "the webinar's certificate", ()),
        ("2020-10-01", "2024-09-30", None, "a first cycle of four years", ("four-year",)),
        ("2024-05-10", "2026-02-01", None, "re-issued inside the cycle", ("mistake",)),
        ("2026-01-10", "2029-02-01", None, "renewed some days before the end", ("mistake",)),
        ("2026-01-10", "2029-02-01", "2023-02-02", "renewed early: the second cycle of that first issue", ("mistake",)),
        ("2024-02-29", "2027-02-28", None, "two cycles end on that day", ("ambiguous", "leap-day")),
        ("2024-02-29", "2027-02-28", "2024-02-29", "the first issue tells them apart", ("leap-day",)),
        ("2024-03-01", "2027-02-28", "2024-03-01", "the first issue tells them apart", ()),
        ("2025-01-16", "2028-01-16", "2025-01-16", "an end one day too late", ("ambiguous",)),
        ("2023-02-02", "2026-02-02", "2023-02-02", "one day too late, and no cycle before it", ()),
        ("2019-06-08", "2023-06-07", None, "before the first day of the scheme", ("outside",)),
        ("2019-06-09", "2023-06-08", None, "the first day of the scheme", ("edge", "four-year")),
        ("2024-05-10", "2024-05-09", None, "ends before it starts", ("outside",)),
        ("2024-05-10", "2026-02-01", "2024-05-11", "first issued after its start", ("outside",)),
        ("2021-05-10", "2022-02-01", None, "no cycle ends on that day", ()),
        ("2027-03-01", "2030-03-31", None, "a month too late, where a month more leads to the 28th", ("month-end",)),
        ("2027-03-01", "2030-03-28", None, "a month too late", ("month-end",)),
        ("2027-03-01", "2030-03-27", None, "not a month too late: renewed early", ("month-end",)),
    )
    for start, end, issue, comment, flags in known:
        yield _printed_case(start, end, issue, comment, flags)


def _printed_case(
    start: str, end: str, issue: str | None, comment: str = "", flags: tuple[str, ...] = (), number: int | None = None
) -> Case:
    key = "/".join(str(each) for each in (start, end, issue or "-", *([] if number is None else [number])))
    value: Input = {"start": start, "end": end, "first_issue": issue}
    return Case(key, value if number is None else {**value, "cycle_number": number}, comment, flags)


GRID = ("2020-12-31", "2021-01-01", "2023-02-02", "2024-02-29", "2025-02-28")


def _ends(cycle: CertificationCycle) -> Iterator[Date]:
    yield from every_day(cycle.expires.subtract(days=2), cycle.expires.add(days=2))
    for months in (-12, -2, -1, 1, 2, 12):
        yield add_months(cycle.expires, months)


def _grid() -> Iterator[Case]:
    for first in GRID:
        cycle = CertificationCycle(first)
        following, last = cycle.next(), cycle.next().expires
        printed_starts = (
            *around(cycle.starts),
            *around(cycle.renewal_year.opens),
            cycle.expires,
            following.starts,
        )
        for start, end in product(printed_starts, (*_ends(cycle), last, last.add(days=1))):
            for issue in (None, str(start), first, str(cycle.starts.add(days=1))):
                yield _printed_case(str(start), str(end), issue, flags=flags_of(cycle.starts))


def _numbered() -> Iterator[Case]:
    for start, end in (("2023-06-08", "2026-06-07"), ("2023-06-09", "2026-06-08"), ("2026-06-09", "2029-06-08")):
        for number in (1, 2, 3, 4):
            yield _printed_case(start, end, start, "how many cycles the scheme can have had before", number=number)
    for first in GRID:
        cycle = CertificationCycle(first)
        following, third = cycle.next(), cycle.next().next()
        pairs = (
            (cycle.starts, cycle.expires, cycle.starts),
            (cycle.starts, cycle.expires.add(days=1), cycle.starts),
            (cycle.starts.add(days=90), cycle.expires, cycle.starts),
            (cycle.expires.subtract(days=20), following.expires, cycle.expires.subtract(days=20)),
            (cycle.expires.subtract(days=20), following.expires, cycle.starts),
            (following.starts, following.expires, following.starts),
            (following.starts, following.expires, cycle.starts),
            (third.starts, third.expires, third.starts),
            (third.starts, third.expires, cycle.starts),
        )
        for days, number in product(pairs, (1, 2, 3, 4)):
            first_day, last_day, first_issue = map(str, days)
            yield _printed_case(first_day, last_day, first_issue, number=number)
