"""The request for a bilan that the CPF pays for: articles D. 6323-1 A and D. 6323-6 of the code du travail."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Bilan, InvalidInput
from qualiopi_rules.bilan.cpf import Cpf
from qualiopi_rules.bilan.cpf_conditions import CpfConditionCode, condition_of
from qualiopi_rules.bilan.cpf_request import CpfRequest, EarlierBilan, first_cpf_request
from qualiopi_rules.bilan.funding import Funding
from qualiopi_rules.formats.json import structure
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.law.dated import dated
from qualiopi_rules.results import Severity
from qualiopi_rules.strategies import cpf_requests, days, earlier_bilans
from tests.bilan.checks import DAY, FIRST, MET, NO_RULE, NOT_KNOWN, NOT_MET, codes, found_in, outcome
from tests.checks import refused

PUBLIC = {Funding.CPF, Funding.OPCO, Funding.FAF, Funding.FRANCE_TRAVAIL, Funding.OTHER_PUBLIC}


def five_years_after(day: Date) -> Date:
    """The same day five years later; no year five years after a leap year is one."""
    return Date(day.year + 5, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


class TestCap:
    """D. 6323-1 A, 2°: 1 600 euros of rights since 26 February 2026."""

    def test_exactly_1600_euros_pass_and_one_cent_more_does_not(self, request_: CpfRequest) -> None:
        assert outcome(request_, "cap", rights_cents=160_000) is MET
        assert outcome(request_, "cap", rights_cents=160_001) is NOT_MET
        (found,) = Cpf(request=attrs.evolve(request_, rights_cents=160_001)).check(on=DAY)
        assert (found.code, found.severity, found.where) == ("CPF001", Severity.BLOCKING, "request")
        assert found.message("en") == "€1,600.01 of CPF rights, for a cap of €1,600"
        assert found.message("fr") == "1\u00a0600,01\u00a0€ de droits CPF, pour un plafond de 1\u00a0600\u00a0€"
        assert found.citation.source.identifier == "LEGIARTI000053569786"

    def test_it_holds_for_requests_from_26_february_2026_on(self, request_: CpfRequest) -> None:
        assert outcome(request_, "cap", rights_cents=200_000, requested_on="2026-02-26") is NOT_MET
        assert outcome(request_, "cap", rights_cents=200_000, requested_on="2026-02-25") is NO_RULE

    def test_rights_that_are_not_provided_are_to_confirm(self, request_: CpfRequest) -> None:
        assert outcome(request_, "cap", rights_cents=None) is NOT_KNOWN
        assert found_in(request_, rights_cents=None) == ["CPF002"]
        assert outcome(request_, "cap", rights_cents=None, requested_on="2026-02-25") is NO_RULE

    @pytest.mark.parametrize("rights_cents", [1600.0, "160000", -1, True])
    def test_rights_are_whole_cents(self, rights_cents: Any) -> None:
        with refused("rights_cents: .*0 or more"):
            CpfRequest(requested_on=DAY, rights_cents=rights_cents)


class TestInterval:
    """D. 6323-6: no other publicly financed bilan in the five years before the request."""

    @pytest.mark.parametrize(
        ("financed", "last_barred", "first"),
        [
            ("2022-03-15", "2027-03-15", "2027-03-16"),
            ("2024-02-28", "2029-02-28", "2029-03-01"),
            ("2024-02-29", "2029-02-28", "2029-03-01"),
            ("2023-02-28", "2028-02-28", "2028-02-29"),
            ("2021-12-31", "2026-12-31", "2027-01-01"),
        ],
    )
    def test_the_first_day_is_the_one_after_five_years(
        self, request_: CpfRequest, financed: str, last_barred: str, first: str
    ) -> None:
        earlier = [EarlierBilan(financed_on=financed, fundings=["opco"])]
        assert str(first_cpf_request(financed, on=DAY).day) == first
        assert outcome(request_, "interval", earlier=earlier, requested_on=last_barred) is NOT_MET
        assert outcome(request_, "interval", earlier=earlier, requested_on=first) is MET

    def test_a_financing_on_the_day_of_the_request_holds_it_back_and_one_after_it_does_not(
        self, request_: CpfRequest
    ) -> None:
        for financed, expected in ((DAY, NOT_MET), ("2026-03-17", MET)):
            earlier = [EarlierBilan(financed_on=financed, fundings=["cpf"])]
            assert outcome(request_, "interval", earlier=earlier) is expected

    def test_it_is_reported_with_the_first_possible_day(self, request_: CpfRequest) -> None:
        two = [
            EarlierBilan(financed_on="2023-05-02", fundings=["faf", "self"]),
            EarlierBilan(financed_on="2022-01-10", fundings=["cpf"]),
            EarlierBilan(financed_on="2025-01-10", fundings=["self"]),
        ]
        (found,) = Cpf(request=attrs.evolve(request_, earlier=two)).check(on=DAY)
        assert (found.code, found.severity) == ("CPF003", Severity.BLOCKING)
        assert found.params == (("financed", "2023-05-02"), ("day", "2028-05-03"))
        assert found.citation.source.identifier == "LEGIARTI000053572443"

    @pytest.mark.parametrize("funding", Funding)
    def test_who_paid_decides(self, request_: CpfRequest, funding: Funding) -> None:
        """The funders of L. 6316-1 and the fonds d’assurance formation; the employer and the beneficiary are none."""
        earlier = EarlierBilan(financed_on="2025-01-10", fundings=[funding])
        public = True if funding in PUBLIC else None if funding is Funding.OTHER else False
        assert earlier.is_public(on=DAY) is public
        expected = {True: NOT_MET, False: MET, None: NOT_KNOWN}[public]
        assert outcome(request_, "interval", earlier=[earlier]) is expected

    def test_one_public_funder_among_several_is_enough(self) -> None:
        assert EarlierBilan(financed_on=DAY, fundings=["plan", "opco", "other"]).is_public(on=DAY) is True
        assert EarlierBilan(financed_on=DAY, fundings=["plan", "other"]).is_public(on=DAY) is None
        assert EarlierBilan(financed_on=DAY, fundings=["plan", "self"]).is_public(on=DAY) is False

    def test_the_lists_of_funders_have_their_own_days(self) -> None:
        by_opco, by_fund = (EarlierBilan(financed_on=DAY, fundings=[each]) for each in ("opco", "faf"))
        assert by_opco.is_public(on="2024-01-01") is True
        assert by_opco.is_public(on="2023-12-31") is False
        assert by_fund.is_public(on="2026-02-26") is True
        assert by_fund.is_public(on="2026-02-25") is False

    def test_what_is_not_provided_is_to_confirm_only_where_it_decides(self, request_: CpfRequest) -> None:
        assert found_in(request_, earlier=None) == ["CPF004"]
        assert found_in(request_, earlier=[]) == []
        assert found_in(request_, earlier=[EarlierBilan(financed_on="2025-01-10")]) == ["CPF004"]
        assert found_in(request_, earlier=[EarlierBilan(financed_on="2021-03-15")]) == []
        both = [EarlierBilan(financed_on="2025-01-10"), EarlierBilan(financed_on="2024-01-10", fundings=["cpf"])]
        assert found_in(request_, earlier=both) == ["CPF003"]

    def test_it_holds_for_requests_from_26_february_2026_on(self, request_: CpfRequest) -> None:
        earlier = [EarlierBilan(financed_on="2025-01-10", fundings=["cpf"])]
        assert outcome(request_, "interval", earlier=earlier, requested_on="2026-02-26") is NOT_MET
        assert outcome(request_, "interval", earlier=earlier, requested_on="2026-02-25") is NO_RULE

    def test_before_that_day_no_rule_holds_a_request_back(self) -> None:
        before, since = (
            first_cpf_request("2025-01-10", on="2026-02-25"),
            first_cpf_request("2025-01-10", on="2026-02-26"),
        )
        assert (before.day, before.conventions) == (None, ())
        assert before.citation == since.citation
        assert before.say("en") == "no known rule delays the request"
        assert since.say("en") == "request possible from 11 January 2030"
        assert since.say() == "demande possible à partir du 11 janvier 2030"

    def test_the_five_years_are_the_laws_and_their_count_deduced(self, request_: CpfRequest) -> None:
        (interval,) = [each for each in request_.conditions() if each.code is CpfConditionCode.INTERVAL]
        assert interval.citation.provenance is Provenance.VERBATIM
        assert interval.conventions == first_cpf_request(DAY, on=DAY).conventions
        assert [(each.source.id, each.provenance) for each in interval.conventions] == [
            ("code-D6323-6", Provenance.DEDUCED),
            ("cpc-641", Provenance.DEDUCED),
        ]

    @pytest.mark.parametrize("earlier", [None, [], [EarlierBilan(financed_on=DAY, fundings=["cpf"])]])
    def test_whatever_the_outcome_the_count_is_cited(
        self, request_: CpfRequest, earlier: list[EarlierBilan] | None
    ) -> None:
        for requested_on in (DAY, "2026-02-25"):
            changed = attrs.evolve(request_, earlier=earlier, requested_on=requested_on)
            (interval,) = [each for each in changed.conditions() if each.code is CpfConditionCode.INTERVAL]
            assert interval.conventions == first_cpf_request(DAY, on=DAY).conventions

    @pytest.mark.parametrize("financed", ["9994-12-31", "9995-01-01"])
    def test_five_years_that_the_calendar_does_not_have_are_a_fault_of_the_day_of_the_financing(
        self, financed: str
    ) -> None:
        """The five years or the day after them."""
        with pytest.raises(InvalidInput) as refusal:
            first_cpf_request(financed, on=DAY)
        (fault,) = refusal.value.faults
        assert (fault.path, fault.expected) == ("financed_on", "countable-day")
        assert first_cpf_request("9994-12-30", on=DAY).day == Date(9999, 12, 31)

    @pytest.mark.property
    @given(financed=days(date(2015, 1, 1), date(2100, 1, 1)), offset=st.integers(-3, 3))
    def test_the_last_day_held_back_has_the_number_of_the_financing_five_years_later(
        self, financed: Date, offset: int
    ) -> None:
        same = Date(
            financed.year + 5, financed.month, 28 if (financed.month, financed.day) == (2, 29) else financed.day
        )
        requested_on = max(same.add(days=offset), FIRST)
        request = CpfRequest(requested_on=requested_on, earlier=[EarlierBilan(financed_on=financed, fundings=["opco"])])
        assert (outcome(request, "interval") is NOT_MET) == (requested_on <= same)

    @pytest.mark.property
    @given(earlier=st.lists(earlier_bilans(), max_size=4), requested_on=days(date(2026, 2, 26), date(2040, 1, 1)))
    def test_a_request_is_held_back_exactly_by_a_public_financing_in_the_five_years_before(
        self, earlier: list[EarlierBilan], requested_on: Date
    ) -> None:
        near = [each for each in earlier if each.financed_on <= requested_on <= five_years_after(each.financed_on)]
        funders = [each.fundings or {Funding.OTHER} for each in near]
        expected = NOT_MET if any(each & PUBLIC for each in funders) else MET
        if expected is MET and any(Funding.OTHER in each for each in funders):
            expected = NOT_KNOWN
        assert outcome(CpfRequest(requested_on=requested_on, earlier=earlier), "interval") is expected

    def test_another_bilan_never_makes_a_request_possible(self, request_: CpfRequest) -> None:
        barred = EarlierBilan(financed_on="2025-01-10", fundings=["cpf"])
        for funding in Funding:
            more = EarlierBilan(financed_on="2025-02-10", fundings=[funding])
            assert outcome(request_, "interval", earlier=[barred, more]) is NOT_MET


class TestHoursAndActivity:
    def test_only_accompanied_minutes_are_funded(self, request_: CpfRequest) -> None:
        """D. 6323-6."""
        assert outcome(request_, "hours", funded_minutes=960, accompanied_minutes=960) is MET
        (found,) = Cpf(request=attrs.evolve(request_, funded_minutes=961)).check(on=DAY)
        assert (found.code, found.severity) == ("CPF005", Severity.BLOCKING)
        assert found.message("en") == "16 h 01 funded, for 16 h 00 of support"
        assert outcome(request_, "hours", accompanied_minutes=0) is NOT_MET
        assert outcome(request_, "hours", funded_minutes=961, requested_on="2026-02-25") is NO_RULE

    @pytest.mark.parametrize("field", ["funded_minutes", "accompanied_minutes"])
    def test_minutes_that_are_not_provided_are_to_confirm(self, request_: CpfRequest, field: str) -> None:
        assert found_in(request_, **{field: None}) == ["CPF006"]

    def test_the_accompanied_minutes_of_a_bilan_fit(self, request_: CpfRequest, good_bilan: dict[str, Any]) -> None:
        """The webinar's kind of bilan: fifteen hours of which five are personal work."""
        bilan = structure(good_bilan, Bilan)
        changed = attrs.evolve(request_, funded_minutes=bilan.minutes, accompanied_minutes=bilan.accompanied_minutes)
        (found,) = Cpf(request=changed).check(on=DAY)
        assert dict(found.params) == {"funded": 900, "accompanied": 600}

    def test_that_the_holder_is_active_is_practice(self, request_: CpfRequest) -> None:
        assert found_in(request_, active=None) == ["CPF008"]
        (found,) = Cpf(request=attrs.evolve(request_, active=False)).check(on=DAY)
        assert (found.code, found.severity, found.citation.basis) == ("CPF007", Severity.WARNING, Basis.PRACTICE)
        assert outcome(request_, "active", active=False, requested_on="2023-02-28") is NO_RULE
        assert outcome(request_, "active", active=False, requested_on="2023-03-01") is NOT_MET


@pytest.mark.property
@given(request=cpf_requests())
def test_before_26_february_2026_only_a_practice_can_be_found(request: CpfRequest) -> None:
    old = attrs.evolve(request, requested_on=min(request.requested_on, FIRST.subtract(days=1)))
    assert set(codes(Cpf(request=old).check(on=DAY))) <= {"CPF007", "CPF008"}
    assert {each.outcome for each in old.conditions()[:3]} == {NO_RULE}
    assert all(each.citation.source.title for each in old.conditions())


def test_a_condition_is_rendered_in_words(request_: CpfRequest) -> None:
    cap = request_.conditions()[0]
    assert cap.say() == "plafond de droits\u00a0: rempli"
    assert cap.say("en") == "cap on rights: met"
    for changes, said in (
        ({"rights_cents": 160_001}, "cap on rights: not met"),
        ({"rights_cents": None}, "cap on rights: undetermined"),
        ({"requested_on": "2026-02-25"}, "cap on rights: no known rule on that day"),
    ):
        changed: dict[str, Any] = changes
        assert attrs.evolve(request_, **changed).conditions()[0].say("en") == said


def test_only_a_condition_that_is_not_met_has_figures(request_: CpfRequest) -> None:
    for rights_cents, requested_on, figures in (
        (160_001, DAY, (("rights", 160_001), ("cap", 160_000))),
        (160_000, DAY, ()),
        (None, DAY, ()),
        (160_001, "2026-02-25", ()),
    ):
        cap = attrs.evolve(request_, rights_cents=rights_cents, requested_on=requested_on).conditions()[0]
        assert cap.params == figures


@pytest.mark.parametrize(
    ("on", "source"),
    [("2018-12-31", "code-R6313-7-2019"), ("2023-12-30", "code-R6313-7-2019"), ("2023-12-31", "code-R6313-7")],
)
def test_a_condition_cites_the_version_of_its_day_and_before_any_the_first_that_came(on: str, source: str) -> None:
    """No article on the CPF has two versions that are known; that on the keeping of documents has."""
    judged = condition_of(CpfConditionCode.DOCUMENTS, dated("bilan/documents", "kept"), Date.fromisoformat(on), True)
    assert judged.citation.source.id == source


def test_the_figures_of_a_condition_are_named_values() -> None:
    condition = CpfRequest(requested_on=DAY).conditions()[0]
    wrong: Any = ("cap",)
    with refused("params: .* each have a name"):
        attrs.evolve(condition, params=wrong)
