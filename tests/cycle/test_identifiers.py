"""Declaration numbers, SIREN and SIRET: a right shape, and nothing more."""

from __future__ import annotations

import pickle
import re
import sys
from typing import Any

import pytest
from hypothesis import example, given, strategies as st
from stdnum import luhn
from stdnum.fr import siren, siret

from qualiopi_rules import InvalidInput, QualiopiError
from qualiopi_rules.core.errors import MissingExtra
from qualiopi_rules.cycle import NDA, SIREN, SIRET
from qualiopi_rules.cycle.identifiers import nda_of, siren_of, siret_of
from tests.strategies import ndas

SEPARATORS = [" ", ".", "-", "\t", "\u00a0", "\u202f"]
"""What stands between the groups of a number: the last two are the spaces of French typography."""

LA_POSTE = "356000000"


# --- NDA


@pytest.mark.parametrize(
    "written",
    [
        "11755993375",
        "11 75 59933 75",
        "11.75.59933.75",
        "11-75-59933-75",
        " 11 75 59933 75\n",
        "11\u00a075\u00a059933\u00a075",
    ],
)
def test_a_declaration_number_is_eleven_digits_however_they_are_grouped(written: str) -> None:
    """Usage: eleven digits, written 11 75 59933 75 or without spaces."""
    nda = NDA(written)
    assert nda.digits == "11755993375"
    assert str(nda) == "11 75 59933 75"
    assert nda == NDA("11755993375")
    assert hash(nda) == hash(NDA("11755993375"))


@pytest.mark.parametrize(
    "value",
    [
        "",
        "1175599337",
        "117559933751",
        "1175599337A",
        "11/75/59933/75",
        "11_75_59933_75",
        "١١٧٥٥٩٩٣٣٧٥",
        11755993375,
        b"11755993375",
        None,
        ["11755993375"],
    ],
)
def test_what_is_not_eleven_digits_is_no_declaration_number(value: Any) -> None:
    """A text of eleven decimal digits: neither a number, which loses a leading zero, nor digits of other scripts."""
    with pytest.raises(InvalidInput) as caught:
        NDA(value)
    assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [("digits", value, "nda")]


def test_a_leading_zero_is_a_digit_like_the_others() -> None:
    """What the digits mean is not established: all of them are kept."""
    assert str(NDA("01 97 00001 23")) == "01 97 00001 23"


@st.composite
def grouped(draw: st.DrawFn, length: int) -> tuple[str, str]:
    """Digits, and the same in groups with one separator between two of them; more than one digit after a point."""
    digits = draw(st.text("0123456789", min_size=length, max_size=length))
    written, rest, least = "", digits, 1
    while len(rest) > 3 and draw(st.booleans()):
        size, separator = draw(st.integers(least, len(rest) - 2)), draw(st.sampled_from(SEPARATORS))
        written, rest, least = written + rest[:size] + separator, rest[size:], 2 if separator == "." else 1
    return digits, written + rest


@pytest.mark.property
@given(grouped(11), st.sampled_from(["", " ", "\n", "\u00a0"]))
def test_the_separators_between_groups_do_not_matter(numbers: tuple[str, str], around: str) -> None:
    digits, written = numbers
    assert NDA(f"{around}{written}{around}").digits == digits


@pytest.mark.property
@given(st.text("0123456789 .-", max_size=20))
@example("11 75 12345 67")
def test_only_eleven_digits_make_a_declaration_number(written: str) -> None:
    """Any other count of digits is refused, and so is a sign, a separator that is doubled or a digit after a point."""
    try:
        digits = NDA(written).digits
    except InvalidInput:
        return
    assert len(digits) == 11
    assert digits == "".join(filter(str.isdigit, written))
    assert not re.search(r"\.[0-9]?(?![0-9])|[.-]{2}|^\s*[.-]|[.-]\s*$", written)


THROUGH_A_SPREADSHEET = [".0", ",0", ",00", "E+10", "e10"]
"""What a number that was read as a number ends with."""


@pytest.mark.property
@given(st.integers(10**8, 10**14), st.sampled_from(THROUGH_A_SPREADSHEET), st.sampled_from(["", "-", "+"]))
def test_a_number_that_went_through_a_spreadsheet_is_refused(number: int, end: str, sign: str) -> None:
    """It may have lost a leading zero: `1973012345.0` would become another number."""
    for kind in (NDA, SIREN, SIRET):
        for written in (f"{sign}{number}{end}", f"{number:e}"):
            with pytest.raises(InvalidInput):
                kind(written)


@pytest.mark.parametrize("written", ["-11755993375", "+11755993375", "11--755993375", "11755993375-", ".11755993375"])
def test_a_sign_or_a_doubled_separator_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput):
        NDA(written)


@pytest.mark.property
@given(ndas())
def test_a_declaration_number_is_read_back_from_its_words(nda: NDA) -> None:
    """Its usual writing has all of it, in groups of two, two, five and two."""
    assert NDA(str(nda)) == nda
    assert [len(group) for group in str(nda).split()] == [2, 2, 5, 2]


def test_a_field_takes_a_declaration_number_as_object_or_text_or_none() -> None:
    nda = NDA("11755993375")
    assert nda_of(nda) is nda
    assert nda_of("11 75 59933 75") == nda
    assert nda_of(None) is None


@pytest.mark.parametrize("value", ["1175599337", "", 11755993375])
def test_a_field_hands_a_wrong_declaration_number_back_as_a_fault(value: Any) -> None:
    """It does not raise, so that the other faults of the object are reported with it."""
    fault: Any = nda_of(value)
    assert (fault.value, fault.expected) == (value, "nda")


@pytest.mark.parametrize(
    ("number", "same"), [("11 75 59933 75", True), ("01 97 00001 97", True), ("11 75 59933 76", False)]
)
def test_the_department_usually_stands_in_it_twice(number: str, *, same: bool) -> None:
    """On 25 of 25 real numbers; no text states it, so another one is taken all the same."""
    assert NDA(number).same_department is same


# --- SIREN and SIRET


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        (LA_POSTE, LA_POSTE),
        ("356 000 000", LA_POSTE),
        ("356.000.000", LA_POSTE),
        ("356-000-000", LA_POSTE),
        ("356\u00a0000\u00a0000", LA_POSTE),
        # the examples of the documentation of python-stdnum
        ("404833048", "404833048"),
        ("552 008 443", "552008443"),
        ("732829320", "732829320"),
    ],
)
def test_a_siren_is_nine_digits(written: str, digits: str) -> None:
    assert SIREN(written).digits == digits
    assert str(SIREN(written)) == digits
    assert SIREN(written) == SIREN(digits)


@pytest.mark.parametrize("right", [LA_POSTE, "404833048", "732829320"])
def test_a_wrong_digit_is_seen(right: str) -> None:
    """The check digit finds every single wrong digit."""
    wrong = {
        right[:place] + digit + right[place + 1 :]
        for place in range(9)
        for digit in "0123456789"
        if digit != right[place]
    }
    for digits in wrong:
        with pytest.raises(InvalidInput) as caught:
            SIREN(digits)
        assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
            ("digits", digits, "siren")
        ]


@pytest.mark.parametrize(
    "value", ["", "40483304", "4048330480", "40483304X", "404833047", 404833048, b"404833048", None, ["404833048"]]
)
def test_what_is_no_siren_is_refused(value: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        SIREN(value)
    assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [("digits", value, "siren")]


@pytest.mark.parametrize(
    ("written", "digits", "siren"),
    [
        ("73282932000074", "73282932000074", "732829320"),
        ("732 829 320 00074", "73282932000074", "732829320"),
        ("732.829.320-00074", "73282932000074", "732829320"),
        # La Poste: the check digit for its head office, the sum of the digits by fives for its other establishments
        ("356 000 000 00048", "35600000000048", LA_POSTE),
        ("35600000009075", "35600000009075", LA_POSTE),
    ],
)
def test_a_siret_is_a_siren_and_five_digits(written: str, digits: str, siren: str) -> None:
    siret = SIRET(written)
    assert siret.digits == digits
    assert str(siret) == digits
    assert siret.siren == SIREN(siren)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "73282932000079",  # the check digit
        "7328293200007",
        "732829320000740",
        "7328293200007A",
        "732829320",  # a SIREN
        "35600000009076",  # La Poste, a sum of 36
        73282932000074,
        b"73282932000074",
        None,
    ],
)
def test_what_is_no_siret_is_refused(value: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        SIRET(value)
    assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [("digits", value, "siret")]


@pytest.mark.parametrize(("take", "length"), [(siren_of, 9), (siret_of, 14)])
def test_a_number_has_its_length_whatever_its_check_digit(take: Any, length: int) -> None:
    """The check digit of zeros is right, however many there are."""
    assert [count for count in range(20) if isinstance(take("0" * count), SIREN | SIRET)] == [length]


@pytest.mark.parametrize(("cls", "digits"), [(SIREN, LA_POSTE), (SIRET, "35600000000048")])
def test_without_its_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, cls: type[Any], digits: str) -> None:
    """`pip install qualiopi-rules[ids]` brings python-stdnum; declaration numbers do without."""
    for module in ("stdnum", "stdnum.exceptions", "stdnum.fr"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra) as caught:
        cls(digits)
    assert caught.value.extra == "ids"
    assert isinstance(caught.value, QualiopiError)
    assert isinstance(caught.value, ImportError)
    for said in (str(caught.value), caught.value.say("fr"), caught.value.say("en")):
        assert 'pip install "qualiopi-rules[ids]"' in said
    assert caught.value.say("fr") != caught.value.say("en")
    assert NDA("11755993375").digits == "11755993375"


@pytest.mark.parametrize(
    ("take", "cls", "right", "wrong", "code"),
    [
        (siren_of, SIREN, LA_POSTE, "356000001", "siren"),
        (siret_of, SIRET, "35600000000048", "35600000000049", "siret"),
    ],
)
def test_a_field_takes_a_number_as_object_or_text_or_none_and_hands_a_wrong_one_back(
    take: Any, cls: Any, right: str, wrong: str, code: str
) -> None:
    number = cls(right)
    assert take(number) is number
    assert take(right) == number
    assert take(None) is None
    fault = take(wrong)
    assert (fault.value, fault.expected) == (wrong, code)


@st.composite
def nearly_right(draw: st.DrawFn, length: int) -> str:
    """Digits whose check digit is right, or one of them another; those of La Poste too."""
    start = draw(st.sampled_from(["", LA_POSTE[: length - 1], LA_POSTE]))
    rest = length - 1 - len(start)
    digits = start + draw(st.text("0123456789", min_size=rest, max_size=rest)) if rest > 0 else start[: length - 1]
    digits += luhn.calc_check_digit(digits)
    place, digit = draw(st.integers(0, length - 1)), draw(st.sampled_from("0123456789"))
    return draw(st.sampled_from([digits, digits[:place] + digit + digits[place + 1 :]]))


@pytest.mark.property
@given(st.one_of(nearly_right(9), nearly_right(14), st.text("0123456789", max_size=15)))
@example("35600000009075")
@example("35600000009079")
@example("35600000000048")
@example("73282932000074")
def test_a_number_is_taken_when_the_library_takes_it(digits: str) -> None:
    """Most are looked at without it, which is faster: it has the last word on what is right."""
    for cls, take, module in ((SIREN, siren_of, siren), (SIRET, siret_of, siret)):
        assert isinstance(take(digits), cls) == module.is_valid(digits)


# --- Values


@pytest.mark.parametrize(
    "number", [NDA("11755993375"), SIREN(LA_POSTE), SIRET("35600000000048")], ids=["nda", "siren", "siret"]
)
def test_a_number_is_a_value(number: Any) -> None:
    """Equal and hashed by its digits, pickled, and not changed."""
    same = type(number)(" ".join(number.digits))
    assert {number, same} == {number}
    assert pickle.loads(pickle.dumps(number)) == number
    assert number != number.digits
    with pytest.raises(AttributeError):
        number.digits = "0"


@pytest.mark.parametrize(
    ("make", "code"), [(NDA, "nda"), (SIREN, "siren"), (SIRET, "siret")], ids=["nda", "siren", "siret"]
)
def test_a_refusal_speaks_both_languages(make: Any, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        make("12")
    (fault,) = caught.value.faults
    assert fault.expected == code
    assert "digits" in fault.say("en").partition(";")[2]
    assert "chiffres" in fault.say("fr").partition(";")[2]
