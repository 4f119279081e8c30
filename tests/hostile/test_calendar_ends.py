"""At the two ends of the calendar every rule gives a result, or an error of the library that names the day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import (
    Bilan,
    Certificate,
    CertificationCycle,
    Dossier,
    Event,
    InvalidInput,
    InvalidValue,
    NotInForce,
    applicability,
    read_printed,
    referential,
    review,
)
from qualiopi_rules.audit import (
    Application,
    NonConformity,
    application_documents,
    audit_duration,
    check_nonconformities,
    count_nonconformities,
    decide,
    new_application_from,
    plan_audit,
    sites_to_audit,
)
from qualiopi_rules.bilan import (
    Convention,
    CpfListing,
    CpfRequest,
    Document,
    Documents,
    EarlierBilan,
    convention_need,
    cpf_participation,
    document_retention,
    first_cpf_request,
    follow_up_day,
    remaining_to_pay,
)
from qualiopi_rules.cycle import Transfer, check_surveillance
from qualiopi_rules.dossier import file_state
from qualiopi_rules.formats import dump
from qualiopi_rules.law import Window, add_months, first_days_of_period, last_day_of_period
from qualiopi_rules.law.months import days_after, months_after, runs_on
from tests.checks import refused

FIRST, LAST = Date(1, 1, 1), Date(9999, 12, 31)

ENDS = st.one_of(
    st.sampled_from([FIRST, LAST, Date(1, 2, 28), Date(9996, 2, 29), Date(9996, 12, 31), Date(9997, 1, 1)]),
    st.integers(0, 40 * 366).map(lambda days: Date.fromordinal(LAST.toordinal() - days)),
    st.integers(0, 40 * 366).map(lambda days: Date.fromordinal(FIRST.toordinal() + days)),
)


def dossier(day: Date, other: Date) -> Dossier:
    certificate = Certificate(number="1", categories=["BC"], first_issue=min(day, other), valid_until=max(day, other))
    convention = Convention(fundings=["plan"], written=True, transmitted_on=other)
    documents = Documents(ended=other, documents=[Document(kind="synthesis")])
    return Dossier(
        certificate=certificate,
        categories=["BC"],
        bilans=[Bilan(convention=convention, documents=documents)],
        application=Application(received=day, categories=["BC"], contract_received=other),
        events=[Event(on=day, kind="audit", audit="initial"), Event(on=other, kind="decision", decided="certified")],
    )


RULES: dict[str, Callable[[Date, Date], Any]] = {
    "add_months": lambda day, _: [add_months(day, months) for months in (-1, 1, 36)],
    "period": lambda day, _: [last_day_of_period(day, 36), first_days_of_period(day, 36)],
    "window": lambda day, other: other in Window(min(day, other), max(day, other)),
    "cycle": lambda day, _: [
        (cycle := CertificationCycle(day)).expires,
        *(cycle.surveillance, cycle.renewal_year, cycle.renewal, cycle.renewal_latest),
    ],
    "timeline": lambda day, _: CertificationCycle(day).timeline(),
    "next": lambda day, _: CertificationCycle(day).next(),
    "ending": lambda day, _: CertificationCycle.ending(day),
    "status": lambda day, other: CertificationCycle(day).status(on=other),
    "deadlines": lambda day, other: CertificationCycle(day).deadlines(on=other),
    "surveillance": lambda day, other: check_surveillance(CertificationCycle(day), on=other),
    "printed": lambda day, other: read_printed(min(day, other), max(day, other)),
    "transfer": lambda day, other: Transfer(requested=min(day, other), file_sent=max(day, other)).check(
        Certificate(number="1", categories=["BC"], first_issue=min(day, other), valid_until=max(day, other)), on=other
    ),
    "applicability": lambda day, _: applicability(["BC"], on=day),
    "plan": lambda day, _: [
        plan_audit(kind, applicability(["BC"], on=day)) for kind in ("initial", "surveillance", "renewal")
    ],
    "referential": lambda day, _: referential(on=day),
    "documents of an application": lambda day, _: application_documents(on=day),
    "proposal": lambda day, other: Application(
        received=min(day, other), categories=["BC"], contract_received=max(day, other)
    ).deadlines(on=day),
    "application": lambda day, other: Application(
        received=day, categories=["BC"], refused=other, declaration_filed=other
    ).check(on=day),
    "new application": lambda day, other: new_application_from(day, withdrawn=other, on=other),
    "duration": lambda day, _: audit_duration("initial", ["BC"], on=day),
    "sites": lambda day, _: sites_to_audit(9, "initial", on=day),
    "non-conformity": lambda day, other: NonConformity(indicator=4, grade="major", notified=day).status(on=other),
    "non-conformities": lambda day, other: [
        rule([NonConformity(indicator=number, grade="minor", notified=day) for number in range(1, 8)], on=other)
        for rule in (count_nonconformities, check_nonconformities)
    ],
    "decision": lambda day, other: [
        decide(kind, [NonConformity(indicator=4, grade="major", notified=day)], on=other)
        for kind in ("initial", "surveillance", "renewal")
    ],
    "convention": lambda day, other: [
        (convention := Convention(transmitted_on=day)).answer_by,
        convention.answer(on=other),
        convention.deadlines(on=other),
    ],
    "need of a convention": lambda day, _: convention_need(["employer"], on=day),
    "retention": lambda day, _: document_retention(Document(kind="synthesis"), day),
    "follow-up": lambda day, _: follow_up_day(day),
    "first CPF request": lambda day, other: first_cpf_request(day, on=other),
    "CPF request": lambda day, other: CpfRequest(
        requested_on=other, earlier=[EarlierBilan(financed_on=day, fundings=["cpf"])]
    ).conditions(),
    "CPF listing": lambda day, other: CpfListing(sanctioned=day).conditions(on=other),
    "price": lambda day, _: [remaining_to_pay(100_000, on=day), cpf_participation(on=day)],
    "file": lambda day, other: file_state([Event(on=day, kind="audit", audit="initial")], on=other),
    "review": lambda day, other: dump(review(dossier(day, other), on=other)),
}


@pytest.mark.property
@pytest.mark.parametrize("name", RULES)
@given(day=ENDS, other=ENDS)
def test_a_rule_gives_a_result_or_says_which_day_is_too_near_the_end(name: str, day: Date, other: Date) -> None:
    faults: tuple[InvalidValue, ...] = ()
    try:
        RULES[name](day, other)
    except NotInForce:
        pass
    except InvalidInput as error:
        faults = tuple(error.faults)
    paths = {fault.path for fault in faults}
    assert "" not in paths
    # The months are a caller's own in two functions only.
    assert "months" not in paths or name in ("add_months", "period")


@pytest.mark.property
@given(day=ENDS, days=st.integers(-15_000, 15_000), months=st.integers(-500, 500))
def test_what_is_counted_is_in_the_calendar_or_the_day_is_named(day: Date, days: int, months: int) -> None:
    ordinal = day.toordinal() + days
    if FIRST.toordinal() <= ordinal <= LAST.toordinal():
        assert days_after(day, days, "field").toordinal() == ordinal
    else:
        with refused("field: .*years 1 to 9999"):
            days_after(day, days, "field")
    if 1 <= (day.year * 12 + day.month - 1 + months) // 12 <= 9999:
        assert months_after(day, months, "field") == add_months(day, months)
    else:
        with refused("field: .*years 1 to 9999"):
            months_after(day, months, "field")


@pytest.mark.property
@given(start=ENDS, months=st.integers(0, 500), day=ENDS)
def test_months_that_run_beyond_the_calendar_run_on_each_of_its_days(start: Date, months: int, day: Date) -> None:
    try:
        last = add_months(start, months)
    except InvalidInput:
        last = LAST
    assert runs_on(start, months, day) is (start <= day <= last)
