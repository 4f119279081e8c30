"""Why a result is what it is: a tree from the conclusion down to the values, the sources and what was told.

The tree holds codes and values; it becomes text, Markdown or JSON at the edge. The format of its JSON is versioned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import singledispatch

import attrs
from pendulum import Date

from qualiopi_rules.audit.decision import AuditDecision
from qualiopi_rules.audit.duration import Duration
from qualiopi_rules.audit.plan import AuditPlan
from qualiopi_rules.audit.sheet import SheetGrade
from qualiopi_rules.audit.sites import SiteSample
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, locale_of
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import Words, words
from qualiopi_rules.cycle.cycle import CertificationCycle, Held
from qualiopi_rules.cycle.extension import Extension
from qualiopi_rules.cycle.missed_surveillance import MissedSurveillance
from qualiopi_rules.cycle.transfer import TransferCheck
from qualiopi_rules.dossier.history import FileState
from qualiopi_rules.dossier.reviewer import NextAudit, Review
from qualiopi_rules.indicators.result import Adaptation, Applicability, IndicatorResult, Reason
from qualiopi_rules.law.dated import UsedValue
from qualiopi_rules.law.months import month_convention
from qualiopi_rules.law.source import Citation
from qualiopi_rules.results.deadlines import Milestone
from qualiopi_rules.results.findings import Finding
from qualiopi_rules.rnq.comparison import Comparison
from qualiopi_rules.rnq.question import find_question

__all__ = ["Explanation", "ExplanationDocument", "Fact", "explain"]

FORMAT = "qualiopi-rules/explanation"
VERSION = 1


@attrs.frozen
class Fact(converters.Checked):
    """Something that the caller told and that decides.

    Attributes:
        what: the name of the question or field, as `subcontracting`.
        value: what was told: `yes`, `no`, `unanswered`, an ISO day or a text.
    """

    what: str = attrs.field(converter=converters.code)
    value: str = attrs.field(converter=converters.code)

    def say(self, locale: Locale = "fr") -> str:
        """Tell it in words: a question has its own, a field its name."""
        asked = _asked(self.what)
        known = self.value in ("yes", "no", "unanswered")
        value = words(f"word.{self.value}").say(locale) if known else self.value
        return words("explanation.told").say(
            locale, what=self.what if asked is None else asked.say(locale), value=value
        )


@attrs.frozen(kw_only=True)
class Explanation(converters.Checked):
    """One conclusion and what it rests on.

    Attributes:
        code: the kind of conclusion, as `review`, `milestone`, `indicator`, `reason`, `plan`, `decision` or `finding`.
        about: what it is about within its kind, as `27` or `surveillance-closes`; empty for the whole.
        conclusion: the conclusion in words.
        values: the values of the law that decide, with the days on which they hold.
        told: what the caller told that decides.
        citations: the texts that it rests on, those of its values and of its parts left aside; for a finding, the text
            of the check, even where its value comes from the same: the check may be less sure than the value.
        parts: the conclusions that it is made of, or that led to it.
    """

    code: str = attrs.field(converter=converters.code)
    about: str = attrs.field(default="", converter=converters.code)
    conclusion: Words
    values: tuple[UsedValue, ...] = ()
    told: tuple[Fact, ...] = ()
    citations: tuple[Citation, ...] = ()
    parts: tuple[Explanation, ...] = ()

    def document(self) -> ExplanationDocument:
        """Give the tree with the name and version of its format, for `qualiopi_rules.dump`."""
        return ExplanationDocument(explanation=self)

    def text(self, locale: Locale = "fr") -> str:
        """Write the tree as indented text.

        Raises:
            InvalidInput: when the locale is neither `fr` nor `en`.
        """
        return "\n".join(f"{'  ' * depth}{line}" for depth, line in self._lines(locale_of(locale), _plain))

    def markdown(self, locale: Locale = "fr") -> str:
        """Write the tree as a Markdown list, its sources linked.

        Raises:
            InvalidInput: when the locale is neither `fr` nor `en`.
        """
        return "\n".join(f"{'  ' * depth}- {line}" for depth, line in self._lines(locale_of(locale), _linked))

    def _lines(self, locale: Locale, cite: Callable[[Citation], str], depth: int = 0) -> Iterator[tuple[int, str]]:
        yield depth, self.conclusion.say(locale)
        for value in self.values:
            yield depth + 1, _value(value, locale, cite)
        for told in self.told:
            yield depth + 1, told.say(locale)
        for cited in self.citations:
            yield (
                depth + 1,
                words("explanation.source").say(
                    locale, source=cite(cited), basis=cited.basis, provenance=cited.provenance
                ),
            )
        for part in self.parts:
            yield from part._lines(locale, cite, depth + 1)


def _format(value: str) -> str:
    return converters.exactly(FORMAT, value)


def _version(value: int) -> int:
    return converters.exactly(VERSION, value)


@attrs.frozen(kw_only=True)
class ExplanationDocument(converters.Checked):
    """An explanation as it is kept or sent: with the name and the version of its format.

    The version goes up when a reader of the one before could misread it.

    Attributes:
        format: always `qualiopi-rules/explanation`.
        version: the version of the format.
        explanation: the tree.

    Raises:
        InvalidInput: when the format or the version is another one.
    """

    format: str = attrs.field(default=FORMAT, converter=_format)
    version: int = attrs.field(default=VERSION, converter=_version)
    explanation: Explanation


def _plain(cited: Citation) -> str:
    return str(cited.source)


def _linked(cited: Citation) -> str:
    url = cited.source.url
    return cited.source.title if url is None else f"[{cited.source.title}]({url})"


def _value(value: UsedValue, locale: Locale, cite: Callable[[Citation], str]) -> str:
    frame = words("explanation.value" if value.until is None else "explanation.value-until")
    return frame.say(
        locale,
        name=value.name,
        value=value.value,
        since=value.since.isoformat(),
        until="" if value.until is None else value.until.isoformat(),
        source=cite(value.citation),
        basis=value.citation.basis,
        provenance=value.citation.provenance,
    )


@singledispatch
def explain(result: object) -> Explanation:
    """Explain a result: a review, a cycle, an applicability, a plan, a decision, a finding, or a part of one of these.

    Raises:
        InvalidInput: when it is none of these.
    """
    raise InvalidInput.of(InvalidValue("result", result, "explainable"))


@explain.register
def _(result: Review) -> Explanation:
    certificate = result.dossier.certificate
    told = {
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
            lambda locale: words("report.title").say(locale, number=certificate.number, day=result.on.isoformat())
        ),
        told=tuple(Fact(name, value) for name, value in told.items() if value),
        parts=(
            Explanation(code="printed", about=result.printed.outcome, conclusion=_both(result.printed.say)),
            *([] if result.cycle is None else [explain(result.cycle)]),
            explain(result.applicability),
            *(
                explain(each)
                for each in (result.history, result.decision, result.extension, result.transfer, result.next_audit)
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
        told=(Fact("starts", result.starts.isoformat()),),
        citations=(month_convention(),),
        parts=tuple(explain(milestone) for milestone in result.timeline()),
    )


@explain.register
def _(result: Milestone) -> Explanation:
    return Explanation(
        code="milestone",
        about=result.code,
        conclusion=_both(
            lambda locale: words("report.milestone").say(
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
        told=(
            Fact("on", result.on.isoformat()),
            Fact("categories", ", ".join(sorted(result.categories))),
            Fact("policy", result.policy.name),
            Fact("texts", result.texts),
        ),
        citations=tuple(dict.fromkeys(each.indicator.citation for each in result.results)),
        parts=tuple(explain(each) for each in result.results),
    )


@explain.register
def _(result: IndicatorResult) -> Explanation:
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
    # Where no answer could tell, none was missing either.
    return _answered("adaptation", result.question, result, None if result.answer is None else result.question)


def _answered(code: str, about: str, result: Reason | Adaptation, asked: str | None) -> Explanation:
    return Explanation(
        code=code,
        about=about,
        conclusion=_both(result.say),
        told=() if asked is None else (Fact(asked, _yes_no(result.answer)),),
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
        told=(Fact("on", result.on.isoformat()),),
        parts=tuple(
            Explanation(
                code="decision-reason", about=reason.code, conclusion=_both(reason.say), citations=(reason.citation,)
            )
            for reason in result.reasons
        ),
    )


@explain.register
def _(result: NextAudit) -> Explanation:
    plan, sample = explain(result.plan), result.sample
    sites = () if sample is None else (_sites(sample),)
    return attrs.evolve(plan, code="next-audit", parts=(*plan.parts, *sites, explain(result.duration)))


def _sites(sample: SiteSample) -> Explanation:
    return Explanation(
        code="sites",
        about=sample.kind,
        conclusion=_both(sample.say),
        values=sample.values,
        citations=(sample.citation,),
    )


@explain.register
def _(result: FileState) -> Explanation:
    return Explanation(
        code="history",
        about=result.stage,
        conclusion=_both(result.say),
        told=(Fact("on", result.on.isoformat()),),
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
        told=(Fact("on", result.on.isoformat()), Fact("categories", ", ".join(sorted(result.categories)))),
        parts=(
            Explanation(
                code="place",
                about=result.place.reason,
                conclusion=_both(result.place.say),
                values=result.place.values,
            ),
            *(
                Explanation(
                    code="planned",
                    about=str(each.number),
                    conclusion=_both(each.say),
                    citations=each.citations,
                )
                for each in result.indicators
            ),
        ),
    )


@explain.register
def _(result: Duration) -> Explanation:
    return Explanation(
        code="duration",
        about=result.outcome,
        conclusion=_both(result.say),
        citations=(result.citation,),
        parts=tuple(
            Explanation(code="duration-part", about=part.code, conclusion=_both(part.say), citations=(part.citation,))
            for part in result.parts
        ),
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


def _both(say: Callable[[Locale], str]) -> Words:
    return Words(say("fr"), say("en"))


def _yes_no(answer: bool | None) -> str:
    return "unanswered" if answer is None else "yes" if answer else "no"


def _held(told: Held) -> str:
    return told.isoformat() if isinstance(told, Date) else _yes_no(told)


def _asked(name: str) -> Words | None:
    try:
        return find_question(name).words
    except KeyError:
        return None
