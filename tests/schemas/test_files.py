"""The files of the schemas are those that the classes make, are schemas themselves, and say what a reader needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import jsonschema_rs
import pytest

from maintenance.json_schemas import DOCUMENTS
from maintenance.schema_words import words
from maintenance.schemas import FOLDER, main, written
from qualiopi_rules import Certificate, Event, InvalidInput
from qualiopi_rules.formats.json_references import FORMAT, Document
from qualiopi_rules.formats.json_writing import DERIVED
from qualiopi_rules.schemas import SCHEMAS, SchemaName, schema

MADE = dict(written())
JSON_SCHEMAS: list[SchemaName] = [name for name in SCHEMAS if name != "portfolio"]


def subschemas(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """A schema and every one inside it, with its place."""
    yield path, schema
    inside = {f"{key}/{name}": part for key in ("$defs", "properties") for name, part in schema.get(key, {}).items()}
    inside |= {f"anyOf/{index}": part for index, part in enumerate(schema.get("anyOf", ()))}
    inside |= {key: schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)}
    for place, part in inside.items():
        yield from subschemas(part, f"{path}/{place}")


def properties(name: SchemaName) -> Iterator[tuple[str, Any]]:
    for path, part in subschemas(schema(name)):
        if path.rpartition("/")[0].endswith("/properties"):
            yield path, part


def test_the_files_are_those_that_the_classes_make() -> None:
    found = {path.name: path.read_text("utf-8") for path in FOLDER.iterdir() if path.suffix in (".json", ".csv")}
    assert found.keys() == MADE.keys()
    for name, content in MADE.items():
        assert found[name] == content, f"{name}: python -m maintenance.schemas"


def test_writing_them_writes_what_is_made(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maintenance.schemas.FOLDER", tmp_path)
    main()
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == MADE


def test_there_is_one_for_every_document() -> None:
    assert list(DOCUMENTS) == JSON_SCHEMAS


def test_a_name_that_is_no_document_is_refused() -> None:
    name: Any = "invoice"
    with pytest.raises(InvalidInput) as refused:
        schema(name)
    (fault,) = refused.value.faults
    assert (fault.path, fault.expected) == ("name", "one-of")


def test_a_schema_belongs_to_the_caller() -> None:
    schema("history")["title"] = "changed"
    assert schema("history")["title"] == "History of a file"


@pytest.mark.parametrize("name", JSON_SCHEMAS)
def test_it_is_a_schema_of_2020_12(name: SchemaName) -> None:
    made = schema(name)
    assert jsonschema_rs.meta.is_valid(made)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", JSON_SCHEMAS)
def test_its_examples_and_what_holds_by_default_fit(name: SchemaName) -> None:
    made = schema(name)
    for path, part in subschemas(made):
        shown = [*part.get("examples", []), *([part["default"]] if "default" in part else [])]
        if shown:
            validator = jsonschema_rs.Draft202012Validator({**part, "$defs": made["$defs"]}, validate_formats=True)
            assert all(map(validator.is_valid, shown)), path
    assert "examples" in made or name == "review", "a review is too long for an example"


@pytest.mark.parametrize("name", JSON_SCHEMAS)
def test_every_definition_and_every_field_has_words_in_both_languages(name: SchemaName) -> None:
    made = schema(name)
    for path, part in [(name, made), *made["$defs"].items(), *properties(name)]:
        assert part["title"], path
        assert part["x-title-fr"], path
    for path, part in [(name, made), *made["$defs"].items()]:
        assert part["description"], path


@pytest.mark.parametrize("name", JSON_SCHEMAS)
def test_every_code_has_a_label_in_both_languages(name: SchemaName) -> None:
    for path, part in schema(name)["$defs"].items():
        for labels in part.get("x-labels", {}).values():
            assert list(labels) == part["enum"], path


@pytest.mark.parametrize("name", JSON_SCHEMAS)
def test_an_object_has_the_fields_of_its_class_and_no_others(name: SchemaName) -> None:
    for path, part in subschemas(schema(name)):
        if part.get("type") == "object" and "properties" in part:
            assert part["additionalProperties"] is False, path
            assert set(part.get("required", ())) <= part["properties"].keys(), path


def test_what_is_derived_is_read_only_and_need_not_be_written() -> None:
    defs = schema("review")["$defs"]
    for cls, names in DERIVED.items():
        whole = defs[cls.__name__]
        found = next(part for part in (whole, *whole.get("anyOf", ())) if "properties" in part)
        read_only = [name for name, part in found["properties"].items() if part.get("readOnly")]
        assert read_only == list(names)
        assert not set(names) & set(found.get("required", ()))


def test_the_limits_are_those_of_the_converters() -> None:
    certificate = schema("dossier")["$defs"]["Certificate"]
    assert certificate["required"] == [
        field.name for field in attrs.fields(Certificate) if field.default is attrs.NOTHING
    ]
    assert certificate["properties"]["categories"]["minItems"] == 1
    assert certificate["properties"]["categories"]["uniqueItems"] is True
    assert certificate["properties"]["cycle_number"]["minimum"] == 1
    assert certificate["properties"]["number"]["$ref"] == "#/$defs/Text"
    assert "uniqueItems" not in certificate["properties"]["editions"], "the days of editions may repeat"


def test_a_check_of_several_fields_is_said_in_words() -> None:
    assert "when an edition comes before the first issue" in schema("dossier")["$defs"]["Certificate"]["description"]
    assert "the reader also refuses what no schema can say" in schema("dossier")["description"]


def test_the_fields_of_an_event_depend_on_its_kind() -> None:
    validator = jsonschema_rs.Draft202012Validator(schema("history"))
    notified = {"on": "2024-03-01", "kind": "notification", "indicator": 4, "grade": "minor"}
    assert validator.is_valid([notified])
    assert not validator.is_valid([{name: value for name, value in notified.items() if name != "grade"}])
    assert not validator.is_valid([{**notified, "lifted": True}])
    assert attrs.fields_dict(Event).keys() == schema("history")["$defs"]["Event"]["properties"].keys()


@pytest.mark.parametrize("name", ["review", "explanation"])
def test_what_cites_the_law_has_two_forms_that_are_told_apart_as_the_reader_does(name: SchemaName) -> None:
    made = schema(name)
    assert made["if"]["properties"]["format"]["const"] == FORMAT
    envelope = made["$defs"]["Envelope"]
    assert list(envelope["properties"]) == [field.name for field in attrs.fields(Document)]
    assert envelope["required"] == list(envelope["properties"])
    assert envelope["properties"]["content"]["$ref"] == made["else"]["$ref"]


def test_every_title_is_that_of_something() -> None:
    """No words are kept for classes and fields that are gone."""
    parts = [part for name in JSON_SCHEMAS for part in (schema(name), *schema(name)["$defs"].values())]
    held = {name for part in parts for each in (part, *part.get("anyOf", ())) for name in each.get("properties", {})}
    classes = {name for name in JSON_SCHEMAS for name in schema(name)["$defs"]} | {"Dossier", "Profile"}
    assert set(words()["fields"]) - held == set()
    assert set(words()["classes"]) - classes == set()
    assert set(words()["of"]) - classes == set()
