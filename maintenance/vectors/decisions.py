"""Vectors of non-conformities and of what they decide: times, five minor ones, the decision, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import attrs
from pendulum import Date

from maintenance.vectors.days import around, every_day, flags_of, runs
from maintenance.vectors.file import NO_DAYS, NO_KINDS, Case, Group, Input, Rule, deadlines_of, distinct, findings_of
from qualiopi_rules.audit import (
    NonConformity,
    NonConformityStatus,
    check_nonconformities,
    count_nonconformities,
    decide,
)
from qualiopi_rules.formats import structure
from qualiopi_rules.law import add_months
from qualiopi_rules.profile import built_in_profiles

__all__ = ["rules"]

ARTICLE_5 = ("audit-art-5", "cpc-641")
FIVE = (*ARTICLE_5, "certifier-practice")
NOTIFIED = (
    "2023-08-31",
    "2023-09-01",
    "2023-11-27",
    "2023-11-30",
    "2024-01-31",
    "2024-02-29",
    "2024-08-31",
    "2024-11-30",
)


def rules() -> Iterator[Rule]:
    """Return the rules of non-conformities."""
    about = "By when a non-conformity is corrected and verified; five minor ones count as a major one."
    yield Rule("nonconformities", "core", about, _nonconformities())
    yield Rule("decision", "audit", "What the texts say of a certification on a day.", _decisions())


def _structured(values: Iterable[Input]) -> list[NonConformity]:
    return [structure(each, NonConformity) for each in values]


def status(value: Input) -> Any:
    """Return the status of one on a day."""
    found = structure(value["nonconformity"], NonConformity).status(on=value["on"])
    return {
        "grade": found.grade,
        "requalified": found.requalified,
        "state": found.state,
        "correct_by": found.correct_by,
        "check_by": found.check_by,
    }


def states(value: Input) -> Any:
    """Return the first day of each grade and state, over a stretch of days."""
    found = structure(value["nonconformity"], NonConformity)
    days = list(every_day(Date.fromisoformat(value["from"]), Date.fromisoformat(value["to"])))
    return {"states": runs(days, [_state(found.status(on=day)) for day in days])}


def _state(status: NonConformityStatus) -> str:
    return f"{status.grade.value} {status.state.value}"


def count(value: Input) -> Any:
    """Count those that are open on a day."""
    found = count_nonconformities(_structured(value["nonconformities"]), on=value["on"])
    return {
        "majors": _subjects(found.majors),
        "minors": _subjects(found.minors),
        "enough_minors": found.enough_minors,
        "reduce_by": found.reduce_by,
    }


def _subjects(statuses: Iterable[NonConformityStatus]) -> list[int | None]:
    return sorted((each.nonconformity.indicator for each in statuses), key=lambda number: number or 0)


def waiting(value: Input) -> Any:
    """Return what a non-conformity still waits for on a day."""
    found = structure(value["nonconformity"], NonConformity).status(on=value["on"])
    return {"corrected_late": found.corrected_late, "deadlines": deadlines_of(found.deadlines())}


def blocking(value: Input) -> Any:
    """Return whether non-conformities prevent a certificate, and by when there must be fewer."""
    found = count_nonconformities(_structured(value["nonconformities"]), on=value["on"])
    return {"blocks": found.blocks, "deadlines": deadlines_of(found.deadlines())}


def found_in(value: Input) -> Any:
    """Return what is found in a record of non-conformities."""
    found = check_nonconformities(_structured(value["nonconformities"]), on=value["on"])
    return {"findings": findings_of(found)}


def decision(value: Input) -> Any:
    """Return what the texts say of a certification on a day."""
    profile = attrs.evolve(built_in_profiles()["certifier"], name="own", suspension=value["suspension"])
    found = decide(value["kind"], _structured(value["nonconformities"]), on=value["on"], profile=profile)
    return {
        "outcome": found.outcome,
        "next_day": found.next_day,
        "report_outcome": None if found.report_outcome is None else found.report_outcome.code,
        "reasons": [[each.code, each.subject, each.day] for each in found.reasons],
    }


def _nonconformities() -> Iterator[Group]:
    found = {"indicator": 4, "grade": "major", "notified": "2024-01-31"}
    wrong = [
        *({**found, name: "2024-01-30"} for name in ("plan_sent", "verified", "lifted", "next_audit")),
        {**found, "verified": "2024-03-02", "lifted": "2024-03-01"},
        *({**found, "indicator": number} for number in (0, 34, "4", True)),
        *({**found, "grade": grade} for grade in ("Major", "", None)),
        *({**found, "notified": day} for day in ("2024-02-30", "31/01/2024", None)),
        {"grade": "major"},
        {**found, "found_at": "first", "severity": "major"},
    ]
    lists = {"nonconformities": ([found, wrong[0]], [found, {}]), "on": NO_DAYS}
    yield Group(
        *("status", "`check_by` is null for a minor one, verified at the next audit; both where not known.", ARTICLE_5),
        *(status, distinct(_statuses()), {"nonconformity": wrong, "on": NO_DAYS}),
    )
    yield Group(
        *(
            "runs",
            "The first day of each grade and state over a stretch of days.",
            ARTICLE_5,
            states,
            distinct(_runs()),
        ),
    )
    yield Group(
        "count",
        "The subjects that are open on a day, several on one being one; null is the display of the certificate.",
        *(FIVE, count, distinct(_counts()), lists),
    )
    yield Group(
        "deadlines",
        "What it still waits for: [code, day, days left]; and whether it was lifted after a correction that was late.",
        *(ARTICLE_5, waiting, distinct(_waiting())),
    )
    yield Group(
        "blocks",
        "Whether they prevent a certificate, and the last day to have fewer: [code, day, days left].",
        *(FIVE, blocking, distinct(_counts())),
    )
    yield Group(
        "findings",
        "What is found in a record: [code, path, severity].",
        *(FIVE, found_in, distinct(_records()), lists),
    )


def _lives(notified: str) -> Iterator[tuple[str, Input]]:
    """What can become of a non-conformity, each at the edges of its times."""
    day = Date.fromisoformat(notified)
    third, fourth, sixth = (add_months(day, months) for months in (3, 4, 6))
    major: Input = {"indicator": 4, "grade": "major", "notified": notified}
    minor: Input = {"indicator": 2, "grade": "minor", "notified": notified}
    yield "major", major
    yield "minor", minor
    for edge in around(third):
        yield f"major-done-{edge}", {**major, "implemented": str(edge)}
        yield f"major-lifted-{edge}", {**major, "implemented": str(edge), "lifted": str(edge)}
    for edge in around(sixth):
        yield f"minor-done-{edge}", {**minor, "implemented": str(edge)}
        yield f"minor-audit-{edge}", {**minor, "next_audit": str(edge)}
    done = str(day.add(days=30))
    for verified in (29, 30, 31):
        checked = str(day.add(days=verified))
        yield f"major-refused-{verified}", {**major, "implemented": done, "verified": checked}
    audit = sixth.add(days=20)
    for name, edge in zip(("before", "on", "after"), around(audit), strict=True):
        life = {**minor, "next_audit": str(audit)}
        yield f"minor-lifted-{name}-audit", {**life, "lifted": str(edge)}
        yield f"minor-done-{name}-audit", {**life, "implemented": str(edge)}
    yield "major-audit", {**major, "next_audit": str(fourth)}


def _statuses() -> Iterator[Case]:
    for notified in (NOTIFIED[0], NOTIFIED[4]):
        day = Date.fromisoformat(notified)
        flags = ("not-known",) if notified < "2023-09-01" else tuple(set(flags_of(day)) - {"four-year"})
        edges = [add_months(day, months) for months in (0, 3, 4, 6)]
        edges += [add_months(add_months(day, 3), 1), add_months(day, 6).add(days=20)]
        edges += [add_months(edges[-1], months) for months in (3, 4)]
        for (name, life), edge in product(_lives(notified), edges):
            for on in around(edge):
                key = f"{notified}/{name}/{on}"
                yield Case(
                    key,
                    {"nonconformity": life, "on": str(on)},
                    flags=("edge" if on == edge else "outside", *sorted(flags)),
                )


def _waiting() -> Iterator[Case]:
    day = Date.fromisoformat("2024-01-31")
    edges = (add_months(day, 3), add_months(add_months(day, 3), 1), add_months(day, 6), add_months(day, 7))
    for (name, life), edge in product(_lives("2024-01-31"), edges):
        for on in around(edge):
            yield Case(f"{name}/{on}", {"nonconformity": life, "on": str(on)})
    yield Case(
        "before", {"nonconformity": {"indicator": 4, "grade": "major", "notified": "2023-08-31"}, "on": "2023-09-01"}
    )


def _runs() -> Iterator[Case]:
    for notified in NOTIFIED:
        day = Date.fromisoformat(notified)
        for name, life in _lives(notified):
            value = {"nonconformity": life, "from": notified, "to": str(add_months(day, 13))}
            yield Case(f"{notified}/{name}", value, flags=("packed",))


def _minor(number: int | None, notified: str, **more: str) -> Input:
    return {"indicator": number, "grade": "minor", "notified": notified, **more}


GRADABLE = (1, 2, 9, 12, 17, 18, 19)


def _files() -> Iterator[tuple[str, list[Input], tuple[str, ...]]]:
    """Records of several, with the days to look at them."""
    day = "2024-06-20"
    near = ("2024-06-19", day, "2024-06-21", "2024-09-20", "2024-09-21", "2024-12-20", "2024-12-21")
    for number in range(7):
        yield f"{number}-minors", [_minor(each, day) for each in GRADABLE[:number]], near
    five = [_minor(each, day) for each in GRADABLE[:5]]
    yield "same-subject", [*five[:4], _minor(1, "2024-06-21")], near
    yield "fifth-later", [*five[:4], _minor(17, "2024-07-31")], ("2024-07-30", "2024-07-31", "2024-10-31", "2024-11-01")
    yield "sixth-later", [*five, _minor(18, "2024-08-31")], ("2024-08-30", "2024-08-31", "2024-09-20", "2024-11-30")
    yield "fifth-first", [_minor(17, "2024-07-31"), *five[:4]], ("2024-07-31", "2024-11-01")
    lifted = {**five[0], "implemented": "2024-07-15", "lifted": "2024-08-01"}
    yield "one-lifted", [lifted, *five[1:]], ("2024-07-31", "2024-08-01", "2024-08-02", "2024-09-21")
    yield "one-corrected", [{**five[0], "implemented": "2024-07-15"}, *five[1:]], ("2024-08-01", "2024-09-21")
    major = {"indicator": 4, "grade": "major", "notified": day}
    yield "with-major", [major, *five[:4]], near
    later = {"indicator": 22, "grade": "major", "notified": "2024-07-31"}
    both = ("2024-07-31", "2024-09-20", "2024-09-21", "2024-10-31", "2024-11-01", "2024-12-21", "2025-02-01")
    yield "two-majors", [later, major], both
    yield "two-majors-one-corrected", [{**major, "implemented": "2024-08-01"}, later], both
    yield "two-majors-one-lifted", [{**major, "implemented": "2024-08-01", "lifted": "2024-08-02"}, later], both
    yield "unknown-and-major", [_minor(2, "2023-08-31"), {**major, "notified": "2023-08-31"}, later], both
    yield "major-hides-minor", [_minor(4, day), major, *five[:4]], near
    yield "major-and-five", [major, *five], near
    display = {"indicator": None, "grade": "major", "notified": day}
    yield "display", [display, *five[:4]], near
    audited = [{**each, "next_audit": "2025-06-17"} for each in five]
    yield "requalified", audited, ("2025-06-16", "2025-06-17", "2025-09-17", "2025-09-18", "2025-10-17", "2025-10-18")
    early = [_minor(each, "2023-08-31") for each in GRADABLE[:5]]
    yield "before-reform", early, ("2023-08-31", "2023-09-01", "2023-12-01")
    yield (
        "across-reform",
        [*early[:4], _minor(17, "2023-09-01")],
        ("2023-08-31", "2023-09-01", "2023-12-01", "2023-12-02"),
    )
    yield "nothing", [], (day,)
    checked = {**major, "implemented": "2024-09-20"}
    yield "major-corrected", [checked], ("2024-09-19", "2024-09-20", "2024-09-21", "2024-10-20", "2024-10-21")
    yield "major-late", [{**major, "implemented": "2024-09-21"}], ("2024-09-20", "2024-09-21", "2024-10-21")
    yield "major-lifted", [{**checked, "lifted": "2024-10-01"}], ("2024-09-30", "2024-10-01", "2024-10-02")
    refused = {**checked, "implemented": "2024-07-20", "verified": "2024-08-01"}
    yield "major-not-accepted", [refused], ("2024-07-31", "2024-08-01", "2024-09-20", "2024-09-21")


def _counts() -> Iterator[Case]:
    for name, record, days in _files():
        for on in days:
            comment = "mistakes.md 18: five minor ones are a major one" if name == "5-minors" and on == days[1] else ""
            yield Case(f"{name}/{on}", {"nonconformities": record, "on": on}, comment)


def _records() -> Iterator[Case]:
    yield from _counts()
    for number, on in product(range(1, 34), ("2023-08-31", "2024-07-01")):
        record = [_minor(number, on, plan_sent=on)]
        comment = "article 5 lets these be major only" if number == 4 else ""
        yield Case(f"major-only/{number}/{on}", {"nonconformities": record, "on": on}, comment)
    kinds = (None, "initial", "surveillance", "renewal", "extension", "complementary")
    for kind, on in product(kinds, ("2023-08-31", "2023-09-01")):
        record = [_minor(None, on, plan_sent=on, **({} if kind is None else {"found_at": kind}))]
        yield Case(f"display/{kind}/{on}".lower(), {"nonconformities": record, "on": on})
    for sent, on in product((None, "2024-07-01"), ("2024-06-30", "2024-07-01")):
        record = [_minor(2, "2024-06-20", **({"plan_sent": sent} if sent else {}))]
        yield Case(f"plan/{sent}/{on}", {"nonconformities": record, "on": on})


def _decisions() -> Iterator[Group]:
    about = (
        "The outcome, the next day that matters, what one certifier's report form makes of it, the reasons as "
        "[code, subject, day]; `suspension` is a delay or null."
    )
    refuses = {"kind": NO_KINDS, "on": NO_DAYS, "suspension": ("soon", 3)}
    yield Group("outcomes", about, FIVE, decision, distinct(_decided()), refuses)


def _decided() -> Iterator[Case]:
    for (name, record, days), kind in product(
        _files(), ("initial", "surveillance", "renewal", "extension", "complementary")
    ):
        for on in days:
            for suspension in (None, "reported") if kind == "surveillance" else (None,):
                value = {"kind": kind, "nonconformities": record, "on": on, "suspension": suspension}
                yield Case(f"{name}/{kind}/{on}/{suspension or 'no-delay'}", value)
