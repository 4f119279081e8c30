"""Where in a dossier something is, as its owner finds it."""

from __future__ import annotations

from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.dossier.reviewer import Review

__all__ = ["part_of", "place_of"]


def place_of(review: Review, where: str, locale: Locale) -> str:
    """Return the part of the dossier that a path leads to, by its name, with the path."""
    return message("part.place", locale, part=part_of(review, where.partition(".")[0], locale), where=where)


def part_of(review: Review, root: str, locale: Locale) -> str:
    """Return what a part of the dossier is called: a bilan by its reference, or else by its rank."""
    name, _, rank = root.rstrip("]").partition("[")
    if not rank:
        return message(f"part.{name}", locale)
    reference = review.dossier.bilans[int(rank)].reference
    if reference is None:
        return message("part.bilan-rank", locale, rank=int(rank) + 1)
    return message("part.bilan", locale, name=reference)
