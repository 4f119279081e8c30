"""Where Hypothesis is installed it knows the classes of the library, which costs nothing until one is looked for."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from hypothesis.strategies._internal import types

import qualiopi_rules
from qualiopi_rules import (
    Certificate,
    Deadline,
    Event,
    Review,
    audit,
    bilan,
    cycle,
    dossier,
    formats,
    indicators,
    law,
    profile,
    results,
    rnq,
    view,
)
from qualiopi_rules.core.converters import Checked
from qualiopi_rules.core.words import Words
from qualiopi_rules.cycle import SIREN, SIRET
from qualiopi_rules.strategies import registration
from qualiopi_rules.strategies.registration import TYPES, register, register_at_once, strategy_of
from tests.house.test_import import MODULES, loaded_by, python

PACKAGES = (law, results, rnq, profile, indicators, cycle, bilan, audit, dossier, formats, view)
WITHOUT = {dossier.ExplanationDocument, dossier.Fact, formats.ListedProvider, view.Sender}
WITHOUT |= {formats.Limits, formats.TableLimits}
"""What is only written, read from a file or shown, and how far a reader goes."""
COMPUTED = {cycle.CertificationCycle, dossier.Explanation, indicators.Applicability, rnq.Referential, Words}
"""What is no input, and has a strategy all the same."""

CLASSES: list[type[Any]] = [
    getattr(import_module(f"qualiopi_rules.{module}"), name) for module, names in TYPES.items() for name in names
]


def test_every_class_that_a_caller_makes_or_meets_first_has_a_strategy() -> None:
    offered = {getattr(package, name) for package in PACKAGES for name in package.__all__}
    root = {getattr(qualiopi_rules, name) for name in vars(qualiopi_rules)["__all__"]}
    classes = {thing for thing in offered | root if isinstance(thing, type) and attrs.has(thing)}
    made = {cls for cls in classes if issubclass(cls, Checked) or cls in root}
    assert (made - WITHOUT) | COMPUTED == set(CLASSES)
    assert made >= WITHOUT


@pytest.mark.property
@pytest.mark.parametrize(
    "cls",
    [pytest.param(cls, marks=pytest.mark.extra) if cls in {SIREN, SIRET} else cls for cls in CLASSES],
    ids=lambda cls: cls.__name__,
)
@given(data=st.data())
def test_the_strategy_of_a_class_gives_its_objects(cls: type[Any], data: st.DataObject) -> None:
    assert type(data.draw(st.from_type(cls))) is cls


@given(st.from_type(list[Event]), st.from_type(tuple[Certificate, ...]))
def test_it_is_found_within_other_types(events: list[Event], certificates: tuple[Certificate, ...]) -> None:
    assert all(type(event) is Event for event in events)
    assert all(type(certificate) is Certificate for certificate in certificates)


def number_of(certificate: Certificate) -> str:
    return certificate.number


@given(st.builds(number_of))
def test_it_is_found_for_an_argument(number: str) -> None:
    assert number.strip()


@pytest.mark.parametrize("thing", [int, list[Certificate], "Certificate", None, number_of, Checked, bilan.Phase, 3])
def test_anything_else_is_left_to_hypothesis(thing: object) -> None:
    assert strategy_of(thing) is None


def test_what_a_caller_registers_goes_first() -> None:
    found = python(
        "import json\n"
        "from hypothesis import find, strategies as st\n"
        "from qualiopi_rules import Certificate\n"
        "from qualiopi_rules.strategies.registration import register\n"
        "register()\n"
        "own = Certificate(number='own', categories=['BC'], first_issue='2024-01-01', valid_until='2026-12-31')\n"
        "st.register_type_strategy(Certificate, st.just(own))\n"
        "print(json.dumps(find(st.from_type(Certificate), lambda drawn: True).number))"
    )
    assert found == "own"


def test_where_hypothesis_knows_no_late_registration_all_is_registered_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(types, "_global_type_lookup", dict(types._global_type_lookup))
    monkeypatch.delattr(types, "_global_extra_lookup")
    register()
    assert set(CLASSES) <= set(types._global_type_lookup)
    assert {types._global_type_lookup[cls] for cls in CLASSES} == {strategy_of}
    monkeypatch.undo()
    assert not {Review, Deadline} & set(types._global_type_lookup)
    assert registration.register_at_once is register_at_once


def test_the_entry_point_is_declared() -> None:
    (found,) = (each for each in entry_points(group="hypothesis") if each.name == "qualiopi-rules")
    assert found.load() is register


def test_registering_loads_next_to_nothing() -> None:
    loaded = loaded_by("import hypothesis\nfrom qualiopi_rules.strategies.registration import register\nregister()")
    ours = {name for name in loaded if name.startswith("qualiopi_rules.")}
    least = ("core", "core.exports", "strategies", "strategies.registration")
    assert ours == {f"qualiopi_rules.{name}" for name in least}
    assert not {name for name in loaded if name.startswith("pendulum")}


def test_the_rest_of_the_library_loads_no_hypothesis() -> None:
    others = [name for name in MODULES if not name.startswith(("qualiopi_rules.strategies", "qualiopi_rules.cli"))]
    lines = [
        "from contextlib import suppress",
        "from importlib import import_module",
        f"for name in {others!r}:",
        "    with suppress(ImportError):",  # of an extra
        "        import_module(name)",
    ]
    loaded = loaded_by("\n".join(lines))
    assert "qualiopi_rules.dossier.reviewer" in loaded
    assert not {name for name in loaded if name.partition(".")[0] == "hypothesis"}
