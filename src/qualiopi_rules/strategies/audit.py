"""Strategies of the facts about audits: application, sites, venue, non-conformities."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pendulum import Date

from qualiopi_rules.audit.application import Application
from qualiopi_rules.audit.documents import all_documents
from qualiopi_rules.audit.facts import AuditFacts
from qualiopi_rules.audit.mock_audit_outside import OutsideAnswers
from qualiopi_rules.audit.nonconformity import NonConformity, NonConformityGrade
from qualiopi_rules.audit.place import VenueFacts
from qualiopi_rules.audit.sheet import PointAnswer
from qualiopi_rules.audit.sites import Site
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.rnq.edition import editions
from qualiopi_rules.strategies.basics import answered, categories as any_categories, texts, three_answers
from qualiopi_rules.strategies.cycle import ndas
from qualiopi_rules.strategies.law_days import audit_days, days_after, file_days
from qualiopi_rules.strategies.sheet import indicator_sheets

__all__ = [
    "applications",
    "audit_facts",
    "indicator_numbers",
    "nonconformities",
    "outside_answers",
    "site_lists",
    "sites",
    "subjects",
    "venues",
]


def sites() -> SearchStrategy[Site]:
    """Sites of a provider, each by itself."""
    return st.builds(Site, name=texts(), central=st.booleans(), audited=three_answers())


def site_lists(*, least: int = 0, most: int = 12) -> SearchStrategy[list[Site]]:
    """Sites that can stand together: each with a name of its own, one central at most.

    Args:
        least: how many at least.
        most: how many at most.
    """
    site = st.builds(Site, name=texts(), audited=three_answers())
    apart = st.lists(site, min_size=least, max_size=most, unique_by=lambda site: site.name)
    return st.builds(_with_central, apart, st.none() | st.integers(0, most))


def _with_central(sites: list[Site], central: int | None) -> list[Site]:
    return [attrs.evolve(site, central=index == central) for index, site in enumerate(sites)]


def venues() -> SearchStrategy[VenueFacts]:
    """What decides where an audit is held."""
    return answered(VenueFacts)


def applications(
    *,
    categories: SearchStrategy[frozenset[Category]] | None = None,
    received: SearchStrategy[Date] | None = None,
) -> SearchStrategy[Application]:
    """Applications, their days near each other, where the times of the texts run.

    Args:
        categories: the strategy of the categories; any by default.
        received: the strategy of the day it was received; any on which an edition is in force by default.
    """
    ids = sorted({each.id for each in all_documents()})
    near = ("declaration_filed", "refused", "withdrawn", "contract_received", "date_proposed")
    return st.builds(
        _application,
        audit_days() if received is None else received,
        st.fixed_dictionaries({name: st.none() | st.integers(-120, 120) for name in near}),
        categories=any_categories() if categories is None else categories,
        nda=st.none() | ndas(),
        actions_done=st.none() | any_categories(least=0),
        other_certifier=three_answers(),
        collected=st.none() | st.frozensets(st.sampled_from(ids)),
    )


def _application(received: Date, near: dict[str, int | None], **others: Any) -> Application:
    """One whose other days are so many days from the one on which it was received, but none before the law began."""
    first = editions()[0].since
    days: dict[str, Any] = {
        name: None if (day := days_after(received, count)) is None else max(first, day) for name, count in near.items()
    }
    return Application(received=received, **days, **others)


def indicator_numbers() -> SearchStrategy[frozenset[int]]:
    """A few indicators of the latest edition."""
    return st.frozensets(st.sampled_from(list(editions()[-1])), max_size=6)


def audit_facts(*, nonconformities: SearchStrategy[list[NonConformity]] | None = None) -> SearchStrategy[AuditFacts]:
    """Facts about the audits of a provider.

    Args:
        nonconformities: the strategy of the list of non-conformities; any three at most by default.
    """
    return st.builds(
        AuditFacts,
        venue=venues(),
        sites=site_lists(most=5),
        turnover_cents=st.none() | st.integers(0, 200_000_000),
        new_entrant_in=any_categories(least=0),
        left_out_before=indicator_numbers().map(sorted),
        nonconformities=_several() if nonconformities is None else nonconformities,
        sheets=st.lists(indicator_sheets(), max_size=2),
    )


def outside_answers() -> SearchStrategy[OutsideAnswers]:
    """What is known of the display of the certificate and of the use of the mark."""
    known = st.none() | st.sampled_from(PointAnswer)
    return st.builds(OutsideAnswers, display=known, mark=known)


def subjects() -> SearchStrategy[int | None]:
    """Subjects of non-conformities: the display, as None, or one of a few indicators, so that several meet on one.

    One of them allows no minor one.
    """
    return st.sampled_from([None, 2, 4, 9, 17, 23, 24, 25])


def nonconformities(
    *,
    notified: SearchStrategy[Date] | None = None,
    indicator: SearchStrategy[int | None] | None = None,
    grade: SearchStrategy[NonConformityGrade] | None = None,
) -> SearchStrategy[NonConformity]:
    """Records of non-conformities, at any point from the notification to the lifting.

    Args:
        notified: the strategy of the day of notification; around those on which the times are known by default.
        indicator: the strategy of the number of the indicator, None for the display; a few of them by default.
        grade: the strategy of the severity; any by default.
    """
    later = st.none() | st.integers(0, 420)
    return st.builds(
        _nonconformity,
        file_days() if notified is None else notified,
        later,
        later,
        st.fixed_dictionaries(
            {"plan_sent": later, "implemented": st.none() | st.integers(-10, 420), "next_audit": later}
        ),
        indicator=subjects() if indicator is None else indicator,
        grade=st.sampled_from(NonConformityGrade) if grade is None else grade,
        found_at=st.none() | st.sampled_from(AuditKind),
    )


def _nonconformity(
    notified: Date, verified: int | None, lifted: int | None, after: dict[str, int | None], **others: Any
) -> NonConformity:
    """One whose days are so many days after its notification, and its lifting after its verification."""
    checked = days_after(notified, verified)
    days: dict[str, Any] = {name: days_after(notified, count) for name, count in after.items()}
    return NonConformity(
        notified=notified, verified=checked, lifted=days_after(checked or notified, lifted), **days, **others
    )


def _several() -> SearchStrategy[list[NonConformity]]:
    return st.lists(nonconformities(), max_size=3)
