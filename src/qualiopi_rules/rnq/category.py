"""The categories of actions, after the items of article L. 6313-1 of the code du travail."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from qualiopi_rules.core import converters

__all__ = ["Category", "categories_of"]


class Category(StrEnum):
    """A category of actions, after the items of article L. 6313-1 of the code du travail."""

    AF = "AF"  # 1°, actions de formation
    BC = "BC"  # 2°, bilans de compétences
    VAE = "VAE"  # 3°, validation des acquis de l'expérience
    CFA = "CFA"  # 4°, actions de formation par apprentissage

    @property
    def item(self) -> str:
        """The item of article L. 6313-1, as `2°`."""
        return f"{list(Category).index(self) + 1}°"


def categories_of(value: Iterable[Category | str]) -> frozenset[Category]:
    """Convert to one or more categories, from members or from `AF`, `BC`, `VAE`, `CFA`."""
    return converters.members(Category, value)
