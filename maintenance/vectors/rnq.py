"""Vectors of the referential: its editions, its indicators, the guide, and what changed on 1 November 2026."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

from pendulum import Date

from maintenance.vectors.days import around
from maintenance.vectors.file import NO_CATEGORIES, NO_DAYS, Case, Group, Input, Rule
from qualiopi_rules import Category, compare, referential
from qualiopi_rules.rnq import Change, category_precisions, guide_notes, without_contract

__all__ = ["rules"]

ANNEX = ("rnq-2019", "decret-2026-728")
GUIDES = ("guide-v6", "guide-v7", "guide-v8", "guide-v9", "guide-v10-report")


def rules() -> Iterator[Rule]:
    """Return the rules of the referential."""
    yield Rule("referential", "core", "The edition and the guide of a day, and the indicators of each.", _referential())
    yield Rule("comparison", "core", "What changed on 1 November 2026, for some categories.", _comparison())


def _edition(value: Input) -> Any:
    found = referential(on=value["on"])
    guide = found.guide
    return {
        "edition": found.edition,
        "indicators": len(found),
        **{str(category): [each.number for each in found.of_category(category)] for category in Category},
        "guide_required": None if guide is None or guide.required is None else guide.required.version,
        "guides_allowed": [] if guide is None else [each.version for each in guide.allowed],
    }


def _indicators(value: Input) -> Any:
    found = referential(on=value["on"])
    return {
        "indicators": [
            {
                "number": each.number,
                "criterion": each.criterion,
                "categories": each.categories,
                "condition": each.condition,
                "grading": each.grading,
                "change": each.change,
            }
            for each in found.indicators
        ],
        "by_nature": [[each.category, each.questions] for each in found.by_nature],
    }


def _notes(value: Input) -> Any:
    found = guide_notes(value["number"], on=value["on"])
    days = None if found.condition is None else found.condition.threshold(on=value["on"])
    return {
        "new_entrant": found.new_entrant.effect,
        "subcontractor": found.subcontractor.effect,
        "condition": None if found.condition is None else found.condition.question,
        "days": None if days is None else days.value,
        "points_for": [point.category for point in found.category_points],
    }


def _precisions(value: Input) -> Any:
    found = category_precisions(value["category"], on=value["on"])
    return {"numbers": None if found is None else found.value}


def _uncontracted(value: Input) -> Any:
    return {"numbers": without_contract().checked(value["category"], on=value["on"])}


def _referential() -> Iterator[Group]:
    changes = (
        *("2019-06-09", "2020-10-05", "2021-03-29", "2021-05-29", "2023-11-23", "2024-01-08", "2024-01-23"),
        *("2024-03-08", "2026-10-08", "2026-11-01"),
    )
    days = sorted({str(day) for change in changes for day in around(Date.fromisoformat(change))})
    yield Group(
        *("editions", "The edition of a day, the numbers of each category, the guide to use.", (*ANNEX, *GUIDES)),
        _edition,
        tuple(Case(day, {"on": day}, _mistake(day), ("edge",)) for day in days),
        {"on": NO_DAYS},
    )
    yield Group(
        *("indicators", "Every indicator of an edition, graded by the text of the day.", (*ANNEX, "audit-art-5")),
        _indicators,
        tuple(
            Case(on, {"on": on}, flags=("packed",)) for on in ("2019-06-09", "2023-08-31", "2023-09-01", "2026-11-01")
        ),
    )
    yield Group(
        *(
            "notes",
            "What the guide says of an indicator: for new entrants and sub-contractors, and its own condition.",
        ),
        GUIDES,
        _notes,
        tuple(
            Case(f"{number}/{on}", {"number": number, "on": on})
            for number, on in product(range(1, 34), ("2026-10-31", "2026-11-01"))
        ),
        {"number": (0, 34, "4", True, None), "on": NO_DAYS},
    )
    sets = tuple(product(map(str, Category), ("2023-02-28", "2023-03-01", "2024-03-07", "2024-03-08", "2026-11-01")))
    for name, about, rule in (
        (
            "precisions",
            "The indicators that are made precise or adapted for a category; null where not known.",
            _precisions,
        ),
        (
            "without-contract",
            "What is checked of a sub-contractor whose contract does not state its missions.",
            _uncontracted,
        ),
    ):
        yield Group(
            *(name, about, GUIDES, rule),
            tuple(Case(f"{category}/{on}", {"category": category, "on": on}) for category, on in sets),
            {"category": ("XX", "bc", None), "on": NO_DAYS},
        )


def _mistake(day: str) -> str:
    return "mistakes.md 10 to 17: sets, not counts; 33 since this day" if day == "2026-11-01" else ""


def _changed(value: Input) -> Any:
    found = compare(value["before"], value["after"], value["categories"])
    return {change.value: found.numbers(change) for change in Change if change is not Change.UNCHANGED}


def _comparison() -> Iterator[Group]:
    sets = [list(each) for size in range(1, 5) for each in combinations(map(str, Category), size)]
    yield Group(
        *("changes", "The numbers that changed in form or in substance, and those that are new.", ANNEX, _changed),
        tuple(
            Case(
                f"{'+'.join(categories)}/{before}-{after}",
                {"before": before, "after": after, "categories": categories},
            )
            for categories in sets
            for before, after in (
                ("2019", "2026"),
                *((("2019", "2019"), ("2026", "2019")) if categories == ["BC"] else ()),
            )
        ),
        {"before": ("2020", "", 2019, None), "after": ("2020", None), "categories": NO_CATEGORIES},
    )
