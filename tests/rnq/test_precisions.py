"""The indicators with precisions for a category: six announced by a certifier, then the points of version 9."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Category, InvalidInput, NotInForce, referential
from qualiopi_rules.rnq import category_precisions, guide_notes
from qualiopi_rules.strategies import audit_days
from tests.texts import DEDUCED, GUIDE, PRACTICE, VERBATIM, cited, rule

V9_REQUIRED = Date(2024, 3, 8)


def test_six_for_a_bilan_from_the_webinar_on_and_seven_since_version_9() -> None:
    """The six are those of version 9 but for 1, whose point for a bilan is probably later."""
    assert category_precisions("BC", on="2023-02-28") is None
    before, after = category_precisions("BC", on="2023-03-01"), category_precisions("BC", on=V9_REQUIRED)
    assert before is not None
    assert after is not None
    assert before.value == (4, 5, 9, 10, 17, 30)
    assert (str(before.since), str(before.until)) == ("2023-03-01", "2024-03-07")
    assert cited(before.citation) == ("webinar-2023", PRACTICE, DEDUCED)
    assert after.value == (1, *before.value)
    assert (after.since, after.until) == (V9_REQUIRED, None)
    assert cited(after.citation) == ("guide-v9", GUIDE, VERBATIM)


@pytest.mark.parametrize("category", [Category.AF, Category.VAE, Category.CFA])
def test_before_version_9_none_are_known_for_another_category(category: Category) -> None:
    assert category_precisions(category, on="2023-03-01") is None
    assert category_precisions(category, on="2024-03-07") is None
    assert category_precisions(category, on=V9_REQUIRED) is not None


def test_the_six_are_the_only_data() -> None:
    assert rule("rnq/precisions", "bilan") == [
        ([4, 5, 9, 10, 17, 30], "2023-03-01", None, ("webinar-2023", PRACTICE, DEDUCED))
    ]


@pytest.mark.property
@given(category=st.sampled_from(Category), day=audit_days())
def test_since_version_9_they_are_those_with_a_point_of_the_guide_for_the_category(
    category: Category, day: Date
) -> None:
    found = category_precisions(category, on=day)
    if day < V9_REQUIRED:
        assert found is None or category is Category.BC
        return
    column = [indicator.number for indicator in referential(on=day).of_category(category)]
    assert found is not None
    assert found.value == tuple(number for number in column if guide_notes(number).points_for(category))


def test_what_does_not_hold_is_refused() -> None:
    wrong: Any = "XX"
    with pytest.raises(InvalidInput) as refusal:
        category_precisions(wrong, on="soon")
    assert [fault.path for fault in refusal.value.faults] == ["category", "on"]
    with pytest.raises(NotInForce):
        category_precisions("BC", on="2019-06-08")
