"""The OpenAPI document says what the service takes and gives; `test_schemathesis` tries it on requests at random."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from starlette.testclient import TestClient

from qualiopi_rules.service import openapi_document
from qualiopi_rules.service.operations import OPERATIONS
from qualiopi_rules.service.problems import STATUSES
from qualiopi_rules.service.request_schemas import references
from tests.checks import refused

DOCUMENT = openapi_document("en")


def validator(part: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """What checks a value against a schema of the document."""
    return jsonschema_rs.Draft202012Validator({**part, "components": DOCUMENT["components"]}, validate_formats=True)


def test_every_reference_leads_to_a_schema_and_every_schema_is_used() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert set(references(DOCUMENT)) == set(schemas) | {"lang", "format"}


def test_all_addresses_are_there() -> None:
    assert set(DOCUMENT["paths"]) == {
        *(f"/{name}" for name in OPERATIONS),
        *("/", "/health", "/openapi.json", "/vectors", "/vectors/{name}"),
    }


@pytest.mark.parametrize("form", ["json", "references"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_requests_and_answers_are_as_it_says(
    name: str, form: str, client: TestClient, bodies: dict[str, dict[str, Any]]
) -> None:
    said = DOCUMENT["paths"][f"/{name}"]["post"]
    asks = validator(said["requestBody"]["content"]["application/json"]["schema"])
    gives = validator(said["responses"]["200"]["content"]["application/json"]["schema"])
    assert asks.is_valid(bodies[name])
    found = client.post(f"/{name}?format={form}", json=bodies[name]).json()
    assert gives.is_valid(found)
    assert not gives.is_valid({**found, "more": 1})
    assert not gives.is_valid({})


def test_a_problem_is_as_it_says(client: TestClient) -> None:
    check = validator(DOCUMENT["components"]["schemas"]["Problem"])
    assert check.is_valid(client.post("/cycle", json={"starts": [1], "on": 1e3}).json())
    assert check.is_valid(client.get("/nothing").json())


def test_the_statuses_of_an_operation_are_those_of_its_problems() -> None:
    statuses = {str(status) for status in STATUSES.values()}
    assert set(DOCUMENT["paths"]["/cycle"]["post"]["responses"]) == {"200", *statuses}
    assert set(DOCUMENT["paths"]["/vectors"]["get"]["responses"]) == {"200", "400", "405", "500", "503"}
    assert "404" in DOCUMENT["paths"]["/vectors/{name}"]["get"]["responses"]


def test_it_is_in_both_languages(client: TestClient) -> None:
    french = client.get("/openapi.json").json()
    assert french == json.loads(json.dumps(openapi_document("fr")))
    assert french["paths"]["/review"]["post"]["summary"] == "Revue d’un dossier"
    assert client.get("/openapi.json?lang=en").json()["paths"]["/review"]["post"]["summary"] == "Review of a dossier"


def test_a_language_that_is_not_known_is_refused() -> None:
    locale: Any = "de"
    with refused("locale: "):
        openapi_document(locale)
