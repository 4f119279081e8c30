"""What needs no explanation of its own is explained by what it holds: its subject, days, values and sources."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from pendulum import Date

from qualiopi_rules.dossier import Explanation, Fact
from qualiopi_rules.dossier.plain_explanation import explain_plainly
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.months import month_convention

NAMES = ["code", "status", "outcome", "reason", "number", "id", "shape", "stage"]


def explained(name: str = "Result", /, **held: Any) -> Explanation:
    """A result with some fields, explained; what it holds is no result itself."""
    result = attrs.make_class(name, [*held])(**held)
    return explain_plainly(result, {"fr": "dit", "en": "said"}.__getitem__, lambda _: None)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_about_the_first_of_its_fields_that_says_so_and_is_filled(name: str) -> None:
    after = NAMES[NAMES.index(name) :]
    assert explained(**{each: each for each in reversed(after)}).about == name
    assert explained(**{**dict.fromkeys(NAMES), name: 3}).about == "3"


def test_it_is_about_nothing_where_no_field_says_so() -> None:
    assert explained(title="first").about == ""


def test_it_has_the_name_of_its_class_the_words_of_its_result_and_the_days_that_a_caller_gave() -> None:
    made = explained("FollowUp", on=Date(2024, 1, 1), ended=Date(2023, 6, 1), until=Date(2025, 1, 1))
    assert (made.code, made.conclusion.fr, made.conclusion.en) == ("follow-up", "dit", "said")
    assert made.facts == (Fact("on", "2024-01-01"), Fact("ended", "2023-06-01"))
    assert explained(on=None, ended="2023-06-01").facts == ()


def test_it_has_the_values_and_the_sources_that_stand_in_its_fields_or_in_a_series() -> None:
    used, cited = dated("cycle/cycle", "validity").used_on(Date(2023, 2, 2)), month_convention()
    made = explained(value=used, sources=(cited, "text"), others=[used])
    assert (made.values, made.citations, made.parts) == ((used,), (cited,), ())
