"""Vectors of sheets, of the plan of an audit, and of what a certifier collects."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import attrs

from maintenance.vectors.file import NO_DAYS, NO_KINDS, Case, Group, Input, Rule, deadlines_of, distinct, findings_of
from qualiopi_rules import Answers, applicability
from qualiopi_rules.audit import (
    Application,
    Focus,
    IndicatorSheet,
    NonConformity,
    VenueFacts,
    applicable_points,
    application_documents,
    grade_sheet,
    new_application_from,
    plan_audit,
)
from qualiopi_rules.formats import structure
from qualiopi_rules.indicators import Situation

__all__ = ["rules"]

KINDS = ("initial", "surveillance", "renewal", "extension", "complementary")
REFORM = ("2023-08-31", "2023-09-01")


def rules() -> Iterator[Rule]:
    """Return the rules of sheets, plans and applications."""
    yield Rule("sheets", "audit", "Which decisions the texts allow on a sheet of an indicator.", _sheets())
    yield Rule("plan", "audit", "Which indicators an audit looks at, why, and where it is held.", _plans())
    about = "What a certifier collects, its time to propose a date, a new application."
    yield Rule("application", "audit", about, _application())


def _graded(value: Input) -> Any:
    points = applicable_points(value["indicator"], value["categories"], on=value["on"], profile="law").applicable
    sheet = IndicatorSheet.asking(points, indicator=value["indicator"], on=value["on"])
    answers = value["answers"]
    checked = tuple(
        attrs.evolve(each, answer=answers[min(place, len(answers) - 1)]) for place, each in enumerate(sheet.points)
    )
    sheet = attrs.evolve(sheet, points=checked, quality_at_stake=value["quality_at_stake"], decision=value["decision"])
    past = [structure(each, NonConformity) for each in value["nonconformities"]]
    found = grade_sheet(sheet, nonconformities=past)
    return {
        "points": len(checked),
        "allowed": found.allowed,
        "suggested": found.suggested,
        "reason": found.reason,
        "findings": [each.code for each in found.findings],
    }


def _sheets() -> Iterator[Group]:
    about = (
        "The points of the indicator that concern the category are answered with `answers` in order, the last one for "
        "all that are left; `points` is how many they are."
    )
    yield Group("grades", about, ("rnq-2019", "audit-art-5", "guide-v4"), _graded, distinct(_grades()))


def _grades() -> Iterator[Case]:
    texts = (
        *(
            "yes",
            "no",
            "partial",
            "-",
            "not-applicable",
            "yes no",
            "no yes",
            "partial yes",
            "no partial",
            "yes -",
            "no -",
        ),
        *("partial -", "not-applicable yes", "not-applicable no", "not-applicable partial", "yes not-applicable"),
    )
    rows = [[None if answer == "-" else answer for answer in text.split()] for text in texts]
    open_one = {"indicator": 2, "grade": "minor", "notified": "2023-09-10"}
    pasts: dict[str, list[Input]] = {
        "none": [],
        "open": [open_one],
        "same-day": [{**open_one, "notified": "2024-11-16"}],
        "lifted": [{**open_one, "lifted": "2024-11-16"}],
        "lifted-after": [{**open_one, "lifted": "2024-11-17"}],
        "elsewhere": [{**open_one, "indicator": 9}],
    }
    for answers, stake, number in product(rows, (None, True, False), (2, 4, 12)):
        key = f"{'+'.join(str(each or '-') for each in answers)}/{stake}/{number}".lower()
        yield Case(key, _sheet(number, answers, stake))
        for taken in ("conforming", "minor", "major"):
            yield Case(f"{key}/{taken}", _sheet(number, answers, stake, decision=taken))
    for (name, past), answers in product(pasts.items(), rows):
        for decision in (None, "minor"):
            key = f"past/{name}/{'+'.join(str(each or '-') for each in answers)}/{decision or '-'}"
            yield Case(key, _sheet(2, answers, None, decision=decision, nonconformities=past))
    for on in REFORM:
        past = [{**open_one, "notified": "2023-01-10"}]
        yield Case(f"past/reform/{on}", {**_sheet(2, ["partial"], None, nonconformities=past), "on": on})


def _sheet(number: int, answers: list[str | None], stake: bool | None, **more: Any) -> Input:
    return {
        "indicator": number,
        "categories": ["BC"],
        "on": "2024-11-16",
        "answers": answers,
        "quality_at_stake": stake,
        "decision": None,
        "nonconformities": [],
        **more,
    }


def _planned(value: Input) -> Any:
    applied = applicability(
        value["categories"],
        structure(value["answers"], Answers),
        on=value["on"],
        profile="law",
        situation=structure(value["situation"], Situation),
    )
    found = plan_audit(
        value["kind"],
        applied,
        nonconformities=[structure(each, NonConformity) for each in value["nonconformities"]],
        shortened=value["shortened"],
        left_out_before=value["left_out_before"],
        new_entrant_in=value["new_entrant_in"],
        venue=structure(value["venue"], VenueFacts),
    )
    return {
        "numbers": found.numbers,
        "undetermined": found.undetermined,
        "left_out": found.left_out,
        "display": found.display,
        "place": [found.place.where, found.place.reason],
        "reasons": [[each.number, [reason.code for reason in each.reasons]] for each in found.indicators],
        # The rest is looked at whole.
        "focuses": [
            [each.number, focus.category, focus.focus]
            for each in found.indicators
            for focus in each.focuses
            if focus.focus is not Focus.WHOLE
        ],
    }


PLAN = ("audit-art-1", "audit-art-2", "audit-art-2-2019", "audit-art-10-2019", "audit-art-10-bis", "guide-v9")


def _plans() -> Iterator[Group]:
    about = "What it must look at, what is open, what it may leave out; `place` is [where, why]; codes by indicator."
    refuses: dict[str, Any] = {
        "kind": NO_KINDS,
        "shortened": ("article-4", ""),
        "left_out_before": ([0], ["2"], 2, "2", None),
        "new_entrant_in": (["XX"], "BC", None),
        "nonconformities": ([{}], [{"indicator": 40, "grade": "minor", "notified": "2023-10-01"}]),
        "venue": ({"risk": "yes"}, {"premises": True}),
    }
    yield Group("plans", about, PLAN, _planned, distinct(_plan_cases()), refuses)


def _plan_cases() -> Iterator[Case]:
    def case(key: str, kind: str, **value: Any) -> Case:
        base: Input = {
            "kind": kind,
            "categories": ["BC"],
            "on": "2024-11-16",
            "answers": {"subcontracting": False},
            "situation": {},
            "nonconformities": [],
            "shortened": None,
            "left_out_before": [],
            "new_entrant_in": [],
            "venue": {},
        }
        return Case(f"{key}/{kind}", {**base, **value})

    days = ("2019-06-08", "2019-06-09", *REFORM, "2024-11-16", "2026-10-31", "2026-11-01")
    for on, kind, category in product(days, KINDS, ("AF", "BC", "VAE", "CFA")):
        yield case(f"{category}/{on}", kind, categories=[category], on=on)
    found = [{"indicator": 12, "grade": "minor", "notified": "2023-10-01"}]
    for kind in KINDS:
        yield case("nothing-answered", kind, answers={})
        yield case("past", kind, nonconformities=found)
        yield case("past-display", kind, nonconformities=[{**found[0], "indicator": None}])
        for on in ("2024-03-07", "2024-03-08", "2024-11-16"):
            yield case(f"new/{on}", kind, situation={"new_in": ["BC"]}, on=on)
            yield case(f"new-in-one/{on}", kind, situation={"new_in": ["BC"]}, categories=["AF", "BC"], on=on)
            yield case(f"former-new/{on}", kind, new_entrant_in=["BC"], categories=["AF", "BC"], on=on)
        yield case("left-out", kind, left_out_before=[2, 9, 33])
        for category in ("BC", "AF"):
            yield case(f"former-new-{category}", kind, new_entrant_in=[category])
        for article, on in product(("article-10", "article-10-bis"), ("2024-11-16", "2025-06-30", "2025-07-01")):
            yield case(f"{article}/{on}", kind, shortened=article, on=on, categories=["AF", "BC"])
    facts = ("dedicated_premises", "reports", "risk", "initial_remote")
    for on, kind in product(("2021-06-01", "2024-11-16"), KINDS):
        for name, answer in product(facts, (True, False)):
            yield case(f"{name}={answer}/{on}".lower(), kind, venue={name: answer}, on=on)
        yield case(f"reports-and-risk/{on}", kind, venue={"reports": False, "risk": False}, on=on)


def _collected(value: Input) -> Any:
    return {"documents": [[each.id, each.if_any] for each in application_documents(on=value["on"])]}


def _applied_for(value: Input) -> Any:
    application = structure(value["application"], Application)
    return {
        "propose_by": application.propose_by,
        "deadlines": deadlines_of(application.deadlines(on=value["on"])),
        "findings": findings_of(application.check(on=value["on"])),
    }


def _reopened(value: Input) -> Any:
    found = new_application_from(value["refused"], withdrawn=value["withdrawn"], on=value["on"])
    return {"opens": [[each.day, each.days_left] for each in found]}


def _application() -> Iterator[Group]:
    cited = ("audit-art-1-2019", "audit-art-1", "audit-art-8-2019", "certifier-practice")
    days = ("2019-06-08", "2019-06-09", *REFORM, "2026-11-16")
    yield Group(
        *(
            "documents",
            "What a certifier collects from an applicant: [id, only where there is one].",
            cited,
            _collected,
        ),
        tuple(Case(on, {"on": on}, flags=("edge",)) for on in days),
        {"on": NO_DAYS},
    )
    whole = {"received": "2024-03-01", "categories": ["BC"]}
    applications = (
        *({**whole, name: "2024-02-30"} for name in ("received", "declaration_filed", "contract_received")),
        *({**whole, "collected": ids} for ids in (["sworn"], "nda", [1])),
        *({**whole, "actions_done": names} for names in (["XX"], "BC")),
        {"received": "2024-03-01", "categories": []},
        {},
    )
    yield Group(
        *("checks", "The day to propose a date by, in calendar days, and what must hold before the audit.", cited),
        *(_applied_for, distinct(_applications()), {"on": NO_DAYS, "application": applications}),
    )
    yield Group(
        *("new-application", "The first day of a new application after a refusal and after a withdrawal.", cited),
        _reopened,
        tuple(
            Case(f"{day}/{kind}", {"refused": None, "withdrawn": None, "on": "2024-01-01", kind: day}, flags=flags)
            for day in ("2019-06-08", "2019-06-09", *REFORM, "2023-11-30", "2024-02-29", "2024-11-30", "2024-12-31")
            for kind, flags in (("refused", ()), ("withdrawn", ("not-known",) if day < REFORM[1] else ()))
        ),
        {"refused": NO_DAYS, "withdrawn": NO_DAYS, "on": NO_DAYS},
    )


def _applications() -> Iterator[Case]:
    def case(key: str, on: str = "2024-03-01", **value: Any) -> Case:
        base: Input = {"received": "2024-03-01", "categories": ["BC"], "nda": "11 75 59933 75", "actions_done": ["BC"]}
        application = {name: each for name, each in {**base, **value}.items() if each is not None}
        return Case(f"{key}/{on}", {"application": application, "on": on})

    yield case("complete")
    yield case("no-number", nda=None)
    for filed in ("2023-11-30", "2023-12-01", "2023-12-02"):
        yield case(f"filed-{filed}", nda=None, declaration_filed=filed)
    yield case("actions-unknown", actions_done=None)
    yield case("actions-elsewhere", categories=["AF", "BC"])
    yield case("actions-none", actions_done=[])
    yield case("contract-later", "2024-02-29", contract_received="2024-03-01")
    for name in ("refused", "withdrawn"):
        yield case(f"{name}/same-day", received="2023-11-30", **{name: "2023-11-30"})
        yield case(f"{name}/later", received="2023-11-30", **{name: "2023-12-01"})
    for name, received in product(("refused", "withdrawn"), ("2024-02-28", "2024-02-29", "2024-03-01")):
        yield case(f"{name}/{received}", received=received, **{name: "2023-11-30"})
    for other in (True, False):
        yield case(f"other-{other}".lower(), other_certifier=other)
    for on in ("2024-03-01", "2024-03-31", "2024-04-01"):
        yield case("contract", on, contract_received="2024-03-01")
        yield case("proposed", on, contract_received="2024-03-01", date_proposed="2024-03-31")
        yield case("proposed-late", on, contract_received="2024-03-01", date_proposed="2024-04-01")
    for received in ("2023-08-31", "2023-09-01"):
        ids = [each.id for each in application_documents(on=received)]
        yield case(f"collected-all/{received}", received, received=received, collected=ids)
        for left_out in ids:
            yield case(
                f"collected-without-{left_out}/{received}",
                *(received,),
                received=received,
                collected=[each for each in ids if each != left_out],
            )
