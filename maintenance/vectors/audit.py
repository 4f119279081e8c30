"""Vectors of the audit: its sites, its length, and the conformity points."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import isqrt
from typing import Any

import attrs

from maintenance.vectors.file import NO_CATEGORIES, NO_DAYS, NO_KINDS, Case, Group, Input, Rule, distinct
from qualiopi_rules import Answers
from qualiopi_rules.audit import (
    Site,
    applicable_points,
    audit_duration,
    select_sites,
    sites_to_audit,
)
from qualiopi_rules.formats import structure
from qualiopi_rules.profile import built_in_profiles

__all__ = ["rules"]

KINDS = ("initial", "surveillance", "renewal", "extension", "complementary")
SITES = ("audit-art-6-2019", "certifier-practice")
REFORM = ("2023-08-31", "2023-09-01")


def rules() -> Iterator[Rule]:
    """Return the rules of the sites, the length and the points of an audit."""
    about = "How many sites are sampled, in exact arithmetic, and which ones, by a draw that anybody can make again."
    yield Rule("sites", "core", about, _sites())
    yield Rule("duration", "audit", "The length of an audit in half-days, from the table of a profile.", _durations())
    yield Rule("points", "audit", "The conformity points of an indicator that concern a provider.", _points())


def _sampled(value: Input) -> Any:
    found = sites_to_audit(value["n"], value["kind"], on=value["on"])
    return {"sampled": found.sampled, "unaudited_least": found.unaudited_least}


def _range(value: Input) -> Any:
    numbers = range(value["from"], value["to"] + 1)
    return {"sampled": [sites_to_audit(n, value["kind"], on=value["on"]).sampled for n in numbers]}


def _drawn(value: Input) -> Any:
    sites = [structure(each, Site) for each in value["sites"]]
    found = select_sites(sites, value["kind"], seed=value["seed"], on=value["on"], also=value["also"])
    return {
        "chosen": [{"name": each.site.name, "reason": each.reason} for each in found.chosen],
        "counted": found.counted,
    }


def _sites() -> Iterator[Group]:
    yield Group(
        *("numbers", "How many are sampled, for each number of sites in order; null where not known.", SITES, _range),
        tuple(
            Case(
                *(f"{kind}/{on or 'latest'}", {"kind": kind, "from": 1, "to": 500, "on": on}),
                *("mistakes.md 20: nearest whole number, not one more than the root rounded up", ("packed", "mistake")),
            )
            for kind, on in product(KINDS, (None, *REFORM))
        ),
    )
    yield Group(
        "edges",
        "Around every place where the count changes, up to numbers that floating point no longer tells apart.",
        *(SITES, _sampled, distinct(_edges())),
        {"n": (-1, 1.5, "4", True, None), "kind": NO_KINDS, "on": NO_DAYS},
    )
    two = [{"name": "Lyon", "central": True}, {"name": "Metz", "central": True}]
    yield Group(
        "draw",
        "The sites drawn: the lowest SHA-256 of the seed, a line feed and the name, in UTF-8; at surveillance one that "
        "was never audited comes first. The central one is audited besides and not drawn.",
        *(SITES, _drawn, distinct(_draws())),
        {
            "sites": (two, [*two, *two], [{"name": ""}], [{"name": "Lyon", "audited": "yes"}], [{}]),
            "kind": NO_KINDS,
            "seed": ("", 1, None, "a\nb"),
            "on": NO_DAYS,
            "also": ({"Metz": "a complaint"}, {"Lille": ""}, {"Metz": "", "Lille": ""}, [], "Lyon"),
        },
    )


def _edges() -> Iterator[Case]:
    for kind, root in product(KINDS[:3], (1, 2, 3, 7, 10, 99, 1000, 12345678, 94906265)):
        # The count becomes k + 1 where the (tenths of the) root passes k + 1/2.
        passes = root * (root + 1) if kind != "surveillance" else (25 * (2 * root + 1) ** 2) // 36
        for n in range(max(passes - 1, 1), passes + 3):
            if isqrt(n) < 94906265:  # beyond, JSON readers with doubles lose the number itself
                yield Case(f"{kind}/{n}", {"n": n, "kind": kind, "on": "2026-11-16"}, flags=("edge",))
    for kind, on in product(KINDS, ("2019-06-08", "2019-06-09", *REFORM)):
        yield Case(f"{kind}/{on}/4", {"n": 4, "kind": kind, "on": on}, flags=("edge",))
    yield Case("initial/0", {"n": 0, "kind": "initial", "on": None}, flags=("edge",))


def _draws() -> Iterator[Case]:
    names = ("Lille", "Lyon", "Metz", "Nantes", "Évry", "Saint-Étienne", "Le Mans", "Pau", "Brest")
    for count, kind, seed in product((1, 2, 4, 7, 9), KINDS[:4], ("2026-0412", "dossier n° 7")):
        for audited in (None, False, True):
            sites = [{"name": name, "central": name == names[0], "audited": audited} for name in names[:count]]
            yield _draw(f"{count}/{audited}".lower(), sites, kind, seed)
    mixed = [{"name": name, "central": place == 3, "audited": place % 3 == 0} for place, name in enumerate(names)]
    for kind, seed in product(KINDS, ("a", "b", "c", "d")):
        yield _draw("mixed", mixed, kind, seed)
        yield _draw("reversed", mixed[::-1], kind, seed, comment="the order of entry changes nothing")
        yield _draw("added", mixed, kind, seed, also={"Pau": "a complaint", "Nantes": "the central one"})
    without = [{"name": name, "central": False, "audited": False} for name in names[:4]]
    yield _draw("no-centre", without, "surveillance", "a")
    yield _draw("before", without, "surveillance", "a", on="2023-08-31")
    yield _draw("twice", [*without, without[0]], "initial", "a")


def _draw(key: str, sites: list[Input], kind: str, seed: str, **more: Any) -> Case:
    comment = more.pop("comment", "")
    value = {"sites": sites, "kind": kind, "seed": seed, "on": "2026-11-16", "also": {}, **more}
    return Case(f"{key}/{kind}/{seed}", value, comment)


def _duration(value: Input) -> Any:
    options = dict(value)
    profile = options.pop("durations")
    own = attrs.evolve(built_in_profiles()["law"], name="with-table", durations=profile)
    found = audit_duration(options.pop("kind"), options.pop("categories"), profile=own, **options)
    return {
        "outcome": found.outcome,
        "half_days": found.half_days,
        "parts": [[part.code, part.half_days, part.category] for part in found.parts],
    }


def _durations() -> Iterator[Group]:
    cited = ("audit-art-10-2019", "audit-art-10-bis", "certifier-practice")
    about = (
        "`durations` is a table of the library or null; turnover in cents; the parts are [code, half-days, category]."
    )
    refuses: dict[str, Any] = {
        "kind": NO_KINDS,
        "categories": NO_CATEGORIES,
        "on": NO_DAYS,
        "durations": ("article-4", 1),
        "shortened": ("article-4", ""),
        "turnover_cents": (-1, 1.5, "0", True),
        "sampled_sites": (-1, 1.5, "0", True),
        "former_new_entrant": (None, "yes", 1),
    }
    yield Group("half-days", about, cited, _duration, distinct(_lengths()), refuses)


def _lengths() -> Iterator[Case]:
    def case(key: str, **value: Any) -> Case:
        base = {"kind": "initial", "categories": ["BC"], "on": "2026-11-16", "durations": None}
        return Case(key, {**base, **value}, flags=("not-known",) if key.startswith("none/") else ())

    turnovers = (None, 0, 149_999_99, 150_000_00, 749_999_99, 750_000_00)
    sets = (["AF"], ["BC"], ["VAE"], ["CFA"], ["AF", "BC"], ["AF", "BC", "VAE", "CFA"])
    for categories, turnover in product(sets, turnovers):
        key = f"{'+'.join(categories)}/{turnover}"
        value: Input = {"categories": categories, "turnover_cents": turnover}
        yield case(f"none/{key}", **value)
        for kind in KINDS:
            yield case(f"reported/{kind}/{key}", **value, kind=kind, durations="reported")
            yield case(f"article-10/{kind}/{key}", **value, kind=kind, shortened="article-10")
    for sites, new, kind in product((None, 0, 1, 3), (True, False), KINDS):
        more = {"sampled_sites": sites, "former_new_entrant": new, "kind": kind}
        yield case(f"sites/{sites}/{new}/{kind}".lower(), **more, durations="reported", turnover_cents=0)
        yield case(f"shortened/{sites}/{new}/{kind}".lower(), **more, shortened="article-10", turnover_cents=0)
    for on, kind in product(("2019-06-08", "2019-06-09", *REFORM, "2025-06-30", "2025-07-01"), KINDS):
        for shortened in ("article-10", "article-10-bis"):
            yield case(f"{shortened}/{on}/{kind}", on=on, kind=kind, shortened=shortened, turnover_cents=0)
        value = {"on": on, "kind": kind, "durations": "reported", "turnover_cents": 0, "former_new_entrant": True}
        yield case(f"reported/{on}/{kind}", **value)


def _concerned(value: Input) -> Any:
    found = applicable_points(
        value["indicator"],
        value["categories"],
        structure(value["answers"], Answers),
        on=value["on"],
        profile="certifier",
    )
    return {
        "applicable": [point.id for point in found.applicable],
        "undetermined": [point.id for point in found.undetermined],
    }


def _points() -> Iterator[Group]:
    cited = ("rnq-2019", "decret-2026-728", "guide-v9", "audit-grid-2025")
    about = "The ids of the library's points that concern a provider, and of those that an answer would decide."
    answers = {"nothing": {}, "yes": True, "no": False}
    cases = [
        Case(
            f"{number}/{'+'.join(categories)}/{on}/{key}",
            {
                "indicator": number,
                "categories": categories,
                "answers": {} if not isinstance(answer, bool) else dict.fromkeys(_asked(), answer),
                "on": on,
            },
        )
        for number in range(1, 34)
        for categories, on in ((["BC"], "2026-10-31"), (["BC"], "2026-11-01"), (["AF", "CFA"], "2026-11-01"))
        for key, answer in answers.items()
        if number < 33 or on > "2026-10-31"
    ]
    refuses: dict[str, Any] = {"indicator": (0, 34, "4", True, None), "categories": NO_CATEGORIES, "on": NO_DAYS}
    yield Group("points", about, cited, _concerned, cases, refuses)


def _asked() -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(Answers) if field.name != "own")
