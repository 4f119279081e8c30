"""Where in a dossier something is, as its owner finds it."""

from __future__ import annotations

from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.dossier.reviewer import Review

__all__ = ["part_of", "place_of"]


def place_of(review: Review, where: str, locale: Locale) -> str:
    """Return a path of the dossier and, inside a bilan that has one, the provider's own reference."""
    root = where.partition(".")[0]
    for at, bilan in enumerate(review.dossier.bilans):
        if root == f"bilans[{at}]" and bilan.reference is not None:
            return message("report-findings.named", locale, where=where, name=bilan.reference)
    return where


def part_of(review: Review, root: str, locale: Locale) -> str:
    """Return what a part of the dossier is called: a bilan by its reference, or else by its rank."""
    name, _, rank = root.rstrip("]").partition("[")
    if name != "bilans":
        return message(f"part.{name}", locale)
    reference = review.dossier.bilans[int(rank)].reference
    if reference is None:
        return message("part.bilan-rank", locale, rank=int(rank) + 1)
    return message("part.bilan", locale, name=reference)
