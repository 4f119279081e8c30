"""The examples of the documentation: a bilan that meets everything, and the CPF whole and by part."""

from __future__ import annotations

import json
from typing import Any

import pytest

from qualiopi_rules import Bilan
from qualiopi_rules.bilan.cpf import Cpf
from qualiopi_rules.bilan.cpf_platform import CpfListing, CpfOffer
from qualiopi_rules.bilan.cpf_request import CpfRequest
from qualiopi_rules.formats.json import structure
from tests.conftest import EXAMPLES


@pytest.fixture
def good(good_bilan: dict[str, Any]) -> Bilan:
    return structure(good_bilan, Bilan)


@pytest.fixture
def good_cpf() -> Cpf:
    return structure(json.loads((EXAMPLES / "cpf.json").read_text("utf-8")), Cpf)


@pytest.fixture
def request_(good_cpf: Cpf) -> CpfRequest:
    assert good_cpf.request is not None
    return good_cpf.request


@pytest.fixture
def listing(good_cpf: Cpf) -> CpfListing:
    assert good_cpf.listing is not None
    return good_cpf.listing


@pytest.fixture
def offer(good_cpf: Cpf) -> CpfOffer:
    assert good_cpf.offer is not None
    return good_cpf.offer
