"""What the property tests draw from: the strategies of the package, and what only our own tests need."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st
from pendulum import Date

from qualiopi_rules.audit import CheckedPoint
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
