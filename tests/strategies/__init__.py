"""What the property tests draw from: the strategies of the package, and what only our own tests need."""

from __future__ import annotations

from datetime import date
from itertools import dropwhile

import attrs
from hypothesis import strategies as st
from pendulum import Date

from qualiopi_rules import Certificate, CertificationCycle, Dossier, Event
from qualiopi_rules.audit import CheckedPoint
from qualiopi_rules.dossier.event import CertifierDecision
from qualiopi_rules.law import Basis, Citation, Provenance, Source
from qualiopi_rules.rnq import AuditKind
from qualiopi_rules.strategies import (
    answers as answers,
    applications as applications,
    audit_days as audit_days,
    audit_facts as audit_facts,
    bilan_days as bilan_days,
    bilans as bilans,
    categories as categories,
    certificates as certificates,
    checked_points as one_checked_point,
    conventions as conventions,
    cpf_holders as cpf_holders,
    cpf_listings as cpf_listings,
    cpf_offers as cpf_offers,
    cpf_requests as cpf_requests,
    cpfs as cpfs,
    cycles as cycles,
    days as days,
    decision_days,
    document_sets as document_sets,
    documents as documents,
    dossiers as dossiers,
    duration_tables,
    earlier_bilans as earlier_bilans,
    events as events,
    evidence as evidence,
    file_days as file_days,
    histories,
    indicator_numbers,
    indicator_sheets,
    ndas as ndas,
    nonconformities as nonconformities,
    outside_answers as outside_answers,
    own_duration_tables as own_duration_tables,
    own_points as own_points,
    providers as providers,
    sessions as sessions,
    sirens as sirens,
    site_lists as site_lists,
    sites as sites,
    situations as situations,
    texts as texts,
    three_answers,
    transfers as transfers,
    venues as venues,
)
from qualiopi_rules.strategies.cpf import optional_fundings

FIRST_DAY = date(2019, 6, 9)
"""The first day on which a certification could rest on the referential."""

OWN = Citation(Source("own", "A certifier's own"), Basis.PRACTICE, Provenance.VERBATIM)
"""What a certifier's own table or point rests on."""

SUBJECTS = (None, 2, 4, 9, 17, 23, 24, 25)
"""Few enough for several non-conformities to meet on one: the display, one indicator that is major-only, and others."""


def as_pendulum(day: date) -> Date:
    return Date(day.year, day.month, day.day)


def months() -> st.SearchStrategy[int]:
    return st.integers(1, 120)


def audit_kinds() -> st.SearchStrategy[AuditKind]:
    return st.sampled_from(AuditKind)


def checked_points(indicator: int) -> st.SearchStrategy[list[CheckedPoint]]:
    return st.lists(one_checked_point(indicator=indicator), max_size=5, unique_by=lambda each: each.point.id)


def certified_files() -> st.SearchStrategy[tuple[Dossier, Date]]:
    """Dossiers of files that were granted, each with a day since then, more often one around what happens in it.

    The certificate is that of the grant, or any.
    """
    granted = dossiers(events=histories().filter(lambda events: any(map(_is_grant, events))))
    later = st.one_of(*[st.integers(0, most) for most in (0, 60, 60, 1_200)])
    return st.builds(_on_a_day, granted, own=st.booleans(), back=st.integers(0, 6) | st.integers(0, 20), later=later)


def _on_a_day(dossier: Dossier, own: bool, back: int, later: int) -> tuple[Dossier, Date]:
    """The dossier, and a day so many days after the last event, or after one so many before it."""
    since = [each.on for each in dropwhile(lambda event: not _is_grant(event), dossier.events)]
    if own:
        last = CertificationCycle(since[0]).expires
        certificate = Certificate(
            number="1", categories=dossier.certificate.categories, first_issue=since[0], valid_until=last
        )
        dossier = attrs.evolve(dossier, certificate=certificate)
    return dossier, since[max(0, len(since) - 1 - back)].add(days=later)


def _is_grant(event: Event) -> bool:
    return event.decided is CertifierDecision.GRANTED


def files() -> st.SearchStrategy[tuple[Dossier, Date]]:
    """Any dossiers, and twice as many of files that were granted, each with a day to review it on."""
    certified = certified_files()
    return st.one_of(st.tuples(dossiers(), audit_days()), certified, certified)


def with_check_digit(digits: str) -> str:
    from stdnum import luhn  # of an extra

    return digits + str(luhn.calc_check_digit(digits))


# The names that they have here
decisions = decision_days
tables = duration_tables
numbers = indicator_numbers
sheets = indicator_sheets
answer = three_answers
fundings = optional_fundings
