"""Every public function, class and method of the library, each with arguments with which it opens."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext, suppress
from datetime import date
from enum import Enum
from functools import cache
from importlib import import_module
from io import BytesIO
from itertools import islice
from pathlib import Path
from pkgutil import iter_modules
from tempfile import mkdtemp
from types import FunctionType
from typing import Any
from unittest import mock

import attrs
import polars as pl
from django import forms
from django.forms.renderers import DjangoTemplates
from fastapi import FastAPI
from hypothesis import find, settings, strategies as st

import qualiopi_rules.strategies
from qualiopi_rules import (
    Answers,
    CertificationCycle,
    Dossier,
    InvalidInput,
    InvalidValue,
    QualiopiError,
    Situation,
    explain,
    review,
)
from qualiopi_rules.audit import IndicatorSheet, MockOutcome, plan_audit
from qualiopi_rules.bilan import Document
from qualiopi_rules.cycle import Transfer
from qualiopi_rules.dossier import ExplanationDocument
from qualiopi_rules.formats import Limits, TableLimits, read_profile, sheets_csv, structure
from qualiopi_rules.indicators import Facts
from qualiopi_rules.portfolio import plan_portfolio
from qualiopi_rules.profile import conformity_points
from qualiopi_rules.report import review_report
from qualiopi_rules.service import Limits as ServiceLimits
from qualiopi_rules.view import Page, Sender
from tests.formats.test_json import FULL
from tests.formats.test_own_texts import EDITION, VALUES
from tests.hostile.inputs import EXAMPLE, HOSTILE

LEFT_OUT = {
    "strategies": "Hypothesis checks what they are made of, with errors of its own",
}
"""The packages that are not tried, and why."""

NOT_CALLED = {
    "frameworks.JsonObjectField": "Django calls its methods, with values of its own",
    "indicators.Facts.of": "rules call it amid their work, with answers that are checked",
    "indicators.Facts.answered": "the same",
}
"""The methods, or the classes all of whose methods, are not tried, and why."""

EXAMPLES = EXAMPLE.parent

_Cached = type(cache(len))


# --- What is tried


@cache
def doors() -> dict[str, Callable[..., Any]]:
    """Every public function and every public class that is made from values, by its name."""
    found: dict[str, Callable[..., Any]] = {}
    for package in (each.name for each in iter_modules(qualiopi_rules.__path__) if each.ispkg):
        module = import_module(f"qualiopi_rules.{package}")
        for name in [] if package in LEFT_OUT else getattr(module, "__all__", []):
            door = getattr(module, name)
            is_enum = isinstance(door, type) and issubclass(door, Enum)
            if isinstance(door, type | FunctionType | _Cached) and not is_enum:
                found[f"{package}.{name}"] = door
    return found


def functions() -> list[str]:
    """The names of the functions among them."""
    return [name for name, door in sorted(doors().items()) if not isinstance(door, type)]


@cache
def methods() -> dict[str, str]:
    """Every public method that takes an argument, by its name; with it the class."""
    return {
        f"{name}.{method}": name
        for name, door in doors().items()
        if isinstance(door, type) and name not in NOT_CALLED
        for method in _methods_of(door)
        if f"{name}.{method}" not in NOT_CALLED
    }


def _methods_of(cls: type) -> Iterator[str]:
    for name in dir(cls):
        found = inspect.getattr_static(cls, name)
        function = getattr(found, "__func__", found)  # of a method of the class
        is_ours = isinstance(function, FunctionType) and function.__module__.startswith("qualiopi_rules.")
        if is_ours and not name.startswith("_") and len(inspect.signature(function).parameters) > 1:
            yield name


def door(name: str) -> Callable[..., Any]:
    """A function, a class, or a method of an example of its class."""
    if name not in methods():
        return doors()[name]
    cls: Any = doors()[methods()[name]]
    method = name.rpartition(".")[2]
    found: Callable[..., Any] = getattr(
        cls if isinstance(inspect.getattr_static(cls, method), classmethod) else example_of(cls), method
    )
    return found


STOPPED = {
    "frameworks.add_faults": "qualiopi_rules.frameworks.django.get_language",
    "service.serve": "uvicorn.Server.run",
    "service.serve_tools": "anyio.run",
}
"""What would ask Django for its settings, or serve until the process ends, and is not called."""


def opened(name: str, arguments: Mapping[str, Any]) -> Any:
    """What a door gives; of what it gives one by one, the first."""
    called = inspect.BoundArguments(_signature(name), dict[str, Any](arguments))
    with mock.patch(STOPPED[name], return_value=None) if name in STOPPED else nullcontext():
        made = door(name)(*called.args, **called.kwargs)
        return list(islice(made, 3)) if isinstance(made, Iterator) else made


@cache
def _signature(name: str) -> inspect.Signature:
    return inspect.signature(door(name))


def calls(name: str) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Yield the calls of a door with each of its arguments replaced in turn."""
    others = good(name)
    for each, parameter in _signature(name).parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):  # of a framework
            continue
        for value in HOSTILE:
            # A process for each of ever so many of these would try the machine and not the library.
            many = each == "processes" and isinstance(value, int) and value > 1
            # What is called is the caller's own, and so are its exceptions.
            called = each == "progress" and callable(value)
            if not many and not called:
                yield each, value, {**others, each: value}


# --- Arguments with which it opens


def good(name: str) -> dict[str, Any]:
    """Arguments with which a door opens: the values of an example of its class, or those that go by their names."""
    cls = doors().get(name)
    known = example_of(cls) if isinstance(cls, type) else None
    if known is not None:
        return {field.alias: getattr(known, field.name) for field in attrs.fields(type(known)) if field.init}
    own, package = _arguments_of(name), _arguments_of(name.partition(".")[0])
    by_name = {**_arguments(), **package, **own}
    parameters = _signature(name).parameters
    frameworks = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    needed = [each.name for each in parameters.values() if each.default is each.empty and each.kind not in frameworks]
    return {each: by_name.get(each) for each in (*needed, *own)}


@cache
def _arguments() -> dict[str, Any]:
    """By the names of arguments."""
    dossier = structure(FULL, Dossier)
    reviewed = review(dossier, on="2024-03-08")
    points = [point for point in conformity_points() if point.indicator == 12]
    sheet = IndicatorSheet.asking(points, indicator=12, on="2024-03-08")
    return {
        **dict.fromkeys(("on", "day", "start", "opens", "first_issue"), "2024-05-05"),
        **dict.fromkeys(("end", "closes"), "2027-05-04"),
        **dict.fromkeys(("ended", "financed_on", "refused"), "2024-01-01"),
        **{name: [] for name in ("nonconformities", "sites", "events", "lines")},
        **dict.fromkeys(("months", "n", "minors", "majors"), 3),
        **dict.fromkeys(("number", "indicator"), 12),
        "price_cents": 100,
        "kind": "initial",
        "change": "unchanged",
        "phase": "preliminary",
        "status": "private-employee",
        "seed": "seed",
        "category": "BC",
        "categories": ["BC"],
        "before": "2019",
        "after": "2026",
        "name": "complaints",
        "cycle": CertificationCycle("2024-01-01"),
        "certificate": dossier.certificate,
        "certificates": [dossier.certificate],
        "document": Document(kind="synthesis"),
        "dossier": dossier,
        "dossiers": [dossier],
        "applied": reviewed.applicability,
        "plan": plan_audit("initial", reviewed.applicability),
        "sheet": sheet,
        "sheets": [sheet],
        "points": points,
        "result": reviewed,
        "review": reviewed,
        "reviews": [reviewed],
        "value": reviewed,
        "text": EXAMPLE.read_text("utf-8"),
        "cls": Dossier,
        "digits": "123456782",
    }


def _arguments_of(name: str) -> dict[str, Any]:
    """By the names of arguments, in one package or of one door."""
    folder = _folder()
    paths: dict[str, Any] = {
        "formats.read_dossier": EXAMPLE,
        "formats.read_profile": EXAMPLES / "profile.toml",
        "formats.read_public_list": EXAMPLES / "public-list.csv",
        "formats.read_edition": folder / "edition.toml",
        "formats.read_values": folder / "values.toml",
    }
    files: dict[str, Any] = {"source": EXAMPLES / "certificates.csv", "out": folder / "plan.csv"}
    found: dict[str, Callable[[], dict[str, Any]]] = {
        **{each: lambda: {"path": paths[name]} for each in paths},
        "audit.MockOutcome.is_like": lambda: {"other": example_of(MockOutcome)},
        "audit.audit_duration": lambda: {"profile": read_profile(EXAMPLES / "profile.toml"), "turnover_cents": 1},
        "columns": _of_columns,
        "columns.add_applicability": lambda: {"answers": {"complaints": "answer"}},
        "formats.lines_of": lambda: {"file": BytesIO(b"{}")},
        "formats.read_sheets": lambda: {"content": sheets_csv(_arguments()["sheets"]), "name": "sheets.csv"},
        "formats.structure": lambda: {"value": FULL},
        "frameworks.add_faults": _of_a_form,
        "frameworks.prepare_fastapi": lambda: {"app": FastAPI()},
        "rnq.referential": lambda: {"on": "2026-11-01"},
        "law.find_source": lambda: {"name": "audit-art-10-2019"},
        "portfolio.plan_portfolio": lambda: files,
        "portfolio.summary_document": lambda: {"summary": plan_portfolio(**files, on="2024-05-05")},
        "schemas.referential_data": lambda: {"edition": "2026"},
        "schemas.schema": lambda: {"name": "review"},
        "service.serve": lambda: {"port": 0},  # any that is free
    }
    return found.get(name, dict)()


def _of_columns() -> dict[str, Any]:
    nothing = pl.Series([None], dtype=pl.String)
    frame = pl.DataFrame({"day": [date(2024, 5, 5)], "answer": [True], "error": nothing, "error_field": nothing})
    return {
        **dict.fromkeys(("decision", "start", "end"), "day"),
        "frame": frame,
        "error": "day",
        "field": "",
        "mask": 5,
    }


def _of_a_form() -> dict[str, Any]:
    form = forms.Form(renderer=DjangoTemplates(), label_suffix="")
    form.cleaned_data = {}
    return {"form": form, "refusal": InvalidInput.of(InvalidValue("", None, "day"))}


@cache
def _folder() -> Path:
    folder = Path(mkdtemp())
    (folder / "edition.toml").write_text(EDITION, "utf-8")
    (folder / "values.toml").write_text(VALUES, "utf-8")
    return folder


# --- Examples of the classes


def example_of(cls: type) -> Any:
    """A value of a class of the library; None where there is none."""
    return examples().get(cls) or _drawn(cls)


@cache
def examples() -> Mapping[type, Any]:
    """A value of each class that functions give, or methods of what they give: that of whose fields most are filled."""
    found: dict[type, Any] = {}
    seen, waiting = set[int](), [*_seeds(), *map(_given, functions())]
    kept = []  # so that no other value gets the place of one that was seen
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        kept.append(value)
        if isinstance(value, Mapping):
            waiting += [*value.keys(), *value.values()]
        if isinstance(value, list | tuple | set | frozenset):
            waiting += value
        if attrs.has(type(value)) and type(value).__module__.startswith("qualiopi_rules."):
            if type(value) not in found:
                waiting += _answers_of(value)
            found[type(value)] = max(found.get(type(value), value), value, key=_filled)
            waiting += [getattr(value, field.name) for field in attrs.fields(type(value))]
    return found


def _seeds() -> list[Any]:
    """What a caller makes, and no function gives."""
    document = review_report(_arguments()["review"])
    page = {field.name: getattr(document, field.name) for field in attrs.fields(Page)}
    return [
        *(Limits(), TableLimits(), ServiceLimits(), Page(**page), Sender(name="A")),
        ExplanationDocument(explanation=explain(_arguments()["review"])),
        Facts.of(Answers(), Situation()),
        Transfer(requested="2024-01-01"),
    ]


def _given(name: str) -> Any:
    return opened(name, good(name))


def _answers_of(value: Any) -> Iterator[Any]:
    """What the properties of a value give, and the methods that ask for something."""
    for name in dir(value):
        with suppress(QualiopiError):
            found = getattr(value, name) if not name.startswith("_") else None
            if inspect.ismethod(found):
                parameters = inspect.signature(found).parameters
                needed = [each.name for each in parameters.values() if each.default is each.empty]
                known = needed and _arguments().keys() >= set(needed)
                found = found(**{each: _arguments()[each] for each in needed}) if known else None
            yield found


def _filled(value: Any) -> int:
    return sum(getattr(value, field.name) not in (None, (), "") for field in attrs.fields(type(value)))


@cache
def _drawn(cls: type) -> Any:
    """The simplest value of a class that is made by no function: the same one each time."""
    if attrs.has(cls):
        with suppress(Exception):  # (a class for which there is no strategy)
            return find(st.from_type(cls), lambda _: True, settings=settings(derandomize=True, database=None))
    return None
