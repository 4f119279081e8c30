"""The questions that decide which indicators apply, and what a provider answered."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import attrs

from qualiopi_rules import fields
from qualiopi_rules.editions import Category
from qualiopi_rules.errors import refuse
from qualiopi_rules.law.library import text
from qualiopi_rules.law.source import Citation, citation
from qualiopi_rules.wording import Words

__all__ = ["Answers", "Question", "Situation", "question", "questions"]


@attrs.frozen
class Question:
    """One question.

    Attributes:
        id: its name, which is the field of `Answers` too.
        preliminary: whether it is on the certifier's screen for a bilan de compétences; else the annex puts it.
        words: what a provider who answers yes does, as `uses sub-contracting`.
        citation: who asks it.
    """

    id: str
    preliminary: bool
    words: Words
    citation: Citation


@attrs.frozen(kw_only=True)
class Answers:
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

    needs_analysis: bool | None = attrs.field(default=None, converter=fields.answer)
    disability_welcomed: bool | None = attrs.field(default=None, converter=fields.answer)
    sole_practitioner: bool | None = attrs.field(default=None, converter=fields.answer)
    subcontracting: bool | None = attrs.field(default=None, converter=fields.answer)
    funders_direct: bool | None = attrs.field(default=None, converter=fields.answer)
    teaching_team: bool | None = attrs.field(default=None, converter=fields.answer)
    companies_direct: bool | None = attrs.field(default=None, converter=fields.answer)
    complaints: bool | None = attrs.field(default=None, converter=fields.answer)
    certifying: bool | None = attrs.field(default=None, converter=fields.answer)
    work_linked: bool | None = attrs.field(default=None, converter=fields.answer)
    work_situation: bool | None = attrs.field(default=None, converter=fields.answer)

    def __attrs_post_init__(self) -> None:
        refuse(**fields.faults_of(self))

    def __getitem__(self, question: str) -> bool | None:
        """The answer to a question, by its id."""
        if question not in questions():
            raise KeyError(question)
        answer: bool | None = getattr(self, question)
        return answer


def _new_in(value: Iterable[Category | str]) -> frozenset[Category]:
    return fields.members(Category, value, least=0)


@attrs.frozen(kw_only=True)
class Situation:
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
    acts_as_subcontractor: bool | None = attrs.field(default=None, converter=fields.answer)
    missions_in_contract: bool | None = attrs.field(default=None, converter=fields.answer)
    two_days_or_less: bool | None = attrs.field(default=None, converter=fields.answer)
    distance_modules: bool | None = attrs.field(default=None, converter=fields.answer)
    trainers: int | None = attrs.field(default=None, converter=fields.optional_count)
    permanent_hours: int | None = attrs.field(default=None, converter=fields.optional_count)

    def __attrs_post_init__(self) -> None:
        refuse(**fields.faults_of(self))


def question(name: str) -> Question:
    """Give a question on the provider or on its situation, by its id.

    Raises:
        KeyError: when there is none.
    """
    return _every_question()[name]


@cache
def _every_question() -> dict[str, Question]:
    situation = {
        entry["id"]: Question(entry["id"], False, Words(entry["fr"], entry["en"]), citation(entry))
        for entry in text("questions")["situation"]
    }
    return questions() | situation


@cache
def questions() -> dict[str, Question]:
    """Give every question by its id, in the order they are put."""
    return {
        entry["id"]: Question(entry["id"], entry["preliminary"], Words(entry["fr"], entry["en"]), citation(entry))
        for entry in text("questions")["questions"]
    }
