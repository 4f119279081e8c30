"""What a refused value was obviously meant to be is asked for; where two readings are as likely, nothing is."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import pytest
from hypothesis import given, strategies as st

from qualiopi_rules import Category, CertificationCycle, InvalidInput
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue, UnknownField
from qualiopi_rules.formats.json import structure
from qualiopi_rules.rnq import AuditKind
from tests.checks import plain


class Long(StrEnum):
    """Names that may be misspelt."""

    VALID_UNTIL = "valid_until"
    FIRST_ISSUE = "first_issue"
    ETE = "été"


def suggestion(fault: object) -> str | None:
    assert isinstance(fault, InvalidValue)
    return fault.suggestion


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("31/08/2024", "2024-08-31"),
        ("31-08-2024", "2024-08-31"),
        ("31.8.2024", "2024-08-31"),
        ("31 / 08 / 2024", "2024-08-31"),
        ("2024 - 08 - 31", "2024-08-31"),
        ("05/06/2024", "2024-06-05"),  # the order of a French reader
        (" 2024-08-31 ", "2024-08-31"),
        ("2024-8-31", "2024-08-31"),
        ("2024/08/31", "2024-08-31"),
        ("20240831", "2024-08-31"),
        ("31 août 2024", "2024-08-31"),
        ("1er Février 2024", "2024-02-01"),
        ("3 May 2024", "2024-05-03"),
        ("31 aout", None),
        ("31 brumaire 2024", None),
        (20240831, "2024-08-31"),
        ("08/31/2024", None),  # no day in that order, and the other one would be a guess
        ("31/02/2024", None),
        ("2024-02-30", None),
        ("31/08/24", None),
        ("2024831", None),
        ("31082024", None),
        ("2024-W35-6", None),
        ("tomorrow", None),
        (True, None),
        (None, None),
        (20240831.0, None),
        (["2024-08-31"], None),
    ],
)
def test_a_day(value: object, meant: str | None) -> None:
    assert suggestion(converters.day(value)) == meant  # type: ignore[arg-type]


@pytest.mark.property
@given(st.dates(date(1000, 1, 1)))
def test_every_french_day_is_the_day_it_says_and_is_refused_all_the_same(day: date) -> None:
    assert suggestion(converters.day(day.strftime("%d/%m/") + f"{day.year:04}")) == day.isoformat()


MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}


@pytest.mark.parametrize("names", MONTHS.values(), ids=MONTHS)
def test_a_month_may_be_in_the_letters_of_either_language(names: str) -> None:
    for number, name in enumerate(names.split(" "), 1):
        assert suggestion(converters.day(f"2 {name} 2024")) == f"2024-{number:02}-02"


ANSWERS = {
    "oui": "true",
    "Oui ": "true",
    "yes": "true",
    "vrai": "true",
    "TRUE": "true",
    "non": "false",
    "NO": "false",
    "faux": "false",
    "False": "false",
    "x": None,
    "": None,
    "1": None,
    "oui et non": None,
}


@pytest.mark.parametrize(("value", "meant"), ANSWERS.items())
def test_an_answer(value: str, meant: str | None) -> None:
    for fault in (converters.answer(value), converters.yes_or_no(value), converters.day_or_answer(value)):  # type: ignore[arg-type]
        assert suggestion(fault) == meant
    assert suggestion(InvalidValue("", value, "one-of", choices="true, false")) == meant


def test_what_was_done_may_have_a_day() -> None:
    assert suggestion(converters.day_or_answer("31/08/2024")) == "2024-08-31"


@pytest.mark.parametrize(
    ("value", "least_one", "least_zero"),
    [
        ("120", "120", "120"),
        ("1", "1", "1"),
        (" 1 200", "1200", "1200"),
        ("0", None, "0"),
        ("1.5", None, None),
        ("-3", None, None),
        ("two", None, None),
        (-3, None, None),
        ("9" * 5_000, None, None),
        ("\u0661", None, None),
    ],
)
def test_a_number(value: object, least_one: str | None, least_zero: str | None) -> None:
    assert suggestion(converters.count(value)) == least_one  # type: ignore[arg-type]
    assert suggestion(converters.amount(value)) == least_zero  # type: ignore[arg-type]
    assert suggestion(InvalidValue("", value, "integer")) == least_zero


@pytest.mark.parametrize(
    ("value", "meant"),
    [("bc", "BC"), (" BC", "BC"), ("vae", "VAE"), ("b c", "BC"), ("BX", None), ("CF", None), ("", None), (1, None)],
)
def test_a_code(value: object, meant: str | None) -> None:
    """Two short codes are always near each other: only the letters themselves are a sign."""
    assert suggestion(converters.one_of(Category, value)) == meant  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("validUntil", "valid_until"),
        ("valid-until", "valid_until"),
        ("valid_untill", "valid_until"),
        ("firstissue", "first_issue"),
        ("ETE", "été"),
        ("until", None),
        ("certificate", None),
    ],
)
def test_a_name(value: str, meant: str | None) -> None:
    assert suggestion(converters.one_of(Long, value)) == meant
    field = UnknownField(f"dossiers[0].{value}", None, "known-field", cls="Long", choices=", ".join(Long))
    assert field.suggestion == meant


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("BC", '["BC"]'),
        ("bc, AF", '["BC", "AF"]'),
        ("AF;BC", '["AF", "BC"]'),
        ("AF et BC", None),
        ("AF,", None),
        ({"BC": True}, None),
    ],
)
def test_a_list(value: object, meant: str | None) -> None:
    assert suggestion(converters.members(Category, value)) == meant  # type: ignore[arg-type]


@pytest.mark.parametrize(("value", "choices"), [("-", ""), ("—", "valid_until, "), ("?!", "_, -"), ("", "")])
def test_a_name_without_a_letter_is_meant_by_nothing(value: str, choices: str) -> None:
    """Columns may have no title: that is nothing that a person is asked whether it was meant."""
    assert InvalidValue("", value, "column", choices=choices).suggestion is None
    assert InvalidValue("", f"{value},", "list-of", choices=choices).suggestion is None


@pytest.mark.parametrize(("value", "near"), [("hald", "held"), ("helt", "held"), ("hel", None), ("hexdx", None)])
def test_a_name_of_four_letters_may_have_one_that_is_wrong(value: str, near: str | None) -> None:
    assert InvalidValue("", value, "one-of", choices="held, mock").suggestion == near


@pytest.mark.parametrize(
    ("expected", "params"),
    [
        ("column", {}),
        ("duration-table", {}),
        ("known-field", {"cls": "Dossier"}),
        ("near-code", {}),
        ("one-of", {}),
        ("profile", {}),
        ("reason", {}),
        ("suspension-delay", {}),
    ],
)
def test_wherever_one_name_among_several_is_expected_the_nearest_is_suggested(
    expected: str, params: dict[str, str | int]
) -> None:
    fault = InvalidValue("", "helt", expected, choices="held, mock", **params)
    assert fault.suggestion == "held"
    assert str(fault).endswith("; did you mean held?")


def test_names_are_suggested_with_their_own_letters() -> None:
    assert suggestion(converters.members(Long, "ETE, validUntil")) == '["été", "valid_until"]'


def test_a_text_of_more_than_eighty_characters_is_no_day_that_somebody_meant() -> None:
    for width, meant in ((80, "2024-08-31"), (81, None)):
        assert suggestion(converters.day("31/08/2024".rjust(width))) == meant


def test_among_more_than_five_thousand_letters_of_names_none_is_meant() -> None:
    for width, meant in ((5_000, "valid_until"), (5_001, None)):
        choices = "valid_until, ".ljust(width, "x")
        assert InvalidValue("", "validUntil", "one-of", choices=choices).suggestion == meant


def test_a_number_in_place_of_a_text_is_looked_at_up_to_the_digits_of_a_day() -> None:
    for value, meant in ((99_999_999, "99999999"), (100_000_000, None)):
        assert InvalidValue("", value, "one-of", choices="99999999, 100000000").suggestion == meant


def test_of_toml_a_line_or_what_a_list_goes_on_with_is_suggested() -> None:
    problem = "syntax:1:5"
    assert InvalidValue("", "a = oui", "toml", problem=problem).suggestion == "a = true"
    assert InvalidValue("", "BC,", "toml", problem=problem).suggestion is None
    assert InvalidValue("", "BC,", "toml-item", problem=problem).suggestion == '"BC",'
    assert InvalidValue("", "a = oui", "toml-item", problem=problem).suggestion is None


def test_nothing_is_suggested_for_a_value_that_another_one_would_only_replace() -> None:
    assert InvalidValue("", "2023-02-02", "text").suggestion is None
    assert InvalidValue("categories", "BC", "category-of-indicator", choices="AF, CFA").suggestion is None


def test_a_suggestion_is_a_question_in_both_languages() -> None:
    fault = InvalidValue("first_issue", "31/08/2024", "day")
    assert str(fault) == (
        'first_issue: "31/08/2024" is not accepted; expected a date, such as 2023-02-02; did you mean 2024-08-31?'
    )
    assert plain(fault.message("fr")) == (
        '"31/08/2024" n’est pas accepté ; attendu : une date, comme 2023-02-02 ; vouliez-vous dire 2024-08-31 ?'
    )


def test_an_unknown_field_of_an_input_is_compared_with_those_that_are_known() -> None:
    with pytest.raises(InvalidInput) as caught:
        structure({"start": "2023-02-02"}, CertificationCycle)
    assert [(fault.path, fault.suggestion) for fault in caught.value.faults if fault.suggestion] == [
        ("start", "starts")
    ]


@pytest.mark.parametrize("kind", AuditKind)
def test_what_is_suggested_is_accepted(kind: AuditKind) -> None:
    fault = converters.one_of(AuditKind, f" {kind.upper()} ")
    assert converters.one_of(AuditKind, suggestion(fault) or "") is kind
