"""The numbers that identify a provider: NDA, SIREN and SIRET. A valid number need not be registered."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import attrs

from qualiopi_rules.core.converters import Checked, fault
from qualiopi_rules.core.errors import InvalidInput, MissingExtra
from qualiopi_rules.core.resources import text

__all__ = ["NDA", "SIREN", "SIRET", "nda_of", "siren_of", "siret_of"]

N = TypeVar("N", "NDA", "SIREN", "SIRET")

_GROUPED = re.compile(r"\s*[0-9]+(?:(?:\s+|-)[0-9]+|\.[0-9]{2,})*\s*")
"""Groups of digits as people write them. One digit after a point is that of a spreadsheet, not of the number."""


def _digits_of(value: str) -> str:
    """The digits of a number, its separators left aside; nothing for what is no number."""
    if value.isdecimal() and value.isascii():
        return value
    return "".join(filter(str.isdigit, value)) if _GROUPED.fullmatch(value) else ""


def _nda_digits(value: str) -> str:
    if isinstance(value, str):
        digits = _digits_of(value)
        if len(digits) == text("cycle/interpretations")["nda"]["digits"]:
            return digits
    return fault(value, "nda")


def _siren_digits(value: str) -> str:
    return _checked_digits("siren", value)


def _siret_digits(value: str) -> str:
    return _checked_digits("siret", value)


def _checked_digits(kind: str, value: str) -> str:
    # Imported here: the module is an extra, and costs as much to import as pendulum.
    try:
        import stdnum  # noqa: F401
    except ImportError:
        raise MissingExtra("ids") from None
    if isinstance(value, str):
        digits = _digits_of(value)
        if _is_usual(kind, digits) or _is_valid(kind, digits):
            return digits
    return fault(value, kind)


_COMPANY, _ESTABLISHMENT = 9, 5
"""The digits of a SIREN, and those that a SIRET has after them."""
_LENGTHS = {"siren": _COMPANY, "siret": _COMPANY + _ESTABLISHMENT}
_LA_POSTE = "356000000"
"""The SIREN whose SIRET have another check: the library knows it."""

_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")


def _is_usual(kind: str, digits: str) -> bool:
    """Whether the check digits are right, as they nearly always are: the library takes ten times as long to say it.

    What is not usual may be right all the same.
    """
    return (
        len(digits) == _LENGTHS[kind]
        and not digits.startswith(_LA_POSTE)
        and _has_check_digit(digits)
        and _has_check_digit(digits[:_COMPANY])
    )


def _has_check_digit(digits: str) -> bool:
    """Whether the sum of Luhn ends with zero."""
    backwards = digits.encode()[::-1]
    total = sum(backwards[::2]) + sum(backwards[1::2].translate(_DOUBLED)) - ord("0") * len(backwards)
    return total % 10 == 0


def _is_valid(kind: str, digits: str) -> bool:
    from stdnum.fr import siren, siret

    return bool({"siren": siren, "siret": siret}[kind].is_valid(digits))


@attrs.frozen
class NDA(Checked):
    """A declaration number (numéro de déclaration d'activité), normalised to its eleven digits.

    The meaning of the digits is not established and no check digit is known, so none is tested: a number whose
    department differs from one place to the other is a warning of a review, and is taken.

    Attributes:
        digits: its eleven digits.

    Raises:
        InvalidInput: when it is not eleven digits, alone or in groups with a space, a point or a hyphen between them.
    """

    digits: str = attrs.field(converter=_nda_digits)

    @property
    def same_department(self) -> bool:
        """Whether it has one department in both its places, as every number that was seen has; a practice."""
        form = text("cycle/interpretations")["nda_department"]
        return len({self.digits[place : place + form["length"]] for place in form["places"]}) == 1

    def __str__(self) -> str:
        """Write it in the usual groups, as `11 75 59933 75`."""
        return f"{self.digits[:2]} {self.digits[2:4]} {self.digits[4:9]} {self.digits[9:]}"


@attrs.frozen
class SIREN(Checked):
    """The number of a legal unit: nine digits, the last a check digit. Needs the extra `ids`.

    Attributes:
        digits: its nine digits.

    Raises:
        InvalidInput: when the shape or the check digit is wrong.
        MissingExtra: when python-stdnum is not installed.
    """

    digits: str = attrs.field(converter=_siren_digits)

    def __str__(self) -> str:
        return self.digits


@attrs.frozen
class SIRET(Checked):
    """The number of an establishment: the SIREN and five digits more. Needs the extra `ids`.

    Attributes:
        digits: its fourteen digits.

    Raises:
        InvalidInput: when the shape or the check digits are wrong.
        MissingExtra: when python-stdnum is not installed.
    """

    digits: str = attrs.field(converter=_siret_digits)

    @property
    def siren(self) -> SIREN:
        """The legal unit it belongs to."""
        return SIREN(self.digits[:9])

    def __str__(self) -> str:
        return self.digits


def nda_of(value: NDA | str | None) -> NDA | None:
    """Convert to a declaration number, from an object or a text, or None."""
    return _number_of(NDA, value)


def siren_of(value: SIREN | str | None) -> SIREN | None:
    """Convert to a SIREN, from an object or a text, or None.

    Raises:
        MissingExtra: when python-stdnum is not installed.
    """
    return _number_of(SIREN, value)


def siret_of(value: SIRET | str | None) -> SIRET | None:
    """Convert to a SIRET, from an object or a text, or None.

    Raises:
        MissingExtra: when python-stdnum is not installed.
    """
    return _number_of(SIRET, value)


def _number_of(cls: type[N], value: N | str | None) -> N | None:
    if value is None or isinstance(value, cls):
        return value
    digits: Any = value
    try:
        return cls(digits)
    except InvalidInput:
        # Of the number itself, where that of its digits would have a path.
        return fault(value, cls.__name__.lower())
