"""Strategies of results: they are computed from what the other strategies give, so each is one that can occur."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pendulum import Date

from qualiopi_rules.dossier.dossier import Dossier
from qualiopi_rules.dossier.explainers import explain
from qualiopi_rules.dossier.explanation import Explanation
from qualiopi_rules.dossier.reviewer import Review, review
from qualiopi_rules.indicators.result import Applicability
from qualiopi_rules.indicators.rule import applicability
from qualiopi_rules.results.deadlines import Deadline
from qualiopi_rules.results.findings import Finding
from qualiopi_rules.rnq.edition import Referential, edition_on
from qualiopi_rules.strategies.basics import categories
from qualiopi_rules.strategies.cycle import cycles
from qualiopi_rules.strategies.dossier import dossiers
from qualiopi_rules.strategies.indicators import answers, situations
from qualiopi_rules.strategies.law_days import audit_days
from qualiopi_rules.strategies.profile import profiles

__all__ = ["applicabilities", "deadlines", "explanations", "findings", "referentials", "reviews"]


def reviews(
    *, dossier: SearchStrategy[Dossier] | None = None, on: SearchStrategy[Date] | None = None
) -> SearchStrategy[Review]:
    """Reviews of dossiers under the profile that is the default.

    Args:
        dossier: the strategy of the dossier; any by default.
        on: the strategy of the day; any on which an edition is in force by default.
    """
    return st.builds(
        lambda dossier, day: review(dossier, on=day),
        dossiers() if dossier is None else dossier,
        audit_days() if on is None else on,
    )


def findings() -> SearchStrategy[Finding]:
    """Findings of reviews."""
    return reviews().filter(lambda found: bool(found.findings)).flatmap(lambda found: st.sampled_from(found.findings))


def deadlines() -> SearchStrategy[Deadline]:
    """Deadlines of cycles, seen from their first day."""
    return cycles().flatmap(lambda cycle: st.sampled_from(cycle.deadlines(on=cycle.starts)))


def applicabilities() -> SearchStrategy[Applicability]:
    """Which indicators apply, to any provider, under any profile."""
    return st.builds(
        lambda covered, answers, situation, day, profile: applicability(
            covered, answers, on=day, situation=situation, profile=profile
        ),
        categories(),
        answers(),
        situations(),
        audit_days(),
        profiles(),
    )


def explanations() -> SearchStrategy[Explanation]:
    """Explanations of cycles and of which indicators apply."""
    return cycles().map(explain) | applicabilities().map(explain)


def referentials() -> SearchStrategy[Referential]:
    """Editions of the referential, as they hold on any day."""
    return audit_days().map(edition_on)
