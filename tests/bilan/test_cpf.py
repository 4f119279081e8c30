"""A bilan that the CPF pays for: its three parts together."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import InvalidInput
from qualiopi_rules.bilan.cpf import Cpf
from qualiopi_rules.bilan.cpf_platform import CpfListing, CpfOffer
from qualiopi_rules.bilan.cpf_request import EarlierBilan, first_cpf_request
from qualiopi_rules.formats.json import structure, unstructure
from qualiopi_rules.strategies import bilan_days, cpfs
from tests.bilan.checks import DAY
from tests.checks import refused
from tests.conftest import EXAMPLES


def test_what_meets_everything_has_no_finding(good_cpf: Cpf) -> None:
    assert good_cpf.check(on=DAY) == ()
    assert Cpf().check(on=DAY) == ()


class TestInput:
    def test_a_day_that_is_none_is_refused(self, listing: CpfListing, offer: CpfOffer) -> None:
        calls: tuple[Any, ...] = (
            lambda: Cpf().check(on="soon"),
            lambda: listing.conditions(on="soon"),
            lambda: offer.conditions(on="soon"),
            lambda: EarlierBilan(financed_on=DAY).is_public(on="soon"),
        )
        for call in calls:
            with refused("on: "):
                call()
        with pytest.raises(InvalidInput) as refusal:
            first_cpf_request("soon", on="later")
        assert [fault.path for fault in refusal.value.faults] == ["financed_on", "on"]

    @pytest.mark.parametrize(("part", "name"), [("request", "rights"), ("offer", "price")])
    def test_an_amount_is_named_with_its_unit_only(self, part: str, name: str) -> None:
        example = json.loads((EXAMPLES / "cpf.json").read_text("utf-8"))
        example[part][name] = example[part].pop(f"{name}_cents")
        with refused(f"{part}.{name}: "):
            structure(example, Cpf)

    @pytest.mark.property
    @given(cpf=cpfs())
    def test_it_goes_through_json_unchanged(self, cpf: Cpf) -> None:
        assert structure(json.loads(json.dumps(unstructure(cpf))), Cpf) == cpf


@pytest.mark.property
@given(cpf=cpfs(), day=bilan_days(), where=st.sampled_from(["", "bilans[0].cpf"]))
def test_every_finding_says_where_and_why_in_both_languages(cpf: Cpf, day: Date, where: str) -> None:
    for found in cpf.check(on=day, where=where):
        assert found.where in {f"{where}.{part}".lstrip(".") for part in ("request", "listing", "offer")}
        assert found.citation.source.title
        assert "{" not in found.message("fr") + found.message("en")
        assert {type(value) for _, value in found.params} <= {str, int}
    parts = () if cpf.request is None else cpf.request.conditions()
    assert all(each.say("fr") != each.say("en") for each in parts)
