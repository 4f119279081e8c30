"""Vectors of months, of the cycle and of its status."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from pendulum import Date

from maintenance.vectors.days import around, every_day, flags_of, month_ends, runs
from maintenance.vectors.file import NO_DAYS, Case, Group, Input, Rule, deadlines_of, distinct
from qualiopi_rules import CertificationCycle
from qualiopi_rules.formats import structure
from qualiopi_rules.law import add_months, first_days_of_period, last_day_of_period
from qualiopi_rules.profile import RenewalAdvice

__all__ = ["rules"]

CYCLE = ("code-R6316-2", "audit-art-2", "audit-art-2-2019", "arrete-2020-07-24", "decret-2019-565", "cpc-641")
SCHEME = Date(2019, 6, 9)
STARTS = tuple(
    map(
        Date.fromisoformat,
        (
            *("2019-06-09", "2020-02-29", "2020-08-31", "2020-12-31", "2021-01-01", "2021-03-01", "2022-10-31"),
            *("2022-12-31", "2023-02-02", "2023-02-28", "2023-12-31", "2024-02-28", "2024-02-29", "2024-03-01"),
            *("2024-08-30", "2024-10-31", "2025-02-28", "2026-02-28"),
        ),
    )
)
"""First days of cycles, one for each way in which the months after it can be short."""


def rules() -> Iterator[Rule]:
    """Return the rules of the cycle."""
    yield Rule("months", "core", "Months are added, never counted; month ends by article 641.", _months())
    yield Rule("cycle", "core", "The days of a cycle, from its first day.", _cycle())
    yield Rule("status", "core", "Where a cycle stands on a day, and what is still to be done.", _status())


def _months() -> Iterator[Group]:
    days = (
        *month_ends(2023, 2024),
        *map(Date.fromisoformat, ("2000-02-29", "2020-02-29", "2022-12-31", "2096-02-29", "2099-12-31", "2100-02-28")),
    )
    months = (0, 1, 3, 6, 14, 22, 28, 36, 48, -1, -3, -4, -6)
    cited, no_lengths = ("cpc-641",), (0, -1, 1.5, "1", True, None, 100_000)
    yield Group(
        *("add", "The day so many months after a day, before it where the number is negative.", cited),
        _add,
        (
            *(_month_case(day, number) for day, number in product(days, months)),
            _month_case(Date(9999, 1, 31), 11),
        ),
        {"day": NO_DAYS, "months": (1.5, "1", True, None, 100_000, -100_000)},
    )
    yield Group(
        *("last-day", "The last day of a period that counts its first day.", cited),
        _last_day,
        (_month_case(day, number) for day, number in product(days, (1, 6, 12, 24, 36, 48))),
        {"day": NO_DAYS, "months": no_lengths},
    )
    yield Group(
        *("first-days", "Every first day of a period that ends on a day, oldest first: none, one or several.", cited),
        _first_days,
        (_month_case(day, number) for day, number in product(days, (12, 36))),
        {"day": NO_DAYS, "months": no_lengths[:-1]},
    )


def _add(value: Input) -> Any:
    return {"day": add_months(value["day"], value["months"])}


def _last_day(value: Input) -> Any:
    return {"day": last_day_of_period(value["day"], value["months"])}


def _first_days(value: Input) -> Any:
    return {"days": first_days_of_period(value["day"], value["months"])}


def _month_case(day: Date, months: int) -> Case:
    flags = tuple(flag for flag in flags_of(day) if flag != "four-year")
    return Case(f"{day}{months:+}", {"day": str(day), "months": months}, flags=flags)


def cycle_days(value: Input) -> Any:
    """Return every day of a cycle."""
    cycle = CertificationCycle(value["starts"])
    windows = {name: getattr(cycle, name) for name in ("surveillance", "renewal_year", "renewal")}
    days = {name: {"opens": window.opens, "closes": window.closes} for name, window in windows.items()}
    return {
        "surveillance": days["surveillance"],
        "expires": cycle.expires,
        "renewal_year": days["renewal_year"],
        "renewal": days["renewal"],
        "renewal_latest": cycle.renewal_latest,
        "next_starts": cycle.next().starts,
    }


def year_of_cycles(value: Input) -> Any:
    """Return three days of every cycle that starts in a year."""
    year = value["year"]
    cycles = [CertificationCycle(day) for day in every_day(Date(year, 1, 1), Date(year, 12, 31))]
    return {
        "opens": [cycle.surveillance.opens for cycle in cycles],
        "closes": [cycle.surveillance.closes for cycle in cycles],
        "expires": [cycle.expires for cycle in cycles],
    }


def chain(value: Input) -> Any:
    """Return a cycle and those that follow it."""
    cycles = [CertificationCycle(value["starts"])]
    for _ in range(value["cycles"] - 1):
        cycles.append(cycles[-1].next())
    return {"cycles": [[cycle.starts, cycle.expires] for cycle in cycles]}


def _cycle() -> Iterator[Group]:
    yield Group(
        *("days", "Every day of the cycle that starts on a day; `renewal_latest` is null where not known.", CYCLE),
        cycle_days,
        distinct((*_mistakes(), *map(_start_case, _starts()))),
        {"starts": NO_DAYS},
    )
    yield Group(
        *(
            "years",
            "The two ends of surveillance and the last valid day, for each first day of a year in order.",
            CYCLE,
        ),
        year_of_cycles,
        tuple(
            Case(str(year), {"year": year}, "mistakes.md 1 and 8: months are not 30.44 days", ("packed", "mistake"))
            for year in range(2020, 2030)
        ),
    )
    ends = (*month_ends(2026, 2028), *(day for each in _last_days() for day in around(each)))
    yield Group(
        *("ending", "The first day of every cycle that ends on a day, oldest first.", CYCLE),
        _ending,
        distinct(Case(str(day), {"ends": str(day)}, flags=_expiry_flags(day)) for day in sorted(ends)),
        {"ends": NO_DAYS},
    )
    yield Group(
        *("chain", "A cycle and those that follow: the first and the last day of each.", CYCLE),
        chain,
        tuple(Case(f"{day}", {"starts": str(day), "cycles": 5}, flags=flags_of(day)) for day in STARTS),
    )
    yield Group(
        *("timeline", "Every day of a cycle that matters, in order: code, day, legal or recommended.", CYCLE),
        lambda value: {
            "milestones": [[each.code, each.day, each.kind] for each in CertificationCycle(value["starts"]).timeline()]
        },
        tuple(Case(f"{day}", {"starts": str(day)}, flags=flags_of(day)) for day in STARTS),
    )


def _ending(value: Input) -> Any:
    return {"cycles": [cycle.starts for cycle in CertificationCycle.ending(value["ends"])]}


def _starts() -> Iterator[Date]:
    yield from around(SCHEME)
    yield from every_day(Date(2020, 12, 26), Date(2021, 1, 5))
    yield from (day for day in month_ends(2019, 2028) if day >= SCHEME)


def _last_days() -> Iterator[Date]:
    yield from (CertificationCycle(day).expires for day in STARTS)
    yield from map(Date.fromisoformat, ("2023-06-08", "2023-12-31", "2024-12-31", "2024-02-29", "2099-12-31"))


def _start_case(day: Date) -> Case:
    flags = ("not-in-force",) if day < SCHEME else flags_of(day)
    return Case(str(day), {"starts": str(day)}, flags=flags)


def _expiry_flags(day: Date) -> tuple[str, ...]:
    """Whether no cycle ends on a day, or more than one does: at month ends, and where four years meet three."""
    return () if len(CertificationCycle.ending(day)) == 1 else ("ambiguous",)


def _mistakes() -> Iterator[Case]:
    known = {
        "2023-02-02": "the webinar's certificate",
        "2026-02-28": "mistakes.md 1: not 30 April and 29 December",
        "2023-12-31": "mistakes.md 8: the window's end is not its start and eight months",
        "2025-01-16": "mistakes.md 4: a start on the 16th is not the 15th at 22:00 UTC",
    }
    for day, comment in known.items():
        yield Case(day, {"starts": day}, comment, ("mistake",))


def status(value: Input) -> Any:
    """Return where a cycle stands on a day."""
    found = CertificationCycle(value["starts"]).status(on=value["on"], surveillance_held=value["surveillance_held"])
    return {"stage": found.stage, "valid": found.valid, "surveillance_held": found.surveillance_held}


def stages(value: Input) -> Any:
    """Return the first day of each stage, from the day before a cycle to the day after it."""
    cycle = CertificationCycle(value["starts"])
    days = list(every_day(cycle.starts.subtract(days=1), cycle.expires.add(days=1)))
    found = [cycle.status(on=day, surveillance_held=value["surveillance_held"]).stage.value for day in days]
    return {"stages": runs(days, found)}


def deadlines(value: Input) -> Any:
    """Return what is still to be done on a day."""
    found = CertificationCycle(value["starts"]).deadlines(on=value["on"], surveillance_held=value["surveillance_held"])
    return {
        "deadlines": [
            {"code": each.code, "day": each.day, "kind": each.kind, "opens": each.opens, "days_left": each.days_left}
            for each in found
        ]
    }


def _status() -> Iterator[Group]:
    refuses = {"starts": NO_DAYS, "on": NO_DAYS, "surveillance_held": ("2024-02-30", "yes", 1)}
    cases = [case for day in STARTS for case in _status_cases(CertificationCycle(day))]
    yield Group(
        "stages",
        "The stage of a day; `surveillance_held` is the day of the audit, true, false, or null for not known.",
        *(CYCLE, status, distinct(cases), refuses),
    )
    yield Group(
        *("runs", "The first day of each stage, from the day before the cycle to the day after it.", CYCLE),
        stages,
        tuple(
            Case(
                f"{day}/{_held(held)}",
                {"starts": str(day), "surveillance_held": held},
                flags=("packed", *flags_of(day)),
            )
            for day in STARTS[::2]
            for held in (None, True, False, str(CertificationCycle(day).surveillance.closes))
        ),
    )
    few = [CertificationCycle(Date.fromisoformat(day)) for day in ("2020-08-31", "2023-02-02", "2024-02-29")]
    yield Group(
        *("deadlines", "What is still to be done on a day, soonest first; a late surveillance audit stays.", CYCLE),
        deadlines,
        distinct(case for cycle in few for case in _status_cases(cycle, (None, True, False))),
        refuses,
    )

    yield Group(
        "advice",
        "With a certifier's own advice for the renewal audit, in months before the end, for the cycles from a day on.",
        *(CYCLE, advised, distinct(_advised())),
    )


def _held(held: bool | str | None) -> str:
    return held if isinstance(held, str) else {None: "not-known", True: "held", False: "not-held"}[held]


def advised(value: Input) -> Any:
    """Return what a certifier's own advice for the renewal audit changes."""
    cycle, advice = CertificationCycle(value["starts"]), structure({**value["advice"], **CITED}, RenewalAdvice)
    return {
        "milestones": [[each.code, each.day] for each in cycle.timeline(advice=advice)],
        "stage": cycle.status(on=value["on"], surveillance_held=True, advice=advice).stage,
        "deadlines": deadlines_of(cycle.deadlines(on=value["on"], surveillance_held=True, advice=advice)),
    }


CITED = {"citation": {"source": {"id": "own", "title": "Own"}, "basis": "practice", "provenance": "verbatim"}}


def _advised() -> Iterator[Case]:
    for opens, closes, since in product((5, 8), (1, 4), ("2019-06-09", "2023-02-01", "2023-02-02", "2023-02-03")):
        for on in ("2025-05-31", "2025-06-01", "2025-08-01", "2025-10-01", "2025-10-02", "2026-01-01", "2026-01-02"):
            advice = {"since": since, "opens": opens, "closes": closes}
            yield Case(f"{opens}-{closes}/{since}/{on}", {"starts": "2023-02-02", "on": on, "advice": advice})
    advice = {"since": "2019-06-09", "opens": 6, "closes": 3}
    for starts in ("2023-08-31", "2024-02-29"):
        yield Case(f"6-3/{starts}", {"starts": starts, "on": "2026-08-31", "advice": advice})


def _status_cases(cycle: CertificationCycle, few: tuple[bool | None, ...] = (None, True)) -> Iterator[Case]:
    window, advised = cycle.surveillance, cycle.renewal
    edges = (cycle.starts, window.opens, window.closes, advised.opens, advised.closes, cycle.expires)
    days = [day for edge in edges for day in around(edge)]
    audits = [str(day) for edge in (window.opens, window.closes) for day in around(edge)]
    audited = (None, True, False, *audits[1:5:2], audits[5])
    pairs = [(day, held) for day in days for held in (audited if day in around(window.closes) else few)]
    for day, held in pairs:
        key = f"{cycle.starts}/{day}/{_held(held)}"
        flags = (*flags_of(cycle.starts), "edge" if day in edges else "outside")
        comment = "mistakes.md 5: valid through its last day" if day == cycle.expires and held is True else ""
        yield Case(key, {"starts": str(cycle.starts), "on": str(day), "surveillance_held": held}, comment, flags)
