"""Explains each kind of result."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch

import attrs
from pendulum import Date

from qualiopi_rules.audit.decision import AuditDecision
from qualiopi_rules.audit.duration import Duration
from qualiopi_rules.audit.plan import AuditPlan
from qualiopi_rules.audit.scope import PlannedIndicator
from qualiopi_rules.audit.sheet import SheetGrade
from qualiopi_rules.audit.sites import SiteSample
from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.errors import InvalidInput, InvalidValue
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import Words, words
from qualiopi_rules.cycle.cycle import CertificationCycle, Held
from qualiopi_rules.cycle.extension import Extension
from qualiopi_rules.cycle.missed_surveillance import MissedSurveillance
from qualiopi_rules.cycle.transfer import TransferCheck
from qualiopi_rules.dossier.explanation import Explanation, Fact
from qualiopi_rules.dossier.next_audit import NextAudit
from qualiopi_rules.dossier.plain_explanation import explain_plainly, sayer_of
from qualiopi_rules.dossier.reviewer import Review
from qualiopi_rules.dossier.state import FileState
from qualiopi_rules.indicators.result import Adaptation, Applicability, IndicatorResult, Reason
from qualiopi_rules.law.months import month_convention
from qualiopi_rules.profile.profile import Profile
from qualiopi_rules.results.deadlines import Milestone
from qualiopi_rules.results.findings import Finding
from qualiopi_rules.rnq.comparison import Comparison

__all__ = ["explain"]


@singledispatch
def explain(result: object) -> Explanation:
    """Explain a result of the library: a review, a cycle, an applicability, a plan, a finding, a part of one of these.

    `print(explain(result))` writes it in French; `explain(result).text("en")` in English.

    Raises:
        InvalidInput: when it is no result.
    """
    say = sayer_of(result)
    if say is None:
        raise InvalidInput.of(InvalidValue("result", result, "explainable"))
    return explain_plainly(result, say, _part)


def _part(value: object) -> Explanation | None:
    own = explain.dispatch(type(value)) is not explain.dispatch(object)
    return explain(value) if own or sayer_of(value) is not None else None


@explain.register
def _(result: Review) -> Explanation:
    certificate = result.dossier.certificate
    facts = {
        "first_issue": certificate.first_issue.isoformat(),
        "valid_until": certificate.valid_until.isoformat(),
        "printed_start": "" if certificate.printed_start is None else certificate.printed_start.isoformat(),
        "cycle_number": "" if certificate.cycle_number is None else str(certificate.cycle_number),
        "surveillance_held": _held(result.dossier.surveillance_held),
    }
    return Explanation(
        code="review",
        about=certificate.number,
        conclusion=_both(
            lambda locale: words("dossier-blocks.review").say(
                locale, number=certificate.number, day=result.on.isoformat()
            )
        ),
        facts=tuple(Fact(name, value) for name, value in facts.items() if value),
        parts=(
            Explanation(code="printed", about=result.printed.outcome, conclusion=_both(result.printed.say)),
            *([] if result.cycle is None else [explain(result.cycle)]),
            explain(result.applicability),
            *(
                explain(each)
                for each in (
                    *(_by_events(result), result.decision, result.extension, result.transfer),
                    *(result.next_audit, result.mock_audit),
                )
                if each is not None
            ),
            *(explain(found) for found in result.findings),
        ),
    )


@explain.register
def _(result: CertificationCycle) -> Explanation:
    return Explanation(
        code="cycle",
        about=result.starts.isoformat(),
        conclusion=_both(
            lambda locale: words("explanation.cycle").say(
                locale, starts=result.starts.isoformat(), expires=result.expires.isoformat()
            )
        ),
        facts=(Fact("starts", result.starts.isoformat()),),
        citations=(month_convention(),),
        parts=tuple(explain(milestone) for milestone in result.timeline()),
    )


@explain.register
def _(result: Milestone) -> Explanation:
    return Explanation(
        code="milestone",
        about=result.code,
        conclusion=_both(
            lambda locale: words("explanation.milestone").say(
                locale, day=result.day.isoformat(), what=result.say(locale), kind=result.kind
            )
        ),
        values=result.values,
    )


@explain.register
def _(result: Applicability) -> Explanation:
    return Explanation(
        code="applicability",
        about=result.edition,
        conclusion=_both(lambda locale: " ".join(f"{line}." for line in result.summary(locale)[:2])),
        facts=(
            Fact("on", result.on.isoformat()),
            Fact("categories", ", ".join(sorted(result.categories))),
            Fact("profile", result.profile.name),
        ),
        citations=tuple(dict.fromkeys(each.indicator.citation for each in result.results)),
        parts=(_profile(result.profile), *(explain(each) for each in result.results)),
    )


def _profile(profile: Profile) -> Explanation:
    """What the certifier chose, and what of it is not established."""
    said = [profile.words, *([] if profile.uncertain is None else [profile.uncertain])]
    return Explanation(
        code="profile",
        about=profile.name,
        conclusion=_both(lambda locale: " ".join(each.say(locale) for each in said)),
        citations=tuple(dict.fromkeys(profile.citations.values())),
    )


@explain.register
@remember
def _indicator(result: IndicatorResult) -> Explanation:
    return Explanation(
        code="indicator",
        about=str(result.number),
        conclusion=_both(
            lambda locale: words("explanation.indicator").say(
                locale, number=result.number, title=result.indicator.title(locale), applies=result.applies
            )
        ),
        parts=(
            *(explain(reason) for reason in result.reasons),
            *(explain(adaptation) for adaptation in result.adaptations),
        ),
    )


@explain.register
def _(result: Reason) -> Explanation:
    return _answered("reason", result.code, result, result.question)


@explain.register
def _(result: Adaptation) -> Explanation:
    # Where no answer decides, none is missing either.
    return _answered("adaptation", result.question, result, None if result.answer is None else result.question)


def _answered(code: str, about: str, result: Reason | Adaptation, question: str | None) -> Explanation:
    return Explanation(
        code=code,
        about=about,
        conclusion=_both(result.say),
        facts=() if question is None else (Fact(question, _yes_no(result.answer)),),
        citations=(result.citation,),
    )


@explain.register
def _(result: Finding) -> Explanation:
    return Explanation(
        code="finding",
        about=result.code,
        conclusion=_both(result.say),
        values=result.values,
        citations=(result.citation,),
    )


@explain.register
def _(result: AuditDecision) -> Explanation:
    return Explanation(
        code="decision",
        about=result.outcome,
        conclusion=_both(result.say),
        facts=(Fact("on", result.on.isoformat()),),
        parts=(
            *(explain(reason) for reason in result.reasons),
            *([] if result.report_outcome is None else [explain(result.report_outcome)]),
        ),
    )


@explain.register
def _(result: NextAudit) -> Explanation:
    plan, sample = explain(result.plan), result.sample
    sites = () if sample is None else (explain(sample),)
    return attrs.evolve(plan, code="next-audit", parts=(*plan.parts, *sites, explain(result.duration)))


@explain.register
def _(result: SiteSample) -> Explanation:
    return Explanation(
        code="sites",
        about=result.kind,
        conclusion=_both(result.say),
        values=result.values,
        citations=(result.citation,),
    )


@explain.register
def _(result: FileState) -> Explanation:
    return Explanation(
        code="history",
        about=result.stage,
        conclusion=_both(result.say),
        facts=(Fact("on", result.on.isoformat()),),
        parts=(
            *([] if result.decision is None else [explain(result.decision)]),
            *(explain(each) for each in result.deadlines),
            *(explain(found) for found in result.findings),
        ),
    )


@explain.register
def _(result: Extension) -> Explanation:
    return Explanation(
        code="extension",
        about=", ".join(sorted(result.added)),
        conclusion=_both(result.say),
        citations=(result.citation, result.practice),
    )


@explain.register
def _(result: TransferCheck) -> Explanation:
    return Explanation(
        code="transfer",
        conclusion=_both(result.say),
        citations=(result.citation,),
        parts=tuple(explain(each) for each in (*result.deadlines, *result.findings)),
    )


@explain.register
def _(result: MissedSurveillance) -> Explanation:
    return Explanation(code="missed", conclusion=_both(result.say), citations=(result.citation,))


@explain.register
def _(result: AuditPlan) -> Explanation:
    return Explanation(
        code="plan",
        about=result.kind,
        conclusion=_both(result.say),
        facts=(Fact("on", result.on.isoformat()), Fact("categories", ", ".join(sorted(result.categories)))),
        parts=(
            Explanation(
                code="place",
                about=result.place.reason,
                conclusion=_both(result.place.say),
                values=result.place.values,
            ),
            *map(_planned, result.indicators),
        ),
    )


@remember
def _planned(indicator: PlannedIndicator) -> Explanation:
    return Explanation(
        code="planned", about=str(indicator.number), conclusion=_both(indicator.say), citations=indicator.citations
    )


@explain.register
def _(result: Duration) -> Explanation:
    return Explanation(
        code="duration",
        about=result.outcome,
        conclusion=_both(result.say),
        citations=(result.citation,),
        parts=tuple(explain(part) for part in result.parts),
    )


@explain.register
def _(result: SheetGrade) -> Explanation:
    return Explanation(
        code="grade",
        about=str(result.sheet.indicator),
        conclusion=_both(result.say),
        citations=(result.citation,),
        parts=tuple(explain(found) for found in result.findings),
    )


@explain.register
def _(result: Comparison) -> Explanation:
    return Explanation(
        code="comparison",
        about=f"{result.before}-{result.after}",
        conclusion=_both(lambda locale: result.explain(locale).splitlines()[0]),
        parts=tuple(
            Explanation(code="change", about=str(each.number), conclusion=_both(each.say), citations=each.citations)
            for each in result.changed
        ),
    )


def _by_events(result: Review) -> FileState | None:
    """The state of the file, where there are events to explain it by."""
    return result.state if result.dossier.events else None


def _both(say: Callable[[Locale], str]) -> Words:
    return Words(say("fr"), say("en"))


def _yes_no(answer: bool | None) -> str:
    return "unanswered" if answer is None else "yes" if answer else "no"


def _held(held: Held) -> str:
    return held.isoformat() if isinstance(held, Date) else _yes_no(held)
