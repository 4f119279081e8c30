"""The columns that have a name, however a file writes it."""

from __future__ import annotations

import pytest

from qualiopi_rules.formats.column_names import columns_named


@pytest.mark.parametrize(
    "column",
    [
        *("valid_until", " valid_until ", "Valid_Until", "VALID_UNTIL", "valid until", "valid-until", "validUntil"),
        *("\ufeffvalid_until", '"valid_until"', "valid_until\xa0", "välid_until"),
    ],
)
def test_spaces_capital_letters_accents_and_signs_do_not_count(column: str) -> None:
    assert columns_named("valid_until", columns=["number", column]) == [column]


@pytest.mark.parametrize("column", ["", " ", "valid", "valid_until_2", "until_valid", "valid_untill", "_"])
def test_other_letters_and_digits_do(column: str) -> None:
    assert columns_named("valid_until", columns=[column]) == []


def test_a_column_of_the_very_name_is_the_one() -> None:
    assert columns_named("number", columns=["Number", "number", "number "]) == ["number"]
    assert columns_named("number", columns=["Number", "number "]) == ["Number", "number "]
    assert columns_named("number", columns=["number", "number"]) == ["number", "number"]


def test_a_thing_may_have_several_names() -> None:
    assert columns_named("siren", "Code SIREN", columns=["code siren", "SIREN"]) == ["code siren", "SIREN"]
    assert columns_named("siren", "Code SIREN", columns=["Code SIREN", "SIREN"]) == ["Code SIREN"]


@pytest.mark.parametrize("name", ["°", "%", " "])
def test_a_name_of_signs_alone_is_that_name_only(name: str) -> None:
    assert columns_named(name, columns=["", "_", "#", name]) == [name]
