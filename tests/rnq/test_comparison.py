"""What changed on 1 November 2026, for each category."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from qualiopi_rules import Category, InvalidInput, referential
from qualiopi_rules.rnq.comparison import compare
from qualiopi_rules.rnq.edition import Change
from qualiopi_rules.strategies import categories
from tests.checks import refused

SUBSTANCE = {1, 2, 3, 7, 12, 14, 15, 19, 20, 27, 30, 32}


def test_a_bilan_provider_looks_at_seven_indicators_again_in_substance_and_one_in_form() -> None:
    """Décret 2026-728, read on column 2° of the annex."""
    comparison = compare("2019", "2026", ["BC"])
    assert comparison.numbers("substance") == (1, 2, 12, 19, 27, 30, 32)
    assert comparison.numbers("form") == (31,)
    assert comparison.numbers(Change.NEW) == ()
    # Of the 22 of a bilan de compétences, those that no text touched.
    assert comparison.numbers("unchanged") == (4, 5, 6, 9, 10, 11, 17, 18, 21, 22, 23, 24, 25, 26)


def test_an_apprenticeship_centre_looks_at_every_change_and_at_the_new_indicator() -> None:
    comparison = compare("2019", "2026", ["CFA"])
    assert set(comparison.numbers("substance")) == SUBSTANCE
    assert comparison.numbers("form") == (31,)
    assert comparison.numbers("new") == (33,)
    new = comparison.changed[-1]
    assert (new.number, new.before) == (33, None)


@pytest.mark.property
@given(categories=categories())
def test_a_comparison_has_the_changed_indicators_of_the_columns_and_no_other(categories: frozenset[Category]) -> None:
    comparison = compare(referential(on="2026-10-31"), referential(on="2026-11-01"), categories)
    columns = {
        indicator.number for category in categories for indicator in referential(on="2026-11-01").of_category(category)
    }
    assert {each.number for each in comparison.changed} == (SUBSTANCE | {31, 33}) & columns
    for each in comparison.changed:
        assert each.after == referential(on="2026-11-01")[each.number]
        assert each.before == referential(on="2026-10-31").get(each.number)
        assert [citation.source.id for citation in each.citations] == ["decret-2026-728"]
        assert len(each.what) == 1


def test_a_comparison_is_rendered_in_words() -> None:
    lines = compare("2019", "2026", ["BC"]).explain("en").splitlines()
    assert lines[0] == "From edition 2019 to edition 2026, categories: BC"
    assert lines[-1].startswith("32  Continuous improvement and risk analysis (in substance): the measures become")
    assert len(lines) == 9
    assert compare("2019", "2026", ["BC"]).explain().startswith("De l’édition 2019")


@pytest.mark.parametrize(("before", "after"), [("2026", "2019"), ("2019", "2019"), ("2026", "2026")])
def test_the_second_edition_is_the_later_one(before: str, after: str) -> None:
    with refused(f"after: .*later than {before}"):
        compare(before, after, ["BC"])


def test_every_argument_that_does_not_hold_is_reported_together() -> None:
    wrong: Any = 2026
    with pytest.raises(InvalidInput) as refusal:
        compare("2020", wrong, "BC")
    assert [fault.path for fault in refusal.value.faults] == ["before", "after", "categories"]


def test_what_is_no_kind_of_change_is_refused() -> None:
    with refused("change: .*unchanged, form, substance, new"):
        compare("2019", "2026", ["BC"]).numbers("deep")
