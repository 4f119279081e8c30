"""The bilan de compétences, as articles L. 6313-4 and R. 6313-4 to R. 6313-5 of the code du travail have it."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Bilan, Finding, InvalidInput, Phase, Session
from qualiopi_rules.bilan import (
    Conductor,
    Convention,
    Cpf,
    CpfListing,
    CpfOffer,
    CpfRequest,
    Document,
    Documents,
    Mode,
    Provider,
    Service,
)
from qualiopi_rules.results import Severity
from qualiopi_rules.strategies import bilans, sessions
from tests.bilan.checks import DAY, check
from tests.checks import refused

FIRST, SECOND, THIRD = "2023-02-06", "2023-02-20", "2023-03-06"


def of_minutes(*minutes: int) -> tuple[Session, ...]:
    """A session a phase, of those minutes."""
    return tuple(
        Session(day, phase, length) for day, phase, length in zip((FIRST, SECOND, THIRD), Phase, minutes, strict=True)
    )


def codes(found: tuple[Finding, ...]) -> set[str]:
    return {each.code for each in found}


def test_a_bilan_that_meets_everything_has_no_finding(good: Bilan) -> None:
    assert good.check() == ()


class TestPhases:
    """R. 6313-4: a preliminary phase, an investigation, conclusions."""

    @pytest.mark.parametrize("absent", Phase)
    def test_none_of_the_three_can_be_missing(self, good: Bilan, absent: Phase) -> None:
        (found,) = attrs.evolve(good, sessions=[s for s in good.sessions if s.phase is not absent]).check()
        assert (found.code, found.params, found.severity) == ("BIL001", (("phase", absent),), Severity.BLOCKING)

    def test_the_sessions_of_a_phase_are_sorted_by_day(self) -> None:
        bilan = Bilan(
            sessions=[*(Session(day, Phase.INVESTIGATION, 60) for day in (THIRD, FIRST)), *of_minutes(1, 1, 1)]
        )
        assert [str(session.day) for session in bilan.of_phase("investigation")] == [FIRST, SECOND, THIRD]
        with refused("phase: .*preliminary, investigation, conclusions"):
            bilan.of_phase("middle")

    def test_a_bilan_without_sessions_lacks_all_three_and_has_no_day(self, good: Bilan) -> None:
        empty = attrs.evolve(good, sessions=[])
        assert [dict(found.params)["phase"] for found in empty.check()] == list(Phase)
        assert empty.starts is None
        assert empty.minutes == 0

    def test_phases_may_meet_on_one_day_but_not_cross(self, good: Bilan) -> None:
        meeting = [Session(FIRST, phase, 60) for phase in Phase]
        assert check(good, sessions=meeting) == set()
        for crossed in (
            [*of_minutes(60, 60, 60), Session("2023-02-21", Phase.PRELIMINARY, 60)],
            [*of_minutes(60, 60, 60), Session("2023-03-07", Phase.INVESTIGATION, 60)],
        ):
            assert check(good, sessions=crossed) == {"BIL002"}

    def test_conclusions_before_the_preliminary_phase_are_out_of_order_without_an_investigation(
        self, good: Bilan
    ) -> None:
        inverted = [Session(SECOND, Phase.PRELIMINARY, 60), Session(FIRST, Phase.CONCLUSIONS, 60)]
        assert check(good, sessions=inverted) == {"BIL001", "BIL002"}

    @pytest.mark.property
    @given(rows=st.lists(sessions(), min_size=1, max_size=8), seed=st.integers(0, 99))
    def test_the_order_of_entry_does_not_matter(self, rows: list[Session], seed: int) -> None:
        shuffled = random.Random(seed).sample(rows, len(rows))
        assert Bilan(sessions=rows).check() == Bilan(sessions=shuffled).check()

    @pytest.mark.property
    @given(bilan=bilans())
    def test_a_phase_is_found_missing_exactly_when_no_session_is_in_it(self, bilan: Bilan) -> None:
        missing = {dict(found.params)["phase"] for found in bilan.check() if found.code == "BIL001"}
        assert missing == set(Phase) - {session.phase for session in bilan.sessions}


class TestDuration:
    """L. 6313-4: a bilan cannot last more than twenty-four hours; no text in force sets a minimum."""

    def test_exactly_twenty_four_hours_pass_and_one_minute_more_does_not(self, good: Bilan) -> None:
        assert check(good, sessions=of_minutes(120, 1200, 120)) == set()
        (found,) = attrs.evolve(good, sessions=of_minutes(120, 1201, 120)).check()
        assert (found.code, found.severity) == ("BIL003", Severity.BLOCKING)
        assert found.message("en") == "24 h 01 in total, for a maximum of 24 h 00"

    def test_personal_work_counts_in_the_bilan_and_not_in_the_support(self) -> None:
        alone = Session(SECOND, Phase.INVESTIGATION, 1381, Mode.PERSONAL_WORK, Conductor.BENEFICIARY)
        bilan = Bilan(sessions=[Session(FIRST, Phase.PRELIMINARY, 60), alone])
        assert (bilan.minutes, bilan.accompanied_minutes) == (1441, 60)
        assert "BIL003" in codes(bilan.check())

    def test_support_is_what_the_provider_conducts(self) -> None:
        by = [Session(FIRST, Phase.PRELIMINARY, 60, conducted_by=who) for who in Conductor]
        assert Bilan(sessions=by).accompanied_minutes == 60
        alone = [Session(FIRST, Phase.PRELIMINARY, 60, Mode.PERSONAL_WORK, who) for who in Conductor]
        assert Bilan(sessions=alone).accompanied_minutes == 0

    @pytest.mark.property
    @given(lengths=st.lists(st.integers(1, 1440), min_size=1, max_size=6))
    def test_the_limit_is_on_the_sum_to_the_minute(self, lengths: list[int]) -> None:
        bilan = Bilan(sessions=[Session(FIRST, Phase.INVESTIGATION, minutes) for minutes in lengths])
        assert ("BIL003" in codes(bilan.check())) == (sum(lengths) > 24 * 60)

    def test_there_is_no_minimum(self, good: Bilan) -> None:
        assert check(good, sessions=of_minutes(1, 1, 1)) == set()

    def test_the_minimum_of_the_draft_is_off_until_it_is_applied_from_a_day(self, good: Bilan) -> None:
        short = attrs.evolve(good, sessions=of_minutes(120, 539, 120))
        enough = attrs.evolve(good, sessions=of_minutes(120, 540, 120))
        assert codes(short.check(draft_minimum_from=FIRST)) == {"BIL004"}
        assert short.check(draft_minimum_from="2023-02-07") == ()
        assert enough.check(draft_minimum_from=FIRST) == ()
        (found,) = short.check(draft_minimum_from=date(2023, 1, 1))
        assert found.severity is Severity.WARNING
        assert found.message("en") == "12 h 59 of support, for a minimum of 13 h 00 applied from 1 January 2023"

    def test_the_draft_counts_the_support_of_the_provider_only(self, good: Bilan) -> None:
        alone = Session(SECOND, Phase.INVESTIGATION, 600, Mode.PERSONAL_WORK, Conductor.BENEFICIARY)
        bilan = attrs.evolve(good, sessions=[*of_minutes(120, 120, 120), alone])
        assert codes(bilan.check(draft_minimum_from=FIRST)) == {"BIL004"}

    def test_a_day_that_is_none_is_refused(self, good: Bilan) -> None:
        with refused("draft_minimum_from: "):
            good.check(draft_minimum_from="soon")
        with pytest.raises(InvalidInput) as refusal:
            good.check_all(on="soon", draft_minimum_from="later")
        assert [fault.path for fault in refusal.value.faults] == ["on", "draft_minimum_from"]
        with refused("on: "):
            good.deadlines(on="soon")

    def test_a_bilan_older_than_the_known_law_is_reported_in_its_place_and_not_checked(self) -> None:
        (found,) = Bilan(sessions=[Session("2018-12-31", Phase.PRELIMINARY, 1500)]).check(where="bilans[1]")
        assert (found.code, found.where) == ("BIL021", "bilans[1]")
        assert found.params == (("day", "2018-12-31"), ("first", "2019-01-01"))

    def test_a_part_older_than_the_known_law_hides_nothing_of_the_others(self, good: Bilan) -> None:
        old = attrs.evolve(
            good, consent=False, documents=Documents(ended="2018-12-31", documents=[Document(kind="results")])
        )
        found = {(each.code, each.where) for each in old.check_all(on="2024-01-01", where="bilans[0]")}
        assert {("BIL013", "bilans[0]"), ("BIL021", "bilans[0].documents")} <= found
        assert "BIL003" not in codes(Bilan(sessions=[Session("2019-01-01", Phase.PRELIMINARY, 60)]).check())


class TestParts:
    """Convention, documents and CPF, which `check_all` checks with the rest."""

    def test_each_finding_is_in_its_own_part(self) -> None:
        parts = Bilan(
            convention=Convention(),
            documents=Documents(documents=[Document(kind="results", disclosures=[])]),
            cpf=Cpf(
                request=CpfRequest(requested_on=DAY, active=False), listing=CpfListing(dues=False), offer=CpfOffer()
            ),
        )
        found = parts.check_all(on=DAY, where="bilans[0]")
        assert {each.where: each.code[:3] for each in found} == {
            "bilans[0]": "BIL",
            "bilans[0].convention": "CNV",
            "bilans[0].documents": "DOC",
            "bilans[0].cpf.request": "CPF",
            "bilans[0].cpf.listing": "CPF",
            "bilans[0].cpf.offer": "CPF",
        }

    @pytest.mark.parametrize(
        ("stated", "held", "expected"),
        [
            (None, (60, 60, 60), ["CPF005"]),  # 3 h of support for 3 h 01 funded
            (None, (60, 61, 60), []),
            (181, (60, 60, 60), []),  # what the request provides is not replaced
            (None, (), ["CPF006"]),  # no session says how long the support lasts
        ],
    )
    def test_the_accompanied_hours_that_a_request_does_not_provide_are_those_of_the_sessions(
        self, good: Bilan, request_: CpfRequest, stated: int | None, held: tuple[int, ...], expected: list[str]
    ) -> None:
        """D. 6323-6: only hours that the provider accompanies are funded."""
        request = attrs.evolve(request_, funded_minutes=181, accompanied_minutes=stated)
        bilan = attrs.evolve(good, sessions=of_minutes(*held) if held else (), cpf=Cpf(request=request))
        found = [each.code for each in bilan.check_all(on=DAY) if each.where == "cpf.request"]
        assert found == expected

    def test_a_listing_is_checked_without_a_request(self, good: Bilan) -> None:
        alone = attrs.evolve(good, cpf=Cpf(listing=CpfListing(dues=False)))
        assert {"CPF009", "CPF010"} <= codes(alone.check_all(on=DAY))


class TestConsentApproachAndProvider:
    def test_consent_is_needed(self, good: Bilan) -> None:
        """L. 6313-4, second paragraph."""
        assert check(good, consent=False) == {"BIL013"}
        assert check(good, consent=None) == {"BIL014"}

    @pytest.mark.parametrize(("mode", "personal"), [(m, m in (Mode.INDIVIDUAL, Mode.REMOTE)) for m in Mode])
    def test_conclusions_need_a_personal_interview(self, good: Bilan, mode: Mode, personal: bool) -> None:
        """R. 6313-4, 3°."""
        first, second, _ = of_minutes(60, 60, 60)
        last = Session(THIRD, Phase.CONCLUSIONS, 60, mode)
        assert check(good, sessions=[first, second, last]) == (set() if personal else {"BIL015"})
        assert check(good, sessions=[first, second, last, Session(THIRD, Phase.CONCLUSIONS, 30)]) == set()

    def test_a_bilan_in_groups_only_is_no_individual_undertaking(self, good: Bilan) -> None:
        groups = [attrs.evolve(session, mode=Mode.GROUP) for session in of_minutes(60, 60, 60)]
        assert check(good, sessions=groups) == {"BIL015", "BIL016"}

    def test_an_employer_cannot_carry_it_out(self, good: Bilan) -> None:
        """R. 6313-5."""
        assert check(good, provider_is_employer=True) == {"BIL017"}
        assert check(good, provider_is_employer=None) == {"BIL018"}
        by_employer = attrs.evolve(of_minutes(60, 60, 60)[0], conducted_by=Conductor.EMPLOYER)
        rows = [by_employer, *of_minutes(60, 60, 60)[1:]]
        assert check(good, sessions=rows) == {"BIL017"}
        assert check(good, sessions=rows, provider_is_employer=None) == {"BIL017"}

    def test_the_provider_conducts_every_session_but_personal_work(self, good: Bilan) -> None:
        """R. 6313-4: under the conduct of the provider."""
        for who, mode, expected in (
            (Conductor.OTHER, Mode.INDIVIDUAL, {"BIL019"}),
            (Conductor.OTHER, Mode.PERSONAL_WORK, {"BIL019"}),
            (Conductor.BENEFICIARY, Mode.INDIVIDUAL, {"BIL019"}),
            (Conductor.BENEFICIARY, Mode.PERSONAL_WORK, set()),
            (Conductor.PROVIDER, Mode.PERSONAL_WORK, set()),
        ):
            extra = Session(SECOND, Phase.INVESTIGATION, 60, mode, who)
            assert check(good, sessions=[*of_minutes(60, 60, 60), extra]) == expected

    @pytest.mark.parametrize("service", Service)
    def test_what_a_bilan_is_not_is_reported(self, good: Bilan, service: Service) -> None:
        assert check(good, service=service) == (set() if service is Service.BILAN else {"BIL020"})

    def test_what_is_offered_need_not_be_provided(self, good: Bilan) -> None:
        assert check(good, service=None) == set()


class TestInput:
    @pytest.mark.parametrize("minutes", [0, -60, 60.0, True, "60", None])
    def test_minutes_are_a_whole_number_of_one_or_more(self, minutes: Any) -> None:
        with refused("minutes: "):
            Session(FIRST, Phase.PRELIMINARY, minutes)

    def test_the_day_of_a_bilan_is_that_of_its_first_session(self) -> None:
        assert Bilan(sessions=of_minutes(1, 1, 1)[::-1]).starts == Date(2023, 2, 6)


@pytest.mark.property
@given(bilan=bilans(), where=st.sampled_from(["", "bilans[0]"]))
def test_every_finding_says_where_and_why_in_both_languages(bilan: Bilan, where: str) -> None:
    for found in bilan.check(where=where):
        assert found.where == where
        assert found.citation.source.title
        assert found.message("fr")
        assert found.message("en")
        assert "{" not in found.message("fr") + found.message("en")


def test_the_deadlines_of_a_bilan_are_those_of_its_convention_and_of_its_documents() -> None:
    """Ten days to answer a convention, three years for the documents; on a day that is none, an error."""
    convention = Convention(fundings=["plan"], transmitted_on="2024-01-08", employee_signed=False)
    documents = Documents(ended="2024-01-04", documents=[Document(kind="results", follow_up_agreement=True)])
    bilan = Bilan(convention=convention, documents=documents)
    due = bilan.deadlines(on="2024-01-10", where="bilans[0]")
    assert [(each.where, str(each.day)) for each in due] == [
        ("bilans[0].convention", "2024-01-18"),
        ("bilans[0].documents.documents[0]", "2027-01-04"),
    ]
    with refused("on: "):
        bilan.deadlines(on="soon")


def test_what_is_asked_about_alone_has_no_place_in_a_dossier() -> None:
    convention = Convention(fundings=["plan"], written=True, transmitted_on="2024-01-08", employee_signed=False)
    bilan = Bilan(convention=convention)
    alone = (bilan.check(), convention.check(on="2024-01-10"), Provider().check(on=DAY))
    assert [{each.where for each in found} for found in alone] == [{""}, {""}, {""}]
    due = (*bilan.deadlines(on="2024-01-10"), *convention.deadlines(on="2024-01-10"))
    assert [each.where for each in due] == ["convention", ""]
