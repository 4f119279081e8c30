"""Vectors of the bilan de compétences: its checks, who may have one, who may provide one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from maintenance.vectors.file import NO_DAYS, Case, Group, Input, Rule, deadlines_of, distinct, findings_of
from qualiopi_rules import Bilan
from qualiopi_rules.bilan import (
    BeneficiaryStatus,
    Provider,
    bilan_access,
)
from qualiopi_rules.formats import structure

__all__ = ["rules"]

BILAN = ("code-L6313-4", "code-R6313-4", "code-R6313-5")


def rules() -> Iterator[Rule]:
    """Return the rule of the bilan."""
    yield Rule("bilan", "full", "What the texts ask of a bilan, and who may have or provide one.", _bilan())


def _checked(value: Input) -> Any:
    bilan = structure(value["bilan"], Bilan)
    return {
        "minutes": bilan.minutes,
        "accompanied_minutes": bilan.accompanied_minutes,
        "findings": findings_of(bilan.check(draft_minimum_from=value["draft_minimum_from"])),
    }


def _all_checked(value: Input) -> Any:
    bilan = structure(value["bilan"], Bilan)
    return {
        "findings": findings_of(bilan.check_all(on=value["on"])),
        "deadlines": deadlines_of(bilan.deadlines(on=value["on"])),
    }


def _accessed(value: Input) -> Any:
    found = bilan_access(value["status"], on=value["on"])
    return {"outcome": found.outcome, "through": found.through}


def _provided(value: Input) -> Any:
    provider = structure(value["provider"], Provider)
    return {
        "findings": findings_of(provider.check(on=value["on"])),
        "conditions": [[each.code, each.met] for each in provider.conditions(on=value["on"])],
    }


def _bilan() -> Iterator[Group]:
    session = _session("2023-02-06", "preliminary", 120)
    bilans = (
        *({"sessions": [{**session, "minutes": minutes}]} for minutes in (0, -1, 1.5, "120", True)),
        *({"sessions": [{**session, "phase": phase}]} for phase in ("first", "", None)),
        *({"sessions": [{**session, name: "else"}]} for name in ("day", "mode", "conducted_by", "room")),
        *({name: "yes"} for name in ("consent", "service", "beneficiary", "sessions", "preliminary")),
        {"minutes": 1},
    )
    yield Group(
        *(
            "checks",
            "What is found in a bilan: [code, path, severity]; the 13 hours are a draft, off by default.",
            BILAN,
        ),
        *(_checked, distinct(_bilans()), {"bilan": bilans, "draft_minimum_from": NO_DAYS}),
    )
    yield Group(
        "with-papers",
        "The bilan with its convention, documents and CPF request, which answer each other.",
        *((*BILAN, "code-R6313-8", "code-R6313-7", "code-D6323-6"), _all_checked, distinct(_with_papers())),
        {"on": NO_DAYS},
    )
    yield Group(
        *(
            "access",
            "Whether a person of a status may have one, and through which bodies.",
            ("webinar-2023",),
            _accessed,
        ),
        tuple(
            Case(f"{status}/{on}", {"status": status.value, "on": on})
            for status, on in product(BeneficiaryStatus, ("2018-12-31", "2019-01-01", "2023-12-31", "2024-01-01"))
        ),
        {"status": ("student", "", None), "on": NO_DAYS},
    )
    cited = ("code-R6313-6", "code-R6313-5", "webinar-2023")
    yield Group(
        *("provider", "Who may provide one: findings, and conditions as [code, met].", cited, _provided),
        distinct(_providers()),
        {"provider": ({"declared": "yes"}, {"kind": "shop"}, {"size": 1}), "on": NO_DAYS},
    )


def _session(day: str, phase: str, minutes: int, **more: str) -> Input:
    return {"day": day, "phase": phase, "minutes": minutes, **more}


PHASES = ("preliminary", "investigation", "conclusions")
WHOLE: Input = {
    "consent": True,
    "provider_is_employer": False,
    "service": "bilan",
    "preliminary": dict.fromkeys(
        ("request_analysed", "need_analysed", "voluntary", "format_chosen", "terms_agreed"), True
    ),
    "investigation": {"project_built": True, "relevance_checked": True, "alternatives_worked_out": False},
    "conclusions": {
        **dict.fromkeys(
            ("results_shared", "means_listed", "steps_planned", "follow_up_offered", "synthesis_handed"), True
        ),
        "synthesis": dict.fromkeys(("skills_analysed", "project_defined", "means_stated", "steps_stated"), True),
    },
}


def _sessions(total: int) -> list[Input]:
    """Three sessions, one for each phase, of so many minutes in all."""
    days = ("2023-02-06", "2023-02-20", "2023-03-06")
    minutes = (120, total - 240, 120)
    return [_session(day, phase, each) for day, phase, each in zip(days, PHASES, minutes, strict=True)]


def _bilan_case(key: str, draft: str | None = None, comment: str = "", /, **value: Any) -> Case:
    bilan = {**WHOLE, "sessions": _sessions(1440), **value}
    return Case(key, {"bilan": bilan, "draft_minimum_from": draft}, comment)


def _bilans() -> Iterator[Case]:
    yield from _timed()
    yield from _ordered()
    yield from _filled()


def _timed() -> Iterator[Case]:
    for total in (480, 779, 780, 1439, 1440, 1441):
        comment = "mistakes.md 19: 24 hours at most, no minimum in force" if total in (480, 1441) else ""
        yield _bilan_case(f"minutes/{total}", None, comment, sessions=_sessions(total))
        for draft in ("2023-02-05", "2023-02-06", "2023-02-07"):
            yield _bilan_case(f"draft/{total}/{draft}", draft, sessions=_sessions(total))
    yield _bilan_case("no-sessions", sessions=[])


def _ordered() -> Iterator[Case]:
    for phase in PHASES:
        left = [each for each in _sessions(600) if each["phase"] != phase]
        yield _bilan_case(f"without-{phase}", None, "mistakes.md 19: three phases", sessions=left)
    first, second, third = _sessions(600)
    for key, sessions in {
        "order-wrong": [{**first, "day": "2023-02-21"}, second, third],
        "order-same-day": [{**first, "day": "2023-02-20"}, second, third],
        "conclusions-first": [first, {**second, "day": "2023-03-07"}, third],
        "group": [first, {**second, "mode": "group"}, third],
        "all-group": [{**each, "mode": "group"} for each in (first, second, third)],
        "remote": [{**each, "mode": "remote"} for each in (first, second, third)],
        "personal": [first, {**second, "mode": "personal-work", "conducted_by": "beneficiary"}, third],
        "employer": [{**each, "conducted_by": "employer"} for each in (first, second, third)],
        "other": [first, {**second, "conducted_by": "other"}, third],
        "beneficiary-alone": [first, {**second, "conducted_by": "beneficiary"}, third],
        "employer-personal": [first, {**second, "mode": "personal-work", "conducted_by": "employer"}, third],
        "personal-with-provider": [first, {**second, "mode": "personal-work"}, third],
        "conclusions-mixed": [first, second, {**third, "mode": "group"}, {**third, "day": "2023-03-07"}],
        "conclusions-personal": [first, second, {**third, "mode": "personal-work", "conducted_by": "beneficiary"}],
        "before-2019": [{**first, "day": "2018-12-31"}, second, third],
        "from-2019": [{**first, "day": "2019-01-01"}, second, third],
    }.items():
        yield _bilan_case(key, sessions=sessions)


def _filled() -> Iterator[Case]:
    for name, answer in product(("consent", "provider_is_employer"), (True, False, None)):
        yield _bilan_case(f"{name}={answer}".lower(), **{name: answer})
    for service in ("bilan", "cep", "training", "vae", "job-search-help", "career-review", "coaching", None):
        yield _bilan_case(f"service={service}", service=service)
    synthesis: Input = WHOLE["conclusions"]["synthesis"]
    for handed, stated in product((True, False, None), (False, None)):
        changed = {**WHOLE["conclusions"], "synthesis_handed": handed, "synthesis": dict.fromkeys(synthesis, stated)}
        yield _bilan_case(f"handed={handed}/{stated}".lower(), conclusions=changed)
    for status in (*(each.value for each in BeneficiaryStatus), None):
        yield _bilan_case(f"beneficiary={status}".lower(), beneficiary=status)
    for part, answer in product(("preliminary", "investigation", "conclusions"), (False, None)):
        for name in WHOLE[part]:
            changed = {**WHOLE[part], name: dict.fromkeys(synthesis, answer) if name == "synthesis" else answer}
            yield _bilan_case(f"{part}.{name}={answer}".lower(), **{part: changed})
    for name, answer in product(synthesis, (False, None)):
        changed = {**WHOLE["conclusions"], "synthesis": {**synthesis, name: answer}}
        yield _bilan_case(f"synthesis.{name}={answer}".lower(), conclusions=changed)
    for values in product((True, False, None), repeat=3):
        names = ("project_built", "relevance_checked", "alternatives_worked_out")
        key = "".join({True: "y", False: "n", None: "-"}[value] for value in values)
        yield _bilan_case(f"investigation/{key}", investigation=dict(zip(names, values, strict=True)))


def _with_papers() -> Iterator[Case]:
    request = {"requested_on": "2026-03-16", "rights_cents": 160_000, "funded_minutes": 600, "earlier": []}
    days = ("2026-03-20", "2026-03-27", "2026-04-10")
    sessions = [{**each, "day": day} for each, day in zip(_sessions(600), days, strict=True)]

    def case(key: str, on: str = "2026-04-10", /, **value: Any) -> Case:
        return Case(f"{key}/{on}", {"bilan": {**WHOLE, "sessions": sessions, **value}, "on": on})

    for status, active in product((*(each.value for each in BeneficiaryStatus), None), (True, False, None)):
        cpf = {"request": {**request, "active": active}}
        yield case(f"active/{status}/{active}".lower(), beneficiary=status, cpf=cpf)
        bare = {"request": {"requested_on": days[0], "active": active}}
        yield case(f"active-only/{status}/{active}".lower(), beneficiary=status, cpf=bare)
    for minutes, held in product((None, 599, 600), (sessions, [])):
        cpf = {"request": {**request, "accompanied_minutes": minutes}}
        yield case(f"minutes/{minutes}/{len(held)}", sessions=held, cpf=cpf)
    convention = {"fundings": ["plan"], "written": True, "transmitted_on": "2026-03-02", "employee_signed": False}
    sent = {"kind": "synthesis", "disclosures": [{"to": "cep", "agreed": True}], "follow_up_agreement": False}
    documents = {"ended": "2026-04-10", "documents": [sent]}
    for on in ("2026-03-12", "2026-03-13", "2026-04-10", "2029-04-10", "2029-04-11"):
        yield case("convention", on, convention=convention)
        yield case("documents", on, documents=documents)
        yield case("both", on, convention=convention, documents=documents, cpf={"request": request})
    old = {"ended": "2018-12-31", "documents": [sent]}
    for on in ("2018-12-31", "2026-04-10"):
        yield case("old", on, documents=old, convention={**convention, "transmitted_on": "2018-12-20"})
    yield case("listing-only", cpf={"listing": {"declared": False}})


def _providers() -> Iterator[Case]:
    fields = ("other_activities", "identified_organisation", "follows_up", "external", "declared", "experience_shown")
    for name, answer, on in product(fields, (True, False), ("2018-12-31", "2019-01-01", "2026-03-01")):
        yield Case(f"{name}={answer}/{on}".lower(), {"provider": {name: answer}, "on": on})
    for other, own in product((True, False, None), repeat=2):
        value = {"other_activities": other, "identified_organisation": own}
        yield Case(f"mixed/{other}/{own}".lower(), {"provider": value, "on": "2026-03-01"})
    for kind in ("organisation", "bilan-centre", "self-employed"):
        yield Case(kind, {"provider": {"kind": kind}, "on": "2026-03-01"})
