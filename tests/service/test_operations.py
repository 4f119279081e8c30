"""An operation gives what the library gives, for a request that is checked whole."""

from __future__ import annotations

import json
from typing import Any

import attrs
import jsonschema_rs
import pytest

from qualiopi_rules import CertificationCycle, Dossier, InvalidInput, NotInForce, applicability, compare, review
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.dossier import explain
from qualiopi_rules.formats import structure, unstructure
from qualiopi_rules.indicators import Answers
from qualiopi_rules.report import review_report
from qualiopi_rules.rnq import editions
from qualiopi_rules.service.operations import OPERATIONS, CycleDays, in_form, in_words
from qualiopi_rules.service.request_schemas import definitions, references, request_schema, without_words
from tests.checks import refused

DAY = "2023-03-01"


def answer(name: str, body: Any) -> Any:
    return OPERATIONS[name].answer(body)


def test_the_results_are_those_of_the_library(bodies: dict[str, Any], webinar: dict[str, Any]) -> None:
    reviewed = review(structure(webinar, Dossier), on=DAY)
    cycle = CertificationCycle.starting("2023-02-02")
    assert answer("review", bodies["review"]) == reviewed
    assert answer("plan", bodies["plan"]) == reviewed.next_audit
    assert answer("explain", bodies["explain"]) == explain(reviewed)
    assert answer("applicability", bodies["applicability"]) == applicability(
        ["BC"], Answers(subcontracting=False), on=DAY
    )
    assert answer("cycle", bodies["cycle"]) == CycleDays(
        cycle=cycle, status=cycle.status(on=DAY), timeline=cycle.timeline(), deadlines=cycle.deadlines(on=DAY)
    )


def test_what_is_compared_by_default_are_the_two_latest_editions(bodies: dict[str, Any]) -> None:
    before, after = editions()[-2:]
    assert answer("changes", bodies["changes"]) == compare(before, after, ["BC"])
    named = {**bodies["changes"], "before": before.edition, "after": after.edition}
    assert answer("changes", named) == compare(before, after, ["BC"])


def test_the_profile_of_a_request_is_a_name_or_a_table(bodies: dict[str, Any]) -> None:
    named = answer("applicability", {**bodies["applicability"], "profile": "law"})
    assert named.profile.name == "law"
    citation = {"source": "certifier-practice", "basis": "practice", "provenance": "deduced"}
    advice = {"opens": 5, "closes": 2, "since": "2019-06-09", "citation": citation}
    own = {"extends": "law", "name": "ours", "renewal": advice}
    table = answer("cycle", {**bodies["cycle"], "profile": own})
    days = {each.code: each.day.isoformat() for each in table.timeline}
    assert (days["renewal-opens"], days["renewal-closes"]) == ("2025-09-01", "2025-12-01")
    assert "2025-09-01" in in_words(table, "en")


def test_every_fault_of_a_request_is_given_with_its_path(webinar: dict[str, Any]) -> None:
    webinar["certificate"]["valid_until"] = "soon"
    with pytest.raises(InvalidInput) as caught:
        answer("review", {"dossier": webinar, "profile": "nobody", "day": DAY})
    assert {(fault.path, fault.expected) for fault in caught.value.faults} == {
        ("dossier.certificate.valid_until", "day"),
        ("profile", "profile"),
        ("on", "present"),
        ("day", "known-field"),
    }


def test_a_day_before_the_rules_is_refused(bodies: dict[str, Any]) -> None:
    with pytest.raises(NotInForce):
        answer("applicability", {**bodies["applicability"], "on": "2010-01-01"})


class TestExplain:
    def test_one_result_alone(self, bodies: dict[str, Any]) -> None:
        whole = answer("explain", bodies["explain"])
        one = answer("explain", {**bodies["explain"], "about": "27"})
        assert one.conclusion == whole.conclusion
        assert {part.about for part in one.parts} == {"27"}
        assert len(one.parts) == 2  # whether it applies, and whether the next audit looks at it

    def test_by_code_too(self, bodies: dict[str, Any]) -> None:
        days = answer("explain", {**bodies["explain"], "about": "milestone"}).parts
        assert [part.about for part in days[:2]] == ["starts", "surveillance-opens"]

    def test_what_is_not_there_is_refused_with_what_is_like_it(self, bodies: dict[str, Any]) -> None:
        with refused("about: .*one of: surveillance"):
            answer("explain", {**bodies["explain"], "about": "surveillanc-opens"})
        with refused("about: .*one of: .*applicability"):
            answer("explain", {**bodies["explain"], "about": "?"})


class TestForms:
    @pytest.mark.parametrize("name", OPERATIONS)
    def test_json_is_expanded_and_references_are_shorter(self, name: str, bodies: dict[str, Any]) -> None:
        found = answer(name, bodies[name])
        expanded, shorter = (in_form(found, form, "fr") for form in ("json", "references"))
        whole = found.document() if name == "explain" else found
        assert json.loads(expanded) == unstructure(whole)
        assert json.loads(shorter)["format"] == "qualiopi-rules"
        assert len(shorter) < len(expanded)

    @pytest.mark.parametrize("locale", ["fr", "en"])
    def test_words(self, locale: Locale, bodies: dict[str, Any]) -> None:
        found = {name: answer(name, body) for name, body in bodies.items()}
        assert (
            in_form(found["review"], "markdown", locale).decode() == review_report(found["review"], locale).markdown()
        )
        assert in_words(found["explain"], locale) == found["explain"].markdown(locale)
        for name in ("applicability", "plan", "changes"):
            assert in_words(found[name], locale) == explain(found[name]).markdown(locale)
        first, rest = in_words(found["cycle"], locale).split("\n", 1)
        assert first == {"fr": "- Au 1er mars 2023\u00a0: en cours.", "en": "- On 1 March 2023: in force."}[locale]
        assert rest == explain(found["cycle"].cycle).markdown(locale)

    def test_where_no_audit_is_to_be_planned(self, bodies: dict[str, Any]) -> None:
        body = bodies["plan"]
        body["dossier"]["certificate"] |= {"first_issue": "2023-02-02", "valid_until": "2025-06-17"}
        found = answer("plan", body)
        assert found is None
        assert in_form(found, "json", "en") == b"null"
        assert in_words(found, "en").startswith("No audit to plan")


class TestSchemas:
    @pytest.mark.parametrize("name", OPERATIONS)
    def test_a_schema_has_the_fields_of_its_request(self, name: str, bodies: dict[str, Any]) -> None:
        operation = OPERATIONS[name]
        found = request_schema(operation, "en")
        assert list(found["properties"]) == [each.name for each in attrs.fields(operation.request)]
        assert all(each["description"] for each in found["properties"].values())
        validator = jsonschema_rs.Draft202012Validator({**found, "$defs": definitions()}, validate_formats=True)
        assert validator.is_valid(bodies[name])
        assert not validator.is_valid({**bodies[name], "day": DAY})
        for required in found["required"]:
            assert not validator.is_valid({key: value for key, value in bodies[name].items() if key != required})

    def test_a_source_has_no_number_in_a_request(self) -> None:
        validator = jsonschema_rs.Draft202012Validator({"$ref": "#/$defs/Source", "$defs": definitions()})
        assert validator.is_valid("guide-v9")
        assert not validator.is_valid(1)

    def test_without_its_words_a_schema_takes_the_same(self) -> None:
        whole = {
            "title": "T",
            "description": "D",
            "x-title-fr": "T",
            "examples": [1],
            "properties": {"description": {"type": "string", "description": "D"}},
            "anyOf": [{"description": "D", "required": ["description"]}],
        }
        assert without_words(whole) == {
            "title": "T",
            "properties": {"description": {"type": "string"}},
            "anyOf": [{"required": ["description"]}],
        }

    def test_references_are_found_wherever_they_stand(self) -> None:
        assert references({"anyOf": [{"$ref": "#/$defs/A"}, {"items": {"$ref": "#/$defs/B", "x": 1}}]}) == ["A", "B"]
