"""Who may have a bilan, by the status of the person: the webinar, and article L. 6313-4 of the code du travail."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Bilan, Finding, InvalidInput, NotInForce
from qualiopi_rules.bilan import AccessOutcome, BeneficiaryStatus, Cpf, CpfRequest, EmploymentBody, bilan_access
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.strategies import bilan_days
from tests.bilan.checks import DAY, check, codes
from tests.checks import refused

STATUSES = st.sampled_from(BeneficiaryStatus)


@pytest.mark.parametrize(
    ("status", "outcome", "provenance"),
    [
        ("private-employee", AccessOutcome.OPEN, Provenance.VERBATIM),
        ("job-seeker", AccessOutcome.OPEN, Provenance.VERBATIM),
        ("public-agent", AccessOutcome.OWN_TEXTS, Provenance.VERBATIM),
        ("self-employed", AccessOutcome.OPEN, Provenance.DEDUCED),
        ("not-active", AccessOutcome.NOT_OPEN, Provenance.DEDUCED),
    ],
)
def test_each_status_has_its_answer(status: str, outcome: AccessOutcome, provenance: Provenance) -> None:
    found = bilan_access(status, on=DAY)
    assert (found.status, str(found.on), found.outcome) == (status, DAY, outcome)
    assert (found.citation.source.id, found.citation.basis) == ("webinar-2023", Basis.PRACTICE)
    assert found.citation.provenance is provenance


@pytest.mark.parametrize(
    ("on", "service"),
    [("2023-03-01", "Pôle emploi"), ("2023-12-31", "Pôle emploi"), ("2024-01-01", "France Travail")],
)
def test_a_job_seeker_asks_france_travail_since_2024(on: str, service: str) -> None:
    found = bilan_access("job-seeker", on=on)
    assert found.through == tuple(EmploymentBody)
    assert found.bodies == (service, "APEC", "Cap emploi")


@pytest.mark.property
@given(status=STATUSES, day=bilan_days())
def test_only_the_request_of_a_job_seeker_goes_to_a_body(status: BeneficiaryStatus, day: Date) -> None:
    found = bilan_access(status, on=day)
    assert bool(found.through) is (status is BeneficiaryStatus.JOB_SEEKER)
    assert len(found.through) == len(found.bodies)
    assert (found.outcome is AccessOutcome.NOT_OPEN) is not status.is_active
    assert all(body in found.say("fr") and body in found.say("en") for body in found.bodies)
    assert found.say() == found.say("fr") != found.say("en")


def test_the_answer_is_rendered_in_words() -> None:
    assert bilan_access("private-employee", on=DAY).say("en") == "A private-sector employee may have a bilan."
    assert bilan_access("job-seeker", on=DAY).say("en") == (
        "A job seeker may have a bilan. To be requested from one of these bodies: France Travail, APEC and Cap emploi."
    )


def test_the_status_of_the_beneficiary_of_a_bilan_has_the_same_answer(good: Bilan) -> None:
    assert good.access(on=DAY) is None
    assert attrs.evolve(good, beneficiary="public-agent").access(on=DAY) == bilan_access("public-agent", on=DAY)


def test_a_bilan_is_for_active_people_says_a_certifier(good: Bilan) -> None:
    assert {status for status in BeneficiaryStatus if check(good, beneficiary=status)} == {BeneficiaryStatus.NOT_ACTIVE}
    assert check(good, beneficiary="not-active") == {"BIL022"}


@pytest.mark.parametrize(
    ("status", "active", "expected"),
    [
        ("job-seeker", True, []),
        ("job-seeker", False, ["BIL023", "CPF007"]),
        ("job-seeker", None, []),
        ("not-active", True, ["BIL022", "BIL023"]),
        ("not-active", False, ["BIL022", "CPF007"]),
        ("not-active", None, ["BIL022", "CPF007"]),
        (None, True, []),
        (None, False, ["CPF007"]),
        (None, None, ["CPF008"]),
    ],
)
def test_the_status_says_whether_the_holder_is_active_and_a_contradiction_is_found(
    good: Bilan, good_cpf: Cpf, status: str | None, active: bool | None, expected: list[str]
) -> None:
    assert good_cpf.request is not None
    whole = attrs.evolve(good_cpf, request=attrs.evolve(good_cpf.request, active=active))
    bilan = attrs.evolve(good, beneficiary=status, cpf=whole, convention=None, documents=None)
    assert codes(bilan.check_all(on=DAY)) == expected


def activity_found(bilan: Bilan) -> list[Finding]:
    """What is found where the status of the beneficiary and the request contradict each other."""
    return [each for each in bilan.check_all(on=DAY, where="bilans[0]") if each.code == "BIL023"]


def test_the_contradiction_names_both_sides() -> None:
    request = CpfRequest(requested_on="2023-03-01", active=True)
    bilan = Bilan(beneficiary="not-active", cpf=Cpf(request=request))
    (found,) = activity_found(bilan)
    assert (found.where, found.citation.basis) == ("bilans[0]", Basis.PRACTICE)
    assert found.message("en") == (
        "status of the beneficiary: neither in work nor seeking it; "
        "holder in the labour force according to the CPF request: yes"
    )
    denied = attrs.evolve(request, active=False)
    (found,) = activity_found(Bilan(beneficiary="job-seeker", cpf=Cpf(request=denied)))
    assert found.message("en") == (
        "status of the beneficiary: job seeker; holder in the labour force according to the CPF request: no"
    )
    before = attrs.evolve(bilan, cpf=Cpf(request=attrs.evolve(request, requested_on="2023-02-28")))
    assert "BIL023" not in codes(before.check_all(on=DAY))


def test_what_does_not_hold_is_refused() -> None:
    wrong: Any = "retired"
    with pytest.raises(InvalidInput) as refusal:
        bilan_access(wrong, on="soon")
    assert [fault.path for fault in refusal.value.faults] == ["status", "on"]
    with refused("on: "):
        Bilan().access(on="soon")
    with pytest.raises(NotInForce, match="1 January 2019"):
        bilan_access("job-seeker", on="2018-12-31")


def test_a_bilan_without_a_request_to_the_cpf_is_checked_as_it_is(good: Bilan) -> None:
    for cpf in (None, Cpf()):
        alone = attrs.evolve(good, beneficiary="job-seeker", cpf=cpf, convention=None, documents=None)
        assert alone.check_all(on=DAY) == ()
