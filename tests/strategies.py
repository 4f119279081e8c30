"""What the property tests draw from, in one place."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
from hypothesis import strategies as st
from pendulum import Date

from qualiopi_rules import (
    NDA,
    Answers,
    Bilan,
    Category,
    Certificate,
    CertificationCycle,
    Conclusions,
    Conductor,
    Dossier,
    Investigation,
    Mode,
    Phase,
    Preliminary,
    Service,
    Session,
    Synthesis,
)

FIRST_DAY = date(2019, 6, 9)
"""The first day on which a certification could rest on the referential."""


def as_pendulum(day: date) -> Date:
    return Date(day.year, day.month, day.day)


def days(first: date = date(1900, 1, 1), last: date = date(2200, 12, 31)) -> st.SearchStrategy[Date]:
    """Any day, month ends and leap days more often than chance would have them."""
    ends = st.builds(
        lambda year, month_day: Date(year, *month_day),
        st.integers(first.year + 1, last.year - 1),
        st.sampled_from([(1, 31), (2, 28), (3, 1), (4, 30), (5, 31), (8, 31), (11, 30), (12, 31)]),
    )
    leaps = st.builds(
        lambda n: Date(4 * n, 2, 29),
        st.integers(first.year // 4 + 1, last.year // 4 - 1).filter(lambda n: (4 * n) % 100 != 0 or (4 * n) % 400 == 0),
    )
    usual = st.dates(first, last).map(as_pendulum)
    return st.one_of(usual, ends, leaps) if last.year - first.year > 12 else usual


def months() -> st.SearchStrategy[int]:
    return st.integers(1, 120)


def decisions(last: date = date(2100, 12, 31)) -> st.SearchStrategy[Date]:
    """A day on which a cycle can start."""
    return days(FIRST_DAY, last)


def cycles() -> st.SearchStrategy[CertificationCycle]:
    return decisions().map(CertificationCycle)


def audit_days() -> st.SearchStrategy[Date]:
    """A day on which an edition of the referential is in force, both editions as often."""
    return st.one_of(days(FIRST_DAY, date(2026, 10, 31)), days(date(2026, 11, 1), date(2060, 1, 1)))


def answer() -> st.SearchStrategy[bool | None]:
    return st.sampled_from([True, False, None])


def _answered(cls: type[Any]) -> st.SearchStrategy[Any]:
    """An object whose boolean fields are answered in every way."""
    return st.builds(
        cls, **{field.name: answer() for field in attrs.fields(cls) if field.type in ("bool | None", bool | None)}
    )


def answers() -> st.SearchStrategy[Answers]:
    return _answered(Answers)


def categories() -> st.SearchStrategy[frozenset[Category]]:
    return st.frozensets(st.sampled_from(Category), min_size=1)


def texts() -> st.SearchStrategy[str]:
    return st.text(min_size=1, max_size=12).filter(lambda text: text.strip() != "")


def sessions() -> st.SearchStrategy[Session]:
    return st.builds(
        Session,
        days(date(2019, 1, 1), date(2040, 1, 1)),
        st.sampled_from(Phase),
        st.integers(1, 600),
        st.sampled_from(Mode),
        st.sampled_from(Conductor),
    )


def bilans() -> st.SearchStrategy[Bilan]:
    conclusions = st.builds(
        lambda outer, synthesis: attrs.evolve(outer, synthesis=synthesis), _answered(Conclusions), _answered(Synthesis)
    )
    return st.builds(
        Bilan,
        reference=st.none() | texts(),
        sessions=st.lists(sessions(), max_size=6),
        consent=answer(),
        provider_is_employer=answer(),
        service=st.none() | st.sampled_from(Service),
        preliminary=_answered(Preliminary),
        investigation=_answered(Investigation),
        conclusions=conclusions,
    )


def ndas() -> st.SearchStrategy[NDA]:
    return st.from_regex(r"[0-9]{11}", fullmatch=True).map(NDA)


def certificates() -> st.SearchStrategy[Certificate]:
    """Any record of a certificate; its days need not fit a cycle."""
    return st.builds(
        Certificate,
        number=texts(),
        categories=categories(),
        first_issue=decisions(),
        valid_until=decisions(),
        cycle_number=st.none() | st.integers(1, 4),
        printed_start=st.none() | decisions(),
        last_issue=st.none() | decisions(),
        holder=st.none() | texts(),
        nda=st.none() | ndas(),
    )


def dossiers() -> st.SearchStrategy[Dossier]:
    return st.builds(
        Dossier,
        certificate=certificates(),
        categories=categories(),
        answers=answers(),
        surveillance_held=st.one_of(answer(), decisions()),
        bilans=st.lists(bilans(), max_size=2),
    )
