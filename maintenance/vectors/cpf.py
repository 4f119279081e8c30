"""Vectors of the CPF: the request, the listing, the offer, and what the holder pays."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from pendulum import Date

from maintenance.vectors.days import around
from maintenance.vectors.file import NO_DAYS, Case, Group, Input, Rule, distinct, findings_of
from qualiopi_rules.bilan import (
    BeneficiaryStatus,
    Cpf,
    CpfHolder,
    CpfListing,
    CpfOffer,
    CpfRequest,
    cpf_participation,
    first_cpf_request,
    remaining_to_pay,
)
from qualiopi_rules.formats import structure

__all__ = ["rules"]

CPF = ("code-D6323-1-A", "code-D6323-6", "code-R6323", "code-L6323-9-1", "decret-2026-234")


def rules() -> Iterator[Rule]:
    """Return the rule of the CPF."""
    yield Rule("cpf", "full", "The CPF: cap, interval, hours, participation, what the holder still pays.", _cpf())


def _requested(value: Input) -> Any:
    found = structure(value["request"], CpfRequest).conditions()
    return {"conditions": [[each.code, each.outcome] for each in found]}


def _listed(value: Input) -> Any:
    found = structure(value["listing"], CpfListing).conditions(on=value["on"])
    return {"conditions": [[each.code, each.outcome] for each in found]}


def _offered(value: Input) -> Any:
    found = structure(value["offer"], CpfOffer).conditions(on=value["on"])
    return {"conditions": [[each.code, each.outcome] for each in found]}


def _all_checked(value: Input) -> Any:
    return {"findings": findings_of(structure(value["cpf"], Cpf).check(on=value["on"]))}


def _again(value: Input) -> Any:
    return {"day": first_cpf_request(value["financed_on"], on=value["on"]).day}


def _participation(value: Input) -> Any:
    found = cpf_participation(on=value["on"])
    return {"status": found.status, "cents": found.cents}


def _remaining(value: Input) -> Any:
    found = remaining_to_pay(value["price_cents"], on=value["on"], holder=structure(value["holder"], CpfHolder))
    return {
        "least_cents": found.least_cents,
        "most_cents": found.most_cents,
        "reasons": [each.code for each in found.reasons],
    }


REQUEST: Input = {
    "requested_on": "2026-03-16",
    "rights_cents": 160_000,
    "funded_minutes": 960,
    "accompanied_minutes": 960,
    "earlier": [{"financed_on": "2021-03-15", "fundings": ["opco"]}],
    "active": True,
}
LISTING = dict.fromkeys(("declared", "obligations", "eligible", "certified", "dues", "documents", "terms"), True)
OFFER: Input = {
    "preliminary": True,
    "investigation": True,
    "conclusions": True,
    "minutes": 1440,
    "price_cents": 180_000,
}


def _cpf() -> Iterator[Group]:
    about = "as [code, outcome]: met, not-met, not-known, or no-rule on a day before the rule."
    lists: tuple[Any, ...] = ({}, [{}], [{"financed_on": "2021-03-15", "fundings": []}])
    requests = (
        *({**REQUEST, "requested_on": day} for day in ("2026-02-30", None)),
        *({**REQUEST, name: amount} for name in ("rights_cents", "funded_minutes") for amount in (-1, 1.5, "0", True)),
        *({**REQUEST, "earlier": earlier} for earlier in lists),
        {**REQUEST, "active": "yes"},
    )
    yield Group(
        "request",
        f"The conditions of a request, {about}",
        CPF,
        _requested,
        distinct(_requests()),
        {"request": requests},
    )
    yield Group(
        "listing", f"The conditions of a listing, {about}", CPF, _listed, distinct(_listings()), {"on": NO_DAYS}
    )
    yield Group("offer", f"The points of an offer, {about}", CPF, _offered, distinct(_offers()), {"on": NO_DAYS})
    yield Group("checks", "All of it: [code, path, severity].", CPF, _all_checked, distinct(_cpfs()), {"on": NO_DAYS})
    yield Group(
        *("interval", "The first day to request another after a public financing; null before the rule.", CPF, _again),
        tuple(
            Case(f"{day}/{on}", {"financed_on": day, "on": on})
            for day in ("2020-02-29", "2021-02-28", "2021-03-15", "2021-12-31", "2024-02-29")
            for on in ("2026-02-25", "2026-02-26")
        ),
        {"financed_on": NO_DAYS, "on": NO_DAYS},
    )
    changes = ("2024-05-02", "2025-01-01", "2026-01-01", "2026-04-01", "2026-04-02", "2027-01-01")
    days = sorted({str(day) for change in changes for day in around(Date.fromisoformat(change))})
    yield Group(
        *("participation", "What the holder pays in any case, in cents; null where not known.", CPF, _participation),
        tuple(Case(day, {"on": day}) for day in days),
        {"on": NO_DAYS},
    )
    yield Group(
        *("remaining", "What the holder still pays, in cents: between two amounts while facts are missing.", CPF),
        *(_remaining, distinct(_prices()), {"price_cents": (-1, 1.5, "0", True, None), "on": NO_DAYS}),
    )


def _requests() -> Iterator[Case]:
    def case(key: str, **value: Any) -> Case:
        return Case(key, {"request": {name: each for name, each in {**REQUEST, **value}.items() if each != "left out"}})

    for on in ("2026-02-25", "2026-02-26", "2026-03-14", "2026-03-15", "2026-03-16"):
        yield case(f"on/{on}", requested_on=on)
    for cents in (None, 0, 159_999, 160_000, 160_001):
        yield case(f"rights/{cents}", rights_cents=cents)
    for funded, accompanied in product((None, 0, 959, 960, 961), (None, 0, 960)):
        yield case(f"hours/{funded}/{accompanied}", funded_minutes=funded, accompanied_minutes=accompanied)
    for active in (True, False, None):
        yield case(f"active/{active}".lower(), active=active)
    lists: dict[str, Any] = {"unknown": None, "none": []}
    for fundings in (
        None,
        ["opco"],
        ["self"],
        ["cpf"],
        ["faf"],
        ["plan"],
        ["other"],
        ["self", "opco"],
        ["other", "self"],
    ):
        for day in ("2021-03-15", "2021-03-16", "2021-03-17", "2026-03-16", "2026-03-17"):
            name = "-" if fundings is None else "+".join(fundings)
            lists[f"{name}/{day}"] = [{"financed_on": day, "fundings": fundings}]
    lists["two"] = [
        {"financed_on": "2015-01-01", "fundings": ["opco"]},
        {"financed_on": "2024-01-01", "fundings": None},
    ]
    for name, earlier in lists.items():
        yield case(f"earlier/{name}", earlier=earlier)


def _listings() -> Iterator[Case]:
    for on in ("2019-01-01", "2022-12-20", "2022-12-21", "2026-03-16"):
        yield Case(f"whole/{on}", {"listing": {**LISTING, "sanctioned": False}, "on": on})
    for name, answer in product(LISTING, (False, None)):
        yield Case(f"{name}={answer}".lower(), {"listing": {**LISTING, name: answer}, "on": "2026-03-16"})
    for sanctioned in (True, False, None, "2024-03-15", "2024-03-16", "2024-03-17", "2026-03-16", "2026-03-17"):
        value = {"listing": {**LISTING, "sanctioned": sanctioned}, "on": "2026-03-16"}
        yield Case(f"sanctioned/{sanctioned}".lower(), value)


def _offers() -> Iterator[Case]:
    for name, answer in product(("preliminary", "investigation", "conclusions"), (False, None)):
        yield Case(f"{name}={answer}".lower(), {"offer": {**OFFER, name: answer}, "on": "2026-03-16"})
    for minutes in (None, 1, 1440, 1441):
        yield Case(f"minutes/{minutes}", {"offer": {**OFFER, "minutes": minutes}, "on": "2026-03-16"})
    for cents, on in product((None, 0, 160_000, 160_001), ("2023-03-01", "2026-03-16")):
        yield Case(f"price/{cents}/{on}", {"offer": {**OFFER, "price_cents": cents}, "on": on})


def _cpfs() -> Iterator[Case]:
    for case in (*_requests(), *_listings(), *_offers()):
        (name,) = (each for each in case.input if each != "on")
        value = {"cpf": {name: case.input[name]}, "on": case.input.get("on", "2026-03-16")}
        yield Case(f"{name}/{case.key}", value)


def _prices() -> Iterator[Case]:
    def case(key: str, price: int, on: str = "2026-04-02", **holder: Any) -> Case:
        return Case(key, {"price_cents": price, "on": on, "holder": holder})

    whole: Input = {
        "status": "private-employee",
        "rights_cents": 500_000,
        "top_up_cents": 0,
        "prevention_points": False,
        "incapacity_percent": 0,
    }
    days = (
        "2024-05-01",
        "2024-05-02",
        "2025-01-01",
        "2026-02-25",
        "2026-02-26",
        "2026-04-01",
        "2026-04-02",
        "2027-01-01",
    )
    for price, on in product((0, 10_000, 15_000, 15_001, 160_000, 160_001, 175_000, 180_000, 200_000), days):
        yield case(f"known/{price}/{on}", price, on, **whole)
    for price, on in product((0, 100_000, 180_000), ("2024-05-01", "2026-04-02", "2027-01-01")):
        yield case(f"no-rights/{price}/{on}", price, on, **{**whole, "rights_cents": None})
        yield case(f"job-seeker/{price}/{on}", price, on, status="job-seeker")
        yield case(f"topped-up/{price}/{on}", price, on, **{**whole, "top_up_cents": 5_000, "rights_cents": None})
    for price in (100_000, 180_000):
        yield case(f"nothing/{price}", price)
        for name in whole:
            yield case(f"without-{name}/{price}", price, **{**whole, name: None})
        for rights in (0, 50_000, 84_999, 85_000, 100_000, 160_000, 160_001):
            yield case(f"rights/{rights}/{price}", price, **{**whole, "rights_cents": rights})
        for top_up in (1, 15_000, 19_999, 20_000, 100_000):
            yield case(f"top-up/{top_up}/{price}", price, **{**whole, "top_up_cents": top_up})
        for status in BeneficiaryStatus:
            yield case(f"status/{status}/{price}", price, **{**whole, "status": status.value})
        for percent in (9, 10, 11):
            yield case(f"incapacity/{percent}/{price}", price, **{**whole, "incapacity_percent": percent})
        yield case(f"points/{price}", price, **{**whole, "prevention_points": True})
