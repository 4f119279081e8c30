"""Words in two languages take the parameters that they have places for."""

from __future__ import annotations

import pytest

from qualiopi_rules.core.errors import InvalidInput
from qualiopi_rules.core.words import Words

DAY = Words("le {day:day}", "on {day:day}")


@pytest.mark.parametrize(
    "params",
    [{"days": "2023-02-02"}, {"day": "2023-02-30"}, {"day": 3}],
)
def test_parameters_that_are_not_those_of_the_words_are_refused_together(params: dict[str, str | int]) -> None:
    with pytest.raises(InvalidInput) as caught:
        DAY.say("fr", **params)
    (fault,) = caught.value.faults
    assert (fault.path, fault.value, fault.expected, fault.params) == ("params", params, "message-params", {})
    assert caught.value.__suppress_context__  # how they are filled in says nothing to a caller


def test_words_are_said_in_either_language_and_in_english_where_none_is_named() -> None:
    assert DAY.say("fr", day="2023-02-02") == "le 2 février 2023"
    assert DAY.say("en", day="2023-02-02") == DAY.say(day="2023-02-02") == "on 2 February 2023"


def test_a_parameter_without_a_place_is_left_out() -> None:
    assert DAY.say("en", day="2023-02-02", site="here") == "on 2 February 2023"
