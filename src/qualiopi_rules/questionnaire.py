"""The questions that decide which indicators apply, and what a provider answered."""

from __future__ import annotations

from functools import cache

import attrs

from qualiopi_rules import fields
from qualiopi_rules.errors import refuse
from qualiopi_rules.law.library import text
from qualiopi_rules.law.source import Citation, citation
from qualiopi_rules.wording import Words

__all__ = ["Answers", "Question", "questions"]


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
        refuse(**fields.values_of(self))

    def __getitem__(self, question: str) -> bool | None:
        """The answer to a question, by its id."""
        if question not in questions():
            raise KeyError(question)
        answer: bool | None = getattr(self, question)
        return answer


@cache
def questions() -> dict[str, Question]:
    """Give every question by its id, in the order they are put."""
    return {
        entry["id"]: Question(entry["id"], entry["preliminary"], Words(entry["fr"], entry["en"]), citation(entry))
        for entry in text("questions")["questions"]
    }
