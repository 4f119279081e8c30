"""Strategies of events, of whole histories, and of dossiers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pendulum import Date

from qualiopi_rules.audit.nonconformity import NonConformityGrade
from qualiopi_rules.bilan.bilan import Bilan
from qualiopi_rules.cycle.certificate import Certificate
from qualiopi_rules.cycle.cycle import CertificationCycle
from qualiopi_rules.dossier.dossier import Dossier
from qualiopi_rules.dossier.event import CertifierDecision, Event, EventKind
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.strategies.audit import applications, audit_facts, outside_answers, subjects
from qualiopi_rules.strategies.basics import categories as any_categories, three_answers
from qualiopi_rules.strategies.bilan import bilans as any_bilans, providers
from qualiopi_rules.strategies.cycle import certificates, transfers
from qualiopi_rules.strategies.indicators import answers, situations
from qualiopi_rules.strategies.law_days import decision_days, file_days

__all__ = ["dossiers", "events", "histories"]

_DECIDING = (AuditKind.INITIAL, AuditKind.RENEWAL, AuditKind.EXTENSION)


def events(
    *, kinds: Iterable[EventKind] = tuple(EventKind), on: SearchStrategy[Date] | None = None
) -> SearchStrategy[Event]:
    """Events, each with what its kind must have, what it may have, and nothing else.

    A list of them is a history in which some events have no place; for one in which all have, see `histories`.

    Args:
        kinds: the kinds that may come.
        on: the strategy of the day; around those on which the times to correct are known by default.
    """
    day, fields = file_days() if on is None else on, _fields()
    return st.one_of(
        *(
            st.builds(Event, on=day, kind=st.just(kind), **others)
            for kind in kinds
            for others in fields.get(kind, ({},))
        )
    )


def _fields() -> dict[EventKind, tuple[dict[str, SearchStrategy[Any]], ...]]:
    """For each kind of event, the fields that it may have beside its day, in one way or in two."""
    covered, about = any_categories(least=0), subjects()
    audit = st.none() | st.sampled_from(AuditKind)
    others = [kind for kind in AuditKind if kind not in _DECIDING]
    unlike_a_grant = [each for each in CertifierDecision if each is not CertifierDecision.GRANTED]
    return {
        EventKind.APPLICATION: ({"categories": covered},),
        EventKind.AUDIT: (
            {"audit": st.sampled_from(_DECIDING), "categories": covered},
            {"audit": st.sampled_from(others)},
        ),
        EventKind.NOTIFICATION: ({"audit": audit, "indicator": about, "grade": st.sampled_from(NonConformityGrade)},),
        EventKind.PLAN: ({"indicator": about},),
        EventKind.CORRECTION: ({"indicator": about},),
        EventKind.VERIFICATION: ({"indicator": about, "lifted": st.booleans()},),
        EventKind.DECISION: (
            {"audit": audit, "decided": st.just(CertifierDecision.GRANTED), "categories": covered},
            {"audit": audit, "decided": st.sampled_from(unlike_a_grant)},
        ),
        EventKind.NEW_SITE: ({"sites_before": st.none() | st.integers(1, 3)},),
    }


def histories(*, applied: SearchStrategy[Date] | None = None) -> SearchStrategy[list[Event]]:
    """Histories in which every event has its place: from the application through a cycle to its renewal, or less.

    A first audit may end in a refusal; what an audit finds is corrected and lifted before its decision.

    Args:
        applied: the strategy of the day of the application; around those on which the times are known by default.
    """
    return st.builds(
        _history,
        file_days() if applied is None else applied,
        any_categories(),
        st.sampled_from([CertifierDecision.GRANTED, CertifierDecision.REFUSED]),
        st.lists(st.builds(_Round, st.integers(0, 90), _found(), st.integers(1, 20)), min_size=3, max_size=3),
        st.integers(1, 40),
    )


class _Round(NamedTuple):
    """An audit: days after it could be held, what it finds, and the days of each step to the lifting."""

    wait: int
    found: list[tuple[int | None, NonConformityGrade]]
    step: int


def _found() -> SearchStrategy[list[tuple[int | None, NonConformityGrade]]]:
    found = st.tuples(subjects(), st.sampled_from(NonConformityGrade))
    return st.lists(found, max_size=2, unique_by=lambda each: each[0])


def _history(
    applied: Date, covered: frozenset[Category], first: CertifierDecision, rounds: list[_Round], most: int
) -> list[Event]:
    """The events of a file up to its renewal, or as many of them as that at most."""
    made = [Event(on=applied, kind=EventKind.APPLICATION, categories=covered)]
    made += _audited(AuditKind.INITIAL, applied, rounds[0], covered, first)
    if first is CertifierDecision.GRANTED:
        cycle = CertificationCycle(made[-1].on)
        surveillance, renewal = cycle.surveillance.opens, cycle.renewal.opens
        made += _audited(AuditKind.SURVEILLANCE, surveillance, rounds[1], (), CertifierDecision.MAINTAINED)
        made += _audited(AuditKind.RENEWAL, renewal, rounds[2], covered, CertifierDecision.GRANTED)
    return made[:most]


def _audited(
    audit: AuditKind, from_day: Date, round_: _Round, covered: Iterable[Category], decided: CertifierDecision
) -> Iterator[Event]:
    """An audit, what it finds up to its lifting, and the decision on it the day after."""
    day = from_day.add(days=round_.wait)
    yield Event(on=day, kind=EventKind.AUDIT, audit=audit, categories=covered)
    for indicator, grade in round_.found:
        yield Event(on=day, kind=EventKind.NOTIFICATION, audit=audit, indicator=indicator, grade=grade)
    for step in (EventKind.PLAN, EventKind.CORRECTION, EventKind.VERIFICATION):
        day = day.add(days=round_.step)
        lifted = True if step is EventKind.VERIFICATION else None
        for indicator, _ in round_.found:
            yield Event(on=day, kind=step, indicator=indicator, lifted=lifted)
    yield Event(on=day.add(days=1), kind=EventKind.DECISION, audit=audit, decided=decided)


def dossiers(
    *,
    categories: SearchStrategy[frozenset[Category]] | None = None,
    certificate: SearchStrategy[Certificate] | None = None,
    bilans: SearchStrategy[list[Bilan]] | None = None,
    events: SearchStrategy[list[Event]] | None = None,
) -> SearchStrategy[Dossier]:
    """Dossiers, each part provided or not; its parts need not agree with each other, as when they come from people.

    Args:
        categories: the strategy of the categories to be audited for; any by default.
        certificate: the strategy of the certificate; any by default.
        bilans: the strategy of the list of bilans; any two at most by default.
        events: the strategy of the list of events; any five at most, or a history, by default.
    """
    return st.builds(
        Dossier,
        certificate=certificates() if certificate is None else certificate,
        categories=any_categories() if categories is None else categories,
        answers=answers(),
        situation=situations(),
        surveillance_held=three_answers() | decision_days(),
        bilans=st.lists(any_bilans(), max_size=2) if bilans is None else bilans,
        provider=st.none() | providers(),
        application=st.none() | applications(),
        audits=audit_facts(),
        outside=outside_answers(),
        transfer=st.none() | transfers(),
        other_certificates=st.lists(certificates(), max_size=2),
        events=_event_lists() if events is None else events,
    )


def _event_lists() -> SearchStrategy[list[Event]]:
    return st.lists(events(), max_size=5) | histories()
