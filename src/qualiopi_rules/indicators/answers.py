"""The questions that decide which indicators apply, and what a provider answered."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.rnq.question import questions

__all__ = ["Answers", "Situation"]


@attrs.frozen(kw_only=True)
class Answers(converters.Checked):
    """What a provider answered: True, False, or None for not answered.

    Attributes:
        needs_analysis: it analyses the beneficiary's need itself.
        disability_welcomed: it has welcomed persons with disabilities.
        sole_practitioner: it is a sole practitioner who performs every function.
        subcontracting: it uses sub-contracting or portage salarial.
        funders_direct: it deals directly with funders.
        teaching_team: it has a teaching team.
        companies_direct: it deals directly with the beneficiaries' companies.
        complaints: it has had dissatisfaction, difficulties or complaints to handle.
        certifying: it prepares for a professional certification.
        work_linked: it trains in work-linked arrangements (alternance).
        work_situation: it includes periods of training in a work situation.

    Raises:
        InvalidInput: when an answer is neither True, False nor None.
    """

    needs_analysis: bool | None = attrs.field(default=None, converter=converters.answer)
    disability_welcomed: bool | None = attrs.field(default=None, converter=converters.answer)
    sole_practitioner: bool | None = attrs.field(default=None, converter=converters.answer)
    subcontracting: bool | None = attrs.field(default=None, converter=converters.answer)
    funders_direct: bool | None = attrs.field(default=None, converter=converters.answer)
    teaching_team: bool | None = attrs.field(default=None, converter=converters.answer)
    companies_direct: bool | None = attrs.field(default=None, converter=converters.answer)
    complaints: bool | None = attrs.field(default=None, converter=converters.answer)
    certifying: bool | None = attrs.field(default=None, converter=converters.answer)
    work_linked: bool | None = attrs.field(default=None, converter=converters.answer)
    work_situation: bool | None = attrs.field(default=None, converter=converters.answer)

    def __getitem__(self, question: str) -> bool | None:
        """The answer to a question, by its id."""
        if question not in questions():
            raise KeyError(question)
        answer: bool | None = getattr(self, question)
        return answer


def _new_in(value: Iterable[Category | str]) -> frozenset[Category]:
    return converters.members(Category, value, least=0)


@attrs.frozen(kw_only=True)
class Situation(converters.Checked):
    """What is told of the service that the audit samples: True, False, or None for not told.

    Attributes:
        new_in: the categories in which the provider is a new entrant; none by default.
        acts_as_subcontractor: it works on behalf of another provider.
        missions_in_contract: a contract states the missions it was entrusted with.
        two_days_or_less: it delivers only trainings of two days at most.
        distance_modules: it delivers modules at a distance.
        trainers: how many people teach in one training; None when not told.
        permanent_hours: how many hours of permanent staff it has a year; None when not told.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    new_in: frozenset[Category] = attrs.field(default=frozenset(), converter=_new_in)
    acts_as_subcontractor: bool | None = attrs.field(default=None, converter=converters.answer)
    missions_in_contract: bool | None = attrs.field(default=None, converter=converters.answer)
    two_days_or_less: bool | None = attrs.field(default=None, converter=converters.answer)
    distance_modules: bool | None = attrs.field(default=None, converter=converters.answer)
    trainers: int | None = attrs.field(default=None, converter=converters.optional_count)
    permanent_hours: int | None = attrs.field(default=None, converter=converters.optional_count)
