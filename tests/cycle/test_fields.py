"""The classes of the package: how their values are made."""

from __future__ import annotations

import attrs
import pytest

from qualiopi_rules import Certificate, cycle
from qualiopi_rules.cycle import Extension, MissedSurveillance, Transfer, TransferCheck
from tests.checks import classes_of

LISTED = [Certificate, Extension, MissedSurveillance, Transfer, TransferCheck]
"""All but those that are as short as a day, a number or a pair, and what printed days are read as."""


@pytest.mark.parametrize("cls", LISTED, ids=lambda cls: cls.__name__)
def test_a_value_is_made_with_the_names_of_its_fields(cls: type[attrs.AttrsInstance]) -> None:
    """A field that comes later, wherever it stands, then changes nothing for who makes one already."""
    assert [field.name for field in attrs.fields(cls) if not field.kw_only] == []


def test_a_longer_value_is_listed_here() -> None:
    short = {"CertificationCycle", "CycleStatus", "NDA", "PrintedDays", "Reading", "SIREN", "SIRET"}
    assert {each.__name__ for each in classes_of(cycle)} - short == {each.__name__ for each in LISTED}
