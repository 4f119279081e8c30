"""What a service computes: for each operation its request, read as JSON, and its result, written as JSON or in words.

A request says everything that its result depends on, the day too: the same request has the same result on any day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any, Literal

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import Checked
from qualiopi_rules.core.errors import InvalidValue, refuse
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.cycle.cycle import CertificationCycle, CycleStatus, held_of
from qualiopi_rules.dossier.dossier import Dossier
from qualiopi_rules.dossier.explainers import explain
from qualiopi_rules.dossier.explanation import Explanation, ExplanationDocument
from qualiopi_rules.dossier.next_audit import NextAudit
from qualiopi_rules.dossier.reviewer import Review, review
from qualiopi_rules.formats.json import structure
from qualiopi_rules.formats.json_writing import written
from qualiopi_rules.formats.limits import DEFAULT_LIMITS
from qualiopi_rules.indicators.answers import Answers, Situation
from qualiopi_rules.indicators.result import Applicability
from qualiopi_rules.indicators.rule import applicability
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.report.page import review_report
from qualiopi_rules.results.deadlines import Deadline, Milestone
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.rnq.comparison import Comparison, compare
from qualiopi_rules.rnq.edition import editions

__all__ = [
    "OPERATIONS",
    "ApplicabilityRequest",
    "ChangesRequest",
    "CycleDays",
    "CycleRequest",
    "DossierRequest",
    "ExplainRequest",
    "Form",
    "Operation",
    "in_form",
    "in_words",
]

Form = Literal["json", "references", "markdown"]
"""How a result is written: with each source where it is cited, with references to tables, or in words."""


def _usual_profile() -> Profile:
    return profile_of(DEFAULT_PROFILE)


@attrs.frozen(kw_only=True)
class DossierRequest(Checked):
    """A dossier on a day.

    Attributes:
        dossier: the dossier.
        on: the day.
        profile: the profile of a certifier.
    """

    dossier: Dossier
    on: Date = attrs.field(converter=converters.day)
    profile: Profile = attrs.field(factory=_usual_profile, converter=profile_of)


@attrs.frozen(kw_only=True)
class ExplainRequest(DossierRequest):
    """A dossier on a day, and which of its results are explained.

    Attributes:
        dossier: the dossier.
        on: the day.
        profile: the profile of a certifier.
        about: what is explained, as the code of a finding or the number of an indicator; None for everything.
    """

    about: str | None = attrs.field(default=None, converter=converters.optional_text)


@attrs.frozen(kw_only=True)
class ApplicabilityRequest(Checked):
    """A provider on the day of an audit.

    Attributes:
        categories: its categories.
        on: the day.
        answers: its answers to the preliminary questions.
        situation: the situation of the service that the audit samples.
        profile: the profile of a certifier.
    """

    categories: frozenset[Category] = attrs.field(converter=categories_of)
    on: Date = attrs.field(converter=converters.day)
    answers: Answers = attrs.field(factory=Answers)
    situation: Situation = attrs.field(factory=Situation)
    profile: Profile = attrs.field(factory=_usual_profile, converter=profile_of)


@attrs.frozen(kw_only=True)
class CycleRequest(Checked):
    """A cycle on a day.

    Attributes:
        starts: the first day of the cycle.
        on: the day.
        surveillance_held: the day of the surveillance audit, whether it was held, or None for not provided.
        profile: the profile of a certifier, for its advice on the renewal.
    """

    starts: Date = attrs.field(converter=converters.day)
    on: Date = attrs.field(converter=converters.day)
    surveillance_held: Date | bool | None = attrs.field(default=None, converter=held_of)
    profile: Profile = attrs.field(factory=_usual_profile, converter=profile_of)


@attrs.frozen(kw_only=True)
class ChangesRequest(Checked):
    """Two editions of the referential, for a provider.

    Attributes:
        categories: the categories of the provider.
        before: the name of the earlier edition; by default the last but one.
        after: the name of the later edition; by default the latest.
    """

    categories: frozenset[Category] = attrs.field(converter=categories_of)
    before: str = attrs.field(factory=lambda: editions()[-2].edition, converter=converters.text)
    after: str = attrs.field(factory=lambda: editions()[-1].edition, converter=converters.text)


@attrs.frozen(kw_only=True)
class CycleDays:
    """A cycle with every day that matters, and where it stands.

    Attributes:
        cycle: the cycle.
        status: where it stands on the day of the request.
        timeline: every day that matters, in order.
        deadlines: what is still to be done, soonest first.
    """

    cycle: CertificationCycle
    status: CycleStatus
    timeline: tuple[Milestone, ...]
    deadlines: tuple[Deadline, ...]


@attrs.frozen
class Operation:
    """One thing that a service computes.

    Attributes:
        name: its name.
        request: the class of its request.
        result: the class of its result, or of what is written of it as JSON.
        compute: gives the result of a request.
    """

    name: str
    request: type[Any]
    result: type[Any]
    compute: Callable[[Any], Any]

    def answer(self, value: object) -> Any:
        """Return the result of a request, as JSON gave it.

        Raises:
            InvalidInput: with every fault and its path.
            NotInForce: when a day is older than the rules that are known.
        """
        return self.compute(structure(value, self.request, limits=DEFAULT_LIMITS))


def in_form(result: object, form: Form, locale: Locale) -> bytes:
    """Write a result in UTF-8.

    Args:
        result: what an operation computed.
        form: how it is written.
        locale: the language of what is written in words.
    """
    if form == "markdown":
        return in_words(result, locale).encode()
    whole = result.document() if isinstance(result, Explanation) else result
    return written(whole, expanded=form == "json")


def in_words(result: object, locale: Locale) -> str:
    """Write a result in Markdown, with its sources: the report of a review, and why any other is what it is."""
    match result:
        case None:
            return message("service-result.no-audit", locale)
        case Review():
            return review_report(result, locale).markdown()
        case Explanation():
            return result.markdown(locale)
        case CycleDays():
            return "\n".join(_cycle_lines(result, locale))
        case _:
            return explain(result).markdown(locale)


def _cycle_lines(days: CycleDays, locale: Locale) -> Iterator[str]:
    """Where the cycle stands, and its days as the profile of the request has them."""
    day, stage = days.status.on.isoformat(), days.status.say(locale)
    yield f"- {message('service-result.status', locale, day=day, stage=stage)}"
    parts = tuple(explain(milestone) for milestone in days.timeline)
    yield attrs.evolve(explain(days.cycle), parts=parts).markdown(locale)


def _reviewed(request: DossierRequest | ExplainRequest) -> Review:
    return review(request.dossier, on=request.on, profile=request.profile)


def _applied(request: ApplicabilityRequest) -> Applicability:
    return applicability(
        request.categories, request.answers, on=request.on, profile=request.profile, situation=request.situation
    )


def _days(request: CycleRequest) -> CycleDays:
    cycle, held, advice = (
        CertificationCycle.starting(request.starts),
        request.surveillance_held,
        request.profile.renewal,
    )
    return CycleDays(
        cycle=cycle,
        status=cycle.status(on=request.on, surveillance_held=held, advice=advice),
        timeline=cycle.timeline(advice=advice),
        deadlines=cycle.deadlines(on=request.on, surveillance_held=held, advice=advice),
    )


def _planned(request: DossierRequest) -> NextAudit | None:
    return _reviewed(request).next_audit


def _compared(request: ChangesRequest) -> Comparison:
    return compare(request.before, request.after, request.categories)


def _explained(request: ExplainRequest) -> Explanation:
    """The explanation of a review; of one of its results, with nothing but what is about it."""
    whole = explain(_reviewed(request))
    if request.about is None:
        return whole
    parts = tuple(part for part in _parts(whole) if request.about in (part.code, part.about))
    known = dict.fromkeys(name for part in _parts(whole) for name in (part.about, part.code) if name)
    if not parts:
        near = get_close_matches(request.about, known) or list(known)
        refuse(about=InvalidValue("", request.about, "one-of", choices=", ".join(near)))
    return attrs.evolve(whole, facts=(), citations=(), parts=parts)


def _parts(tree: Explanation) -> Iterator[Explanation]:
    for part in tree.parts:
        yield part
        yield from _parts(part)


OPERATIONS: dict[str, Operation] = {
    each.name: each
    for each in (
        Operation("review", DossierRequest, Review, _reviewed),
        Operation("applicability", ApplicabilityRequest, Applicability, _applied),
        Operation("cycle", CycleRequest, CycleDays, _days),
        Operation("plan", DossierRequest, NextAudit, _planned),
        Operation("changes", ChangesRequest, Comparison, _compared),
        Operation("explain", ExplainRequest, ExplanationDocument, _explained),
    )
}
"""What a service computes, by name."""
