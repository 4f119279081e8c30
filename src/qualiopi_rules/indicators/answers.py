"""The answers of a provider, and the situation of the service that an audit samples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.rnq.question import questions

__all__ = ["Answers", "Facts", "OwnAnswers", "Situation"]

OwnAnswers = tuple[tuple[str, bool | None], ...]
"""Answers to a certifier's own questions by id, sorted."""


def _own(value: OwnAnswers | Mapping[str, bool | None]) -> OwnAnswers:
    pairs = converters.pairs(value)
    if isinstance(pairs, InvalidValue):
        return pairs
    answers: dict[Any, Any] = {name: converters.answer(answer) for name, answer in pairs}
    wrong = [answer.at(str(name)) for name, answer in answers.items() if isinstance(answer, InvalidValue)]
    wrong += [InvalidValue("", name, "text") for name in answers if not isinstance(name, str) or not name]
    return converters.faults(wrong) if wrong else tuple(sorted(answers.items()))


@attrs.frozen(kw_only=True)
class Answers(converters.Checked):
    """The answers of a provider: True, False, or None for not answered.

    Attributes:
        needs_analysis: it analyses the beneficiary's need itself.
        disability_welcomed: it has already welcomed people with disabilities.
        sole_practitioner: it is a sole practitioner who performs every function.
        subcontracting: it uses sub-contracting or portage salarial.
        funders_direct: it deals directly with funders.
        teaching_team: it has a teaching team.
        companies_direct: it deals directly with the beneficiaries' companies.
        complaints: it has had dissatisfaction, difficulties or complaints to handle.
        certifying: it prepares for a professional certification.
        work_linked: it delivers work-linked training (alternance).
        work_situation: it includes periods of training in a work situation.
        own: the answers to a certifier's own questions, by their ids in its profile; an object or pairs.

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
    own: OwnAnswers = attrs.field(default=(), converter=_own)

    def __getitem__(self, question: str) -> bool | None:
        """The answer to a question, by its id."""
        if question in questions():
            answer: bool | None = getattr(self, question)
            return answer
        return dict(self.own)[question]


def _new_in(value: Iterable[Category | str]) -> frozenset[Category]:
    return converters.members(Category, value, least=0)


@attrs.frozen(kw_only=True)
class Situation(converters.Checked):
    """The situation of the service that the audit samples: True, False, or None for unknown.

    Attributes:
        new_in: the categories in which the provider is a new entrant; none by default.
        acts_as_subcontractor: it works on behalf of another provider.
        missions_in_contract: a contract states the missions it was entrusted with.
        two_days_or_less: it delivers only trainings of two days at most.
        distance_modules: it delivers distance modules.
        trainers: how many people teach in one training; None when unknown.
        permanent_hours: how many hours of permanent staff it has a year; None when unknown.

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


_NAMES = {cls: tuple(field.name for field in attrs.fields(cls)) for cls in (Answers, Situation)}


@attrs.frozen
class Facts(OneLine):
    """Everything that is known of a provider, by question, as a rule reads it.

    Attributes:
        answers: the answers by question, yes or no; a question without an answer may be left out.
        counts: the numbers by question.
        new_in: the categories in which the provider is a new entrant.
    """

    answers: Mapping[str, bool | None]
    counts: Mapping[str, int | None] = MappingProxyType({})
    new_in: frozenset[Category] = frozenset()

    @classmethod
    def of(cls, answers: Answers, situation: Situation) -> Facts:
        """Put together the answers of a provider and its situation."""
        both: dict[str, bool | None] = dict(answers.own)
        counts: dict[str, int | None] = {}
        for source in (answers, situation):
            for name in _NAMES[type(source)]:
                value = getattr(source, name)
                if name in ("trainers", "permanent_hours"):
                    counts[name] = value
                elif name not in ("own", "new_in"):
                    both[name] = value
        return cls(both, counts, situation.new_in)

    def __getitem__(self, question: str) -> bool | None:
        """The answer to a question; None for not answered."""
        return self.answers.get(question)

    def answered(self, question: str, answer: bool) -> Facts:
        """The same, with one more answer."""
        return Facts({**self.answers, question: answer}, self.counts, self.new_in)
