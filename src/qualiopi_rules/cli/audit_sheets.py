"""Which sheets an audit asks for: those of a dossier or of some categories, and what a filled file lacks of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from qualiopi_rules.audit.facts import AuditFacts
from qualiopi_rules.audit.nonconformity import NonConformity
from qualiopi_rules.audit.plan import plan_audit
from qualiopi_rules.audit.points import ApplicablePoints, applicable_points
from qualiopi_rules.audit.sheet import IndicatorSheet
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, MissingField, refuse_all
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.dossier.dossier import Dossier
from qualiopi_rules.dossier.next_audit import found_before
from qualiopi_rules.dossier.reviewer import Review, review
from qualiopi_rules.indicators.answers import Answers, Situation
from qualiopi_rules.indicators.rule import applicability
from qualiopi_rules.profile.profile import Profile
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import Category

__all__ = ["AuditSheets", "Audited", "differences"]


@attrs.frozen(kw_only=True)
class AuditSheets:
    """The blank sheets of an audit.

    Attributes:
        kind: the kind of the audit; None for all that applies, whatever the audit.
        on: the day of the audit.
        display: the audit verifies that the certificate is displayed.
        sheets: the sheets, in the order of the indicators.
        texts: the texts of the points on whose condition nothing is known, with the condition, by their ids.
        planned: the indicators that the audit looks at.
        without_points: those of them for which the profile has no point.
    """

    kind: AuditKind | None
    on: str
    display: bool
    sheets: tuple[IndicatorSheet, ...]
    texts: dict[str, str]
    planned: tuple[int, ...]
    without_points: tuple[int, ...]

    def notes(self, locale: Locale) -> Iterator[str]:
        """Say which audit they are for, and what it looks at beside them."""
        count = {"indicators": len(self.sheets), "points": sum(len(each.points) for each in self.sheets)}
        if self.kind is None:
            yield message("sheet-note.any", locale, day=self.on, **count)
        else:
            yield message("sheet-note.audit", locale, kind=f"audit-kind.{self.kind}", day=self.on, **count)
        if self.display:
            yield message("sheet-note.display", locale)
        if self.without_points:
            yield message("sheet-note.without-points", locale, numbers=", ".join(map(str, self.without_points)))


@attrs.frozen(kw_only=True)
class Audited:
    """Who is audited: the provider of a dossier, or any provider of some categories.

    Attributes:
        categories: the categories, whatever the audit.
        answers: the answers to the preliminary questions.
        situation: the facts about the service that the audit samples.
        facts: the facts about its audits.
        reviewed: the review of the dossier; None without one.
    """

    categories: frozenset[Category]
    answers: Answers = attrs.field(factory=Answers)
    situation: Situation = attrs.field(factory=Situation)
    facts: AuditFacts = attrs.field(factory=AuditFacts)
    reviewed: Review | None = None

    @classmethod
    def of(cls, dossier: Dossier, day: str, profile: Profile) -> Audited:
        """Return the provider of a dossier, on the day of the audit."""
        return cls(
            categories=dossier.categories,
            answers=dossier.answers,
            situation=dossier.situation,
            facts=dossier.audits,
            reviewed=review(dossier, on=day, profile=profile),
        )

    def sheets(
        self,
        kind: AuditKind | None,
        numbers: Iterable[int],
        day: str,
        profile: Profile,
        locale: Locale,
        where: str = "indicator",
    ) -> AuditSheets:
        """Return the blank sheets of an audit.

        Args:
            kind: the kind of the audit; None for the next one, or else for all that applies.
            numbers: the indicators; empty for all that the audit looks at.
            day: the day of the audit.
            profile: the profile of a certifier.
            locale: the language of the conditions.
            where: the name of what gives the indicators.

        Raises:
            InvalidInput: with every indicator that is none of the provider's, and when there is nothing to extend.
        """
        next_audit = None if self.reviewed is None else self.reviewed.next_audit
        kind = kind or (None if next_audit is None else next_audit.plan.kind)
        categories = self._categories(kind)
        applied = applicability(categories, self.answers, on=day, situation=self.situation, profile=profile)
        known = (*applied.numbers, *applied.undetermined)
        points = {
            number: applicable_points(
                number, categories, self.answers, on=day, situation=self.situation, profile=profile
            )
            for number in sorted(known)
        }
        held = {number: each for number, each in points.items() if each.applicable or each.undetermined}
        chosen = sorted(set(numbers))
        choices = ", ".join(map(str, held))
        refuse_all(InvalidValue(where, each, "sheet-indicator", choices=choices) for each in chosen if each not in held)
        plan = None
        if kind is not None:
            before = [each for each in self._found(kind) if each.notified <= applied.on]
            plan = plan_audit(
                kind,
                applied,
                nonconformities=before,
                left_out_before=self.facts.left_out_before,
                new_entrant_in=self.facts.new_entrant_in,
            )
        planned = sorted(known if plan is None else (*plan.numbers, *plan.undetermined))
        wanted = [held[number] for number in chosen or planned if number in held]
        return AuditSheets(
            kind=kind,
            on=day,
            display=plan is not None and plan.display,
            sheets=tuple(_sheet(each, day) for each in wanted),
            texts={point: text for each in wanted for point, text in _texts(each, profile, locale)},
            planned=tuple(planned),
            without_points=() if chosen else tuple(number for number in planned if number not in held),
        )

    def _categories(self, kind: AuditKind | None) -> frozenset[Category]:
        """The categories that a kind of audit covers."""
        if self.reviewed is None or kind is None or kind is AuditKind.INITIAL:
            return self.categories
        added: frozenset[Category] = frozenset() if self.reviewed.extension is None else self.reviewed.extension.added
        if kind is AuditKind.EXTENSION:
            if not added:
                raise InvalidInput.of(InvalidValue("audit", str(kind), "extended-categories"))
            return added
        next_audit = self.reviewed.next_audit
        return self.reviewed.dossier.categories - added if next_audit is None else next_audit.plan.categories

    def _found(self, kind: AuditKind) -> list[NonConformity]:
        return [] if self.reviewed is None else found_before(kind, self.reviewed.state.nonconformities)


def _sheet(points: ApplicablePoints, day: str) -> IndicatorSheet:
    listed = [*points.applicable, *points.undetermined]
    return IndicatorSheet.asking(listed, indicator=listed[0].indicator, on=day)


def _texts(points: ApplicablePoints, profile: Profile, locale: Locale) -> Iterator[tuple[str, str]]:
    """The texts of the points that an unanswered question leaves open, with the question."""
    for point in points.undetermined:
        said = profile.find_question(str(point.question)).words.say(locale)
        key = "sheet-note.if-yes" if point.answer else "sheet-note.if-no"
        yield point.id, message(key, locale, said=said, text=point.say(locale))


def differences(
    filled: Iterable[IndicatorSheet], expected: AuditSheets, name: str, locale: Locale
) -> Iterator[InvalidValue]:
    """Yield how the points of filled sheets differ from those that the audit asks for.

    Args:
        filled: the sheets.
        expected: the sheets of the same indicators, blank.
        name: the name of the file.
        locale: the language of what errors name.
    """
    wanted = {each.indicator: [checked.point.id for checked in each.points] for each in expected.sheets}
    title = message("sheet-file.point", locale)
    for sheet in filled:
        ids = {checked.point.id for checked in sheet.points}
        for point in wanted[sheet.indicator]:
            if point not in ids:
                yield MissingField(f"{name}: {title} {point}", None, "present")
        choices = ", ".join(wanted[sheet.indicator])
        for checked in sheet.points:
            if checked.point.id not in wanted[sheet.indicator]:
                yield InvalidValue(f"{name}: {title}", checked.point.id, "audited-point", choices=choices)
