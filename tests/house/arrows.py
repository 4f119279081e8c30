"""The plan of the house: the packages from the ground up, and what each may import beside itself.

`tests/house/test_floors.py` holds the package to it, and the documentation draws its picture from it.
"""

from __future__ import annotations

__all__ = ["ARROWS", "floors"]

_RULES = ("core", "law", "results", "rnq", "profile")
_SUBJECTS = ("indicators", "cycle", "bilan", "audit")

ARROWS: dict[str, frozenset[str]] = {
    "core": frozenset(),
    "view": frozenset({"core"}),
    "schemas": frozenset({"core"}),
    "law": frozenset({"core"}),
    "results": frozenset({"core", "view", "law"}),
    "rnq": frozenset({"core", "view", "law", "results"}),
    "profile": frozenset({"core", "law", "results", "rnq"}),
    "indicators": frozenset({*_RULES, "view"}),
    "cycle": frozenset({*_RULES, "view"}),
    "bilan": frozenset(_RULES),
    "audit": frozenset({*_RULES, "view", "cycle", "indicators"}),
    "dossier": frozenset({*_RULES, *_SUBJECTS, "view"}),
    "report": frozenset({*_RULES, "view", "indicators", "cycle", "audit", "dossier"}),
    "columns": frozenset({*_RULES, "indicators", "cycle"}),
    "formats": frozenset({*_RULES, *_SUBJECTS, "dossier"}),
    "strategies": frozenset({*_RULES, *_SUBJECTS, "dossier"}),
    "portfolio": frozenset({*_RULES, "view", "cycle", "columns", "formats"}),
    "service": frozenset({*_RULES, "view", "schemas", "indicators", "cycle", "dossier", "report", "formats"}),
    "frameworks": frozenset({"core", "formats", "schemas", "service"}),
    "cli": frozenset(
        {*_RULES, *_SUBJECTS, "view", "dossier", "report", "columns", "formats", "portfolio", "schemas", "service"}
    ),
}
"""For each package, the packages that it may import."""


def floors() -> tuple[tuple[str, ...], ...]:
    """Give the packages floor by floor: each stands one above the highest that it may import."""
    level: dict[str, int] = {}
    for package, below in ARROWS.items():
        level[package] = 1 + max((level[each] for each in below), default=-1)
    return tuple(
        tuple(package for package, at in level.items() if at == floor) for floor in range(max(level.values()) + 1)
    )
