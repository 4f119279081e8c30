"""How a bilan de compétences is paid for, which decides the rules of its convention and of a later CPF request."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from qualiopi_rules.core import converters

__all__ = ["Funding", "fundings_of"]


class Funding(StrEnum):
    """The frame a bilan is made in, or who pays for it; one bilan can have several."""

    PLAN = "plan"  # the employer's plan de développement des compétences
    CONGE_DE_RECLASSEMENT = "conge-de-reclassement"  # the employer's leave for those it makes redundant
    CPF = "cpf"  # the beneficiary's compte personnel de formation
    OPCO = "opco"  # an opérateur de compétences
    FAF = "faf"  # a fonds d'assurance formation, as Agefice or FIF PL
    FRANCE_TRAVAIL = "france-travail"  # the public employment service, once Pôle emploi
    OTHER_PUBLIC = "other-public"  # the State, a region, or another funder that article L. 6316-1 names
    SELF = "self"  # the beneficiary, out of pocket
    OTHER = "other"  # something else, which no rule here can classify


def fundings_of(value: Iterable[Funding | str] | None) -> frozenset[Funding] | None:
    """Convert one or more fundings, or None when not provided."""
    return None if value is None else converters.members(Funding, value)
