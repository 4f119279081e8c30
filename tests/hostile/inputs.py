"""What a careless or a hostile caller may hand to a function, and the public functions and classes that take it."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

import attrs
from hypothesis import strategies as st

import qualiopi_rules.strategies  # noqa: F401 (the classes of the library are known to Hypothesis by it)
from qualiopi_rules import Category, CertificationCycle, Dossier, load, review

PACKAGES = ("law", "results", "rnq", "profile", "indicators", "cycle", "bilan", "audit", "dossier", "formats")
ELSEWHERE = {  # read and written with libraries of their own: their own tests try them
    "read_public_list",
    "read_sheets",
    "sheets_csv",
    "sheets_excel",
    "write_calendar",
}

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "certificate-83811594-1.json"


class Liar(str):
    """A text that says it is another one."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash("BC")


class Day(date):
    """A day of a class of one's own, as a library for tests has one."""


HOSTILE: tuple[Any, ...] = (
    *(None, 5, -1, 0, True, 10**30, 10**400, float("nan"), float("inf"), 1j),
    *("x", "", " ", "\ud800", "a\0b", "é" * 1_000, "0001-01-01", "9999-12-31", b"x", bytearray(b"x"), memoryview(b"x")),
    *([], {}, (), set(), [None], [[]], [object()], {"a": 1}, {1: 2}, {None: None}, range(3)),
    *(object(), int, len, ..., NotImplemented, ValueError("x"), Category.BC, Liar("AF")),
    *(datetime(2024, 1, 1, tzinfo=UTC), date.min, date.max, Day(2024, 1, 1)),
)


@cache
def doors() -> dict[str, Callable[..., Any]]:
    """Every public function and every public class that is made from values, by its name."""
    found: dict[str, Callable[..., Any]] = {}
    for package in PACKAGES:
        module = import_module(f"qualiopi_rules.{package}")
        for name in module.__all__:
            door = getattr(module, name)
            is_enum = isinstance(door, type) and issubclass(door, Enum)
            if isinstance(door, type | FunctionType) and not is_enum and name not in ELSEWHERE:
                found[f"{package}.{name}"] = door
    return found


@cache
def good(name: str) -> dict[str, Any]:
    """Arguments with which a door opens, where an example of them is known; None stands for the others."""
    door = doors()[name]
    known = _example(door)
    if known is not None:
        return {field.alias: getattr(known, field.name) for field in attrs.fields(type(known)) if field.init}
    needed = [
        each
        for each, parameter in inspect.signature(door).parameters.items()
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
    ]
    return {each: _arguments().get(each) for each in needed}


def _example(door: Any) -> Any:
    if not (isinstance(door, type) and attrs.has(door)):
        return None
    found: list[Any] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found.append(st.from_type(door).example())
        except Exception:  # (a result for which there is no strategy: each value is tried beside nothing)
            return None
    return found[0]


@cache
def _arguments() -> dict[str, Any]:
    text = EXAMPLE.read_text("utf-8")
    dossier = load(text, Dossier)
    reviewed = review(dossier, on="2024-03-08")
    return {
        **dict.fromkeys(("on", "day", "start", "opens", "first_issue"), "2024-05-05"),
        **dict.fromkeys(("end", "closes"), "2027-05-04"),
        **dict.fromkeys(("ended", "financed_on", "refused"), "2024-01-01"),
        **{name: [] for name in ("nonconformities", "sites", "sheets", "events", "lines")},
        "months": 3,
        "n": 3,
        "number": 4,
        "indicator": 4,
        "price_cents": 100,
        "kind": "initial",
        "status": "employee",
        "seed": "seed",
        "category": "BC",
        "categories": ["BC"],
        "before": "2019",
        "after": "2026",
        "cycle": CertificationCycle("2024-01-01"),
        "certificate": dossier.certificate,
        "certificates": [dossier.certificate],
        "dossier": dossier,
        "dossiers": [dossier],
        "applied": reviewed.applicability,
        "result": reviewed,
        "value": reviewed,
        "text": text,
        "cls": Dossier,
        "path": "/nowhere/file.toml",
        "digits": "123456782",
    }


def calls(name: str) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Yield the calls of a door with each of its arguments replaced in turn."""
    for each in inspect.signature(doors()[name]).parameters:
        for value in HOSTILE:
            # A process for each of ever so many of these would try the machine and not the library.
            if each != "processes" or not isinstance(value, int) or value <= 1:
                yield each, value, {**good(name), each: value}
