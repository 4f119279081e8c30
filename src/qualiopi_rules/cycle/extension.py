"""The extension of a certificate to more categories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from qualiopi_rules.cycle.cycle import CertificationCycle
from qualiopi_rules.law.source import Citation, interpretation
from qualiopi_rules.results.part import Part
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.view.shown import Shown

__all__ = ["Extension", "ExtensionStep", "check_extension", "extension_of"]


class ExtensionStep(StrEnum):
    """What is to be done for a certificate to cover another category."""

    TRANSFER = "transfer"  # to the certifier that is to extend it
    EXTENSION_AUDIT = "extension-audit"


@attrs.frozen(kw_only=True)
class Extension(Part, Shown):
    """The extension of a certificate to more categories.

    Attributes:
        on: the day of the check.
        added: the categories to add; empty when the certificate covers them already.
        possible: whether it can be extended on that day: True, False (it is not valid), or None for not known.
        suspended: whether the certificate is suspended: True, False, or None for not provided.
        steps: what is to be done, in order; empty when nothing is to be added, None when the certifier is not provided.
        valid_until: the last valid day, which the extension leaves as it is; None for not known.
        citation: the source of the rule.
        practice: the source of the transfer that comes first with another certifier.
    """

    on: Date
    added: frozenset[Category]
    possible: bool | None
    suspended: bool | None
    steps: tuple[ExtensionStep, ...] | None
    valid_until: Date | None
    citation: Citation
    practice: Citation

    def _summary(self) -> Mapping[str, object]:
        return {"on": self.on, "added": sorted(self.added), "possible": self.possible}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources of the rule and of the practice."""
        return (self.citation, self.practice)

    def say(self, locale: Locale = "fr") -> str:
        """Render the result in words."""
        known = {} if self.valid_until is None else {"day": self.valid_until.isoformat()}
        return words(f"extension.{self._outcome}").say(locale, categories=", ".join(sorted(self.added)), **known)

    @property
    def _outcome(self) -> str:
        if not self.added:
            return "nothing"
        if self.suspended:
            return "suspended"
        if not self.possible:
            return "not-known" if self.possible is None else "not-valid"
        return "not-provided" if self.steps is None else self.steps[0]


def check_extension(
    certificate: Certificate,
    categories: Iterable[Category | str],
    *,
    on: DayLike,
    same_certifier: bool | None = None,
    suspended: bool | None = None,
) -> Extension:
    """Check how a certificate can be extended to more categories.

    Args:
        certificate: the certificate.
        categories: the categories that it is to cover.
        on: the day of the check.
        same_certifier: whether the certifier that issued it is to extend it; None for not provided.
        suspended: whether it is suspended; None for not provided.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: article 9 of the arrêté of 6 June 2019 (at any time of the cycle); that a suspended one is not extended is
    deduced; that another certifier takes the certificate over first is a certifier's practice.
    """
    certificate, categories = converters.instance(Certificate, certificate), categories_of(categories)
    day, same_certifier = converters.day(on), converters.answer(same_certifier)
    suspended = converters.answer(suspended)
    refuse(certificate=certificate, categories=categories, on=day, same_certifier=same_certifier, suspended=suspended)
    return extension_of(categories - certificate.categories, certificate.cycle, day, same_certifier, suspended)


def extension_of(
    added: frozenset[Category],
    cycle: CertificationCycle | None,
    day: Date,
    same_certifier: bool | None = None,
    suspended: bool | None = None,
    valid: bool | None = None,
) -> Extension:
    """Check how a certificate can be extended to more categories; by default its cycle says whether it is valid."""
    if valid is None and cycle is not None:
        valid = cycle._holds(day)
    steps = {
        True: (ExtensionStep.EXTENSION_AUDIT,),
        False: (ExtensionStep.TRANSFER, ExtensionStep.EXTENSION_AUDIT),
        None: None,
    }[same_certifier]
    return Extension(
        on=day,
        added=added,
        # A suspension that is not provided is taken for none: most files have none.
        possible=all3([valid, not suspended]),
        suspended=suspended,
        steps=steps if added else (),
        valid_until=None if cycle is None else cycle.expires,
        citation=interpretation("cycle", "scope_extension"),
        practice=interpretation("cycle", "transfer_first"),
    )
