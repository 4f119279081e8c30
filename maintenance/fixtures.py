"""One value of each class of the library, pickled and as JSON, for the next releases to read.

`python -m maintenance.fixtures` writes those of this version, in `tests/fixtures`: when a version is released, and
before that whenever what is written changes. Those of a version that is released stay as they are.
"""

from __future__ import annotations

import json
import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs

import qualiopi_rules
from maintenance.examples import FILES
from qualiopi_rules import (
    Answers,
    Certificate,
    CertificationCycle,
    Dossier,
    Finding,
    Situation,
    __version__,
    applicability,
    compare,
    dump,
    explain,
    read_printed,
    referential,
    review,
)
from qualiopi_rules.audit import applicable_points, application_documents, audit_duration, grade_sheet, select_sites
from qualiopi_rules.bilan import (
    Convention,
    CpfHolder,
    CpfListing,
    Documents,
    Provider,
    bilan_access,
    bilan_nature,
    convention_need,
    cpf_participation,
    document_retention,
    first_cpf_request,
    follow_up_day,
    market_risks,
    remaining_to_pay,
)
from qualiopi_rules.cycle import SIREN, SIRET, Transfer, check_extension, check_surveillance
from qualiopi_rules.dossier import ExplanationDocument
from qualiopi_rules.formats import read_profile, structure
from qualiopi_rules.indicators import Facts
from qualiopi_rules.law.dated import dated
from qualiopi_rules.profile import EvidenceChange
from qualiopi_rules.profile.profile import built_in_profiles
from qualiopi_rules.rnq import find_question, guide_notes, without_contract

__all__ = ["FIXTURES", "ONLY_PICKLED", "SUFFIXES", "classes", "path_of", "values", "versions", "write", "written"]

FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures"
SUFFIXES = ("pickle", "json", "expanded.json")
"""A value pickled, as JSON, and as JSON without references: the last for what the root offers, where it differs."""

ONLY_PICKLED = {
    *("bilan.BilanNature", "bilan.NaturePoint", "law.Dated", "law.Value"),
    *("rnq.GuideCondition", "rnq.IndicatorNotes"),
}
"""What JSON is written of at most as a part of something else."""

_EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
_PACKAGES = ("law", "results", "rnq", "profile", "indicators", "cycle", "bilan", "audit", "dossier")
_PASSING = {"dossier.RefusedDossier"}
"""What holds an error, and is not kept."""
_PROTOCOL = 4
_DAY = "2024-06-03"


def classes() -> dict[str, type[Any]]:
    """Return every class of values that the packages offer and that may be kept, by package and name."""
    found = {
        f"{package}.{name}": getattr(import_module(f"qualiopi_rules.{package}"), name)
        for package in _PACKAGES
        for name in import_module(f"qualiopi_rules.{package}").__all__
    }
    return {name: thing for name, thing in found.items() if attrs.has(thing) and name not in _PASSING}


def values() -> dict[str, Any]:
    """Return a value of each class, by package and name: the first that is met in some results and their parts."""
    names = {cls: name for name, cls in classes().items()}
    found: dict[str, Any] = {}
    waiting = deque(_roots())
    while waiting:
        value = waiting.popleft()
        if type(value) in names:
            found.setdefault(names[type(value)], value)
        waiting.extend(_parts(value))
    return dict(sorted(found.items()))


def _parts(value: Any) -> Iterable[Any]:
    if attrs.has(type(value)):
        return [getattr(value, field.name) for field in attrs.fields(type(value))]
    if isinstance(value, frozenset):
        return sorted(value)
    return value if isinstance(value, tuple) else ()


def _example(name: str) -> Any:
    return json.loads((_EXAMPLES / FILES[name]).read_text("utf-8"))


def _dossier() -> Dossier:
    """A dossier of which every part is provided."""
    bilan = _example("bilan") | {part: _example(part) for part in ("convention", "cpf", "documents")}
    points, evidence = [{"point": "2.1", "answer": "partial"}], [{"name": "CGV"}]
    sheet = {"indicator": 2, "on": _DAY, "points": points, "evidence": evidence}
    fault = {"indicator": 4, "grade": "minor", "notified": "2024-05-02", "found_at": "surveillance"}
    whole = {
        "situation": {"new_in": ["BC"], "trainers": 3},
        "surveillance_held": "2024-05-02",
        "bilans": [bilan],
        "provider": _example("provider"),
        "application": {"received": "2022-11-14", "categories": ["BC"], "nda": "11755993375"},
        "audits": {
            "sites": [{"name": "Siège", "central": True}, {"name": "Nord"}, {"name": "Sud", "audited": True}],
            "turnover_cents": 9_000_000,
            "nonconformities": [fault],
            "sheets": [sheet],
        },
        "outside": {"display": "yes", "mark": "partial"},
        "transfer": {"requested": "2024-05-13", "holder_siren": "732829320", "new_siren": "732829320"},
        "events": [
            {"on": "2022-11-14", "kind": "application", "categories": ["BC"]},
            {"on": "2023-01-09", "kind": "audit", "audit": "initial"},
            {"on": "2023-02-02", "kind": "decision", "decided": "granted"},
        ],
    }
    return structure(_example("dossier") | whole, Dossier)


def _roots() -> Iterator[Any]:
    """Values that hold one of each class, small ones of the largest classes first."""
    plain = structure(_example("dossier"), Dossier)
    dossier = _dossier()
    cycle = CertificationCycle("2023-02-02")
    yield from (dossier, review(plain, on=_DAY), explain(cycle), ExplanationDocument(explanation=explain(cycle)))
    yield from _of_the_certification(dossier, cycle)
    yield from _of_bilans()
    yield review(dossier, on=_DAY)
    yield from (Finding("BIL001").entry, Facts.of(Answers(), Situation(trainers=3)), SIREN("732829320"))


def _of_the_certification(dossier: Dossier, cycle: CertificationCycle) -> Iterator[Any]:
    own = read_profile(_EXAMPLES / "profile.toml")
    certificate: Certificate = dossier.certificate
    yield from (own, *built_in_profiles().values(), *own.removals)
    asks = find_question("complaints")
    yield EvidenceChange(
        indicator=31, question=asks.id, answer=True, words=asks.words, since=_DAY, citation=asks.citation
    )
    yield from (
        referential(on=_DAY),
        referential(on="2026-11-01").guide,
        compare("2019", "2026", ["BC"]),
        without_contract(),
    )
    yield from (guide_notes(number) for number in referential(on=_DAY))
    yield dated("cycle/cycle", "validity")
    yield from (cycle, cycle.surveillance, cycle.status(on=_DAY), read_printed("2023-02-02", "2026-02-01"))
    yield check_extension(certificate, ["AF"], on=_DAY)
    yield check_surveillance(cycle, on="2025-03-03", surveillance_held=False)
    yield from (SIRET("73282932000074"), Transfer(requested=_DAY).check(certificate, on=_DAY))
    yield applicability(["BC"], dossier.answers, on=_DAY, profile="law")
    yield applicable_points(2, ["BC"], on=_DAY)
    yield from application_documents(on=_DAY)
    yield audit_duration("initial", ["BC"], on=_DAY, profile=own, turnover_cents=9_000_000)
    shortened = attrs.evolve(own, name="shortened", durations="article-10")
    yield audit_duration("initial", ["CFA"], on=_DAY, profile=shortened)
    yield from (grade_sheet(dossier.audits.sheets[0]), dossier.audits.nonconformities[0].status(on=_DAY))
    yield select_sites(dossier.audits.sites, "initial", seed="2024")


def _of_bilans() -> Iterator[Any]:
    day = "2026-04-13"
    yield from (bilan_access("job-seeker", on=day), bilan_nature(on=day), *market_risks(on=day))
    yield from (convention_need(["plan"], on=day), cpf_participation(on=day), follow_up_day(day))
    yield first_cpf_request("2024-05-06", on=day)
    yield from (CpfHolder(status="job-seeker"), remaining_to_pay(180_000, on=day))
    convention, documents = structure(_example("convention"), Convention), structure(_example("documents"), Documents)
    yield from (convention.answer(on=day), document_retention(documents.documents[0], day))
    yield structure(_example("provider"), Provider).conditions(on=day)
    yield CpfListing(certified=True).conditions(on=day)


def written(name: str, value: Any) -> dict[str, bytes]:
    """Return what is kept of a value, by suffix."""
    kept = {"pickle": pickle.dumps(value, _PROTOCOL)}
    if name not in ONLY_PICKLED:
        kept["json"] = f"{dump(value)}\n".encode()
    if type(value).__name__ in vars(qualiopi_rules)["__all__"]:
        kept["expanded.json"] = f"{dump(value, expanded=True)}\n".encode()
    return {suffix: content for suffix, content in kept.items() if suffix == "json" or content != kept.get("json")}


def versions() -> Mapping[str, tuple[str, ...]]:
    """Return the names of the values that are kept of each version."""
    return {
        folder.name: tuple(sorted(path.name.removesuffix(".pickle") for path in folder.glob("*.pickle")))
        for folder in sorted(FIXTURES.iterdir())
        if folder.is_dir()
    }


def path_of(name: str, suffix: str, version: str = __version__) -> Path:
    """Return the file in which a value is kept."""
    return FIXTURES / version / f"{name}.{suffix}"


def write(folder: Path) -> None:
    """Write the values of this version into a folder, in the place of what is there."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, value in values().items():
        for suffix, content in written(name, value).items():
            (folder / f"{name}.{suffix}").write_bytes(content)


if __name__ == "__main__":
    write(FIXTURES / __version__)
