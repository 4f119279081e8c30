"""Vectors of the life of a certificate: extension, transfer, a missed surveillance audit, its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from maintenance.vectors.days import around
from maintenance.vectors.file import (
    NO_ANSWERS,
    NO_CATEGORIES,
    NO_DAYS,
    Case,
    Group,
    Input,
    Rule,
    deadlines_of,
    distinct,
    findings_of,
)
from qualiopi_rules import CertificationCycle
from qualiopi_rules.cycle import (
    NDA,
    SIREN,
    SIRET,
    Certificate,
    Transfer,
    check_extension,
    check_one_certificate,
    check_surveillance,
)
from qualiopi_rules.formats import structure

__all__ = ["rules"]

CERTIFICATE: Input = {
    "number": "83811594-1",
    "categories": ["BC"],
    "first_issue": "2023-02-02",
    "valid_until": "2026-02-01",
}
CYCLE = CertificationCycle("2023-02-02")


def rules() -> Iterator[Rule]:
    """Return the rules of the life of a certificate."""
    yield Rule("extension", "audit", "How a certificate is extended to more categories.", _extension())
    yield Rule(
        "transfer", "audit", "Whether a certificate can be taken over, and by when each certifier acts.", _transfer()
    )
    yield Rule("missed-surveillance", "audit", "Whether the surveillance audit was missed.", _missed())
    yield Rule("one-certificate", "audit", "One declaration of activity has one certificate.", _one())
    yield Rule("identifiers", "full", "NDA, SIREN and SIRET: the shape and the check digits.", _identifiers())


def _extended(value: Input) -> Any:
    found = check_extension(
        structure(value["certificate"], Certificate),
        value["categories"],
        on=value["on"],
        same_certifier=value["same_certifier"],
        suspended=value["suspended"],
    )
    return {
        "added": found.added,
        "possible": found.possible,
        "steps": found.steps,
        "valid_until": found.valid_until,
    }


def _extension() -> Iterator[Group]:
    days = [str(day) for edge in (CYCLE.starts, CYCLE.expires) for day in around(edge)]
    wider = (["BC"], ["AF", "BC"], ["AF"], ["AF", "BC", "CFA", "VAE"])
    answers = (True, False, None)
    unreadable = {**CERTIFICATE, "valid_until": "2026-02-03"}
    cases = [
        Case(
            f"{name}/{'+'.join(categories)}/{on}/{same}/{suspended}".lower(),
            {
                "certificate": certificate,
                "categories": categories,
                "on": on,
                "same_certifier": same,
                "suspended": suspended,
            },
        )
        for name, certificate in {"readable": CERTIFICATE, "unreadable": unreadable}.items()
        for categories, on, same, suspended in product(wider, days, answers, answers)
    ]
    cited = ("certifier-practice", "webinar-2023")
    yield Group(
        "steps",
        "`valid_until` never moves; steps are null where the certifier is not known.",
        *(cited, _extended, cases),
        {"categories": NO_CATEGORIES, "on": NO_DAYS, "same_certifier": NO_ANSWERS, "suspended": NO_ANSWERS},
    )


def _transferred(value: Input) -> Any:
    transfer = structure(value["transfer"], Transfer)
    found = transfer.check(structure(value["certificate"], Certificate), on=value["on"])
    return {
        "possible": found.possible,
        "bars": found.bars,
        "valid_until": found.valid_until,
        "deadlines": deadlines_of(found.deadlines),
        "findings": findings_of(found.findings),
    }


SIRENS = {"holder_siren": "732829320", "new_siren": "732829320"}


def _transfer() -> Iterator[Group]:
    about = "Deadlines as [code, day, days left], findings as [code, path, severity]; the days of the cycle stay."
    yield Group("checks", about, ("certifier-practice",), _transferred, distinct(_transfers()), {"on": NO_DAYS})


def _transfers() -> Iterator[Case]:
    def case(key: str, on: str, **value: Any) -> Case:
        transfer = {"requested": "2024-03-01", **SIRENS, "suspended": False, "withdrawn": False, **value}
        certificate = transfer.pop("certificate", CERTIFICATE)
        return Case(f"{key}/{on}", {"transfer": transfer, "certificate": certificate, "on": on})

    for on in ("2024-02-29", "2024-03-01", "2024-03-15", "2024-03-16", "2024-03-17"):
        yield case("asked", on)
        yield case("sent", on, file_sent="2024-03-16")
        yield case("sent-late", on, file_sent="2024-03-17")
    for on in ("2024-03-10", "2024-04-08", "2024-04-09", "2024-04-10"):
        yield case("waits", on, file_sent="2024-03-10")
        yield case("decided", on, file_sent="2024-03-10", decided="2024-04-09")
        yield case("decided-late", on, file_sent="2024-03-10", decided="2024-04-10")
        yield case("decided-without-file", on, decided="2024-04-09")
    for name, answer in product(("suspended", "withdrawn"), (True, None)):
        yield case(f"{name}={answer}".lower(), "2024-03-10", **{name: answer})
    yield case("other-siren", "2024-03-10", new_siren="552100554")
    yield case("siren-unknown", "2024-03-10", new_siren=None)
    yield case("holder-unknown", "2024-03-10", holder_siren=None)
    for name, done in product(("file_sent", "decided"), ("2024-02-29", "2024-03-01")):
        yield case(f"{name}/{done}", "2024-03-10", **{name: done})
    for decided in ("2024-03-04", "2024-03-05"):
        yield case(f"decided-on/{decided}", "2024-03-10", file_sent="2024-03-05", decided=decided)
    yield case("everything", "2024-03-10", new_siren="552100554", suspended=True, withdrawn=True)
    for edge in (CYCLE.starts, CYCLE.expires):
        for day in around(edge):
            yield case(f"requested/{day}", str(day), requested=str(day))
    yield case("unreadable", "2024-03-10", certificate={**CERTIFICATE, "valid_until": "2026-02-03"})
    for requested in ("2023-08-31", "2023-09-01"):
        yield case(f"reform/{requested}", "2023-10-31", requested=requested)


def _looked_for(value: Input) -> Any:
    found = check_surveillance(
        CertificationCycle(value["starts"]), on=value["on"], surveillance_held=value["surveillance_held"]
    )
    return {"missed": found.missed, "follows_from": found.follows_from}


def _missed() -> Iterator[Group]:
    cases = [
        Case(f"{starts}/{on}/{held}".lower(), {"starts": starts, "on": str(on), "surveillance_held": held})
        for starts in ("2020-02-29", "2023-02-02", "2023-12-31", "2024-08-31")
        for on in around(CertificationCycle(starts).surveillance.closes)
        for held in (
            *(None, True, False),
            *(str(day) for day in around(CertificationCycle(starts).surveillance.closes)),
        )
    ]
    cited = ("audit-art-2", "certifier-practice")
    refuses = {"starts": NO_DAYS, "on": NO_DAYS, "surveillance_held": ("2024-02-30", "yes", 1)}
    yield Group("days", "`follows_from` is the first day without it in time.", cited, _looked_for, cases, refuses)


def _doubled(value: Input) -> Any:
    certificates = [structure(each, Certificate) for each in value["certificates"]]
    found = check_one_certificate(certificates, on=value["on"])
    return {"findings": [[each.code, each.where, dict(each.params).get("numbers")] for each in found]}


def _one() -> Iterator[Group]:
    first = {**CERTIFICATE, "nda": "11 75 59933 75"}
    second = {**first, "number": "2"}
    pairs = {
        "one": [first],
        "two": [first, second],
        "same-number": [first, first],
        "other-nda": [first, {**second, "nda": "11 75 59934 75"}],
        "no-nda": [first, CERTIFICATE],
        "replaced": [{**first, "replaced_on": "2024-03-01"}, second],
        "unreadable": [first, {**second, "valid_until": "2026-02-03"}],
        "later": [first, {**second, "first_issue": "2026-02-02", "valid_until": "2029-02-01"}],
        "three": [first, second, {**first, "number": "3"}],
    }
    days = ("2023-02-01", "2023-02-02", "2024-02-29", "2024-03-01", "2026-02-01", "2026-02-02")
    yield Group(
        *("checks", "Findings as [code, path, numbers].", ("webinar-2023",), _doubled),
        tuple(
            Case(f"{name}/{on}", {"certificates": pair, "on": on}) for (name, pair), on in product(pairs.items(), days)
        ),
        {"certificates": ([{**first, "valid_until": "2026-02-30"}], [first, {}]), "on": NO_DAYS},
    )


def _nda(value: Input) -> Any:
    found = NDA(value["text"])
    return {"digits": found.digits, "written": str(found), "same_department": found.same_department}


def _identifiers() -> Iterator[Group]:
    texts = (
        *("11755993375", "11 75 59933 75", "11.75.59933.75", "11-75-59933-75", "01234567891", " 11755993375 "),
        *("1175599337", "117559933751", "11 75 59933 7a", "", "11,75,59933,75", "11755993375.0", "11  75 59933 75"),
        *("84691234501", "93 13 12345 06", "11755993375\n", "\uff11\uff11755993375"),
    )
    yield Group(
        *("nda", "Eleven digits, alone or in groups; no check digit is known.", ("nda-form",), _nda),
        tuple(Case(str(place), {"text": text}) for place, text in enumerate(texts)),
    )
    # Every digit in the last place: one of ten holds.
    # Every digit in the last place: one of ten holds.
    sirens = (
        *(f"73282932{digit}" for digit in range(10)),
        *(f"55210055{digit}" for digit in range(10)),
        *("732 829 320", "732-829-320", "732.829.320", "723829320", "7328 29320", "000000000", "73282932"),
        *("7328293200", "abcdefghi", "", "73282932O"),
    )
    yield Group(
        *("siren", "Nine digits, the last by Luhn's rule.", (), lambda value: {"digits": SIREN(value["text"]).digits}),
        tuple(Case(str(place), {"text": text}) for place, text in enumerate(sirens)),
    )
    sirets = (
        *(f"7328293200007{digit}" for digit in range(10)),
        *(f"73282932{digit}0007{other}" for digit, other in ((1, 2), (2, 0), (5, 4), (9, 6))),
        *("732 829 320 00074", "732829320 00074", "7328293200007", "732829320000740", "35600000000048"),
        *("35600000049837", "35600000049838", "35600000000049", "35600000000000", ""),
    )
    yield Group(
        *("siret", "Fourteen digits by Luhn's rule, with the exception of one company.", ()),
        lambda value: {"digits": SIRET(value["text"]).digits, "siren": SIRET(value["text"]).siren.digits},
        tuple(Case(str(place), {"text": text}) for place, text in enumerate(sirets)),
    )
