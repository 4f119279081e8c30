"""The classes of the package: their values are made with the names of their fields, in whatever order."""

from __future__ import annotations

import attrs
import pytest

from qualiopi_rules import audit
from qualiopi_rules.audit.mock_audit_outcome import Outcomes
from tests.checks import classes_of

LISTED = [each for each in classes_of(audit) if each is not Outcomes and not each.__name__.startswith("_")]


@pytest.mark.parametrize("cls", LISTED, ids=lambda cls: cls.__name__)
def test_a_value_is_made_with_the_names_of_its_fields(cls: type[attrs.AttrsInstance]) -> None:
    """A field that comes later, wherever it stands, then changes nothing for who makes one already."""
    assert [field.name for field in attrs.fields(cls) if not field.kw_only] == []
