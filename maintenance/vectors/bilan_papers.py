"""Vectors of the papers of a bilan: the convention, and the documents that may be kept."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from pendulum import Date

from maintenance.vectors.days import around
from maintenance.vectors.file import NO_DAYS, Case, Group, Input, Rule, deadlines_of, distinct, findings_of
from qualiopi_rules.bilan import (
    Convention,
    Document,
    Documents,
    Funding,
    convention_need,
    document_retention,
    follow_up_day,
)
from qualiopi_rules.formats import structure
from qualiopi_rules.law import add_months

__all__ = ["rules"]

CONVENTION = ("code-R6313-8", "cpc-641")
KEPT = ("code-R6313-7-2019", "code-R6313-7", "code-L6313-4", "cpc-641")


def rules() -> Iterator[Rule]:
    """Return the rules of the papers of a bilan."""
    yield Rule("convention", "full", "The convention of three, and the ten days of the employee.", _convention())
    yield Rule("retention", "core", "Which documents of a bilan may be kept, why, and until when.", _retention())


def _needed(value: Input) -> Any:
    found = convention_need(value["fundings"], on=value["on"])
    return {"needed": found.needed, "reason": found.reason}


def _agreed(value: Input) -> Any:
    convention = structure(value["convention"], Convention)
    answer = convention.answer(on=value["on"])
    return {
        "answer_by": convention.answer_by,
        "answer": answer.status,
        "deadlines": deadlines_of(convention.deadlines(on=value["on"])),
        "findings": findings_of(convention.check(on=value["on"])),
    }


MENTIONS = (
    *("title", "objective", "content", "means", "duration", "period", "conduct", "handover"),
    *("price", "payment"),
)


def _convention() -> Iterator[Group]:
    sets: list[list[str] | None] = [None, [], *([each.value] for each in Funding)]
    sets += [["plan", "cpf"], ["cpf", "self"], ["cpf", "other"], ["other", "plan"], ["opco", "self"], ["cpf", "opco"]]
    days = ("2018-12-31", "2019-01-01", "2026-02-25", "2026-02-26")
    yield Group(
        *("need", "Whether a bilan needs one, from how it is paid for.", ("code-R6313-8", "code-D6323-6"), _needed),
        tuple(
            Case(f"{'-' if names is None else '+'.join(names)}/{on}", {"fundings": names, "on": on})
            for names, on in product(sets, days)
        ),
        {"fundings": (["bank"], ["cpf", ""], "cpf"), "on": NO_DAYS},
    )
    yield Group(
        *("answer", "The ten days of the employee, silence being a refusal, and the findings.", CONVENTION, _agreed),
        distinct(_conventions()),
        {"on": NO_DAYS},
    )


def _conventions() -> Iterator[Case]:
    whole: Input = {
        "fundings": ["plan"],
        "written": True,
        "transmitted_on": "2026-03-02",
        "employee_signed": "2026-03-12",
        "employer_signed": True,
        "provider_signed": True,
        "mentions": dict.fromkeys(MENTIONS, True),
    }

    def case(key: str, on: str = "2026-03-20", /, **value: Any) -> Case:
        return Case(f"{key}/{on}", {"convention": {**whole, **value}, "on": on})

    near = ("2026-03-01", "2026-03-02", "2026-03-11", "2026-03-12", "2026-03-13")
    for signed, on in product(
        (*near, True, False, None),
        near,
    ):
        yield case(f"signed/{signed}".lower(), on, employee_signed=signed)
        yield case(f"signed/{signed}/alone".lower(), on, employee_signed=signed, provider_signed=False)
    for sent in ("2024-02-19", "2024-02-20", "2023-12-22", "2026-10-31"):
        for day in around(Date.fromisoformat(sent).add(days=10)):
            yield case(f"sent/{sent}", str(day), transmitted_on=sent, employee_signed=False)
    yield case("not-sent", transmitted_on=None)
    for written in (False, None):
        yield case(f"nothing-but/{written}".lower(), written=written, employer_signed=False, mentions={})
    for name, answer in product(("written", "employer_signed", "provider_signed"), (True, False, None)):
        yield case(f"{name}={answer}".lower(), **{name: answer})
    for name, answer in product(MENTIONS, (False, None)):
        yield case(f"{name}={answer}".lower(), mentions={**whole["mentions"], name: answer})
    for fundings in (None, ["cpf"], ["other"], ["conge-de-reclassement"]):
        yield case(f"paid/{fundings}".lower(), fundings=fundings, mentions={})


def _kept(value: Input) -> Any:
    found = document_retention(structure(value["document"], Document), value["ended"])
    return {"allowed": found.allowed, "reason": found.reason, "last_day": found.last_day}


def _filed(value: Input) -> Any:
    documents = structure(value["documents"], Documents)
    return {
        "deadlines": deadlines_of(documents.deadlines(on=value["on"])),
        "findings": findings_of(documents.check(on=value["on"])),
    }


def _followed(value: Input) -> Any:
    return {"day": follow_up_day(value["ended"]).day}


ENDS = (
    *("2018-12-31", "2019-01-01", "2020-02-29", "2023-12-30", "2023-12-31", "2024-02-29", "2024-08-31", "2026-03-31"),
)


def _retention() -> Iterator[Group]:
    documents = (
        *({"kind": kind} for kind in ("summary", "", None)),
        {"kind": "synthesis", "disclosures": [{"to": "press"}]},
        {"kind": "synthesis", "disclosures": [{"to": "cep", "agreed": "yes"}]},
        {"kind": "synthesis", "follow_up_agreement": "yes", "destroyed": "2024-02-30"},
    )
    yield Group(
        *("documents", "Whether it may be kept, why, and the last day; null where not known.", KEPT, _kept),
        distinct(_documents()),
        {"document": documents, "ended": NO_DAYS},
    )
    yield Group(
        *("checks", "Until when documents may be kept, and what became of them: [code, path, severity].", KEPT, _filed),
        distinct(_files()),
        {"on": NO_DAYS},
    )
    yield Group(
        *("follow-up", "The day of the follow-up that certifiers expect; no text sets it.", ("guide-v9",), _followed),
        (Case(day, {"ended": day}, flags=("practice",)) for day in ENDS),
        {"ended": NO_DAYS},
    )


def _documents() -> Iterator[Case]:
    disclosed: dict[str, list[Input] | None] = {
        "unknown": None,
        "nobody": [],
        "cep": [{"to": "cep", "agreed": True}],
        "cep-refused": [{"to": "cep", "agreed": False}],
        "cep-unknown": [{"to": "cep", "agreed": None}],
        "employer": [{"to": "employer", "agreed": True}],
        "both": [{"to": "cep", "agreed": False}, {"to": "cep", "agreed": True}],
        "either": [{"to": "cep", "agreed": None}, {"to": "cep", "agreed": False}],
        "funder-and-cep": [{"to": "funder", "agreed": False}, {"to": "cep", "agreed": True}],
    }
    for kind, (name, disclosures), agreement in product(
        ("synthesis", "results", "other"), disclosed.items(), (True, False, None)
    ):
        document = {"kind": kind, "disclosures": disclosures, "follow_up_agreement": agreement}
        for ended in ENDS[:6]:
            flags = ("not-in-force",) if ended < "2019-01-01" else ()
            yield Case(
                f"{kind}/{name}/{agreement}/{ended}".lower(), {"document": document, "ended": ended}, flags=flags
            )


def _files() -> Iterator[Case]:
    sent: Input = {"kind": "synthesis", "disclosures": [{"to": "cep", "agreed": True}], "follow_up_agreement": False}
    neither: Input = {"kind": "results", "disclosures": [], "follow_up_agreement": False}
    unknown: Input = {"kind": "results", "disclosures": [], "follow_up_agreement": None}
    for ended in (ENDS[3], ENDS[5]):
        day = Date.fromisoformat(ended)
        edges = [day, *(add_months(day, months) for months in (12, 36))]
        for (name, document), edge in product({"sent": sent, "neither": neither, "unknown": unknown}.items(), edges):
            for on in around(edge):
                for destroyed in (False, None, True, *map(str, around(on))):
                    value = {"ended": ended, "documents": [{**document, "destroyed": destroyed}]}
                    key = f"{name}/{ended}/{on}/{destroyed}".lower()
                    yield Case(key, {"documents": value, "on": str(on)})
    for disclosures in (
        None,
        [{"to": "employer", "agreed": False}],
        [{"to": "funder"}],
        [{"to": "cep", "agreed": True}],
    ):
        document = {**neither, "disclosures": disclosures, "destroyed": True}
        value = {"ended": "2026-03-31", "documents": [document, document]}
        yield Case(f"secrecy/{disclosures}", {"documents": value, "on": "2026-04-01"})
    yield Case("no-end", {"documents": {"documents": [neither]}, "on": "2026-04-01"})
    yield Case("nothing", {"documents": {}, "on": "2026-04-01"})
