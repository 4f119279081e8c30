"""What a bilan de compétences is: what it analyses, its traits, and the alternatives that it can lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.law.dated import UsedValue, dated
from qualiopi_rules.law.source import citation
from qualiopi_rules.rnq.notes import Note

__all__ = ["AnalysedSubject", "BilanNature", "BilanTrait", "InvestigationAlternative", "NaturePoint", "bilan_nature"]


class AnalysedSubject(StrEnum):
    """Something that the beneficiary of a bilan analyses."""

    PROFESSIONAL_SKILLS = "professional-skills"
    PERSONAL_SKILLS = "personal-skills"
    APTITUDES = "aptitudes"
    MOTIVATIONS = "motivations"


class BilanTrait(StrEnum):
    """Something that a bilan is; `Service` has what it is not."""

    INDIVIDUAL = "individual"
    CPF = "cpf"  # the compte personnel de formation can pay for it
    NO_MINIMUM = "no-minimum"  # no text in force sets a minimum duration
    PROJECT = "project"  # support in defining a professional project
    FEASIBILITY = "feasibility"  # a study whether the project is feasible


class InvestigationAlternative(StrEnum):
    """A project that the investigation can work out as an alternative; others are possible."""

    TRAINING = "training"
    VAE = "vae"


@attrs.frozen
class NaturePoint(Note):
    """One point of what a bilan is.

    Attributes:
        code: which one.
    """

    code: AnalysedSubject | BilanTrait | InvestigationAlternative


@attrs.frozen(kw_only=True)
class BilanNature(OneLine):
    """What a bilan is on a day.

    Attributes:
        on: the day.
        analyses: what the beneficiary analyses.
        traits: what it is.
        alternatives: what the alternatives of its investigation can be, among others.
        maximum: its maximum duration, in minutes.
    """

    on: Date
    analyses: tuple[NaturePoint, ...]
    traits: tuple[NaturePoint, ...]
    alternatives: tuple[NaturePoint, ...]
    maximum: UsedValue


def bilan_nature(*, on: DayLike) -> BilanNature:
    """Return what a bilan is on a day.

    Args:
        on: the day.

    Raises:
        InvalidInput: when `on` is not a day.
        NotInForce: when the day is older than the law of the bilan that is known.

    Source: article L. 6313-4; a certifier's practice for what the article does not say. Each point carries its own.
    """
    day = converters.day(on)
    refuse(on=day)
    return BilanNature(
        on=day,
        maximum=dated("bilan/bilan", "maximum").used_on(day),
        analyses=_points("analyses", AnalysedSubject, day),
        traits=_points("traits", BilanTrait, day),
        alternatives=_points("alternatives", InvestigationAlternative, day),
    )


def _points(
    group: str, kind: type[AnalysedSubject | BilanTrait | InvestigationAlternative], day: Date
) -> tuple[NaturePoint, ...]:
    tables: Iterable[Mapping[str, Any]] = text("bilan/nature")[group]
    return tuple(
        NaturePoint(Words(**table["words"]), citation(table), kind(table["id"]))
        for table in tables
        if converters.day(table["since"]) <= day
    )
