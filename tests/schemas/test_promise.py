"""What the reader accepts, the schema accepts; of what the reader refuses, the schema refuses nearly all."""

from __future__ import annotations

import copy
import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings, strategies as st

from maintenance.examples import FILES, examples, merge
from maintenance.json_schemas import DOCUMENTS
from qualiopi_rules import QualiopiError, dump
from qualiopi_rules.formats import structure, unstructure
from qualiopi_rules.profile import built_in_profiles
from qualiopi_rules.schemas import SchemaName, schema
from qualiopi_rules.strategies import dossiers, events, explanations, profiles, reviews
from tests.conftest import EXAMPLES
from tests.schemas.near_misses import MISSES, near_misses

VALIDATORS = {
    name: jsonschema_rs.Draft202012Validator(schema(name), validate_formats=True)
    for name in ("dossier", "review", "explanation", "profile", "deadlines", "history")
}
NEAR = 40
"""How many near misses are tried of each document that is drawn."""


def faults(name: SchemaName, document: Any) -> list[str]:
    return [f"{fault.instance_path}: {fault.message}" for fault in VALIDATORS[name].iter_errors(document)]


def is_read(name: SchemaName, document: Any) -> bool:
    try:
        structure(copy.deepcopy(document), DOCUMENTS[name])
    except QualiopiError:
        return False
    return True


def look_around(name: SchemaName, document: Any, seed: int, count: int = NEAR) -> Counter[tuple[bool, bool]]:
    """Count the near misses of a document by whether the reader refuses them, and whether the schema does.

    The promise is held for each: none is read and refused by the schema.
    """
    assert faults(name, document) == []
    counted: Counter[tuple[bool, bool]] = Counter()
    for how, changed in near_misses(document, seed, count):
        read, wrong = is_read(name, changed), faults(name, changed)
        assert not read or not wrong, (how, wrong)
        counted[not read, bool(wrong)] += 1
    return counted


def share(counted: Counter[tuple[bool, bool]]) -> float:
    """The share of what the reader refuses that the schema refuses too."""
    return counted[True, True] / (counted[True, True] + counted[True, False])


# --- Objects of our own strategies, and what is nearly one of them


@pytest.mark.property
@given(dossier=dossiers(), seed=st.integers(0, 2**32))
def test_a_dossier_that_is_read_fits_its_schema(dossier: Any, seed: int) -> None:
    look_around("dossier", unstructure(dossier), seed)


@pytest.mark.property
@given(happened=st.lists(events(), min_size=1, max_size=4), seed=st.integers(0, 2**32))
def test_a_history_that_is_read_fits_its_schema(happened: Any, seed: int) -> None:
    look_around("history", [unstructure(each) for each in happened], seed)


@pytest.mark.property
@given(profile=profiles(), seed=st.integers(0, 2**32))
def test_a_profile_that_is_read_fits_its_schema(profile: Any, seed: int) -> None:
    document = unstructure(profile)
    # A built-in one is written as its name, which is no document.
    look_around("profile", {"extends": document} if isinstance(document, str) else document, seed)


def both_forms(value: Any) -> tuple[Any, Any]:
    """What is written of an object: with tables of what it cites, and expanded."""
    return json.loads(dump(value)), json.loads(dump(value, expanded=True))


@pytest.mark.property
@settings(max_examples=10)
@given(reviewed=reviews())
def test_what_is_written_of_a_review_fits_the_schemas(reviewed: Any) -> None:
    for document in both_forms(reviewed):
        assert faults("review", document) == []
    assert faults("deadlines", [unstructure(each) for each in reviewed.deadlines]) == []


@pytest.mark.property
@settings(max_examples=10)
@given(explained=explanations(), seed=st.integers(0, 2**32))
def test_an_explanation_that_is_read_fits_its_schema(explained: Any, seed: int) -> None:
    for document in both_forms(explained.document()):
        look_around("explanation", document, seed, count=5)


# --- The examples


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.name)
def test_every_example_of_the_documentation_fits(path: Path) -> None:
    document = json.loads(path.read_text("utf-8"))
    kind = {file: name for name, file in FILES.items() if name != "dossier"}.get(path.name)
    found = VALIDATORS["dossier"] if kind is None else of_definition(kind.capitalize())
    assert found.is_valid(document)


def of_definition(name: str) -> jsonschema_rs.Draft202012Validator:
    """A validator of a part of a dossier."""
    defs = schema("dossier")["$defs"]
    return jsonschema_rs.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": defs}, validate_formats=True)


def test_every_example_of_a_finding_fits() -> None:
    tried = 0
    for both in examples().values():
        for example in (both.triggers, both.passes):
            document = merge(json.loads((EXAMPLES / FILES[example.file]).read_text("utf-8")), json.loads(example.patch))
            assert of_example(example.file).is_valid(document), example
            tried += 1
    assert tried == 2 * len(examples())


def of_example(file: str) -> jsonschema_rs.Draft202012Validator:
    return VALIDATORS["dossier"] if file == "dossier" else of_definition(file.capitalize())


def test_the_example_of_a_profile_and_the_built_in_ones_fit() -> None:
    table = tomllib.loads((EXAMPLES / "profile.toml").read_text("utf-8"))
    assert faults("profile", json.loads(json.dumps(table, default=str))) == []
    for name in built_in_profiles():
        assert faults("profile", {"extends": name}) == []


# --- How much the reader refuses that the schema does not


LEAST = {"dossier": 98, "history": 99, "profile": 97}
"""Of a hundred near misses of the examples that the reader refuses, how many the schema refuses at least."""


def documents(name: SchemaName) -> list[Any]:
    """The examples of a document, the long ones too."""
    dossiers = [json.loads(path.read_text("utf-8")) for path in sorted(EXAMPLES.glob("*.json"))]
    whole = [each for each in dossiers if "certificate" in each]
    longer = {"dossier": whole, "history": [each["events"] for each in whole if each.get("events")]}
    return [*schema(name)["examples"], *longer.get(name, ())]


@pytest.mark.parametrize("name", sorted(LEAST))
def test_the_schema_refuses_nearly_all_that_the_reader_refuses(name: SchemaName) -> None:
    counted: Counter[tuple[bool, bool]] = Counter()
    for document in documents(name):
        for seed in range(20):
            counted += look_around(name, document, seed)
    assert share(counted) >= LEAST[name] / 100
    page = (EXAMPLES.parent / "how-to" / "schemas.md").read_text("utf-8")
    assert f"{LEAST[name]} in 100 for a {name}" in page


def test_near_misses_are_of_every_kind() -> None:
    (document,) = schema("dossier")["examples"]
    assert {how for how, _ in near_misses(document, 0, 200)} == set(MISSES)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("dossier", {"unknown": 1}),
        ("dossier", {"surveillance_held": "yes"}),
        ("dossier", {"categories": []}),
        ("dossier", {"categories": ["BC", "BC"]}),
        ("dossier", {"bilans": None}),
        ("dossier", {"answers": {"subcontracting": "false"}}),
        ("dossier", {"transfer": {"requested": "2024-01-01", "holder_siren": "12345678"}}),
        ("profile", {"extends": "nobody"}),
        ("profile", {"draft_minimum_from": "2024-02-30"}),
        ("profile", {"name": " "}),
    ],
)
def test_what_is_plainly_wrong_is_refused_by_both(name: SchemaName, change: dict[str, Any]) -> None:
    (document,) = schema(name)["examples"]
    assert not is_read(name, {**document, **change})
    assert faults(name, {**document, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"editions": ["2023-02-01"]},  # before the first issue
        {"number": "\u0378"},  # a character that is not assigned
        {"cycle_number": 1.0},  # a whole number to JSON Schema
    ],
)
def test_what_only_the_reader_refuses(change: dict[str, Any]) -> None:
    (document,) = schema("dossier")["examples"]
    changed = {**document, "certificate": {**document["certificate"], **change}}
    assert not is_read("dossier", changed)
    assert faults("dossier", changed) == []


@pytest.mark.extra
def test_a_check_digit_is_for_the_reader_alone() -> None:
    (document,) = schema("dossier")["examples"]
    changed = {**document, "transfer": {"requested": "2024-01-01", "holder_siren": "732829321"}}
    assert not is_read("dossier", changed)
    assert faults("dossier", changed) == []
