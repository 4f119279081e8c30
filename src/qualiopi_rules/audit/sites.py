"""How many sites an audit samples, and which: a reproducible draw.

The number of sites is the number of all those that depend on the declaration of activity. The texts that were seen
do not say whether the central function is one of them; here every site counts, and the central one, which is audited
in any case, is not drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from itertools import islice
from math import isqrt
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import Dated, UsedValue, dated
from qualiopi_rules.law.source import Citation, interpretation
from qualiopi_rules.results.part import Part
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.view.shown import Shown

__all__ = [
    "ChosenSite",
    "Site",
    "SiteReason",
    "SiteSample",
    "SiteSelection",
    "sample_of",
    "select_sites",
    "selection_of",
    "sites_of",
    "sites_to_audit",
]


@attrs.frozen(kw_only=True)
class SiteSample(Part, Shown):
    """How many sites an audit looks at. The central function is audited besides.

    Attributes:
        kind: the kind of audit.
        total: the number of sites that depend on the declaration of activity.
        sampled: how many of them are audited; None where no text that is known says so.
        unaudited_least: how many of those must never have been audited before, as long as there are such sites.
        values: the values that the count rests on; empty where it is not known.
    """

    kind: AuditKind
    total: int
    sampled: int | None
    unaudited_least: int
    values: tuple[UsedValue, ...]

    def _summary(self) -> Mapping[str, object]:
        return {"kind": self.kind, "sampled": self.sampled, "total": self.total}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources of the values that the count rests on."""
        return tuple(used.citation for used in self.values)

    @property
    def citation(self) -> Citation:
        """Its source; where the count is not known, the article that requires a sample."""
        return self.values[0].citation if self.values else interpretation("audit", "draw")

    def say(self, locale: Locale = "fr") -> str:
        """Render the count in words."""
        if self.sampled is None:
            return words("sites.not-known").say(locale, kind=f"audit-kind.{self.kind}")
        frame = words("sites.sampled-with-new" if self.unaudited_least else "sites.sampled")
        return frame.say(locale, sampled=self.sampled, total=self.total, least=self.unaudited_least)


def sites_to_audit(n: int, kind: AuditKind | str, *, on: DayLike | None = None) -> SiteSample:
    """Return how many of `n` sites an audit samples.

    Args:
        n: the number of sites that depend on the declaration of activity.
        kind: the kind of audit.
        on: the day of the audit; without one, the latest rule that is known.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: article 6 of the arrêté of 6 June 2019, as certifiers report it.
    """
    n, kind, day = converters.amount(n), converters.one_of(AuditKind, kind), converters.optional_day(on)
    refuse(n=n, kind=kind, on=day)
    return sample_of(n, kind, day)


def sample_of(n: int, kind: AuditKind, day: Date | None) -> SiteSample:
    """Return how many of `n` sites an audit samples, from checked arguments."""
    ratio = _value(f"sites_{kind}", day)
    if ratio is None:
        return SiteSample(kind=kind, total=n, sampled=None, unaudited_least=0, values=())
    sampled, least = _rounded_root(Fraction(str(ratio.value)), n), _value(f"sites_unaudited_{kind}", day)
    return SiteSample(
        kind=kind,
        total=n,
        sampled=sampled,
        unaudited_least=0 if least is None else min(int(least.value), sampled),
        values=(ratio,) if least is None else (ratio, least),
    )


def _value(rule: str, day: Date | None) -> UsedValue | None:
    """The value of a rule on a day, or the latest; None where there is no such rule, or no value on that day."""
    if rule not in text("audit/audit"):
        return None
    known: Dated[str] = dated("audit/audit", rule)
    when = known.values[-1].since if day is None else day
    return None if known.find(when) is None else known.used_on(when)


def _rounded_root(ratio: Fraction, n: int) -> int:
    """The ratio times the square root of n, rounded to the nearest whole number, exactly.

    There is never a tie: a half would make n a fraction, as long as the ratio's denominator is odd.
    """
    p, q = ratio.as_integer_ratio()
    return (isqrt(4 * p * p * n) + q) // (2 * q)


@attrs.frozen(kw_only=True)
class Site(converters.Checked):
    """One site that depends on the declaration of activity.

    Attributes:
        name: its name, unlike that of any other.
        central: it houses the central function, which is audited in any case.
        audited: it was audited before: True, False, or None for not provided.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    name: str = attrs.field(converter=converters.text)
    central: bool = attrs.field(default=False, converter=converters.yes_or_no)
    audited: bool | None = attrs.field(default=None, converter=converters.answer)


class SiteReason(StrEnum):
    """Why a site is audited."""

    CENTRAL = "central"
    NOT_AUDITED_BEFORE = "not-audited-before"
    DRAWN = "drawn"
    ADDED = "added"  # by the certifier, who says why


@attrs.frozen(kw_only=True)
class ChosenSite(OneLine):
    """A site that is audited, and why.

    Attributes:
        site: the site.
        reason: the code of the reason.
        justification: the certifier's reason for a site that it added; None for the others.

    Raises:
        InvalidInput: with every field that has another type, and when a site was added without a justification.
    """

    site: Site
    reason: SiteReason
    justification: str | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.reason is SiteReason.ADDED and self.justification is None:
            raise InvalidInput.of(InvalidValue("justification", None, "present"))

    def say(self, locale: Locale = "fr") -> str:
        """Render the reason in words."""
        added = {} if self.justification is None else {"justification": self.justification}
        return words(f"sites.{self.reason}").say(locale, name=self.site.name, **added)


@attrs.frozen(kw_only=True)
class SiteSelection(OneLine):
    """The sites of an audit.

    Attributes:
        sample: how many were to be drawn.
        seed: the seed of the draw.
        chosen: the sites, the central one first, then in the order of the draw.
        method: the source of the draw itself.
    """

    sample: SiteSample
    seed: str
    chosen: tuple[ChosenSite, ...]
    method: Citation

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the sites."""
        return tuple(each.site.name for each in self.chosen)

    @property
    def counted(self) -> int:
        """How many of them add to the length of the audit: all but the central one."""
        return sum(each.reason is not SiteReason.CENTRAL for each in self.chosen)


def sites_of(value: Iterable[Site]) -> tuple[Site, ...]:
    """Convert to sites, each with a name of its own, one central at most."""
    sites = converters.instances(Site, value)
    if not isinstance(sites, tuple):
        return sites
    first: dict[str, int] = {}
    faults = [
        InvalidValue(f"[{index}].name", site.name, "without-repetition")
        for index, site in enumerate(sites)
        if first.setdefault(site.name, index) != index
    ]
    several = [index for index, site in enumerate(sites) if site.central][1:]
    faults += [InvalidValue(f"[{index}].central", True, "one-central") for index in several]
    return converters.faults(faults) if faults else sites


def select_sites(
    sites: Iterable[Site],
    kind: AuditKind | str,
    *,
    seed: str,
    on: DayLike | None = None,
    also: Mapping[str, str] | None = None,
) -> SiteSelection:
    """Draw the sites of an audit: the same seed and the same sites always give the same draw, in any order of entry.

    Every site has a rank, the SHA-256 of the seed and its name, which nobody can choose; the lowest are drawn. Where a
    site that was never audited must be among them, the lowest of those comes first. A certifier keeps the seed with
    the file, and fixes it before it knows the list: a case number, the day of the opening meeting.

    Args:
        sites: every site that depends on the declaration of activity.
        kind: the kind of audit.
        seed: the seed of the draw.
        on: as for `sites_to_audit`.
        also: sites that the certifier adds, each with its justification.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: article 6 of the arrêté of 6 June 2019, as certifiers report it; the draw itself is the library's own.
    """
    sites, kind, seed = sites_of(sites), converters.one_of(AuditKind, kind), converters.text(seed)
    day = converters.optional_day(on)
    added = _added(also, tuple(site.name for site in sites) if isinstance(sites, tuple) else None)
    refuse(sites=sites, kind=kind, seed=seed, on=day, also=added)
    return selection_of(sites, kind, seed, day, added)


def selection_of(
    sites: tuple[Site, ...], kind: AuditKind, seed: str, day: Date | None, added: Mapping[str, str]
) -> SiteSelection:
    """Draw the sites of an audit, from checked arguments."""
    sample = sample_of(len(sites), kind, day)
    by_name = {site.name: site for site in sites}
    central = [site for site in sites if site.central]
    ranked = sorted((site for site in sites if not site.central), key=lambda site: _rank(seed, site.name))
    drawn = list(_drawn(ranked, sample))
    names = {each.site.name for each in drawn} | {site.name for site in central}
    return SiteSelection(
        sample=sample,
        seed=seed,
        chosen=(
            *(ChosenSite(site=site, reason=SiteReason.CENTRAL) for site in central),
            *drawn,
            *(
                ChosenSite(site=by_name[name], reason=SiteReason.ADDED, justification=justification)
                for name, justification in added.items()
                if name not in names
            ),
        ),
        method=interpretation("audit", "draw"),
    )


def _added(also: Mapping[str, str] | None, known: tuple[str, ...] | None) -> dict[str, str]:
    """The sites that the certifier adds; their names are checked only where the sites themselves hold."""
    if also is None:
        return {}
    if not isinstance(also, Mapping):
        return converters.fault(also, "pairs")
    faults = []
    if known is not None:
        names, choices = frozenset(known), ", ".join(known)
        faults = [InvalidValue("", name, "one-of", choices=choices) for name in also if name not in names]
    reasons: dict[str, Any] = {name: converters.text(reason) for name, reason in also.items()}
    faults += [reason.at(f"[{name}]") for name, reason in reasons.items() if isinstance(reason, InvalidValue)]
    return converters.faults(faults) if faults else reasons


def _rank(seed: str, name: str) -> bytes:
    # A text field holds no line break: the two cannot run into each other.
    return sha256(f"{seed}\n{name}".encode()).digest()


def _drawn(ranked: list[Site], sample: SiteSample) -> Iterator[ChosenSite]:
    new = list(islice((site for site in ranked if site.audited is False), sample.unaudited_least))
    for site in new:
        yield ChosenSite(site=site, reason=SiteReason.NOT_AUDITED_BEFORE)
    rest = [site for site in ranked if site not in new]
    for site in rest[: (sample.sampled or 0) - len(new)]:
        yield ChosenSite(site=site, reason=SiteReason.DRAWN)
