"""The contents of the three phases of a bilan de compétences, and of its synthesis document."""

from __future__ import annotations

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.kleene import all3, any3

__all__ = ["Conclusions", "Investigation", "Preliminary", "Synthesis"]


@attrs.frozen(kw_only=True)
class Preliminary(converters.Checked):
    """What the preliminary phase contained: True, False, or None when not provided.

    Attributes:
        request_analysed: the beneficiary's request was analysed.
        need_analysed: the beneficiary's need was analysed.
        voluntary: it was checked that the beneficiary comes of their own will.
        format_chosen: the format that fits the situation and the need was chosen.
        terms_agreed: the way it would be carried out was agreed by both.
    """

    request_analysed: bool | None = attrs.field(default=None, converter=converters.answer)
    need_analysed: bool | None = attrs.field(default=None, converter=converters.answer)
    voluntary: bool | None = attrs.field(default=None, converter=converters.answer)
    format_chosen: bool | None = attrs.field(default=None, converter=converters.answer)
    terms_agreed: bool | None = attrs.field(default=None, converter=converters.answer)


@attrs.frozen(kw_only=True)
class Investigation(converters.Checked):
    """What the investigation led to: True, False, or None when not provided.

    Attributes:
        project_built: the beneficiary built a professional project.
        relevance_checked: its relevance was checked.
        alternatives_worked_out: one or more alternatives were worked out; the texts accept either.
    """

    project_built: bool | None = attrs.field(default=None, converter=converters.answer)
    relevance_checked: bool | None = attrs.field(default=None, converter=converters.answer)
    alternatives_worked_out: bool | None = attrs.field(default=None, converter=converters.answer)

    @property
    def complete(self) -> bool | None:
        """Whether it led to a project whose relevance was checked, or to alternatives; None when unknown."""
        return any3([all3([self.project_built, self.relevance_checked]), self.alternatives_worked_out])


@attrs.frozen(kw_only=True)
class Synthesis(converters.Checked):
    """What the synthesis document contains: True, False, or None when not provided.

    Attributes:
        skills_analysed: the professional and personal skills.
        project_defined: the project, with concrete proposals.
        means_stated: the conditions and means that favour it.
        steps_stated: the main steps planned.
    """

    skills_analysed: bool | None = attrs.field(default=None, converter=converters.answer)
    project_defined: bool | None = attrs.field(default=None, converter=converters.answer)
    means_stated: bool | None = attrs.field(default=None, converter=converters.answer)
    steps_stated: bool | None = attrs.field(default=None, converter=converters.answer)


@attrs.frozen(kw_only=True)
class Conclusions(converters.Checked):
    """What the conclusions phase contained: True, False, or None when not provided.

    Attributes:
        results_shared: the beneficiary made the detailed results their own.
        means_listed: the conditions and means that favour the project were listed.
        steps_planned: the main steps of the project were planned.
        follow_up_offered: a follow-up interview with the provider was offered.
        synthesis_handed: the synthesis document was handed to the beneficiary.
        synthesis: what that document contains.
    """

    results_shared: bool | None = attrs.field(default=None, converter=converters.answer)
    means_listed: bool | None = attrs.field(default=None, converter=converters.answer)
    steps_planned: bool | None = attrs.field(default=None, converter=converters.answer)
    follow_up_offered: bool | None = attrs.field(default=None, converter=converters.answer)
    synthesis_handed: bool | None = attrs.field(default=None, converter=converters.answer)
    synthesis: Synthesis = attrs.field(factory=Synthesis)
