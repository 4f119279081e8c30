from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import httpx
import jsonschema_rs
import pytest
from fastapi import FastAPI
from hypothesis import given, settings

from qualiopi_rules import CertificationCycle, Dossier, InvalidInput, Review, load, review
from qualiopi_rules.core.errors import MissingExtra
from qualiopi_rules.formats import structure, unstructure
from qualiopi_rules.frameworks.fastapi import AsJson, JsonBody, prepare_fastapi
from qualiopi_rules.rnq import Referential
from qualiopi_rules.strategies import dossiers
from tests.checks import plain
from tests.frameworks.examples import example


def sent(app: Any, url: str, body: object = None, method: str = "POST", **headers: str) -> httpx.Response:
    """The answer of an application to one request."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def send() -> httpx.Response:
        # What no handler answers is answered with 500 by the server.
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            all_headers = {"Content-Type": "application/json", "Accept-Language": "en", **headers}
            return await client.request(method, url, content=content, headers=all_headers)

    return asyncio.run(send())


def answering(endpoint: Callable[..., object]) -> Any:
    """An application with one endpoint."""
    own = FastAPI()
    prepare_fastapi(own)
    own.post("/")(endpoint)
    return own


def problem(answer: httpx.Response) -> Any:
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()


@pytest.fixture(scope="module")
def app() -> Any:
    return example("fastapi_app").app


@pytest.fixture(scope="module")
def described(app: Any) -> Any:
    return sent(app, "/openapi.json", method="GET").json()


def test_a_dossier_in_a_review_out(app: Any, webinar: dict[str, Any]) -> None:
    answer = sent(app, "/review?on=2024-12-03", webinar)
    wanted = review(structure(webinar, Dossier), on="2024-12-03")
    assert answer.status_code == 200
    assert answer.json() == unstructure(wanted)
    assert load(answer.content, Review) == wanted


def test_every_fault_is_answered_with_its_path_and_its_code(app: Any, webinar: dict[str, Any]) -> None:
    broken = deepcopy(webinar)
    broken["certificate"]["categories"] = ["BX"]
    del broken["certificate"]["number"]
    found = problem(sent(app, "/review?on=2024-12-03", broken))
    with pytest.raises(InvalidInput) as caught:
        structure(broken, Dossier)
    assert found["code"] == "refused"
    assert found["status"] == 422
    assert [(fault["path"], fault["code"], fault["message"]) for fault in found["faults"]] == [
        (fault.path, fault.expected, fault.say(path=False)) for fault in caught.value.faults
    ]
    assert {fault["path"] for fault in found["faults"]} == {"certificate.number", "certificate.categories[0]"}


def test_a_refusal_is_in_the_language_that_the_request_prefers(app: Any, webinar: dict[str, Any]) -> None:
    broken = {**webinar, "categories": ["BX"]}
    answer = sent(app, "/review?on=2024-12-03", broken, **{"Accept-Language": "fr-FR, en;q=0.5"})
    assert answer.headers["content-language"] == "fr"
    said = 'categories[0] : "BX" n’est pas accepté ; attendu : une valeur parmi : AF, BC, VAE, CFA'
    assert plain(problem(answer)["detail"]) == said


def test_the_faults_of_the_framework_stand_beside_ours(app: Any) -> None:
    provider = {"name": 1, "answers": {"complaints": "false"}}
    found = problem(sent(app, "/indicators?on=tomorrow", provider))["faults"]
    assert [(fault["path"], fault["value"], fault["code"]) for fault in found] == [
        ("on", "tomorrow", "date_from_datetime_parsing"),
        ("name", 1, "string_type"),
        ("categories", None, "present"),
        ("answers.complaints", "false", "yes-no"),
    ]
    assert found[1]["message"] == "Input should be a valid string"
    assert found[2]["message"] == "required but missing"


def test_what_is_no_json_has_no_path(app: Any) -> None:
    (fault,) = problem(sent(app, "/review?on=2024-12-03", b'{"certificate": '))["faults"]
    assert (fault["path"], fault["code"]) == ("", "json_invalid")


def test_a_day_that_no_known_rule_covers_is_refused_wherever_it_is_found(app: Any) -> None:
    found = problem(sent(app, "/indicators?on=2010-01-01", {"name": "a", "categories": ["AF"], "answers": {}}))
    assert [fault["code"] for fault in found["faults"]] == ["not-in-force"]

    def expires(cycles: list[AsJson[CertificationCycle]]) -> date:
        return cycles[0].expires

    own = answering(expires)
    assert sent(own, "/", [{"starts": "2023-02-02"}]).json() == "2026-02-01"
    assert problem(sent(own, "/", [{"starts": "2018-06-01"}, {}]))["faults"][0]["code"] == "not-in-force"
    assert problem(sent(own, "/", [{"starts": 1}, {}]))["faults"] == [
        {
            "path": "[0].starts",
            "value": 1,
            "message": "1 is not accepted; expected a date, such as 2023-02-02",
            "code": "day",
        },
        {"path": "[1].starts", "value": None, "message": "required but missing", "code": "present"},
    ]


def test_an_extra_that_is_missing_is_no_fault_of_the_request() -> None:
    def needs_more() -> None:
        raise MissingExtra("ids")

    assert sent(answering(needs_more), "/").status_code == 500


def test_the_schemas_are_those_of_the_documents(described: Any) -> None:
    post = described["paths"]["/review"]["post"]
    place = "#/components/schemas/qualiopi_rules"
    assert post["requestBody"]["content"]["application/json"]["schema"] == {"$ref": f"{place}.Dossier"}
    assert post["responses"]["200"]["content"]["application/json"]["schema"] == {"$ref": f"{place}.Review"}
    assert post["responses"]["422"]["content"] == {
        "application/problem+json": {"schema": {"$ref": f"{place}.Problem"}},
    }
    schemas = described["components"]["schemas"]
    assert schemas["qualiopi_rules.Dossier"]["x-title-fr"] == "Dossier"
    assert schemas["Provider"]["properties"]["answers"]["$ref"] == f"{place}.Answers"
    assert "qualiopi_rules.Provider" in schemas, "the class of ours of the same name has a place of its own"
    assert "HTTPValidationError" not in schemas
    assert "integer" not in json.dumps(schemas["qualiopi_rules.Citation"]), "no number stands for a source"


def test_a_class_that_is_in_no_document_has_its_name_alone() -> None:
    def take(edition: JsonBody[Referential]) -> None:
        """Take an edition."""

    schemas = answering(take).openapi()["components"]["schemas"]
    assert schemas["qualiopi_rules.Referential"] == {"title": "Referential"}


def validator(described: Any, name: str) -> Any:
    whole = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def test_every_reference_leads_somewhere_and_the_answers_fit(app: Any, described: Any, webinar: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    text = json.dumps(described)
    assert {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]} <= set(schemas)
    assert "qualiopi-rules.invalid" not in text
    assert validator(described, "qualiopi_rules.Dossier").is_valid(webinar)
    answer = sent(app, "/review?on=2024-12-03", webinar).json()
    assert validator(described, "qualiopi_rules.Review").is_valid(answer)
    refusal = sent(app, "/review?on=2024-12-03", {}).json()
    assert validator(described, "qualiopi_rules.Problem").is_valid(refusal)
    assert not validator(described, "qualiopi_rules.Dossier").is_valid({"answers": {"complaints": "false"}})


def echo(dossier: JsonBody[Dossier]) -> AsJson[Dossier]:
    return dossier


ECHO = answering(echo)


@pytest.mark.property
@settings(max_examples=10)
@given(dossiers())
def test_a_dossier_is_taken_and_given_back_as_it_is(dossier: Dossier) -> None:
    assert sent(ECHO, "/", unstructure(dossier)).json() == unstructure(dossier)


def test_a_description_is_made_once_and_without_a_class_of_ours_too() -> None:
    own = FastAPI()
    prepare_fastapi(own)
    assert list(own.openapi()["components"]["schemas"]) == ["qualiopi_rules.Problem"]
    assert own.openapi() is own.openapi()
