"""How a certificate comes to cover more categories."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.kleene import all3
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import words
from qualiopi_rules.cycle.certificate import Certificate
from qualiopi_rules.law.source import Citation, interpretation
from qualiopi_rules.rnq.category import Category, categories_of

__all__ = ["Extension", "ExtensionStep", "check_extension"]


class ExtensionStep(StrEnum):
    """What is to be done for a certificate to cover another category."""

    TRANSFER = "transfer"  # to the certifier that is to extend it
    EXTENSION_AUDIT = "extension-audit"


@attrs.frozen(kw_only=True)
class Extension:
    """How a certificate comes to cover more categories.

    Attributes:
        on: the day asked for.
        added: the categories to add; empty when it covers them already.
        possible: whether it can be done on that day: yes, no (it is not valid), or None for not known.
        suspended: the certificate is suspended: yes, no, or None for not told.
        steps: what is to be done, in order, nothing when nothing is to be added; None where the certifier was not told.
        valid_until: the last valid day, which the extension leaves as it is; None where it is not known.
        citation: the rule.
        practice: that a transfer comes first with another certifier.
    """

    on: Date
    added: frozenset[Category]
    possible: bool | None
    suspended: bool | None
    steps: tuple[ExtensionStep, ...] | None
    valid_until: Date | None
    citation: Citation
    practice: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Tell it in words."""
        if not self.added:
            return words("extension.nothing").say(locale)
        if self.suspended:
            return words("extension.suspended").say(locale)
        if not self.possible:
            return words("extension.not-valid" if self.possible is False else "extension.not-known").say(locale)
        known = {} if self.valid_until is None else {"day": self.valid_until.isoformat()}
        outcome = "not-provided" if self.steps is None else self.steps[0]
        return words(f"extension.{outcome}").say(locale, categories=", ".join(sorted(self.added)), **known)


def check_extension(
    certificate: Certificate,
    categories: Iterable[Category | str],
    *,
    on: DayLike,
    same_certifier: bool | None = None,
    suspended: bool | None = None,
) -> Extension:
    """Tell how a certificate can come to cover other categories too.

    Args:
        certificate: the certificate.
        categories: the categories that it is to cover.
        on: the day asked for.
        same_certifier: the certifier that issued it is to extend it; None for not told.
        suspended: it is suspended; None for not told.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: article 9 of the arrêté of 6 June 2019 (at any time of the cycle); that a suspended one is not extended is
    deduced; that another certifier takes the certificate over first is a certifier's practice.
    """
    given, wanted, day = converters.instance(Certificate, certificate), categories_of(categories), converters.day(on)
    same, held_back = converters.answer(same_certifier), converters.answer(suspended)
    refuse(certificate=given, categories=wanted, on=day, same_certifier=same, suspended=held_back)
    cycle = given.cycle
    valid = None if cycle is None else day in cycle
    # A suspension that was not told is not there: most files have none.
    possible = all3([valid, not held_back])
    steps = {
        True: (ExtensionStep.EXTENSION_AUDIT,),
        False: (ExtensionStep.TRANSFER, ExtensionStep.EXTENSION_AUDIT),
        None: None,
    }[same]
    return Extension(
        on=day,
        added=wanted - given.categories,
        possible=possible,
        suspended=held_back,
        steps=steps if wanted - given.categories else (),
        valid_until=None if cycle is None else cycle.expires,
        citation=interpretation("cycle", "scope_extension"),
        practice=interpretation("cycle", "transfer_first"),
    )
