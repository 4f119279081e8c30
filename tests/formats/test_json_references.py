"""A document writes each source, citation and value of the law once; wrong references are refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from qualiopi_rules import (
    CertificationCycle,
    Dossier,
    Finding,
    Profile,
    Review,
    applicability,
    explain,
    referential,
    review,
)
from qualiopi_rules.audit import AuditPlan
from qualiopi_rules.core.errors import InvalidInput, InvalidValue
from qualiopi_rules.dossier import Explanation
from qualiopi_rules.formats.json import dump, load, structure, unstructure
from qualiopi_rules.formats.json_writing import cites
from qualiopi_rules.indicators import Applicability
from qualiopi_rules.law import Citation, Source, UsedValue


@pytest.fixture
def reviewed(webinar: dict[str, Any]) -> Review:
    return review(structure(webinar, Dossier), on="2023-03-01")


@pytest.fixture
def document(reviewed: Review) -> dict[str, Any]:
    written: dict[str, Any] = json.loads(dump(reviewed))
    return written


def test_a_document_says_what_it_is_and_has_its_tables_after_what_it_holds(document: dict[str, Any]) -> None:
    assert list(document) == ["format", "version", "type", "content", "values", "citations", "sources"]
    assert (document["format"], document["version"], document["type"]) == ("qualiopi-rules", 1, "Review")


def test_each_entry_of_a_table_stands_once_and_is_referred_to(document: dict[str, Any]) -> None:
    for name in ("values", "citations", "sources"):
        entries = [json.dumps(entry) for entry in document[name]]
        assert len(entries) == len(set(entries)) > 5
    assert {entry["source"] for entry in document["citations"]} == set(range(len(document["sources"])))


def expand(value: Any, document: dict[str, Any]) -> Any:
    """Follow the references as a program in another language would: by the names under which they stand."""
    if isinstance(value, list):
        return [expand(item, document) for item in value]
    if not isinstance(value, dict):
        return value
    made = {}
    for name, item in value.items():
        if name == "values" and all(type(each) is int for each in item):
            made[name] = [expand(document["values"][each], document) for each in item]
        elif name.endswith("citation") and type(item) is int:
            made[name] = expand(document["citations"][item], document)
        elif name == "source" and type(item) is int:
            made[name] = document["sources"][item]
        else:
            made[name] = expand(item, document)
    return made


def test_with_its_references_followed_a_document_is_the_expanded_form(
    reviewed: Review, document: dict[str, Any]
) -> None:
    assert expand(document["content"], document) == unstructure(reviewed)


def test_a_review_is_a_third_of_the_expanded_form_and_under_30_kilobytes(reviewed: Review) -> None:
    assert len(dump(reviewed).encode()) < 30_000
    assert len(dump(reviewed).encode()) * 2.5 < len(dump(reviewed, expanded=True).encode())


@pytest.mark.parametrize("indent", [None, 0, 2, 4])
@pytest.mark.parametrize("expanded", [False, True])
def test_both_forms_read_back_with_any_indent(reviewed: Review, indent: int | None, expanded: bool) -> None:
    text = dump(reviewed, indent=indent, expanded=expanded)
    assert load(text, Review) == reviewed
    assert ("\n" in text) is (indent is not None)


def test_equal_values_are_one_entry_wherever_they_were_made(reviewed: Review) -> None:
    """Read again, each citation is an object of its own."""
    again = load(dump(reviewed, expanded=True), Review)
    assert dump(again) == dump(reviewed)


def test_what_cites_nothing_and_a_citation_itself_are_written_as_they_are(webinar: dict[str, Any]) -> None:
    """So are a dossier and a profile, which callers write, with the citations of their own that they have."""
    assert not any(cites(cls) for cls in (Dossier, Profile, Source, Citation, CertificationCycle, tuple, str))
    assert all(cites(cls) for cls in (Review, Applicability, Explanation, AuditPlan, Finding, UsedValue))
    dossier = structure(webinar, Dossier)
    assert json.loads(dump(dossier)) == unstructure(dossier)
    cited = referential(on="2026-11-01")[1].citation
    assert json.loads(dump(cited)) == unstructure(cited)


def test_an_explanation_is_written_by_reference_too() -> None:
    explained = explain(applicability(["BC"], on="2026-11-01"))
    assert json.loads(dump(explained))["type"] == "Explanation"
    assert len(dump(explained)) < len(dump(explained, expanded=True))


# --- What is refused


def faults_of(document: Any, cls: Any = Review) -> list[InvalidValue]:
    with pytest.raises(InvalidInput) as caught:
        structure(document, cls)
    for fault in caught.value.faults:
        assert fault.say("fr")
        assert fault.say("en")
    return list(caught.value.faults)


def changed(document: Any, path: tuple[Any, ...], value: object) -> Any:
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return document


PLACES = {
    "content.missed.citation": ("content", "missed", "citation"),
    "content.timeline[0].values[0]": ("content", "timeline", 0, "values", 0),
    "content.timeline[0].citation": ("content", "timeline", 0, "citation"),
    "content.applicability.results[0].reasons[0].citation": (
        *("content", "applicability", "results", 0, "reasons", 0, "citation"),
    ),
    "values[0].citation": ("values", 0, "citation"),
    "citations[0].source": ("citations", 0, "source"),
}


@pytest.mark.parametrize("wrong", [-1, 1_000, 10**30])
@pytest.mark.parametrize("path", PLACES)
def test_a_number_that_no_entry_has_is_refused_at_its_place(document: Any, path: str, wrong: int) -> None:
    (fault,) = faults_of(changed(document, PLACES[path], wrong))
    assert (fault.path, fault.value, fault.expected) == (path, wrong, "reference")
    assert fault.params["count"] > 5  # type: ignore[operator]


def test_the_first_number_that_no_entry_has_is_how_many_there_are(document: Any) -> None:
    count = len(document["citations"])
    (fault,) = faults_of(changed(document, PLACES["content.missed.citation"], count))
    assert (fault.expected, fault.params) == ("reference", {"count": count})


@pytest.mark.parametrize("wrong", [True, 1.0, "1", None, [1]])
@pytest.mark.parametrize("path", PLACES)
def test_what_is_no_number_and_no_entry_is_refused_at_its_place(document: Any, path: str, wrong: object) -> None:
    faults = faults_of(changed(document, PLACES[path], wrong))
    assert {(fault.path, fault.expected) for fault in faults} <= {
        *((path, code) for code in ("object", "derived", "source"))
    }


def test_a_reference_may_be_written_out(reviewed: Review, document: dict[str, Any]) -> None:
    """Whoever changes a document by hand need not add to its tables."""
    number = document["content"]["missed"]["citation"]
    entry = document["citations"][number]
    document["content"]["missed"]["citation"] = {**entry, "source": document["sources"][entry["source"]]["id"]}
    assert structure(document, Review) == reviewed


def test_a_derived_citation_that_is_another_is_refused(document: dict[str, Any]) -> None:
    right = document["content"]["timeline"][0]["citation"]
    (fault,) = faults_of(changed(document, PLACES["content.timeline[0].citation"], right + 1))
    assert (fault.path, fault.expected) == ("content.timeline[0].citation", "derived")


@pytest.mark.parametrize(("table", "other"), [("sources", "sources"), ("citations", "citations"), ("values", "values")])
def test_an_entry_cannot_stand_for_another_so_that_nothing_leads_back_to_itself(
    document: Any, table: str, other: str
) -> None:
    for number in (0, 1):
        (fault,) = faults_of(changed(document, (table, 0), number))
        assert (fault.path, fault.value, fault.expected) == (f"{table}[0]", number, "object")


def test_without_a_document_a_number_refers_to_nothing(reviewed: Review, document: dict[str, Any]) -> None:
    (fault,) = faults_of({**unstructure(reviewed), "missed": document["content"]["missed"]})
    assert (fault.path, fault.expected) == ("missed.citation", "object")


def test_after_a_document_that_was_refused_numbers_refer_to_nothing_again(document: Any) -> None:
    faults_of(changed(document, ("content", "on"), "x"))
    (fault,) = faults_of({"name": "x", "value": 1, "since": "2020-01-01", "citation": 0}, UsedValue)
    assert (fault.path, fault.expected) == ("citation", "object")


def drop(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda document: document.pop(name)


def put(name: str, value: object) -> Callable[[dict[str, Any]], Any]:
    return lambda document: document.update({name: value})


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        *((drop(name), name, "present") for name in ("version", "type", "content", "values", "citations", "sources")),
        (put("version", 2), "version", "exactly"),
        (put("version", True), "version", "exactly"),
        (put("version", "1"), "version", "exactly"),
        (put("type", "Applicability"), "type", "exactly"),
        (put("type", 1), "type", "text"),
        (put("note", "x"), "note", "known-field"),
        (put("sources", {}), "sources", "list"),
        (put("values", None), "values", "list"),
        (put("content", []), "content", "object"),
    ],
)
def test_the_names_of_a_document_are_checked(document: Any, change: Any, path: str, code: str) -> None:
    change(document)
    (fault,) = faults_of(document)
    assert (fault.path, fault.expected) == (path, code)


def test_a_name_that_is_repeated_is_refused(reviewed: Review) -> None:
    text = dump(reviewed).replace('"version":1', '"version":1,"version":1', 1)
    with pytest.raises(InvalidInput) as caught:
        load(text, Review)
    assert [(fault.path, fault.expected) for fault in caught.value.faults] == [("version", "without-repetition")]


def test_another_format_is_no_document(document: dict[str, Any]) -> None:
    assert "format" in {fault.path for fault in faults_of({**document, "format": "x"})}


def test_a_kind_of_object_without_a_name_can_be_refused(document: dict[str, Any]) -> None:
    (fault,) = faults_of(document, Review | None)
    assert (fault.path, fault.expected) == ("type", "exactly")
