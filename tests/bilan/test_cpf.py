"""A bilan paid for by the CPF: articles D. 6323-1 A, D. 6323-6, L. 6323-9-1 and "R6323" of the code du travail."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Bilan, Finding, InvalidInput, NotInForce
from qualiopi_rules.bilan.cpf import (
    AmountStatus,
    Cpf,
    CpfCondition,
    CpfConditionCode,
    CpfListing,
    CpfOffer,
    CpfOutcome,
    CpfRequest,
    EarlierBilan,
    cpf_participation,
    first_cpf_request,
)
from qualiopi_rules.bilan.funding import Funding
from qualiopi_rules.formats.json import structure, unstructure
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.results import Severity
from tests.checks import refused
from tests.conftest import EXAMPLES
from tests.strategies import bilan_days, cpf_listings, cpf_offers, cpf_requests, cpfs, days, earlier_bilans

FIRST = Date(2026, 2, 26)
"""The first day of the cap, of the five years and of the accompanied hours."""
DAY = "2026-03-16"
PUBLIC = {Funding.CPF, Funding.OPCO, Funding.FAF, Funding.FRANCE_TRAVAIL, Funding.OTHER_PUBLIC}
MET, NOT_MET, NOT_KNOWN, NO_RULE = CpfOutcome


@pytest.fixture
def good() -> Cpf:
    return structure(json.loads((EXAMPLES / "cpf.json").read_text("utf-8")), Cpf)


@pytest.fixture
def request_(good: Cpf) -> CpfRequest:
    assert good.request is not None
    return good.request


@pytest.fixture
def listing(good: Cpf) -> CpfListing:
    assert good.listing is not None
    return good.listing


@pytest.fixture
def offer(good: Cpf) -> CpfOffer:
    assert good.offer is not None
    return good.offer


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [each.code for each in found]


def judged(conditions: tuple[CpfCondition, ...]) -> dict[str, CpfOutcome]:
    return {each.code.value: each.outcome for each in conditions}


def outcome(request: CpfRequest, code: str, **changes: Any) -> CpfOutcome:
    return judged(attrs.evolve(request, **changes).conditions())[code]


def found_in(request: CpfRequest, **changes: Any) -> list[str]:
    return codes(Cpf(request=attrs.evolve(request, **changes)).check(on=DAY))


def five_years_after(day: Date) -> Date:
    """The same day five years later; no year five years after a leap year is one."""
    return Date(day.year + 5, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def test_what_meets_everything_has_no_finding(good: Cpf) -> None:
    assert good.check(on=DAY) == ()
    assert Cpf().check(on=DAY) == ()


class TestCap:
    """D. 6323-1 A, 2°: 1 600 euros of rights since 26 February 2026."""

    def test_exactly_1600_euros_pass_and_one_cent_more_does_not(self, request_: CpfRequest) -> None:
        assert outcome(request_, "cap", rights=160_000) is MET
        assert outcome(request_, "cap", rights=160_001) is NOT_MET
        (found,) = Cpf(request=attrs.evolve(request_, rights=160_001)).check(on=DAY)
        assert (found.code, found.severity, found.where) == ("CPF001", Severity.BLOCKING, "request")
        assert found.message("en") == "€1,600.01 of CPF rights, for a cap of €1,600"
        assert found.message("fr") == "1 600,01 € de droits CPF, pour un plafond de 1 600 €"
        assert found.citation.source.identifier == "LEGIARTI000053569786"

    def test_it_holds_for_requests_from_26_february_2026_on(self, request_: CpfRequest) -> None:
        assert outcome(request_, "cap", rights=200_000, requested_on="2026-02-26") is NOT_MET
        assert outcome(request_, "cap", rights=200_000, requested_on="2026-02-25") is NO_RULE

    def test_rights_that_are_not_told_are_asked_for(self, request_: CpfRequest) -> None:
        assert outcome(request_, "cap", rights=None) is NOT_KNOWN
        assert found_in(request_, rights=None) == ["CPF002"]
        assert outcome(request_, "cap", rights=None, requested_on="2026-02-25") is NO_RULE

    @pytest.mark.parametrize("rights", [1600.0, "160000", -1, True])
    def test_rights_are_whole_cents(self, rights: Any) -> None:
        with refused("rights: .*zero or more"):
            CpfRequest(requested_on=DAY, rights=rights)


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

    def test_it_is_told_with_the_first_possible_day(self, request_: CpfRequest) -> None:
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
        """The funders of L. 6316-1 and the fonds d'assurance formation; the employer and the beneficiary are none."""
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

    def test_what_is_not_told_is_asked_for_only_where_it_matters(self, request_: CpfRequest) -> None:
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
        assert before.say("en") == "no rule known holds the request back"
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

    @pytest.mark.property
    @given(financed=days(date(2015, 1, 1), date(2100, 1, 1)), offset=st.integers(-3, 3))
    def test_the_last_day_held_back_has_the_number_of_the_financing_five_years_later(
        self, financed: Date, offset: int
    ) -> None:
        same = Date(
            financed.year + 5, financed.month, 28 if (financed.month, financed.day) == (2, 29) else financed.day
        )
        asked = max(same.add(days=offset), FIRST)
        request = CpfRequest(requested_on=asked, earlier=[EarlierBilan(financed_on=financed, fundings=["opco"])])
        assert (outcome(request, "interval") is NOT_MET) == (asked <= same)

    @pytest.mark.property
    @given(earlier=st.lists(earlier_bilans(), max_size=4), asked=days(date(2026, 2, 26), date(2040, 1, 1)))
    def test_a_request_is_held_back_exactly_by_a_public_financing_in_the_five_years_before(
        self, earlier: list[EarlierBilan], asked: Date
    ) -> None:
        near = [each for each in earlier if each.financed_on <= asked <= five_years_after(each.financed_on)]
        told = [each.fundings or {Funding.OTHER} for each in near]
        expected = NOT_MET if any(each & PUBLIC for each in told) else MET
        if expected is MET and any(Funding.OTHER in each for each in told):
            expected = NOT_KNOWN
        assert outcome(CpfRequest(requested_on=asked, earlier=earlier), "interval") is expected

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

    @pytest.mark.parametrize("untold", ["funded_minutes", "accompanied_minutes"])
    def test_minutes_that_are_not_told_are_asked_for(self, request_: CpfRequest, untold: str) -> None:
        assert found_in(request_, **{untold: None}) == ["CPF006"]

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


class TestParticipation:
    @pytest.mark.parametrize(
        ("on", "cents", "status", "source", "provenance"),
        [
            ("2024-05-01", None, AmountStatus.NO_RULE, "code-R6323", Provenance.VERBATIM),
            ("2024-05-02", 10_000, AmountStatus.KNOWN, "code-R6323", Provenance.VERBATIM),
            ("2024-12-31", 10_000, AmountStatus.KNOWN, "code-R6323", Provenance.VERBATIM),
            ("2025-01-01", 10_223, AmountStatus.KNOWN, "participation-2025", Provenance.SECOND_HAND),
            ("2025-12-31", 10_223, AmountStatus.KNOWN, "participation-2025", Provenance.SECOND_HAND),
            ("2026-01-01", None, AmountStatus.NOT_KNOWN, "participation-2025", Provenance.SECOND_HAND),
            ("2026-04-01", None, AmountStatus.NOT_KNOWN, "participation-2025", Provenance.SECOND_HAND),
            ("2026-04-02", 15_000, AmountStatus.KNOWN, "decret-2026-234", Provenance.SECOND_HAND),
            ("2026-12-31", 15_000, AmountStatus.KNOWN, "decret-2026-234", Provenance.SECOND_HAND),
            ("2027-01-01", None, AmountStatus.NOT_KNOWN, "decret-2026-234", Provenance.SECOND_HAND),
        ],
    )
    def test_its_amounts_and_the_days_on_which_none_is_known(
        self, on: str, cents: int | None, status: AmountStatus, source: str, provenance: Provenance
    ) -> None:
        found = cpf_participation(on=on)
        assert (str(found.on), found.cents, found.status) == (on, cents, status)
        assert (found.citation.source.id, found.citation.provenance) == (source, provenance)
        assert found.say() == found.say("fr") != found.say("en")

    def test_it_is_told_in_euros(self) -> None:
        assert cpf_participation(on="2025-06-01").say("fr") == "participation de 102,23 € au 1er juin 2025"
        assert cpf_participation(on="2024-06-02").say("en") == "participation of €100 on 2 June 2024"
        assert cpf_participation(on="2026-01-01").say("en") == "amount of the participation not known on 1 January 2026"

    @pytest.mark.property
    @given(day=days())
    def test_an_amount_is_given_exactly_when_it_is_known(self, day: Date) -> None:
        found = cpf_participation(on=day)
        assert (found.cents is not None) == (found.status is AmountStatus.KNOWN)
        assert (found.status is AmountStatus.NO_RULE) == (day < Date(2024, 5, 2))

    def test_a_day_that_is_none_is_refused(self) -> None:
        with refused("on: "):
            cpf_participation(on="2026-02-30")


class TestListing:
    """L. 6323-9-1."""

    NAMES = ("declared", "obligations", "eligible", "certified", "dues", "documents", "terms")

    @pytest.mark.parametrize("name", NAMES)
    def test_each_condition_is_missed_when_denied_and_asked_for_when_untold(
        self, listing: CpfListing, name: str
    ) -> None:
        for told, code, severity in ((False, "CPF009", Severity.BLOCKING), (None, "CPF010", Severity.TO_CONFIRM)):
            (found,) = Cpf(listing=attrs.evolve(listing, **{name: told})).check(on=DAY)
            assert (found.code, found.severity, found.where) == (code, severity, "listing")
            assert found.params == (("contents", f"condition.{name}"),)

    def test_they_are_told_together(self, listing: CpfListing) -> None:
        changed = attrs.evolve(listing, dues=False, terms=False, certified=None, sanctioned=None)
        missing, untold = Cpf(listing=changed).check(on=DAY)
        assert dict(missing.params)["contents"] == "condition.dues, condition.terms"
        assert dict(untold.params)["contents"] == "condition.certified, condition.unsanctioned"

    @pytest.mark.parametrize(
        ("sanctioned", "expected"),
        [
            (False, MET),
            (None, NOT_KNOWN),
            (True, NOT_KNOWN),
            ("2024-03-15", MET),
            ("2024-03-16", NOT_MET),
            (DAY, NOT_MET),
            ("2026-03-17", MET),
        ],
    )
    def test_a_sanction_counts_for_two_years(self, listing: CpfListing, sanctioned: Any, expected: CpfOutcome) -> None:
        changed = attrs.evolve(listing, sanctioned=sanctioned)
        assert judged(changed.conditions(on=DAY))["unsanctioned"] is expected

    def test_a_recent_sanction_lets_the_listing_be_refused_and_does_not_prevent_it(self, listing: CpfListing) -> None:
        (found,) = Cpf(listing=attrs.evolve(listing, sanctioned="2025-06-01")).check(on=DAY)
        assert (found.code, found.severity) == ("CPF011", Severity.WARNING)
        assert found.message("en") == "sanction of 1 June 2025 for a breach of the terms of use"
        worse = attrs.evolve(listing, sanctioned="2025-06-01", dues=False, terms=None)
        assert codes(Cpf(listing=worse).check(on=DAY)) == ["CPF011", "CPF009", "CPF010"]

    def test_nothing_is_found_before_the_article(self, listing: CpfListing) -> None:
        bad = attrs.evolve(listing, dues=False, sanctioned="2022-12-01", terms=None)
        assert set(judged(bad.conditions(on="2022-12-20")).values()) == {NO_RULE}
        assert Cpf(listing=bad).check(on="2022-12-20") == ()
        assert codes(Cpf(listing=bad).check(on="2022-12-21")) == ["CPF011", "CPF009", "CPF010"]

    @pytest.mark.property
    @given(listing=cpf_listings(), day=bilan_days())
    def test_each_condition_is_judged_once_by_the_article(self, listing: CpfListing, day: Date) -> None:
        conditions = listing.conditions(on=day)
        assert [each.code.value for each in conditions] == [*self.NAMES, "unsanctioned"]
        assert {each.citation.source.identifier for each in conditions} == {"LEGIARTI000046761718"}
        assert {each.on for each in conditions} == {day}


class TestOffer:
    """The webinar: the content with its phases, twenty-four hours at most, the price."""

    def test_the_three_points(self, offer: CpfOffer) -> None:
        assert judged(offer.conditions(on=DAY)) == {"phases": MET, "duration": MET, "price": MET}
        for each in offer.conditions(on=DAY):
            assert (each.citation.basis, each.citation.source.id) == (Basis.PRACTICE, "webinar-2023")

    @pytest.mark.parametrize("phase", ["preliminary", "investigation", "conclusions"])
    def test_each_phase_is_there(self, offer: CpfOffer, phase: str) -> None:
        for told, expected, code in ((False, NOT_MET, "CPF012"), (None, NOT_KNOWN, "CPF013")):
            changed = attrs.evolve(offer, **{phase: told})
            assert judged(changed.conditions(on=DAY))["phases"] is expected
            (found,) = Cpf(offer=changed).check(on=DAY)
            assert (found.code, found.where, found.params) == (code, "offer", (("contents", f"condition.{phase}"),))

    @pytest.mark.property
    @given(offer=cpf_offers())
    def test_every_phase_that_is_missing_or_not_told_is_named_and_no_other(self, offer: CpfOffer) -> None:
        named: dict[str, set[str]] = {"CPF012": set(), "CPF013": set()}
        for found in Cpf(offer=offer).check(on=DAY):
            named[found.code] = set(str(dict(found.params)["contents"]).split(", "))
        for phase in ("preliminary", "investigation", "conclusions"):
            told = getattr(offer, phase)
            assert (f"condition.{phase}" in named["CPF012"]) is (told is False)
            assert (f"condition.{phase}" in named["CPF013"]) is (told is None)

    def test_the_phases_are_told_in_words_among_the_other_points(self, offer: CpfOffer) -> None:
        bare = attrs.evolve(offer, preliminary=False, investigation=None, conclusions=False, minutes=1441, price=None)
        without, untold = Cpf(offer=bare).check(on=DAY)
        assert (
            without.message("fr")
            == "sans : phase préliminaire, phase de conclusions, durée d'au plus vingt-quatre heures"
        )
        assert untold.message("en") == "not told: investigation phase, stated price"

    def test_twenty_four_hours_pass_and_one_minute_more_does_not(self, offer: CpfOffer) -> None:
        for minutes, expected in ((1440, MET), (1441, NOT_MET), (None, NOT_KNOWN)):
            assert judged(attrs.evolve(offer, minutes=minutes).conditions(on=DAY))["duration"] is expected

    def test_no_price_is_judged(self, offer: CpfOffer) -> None:
        for price, expected in ((0, MET), (10_000_000, MET), (None, NOT_KNOWN)):
            assert judged(attrs.evolve(offer, price=price).conditions(on=DAY))["price"] is expected

    @pytest.mark.property
    @given(offer=cpf_offers(), day=bilan_days())
    def test_a_point_to_watch_is_never_blocking(self, offer: CpfOffer, day: Date) -> None:
        for found in Cpf(offer=offer).check(on=day):
            assert (found.citation.basis, found.where) == (Basis.PRACTICE, "offer")
            assert found.severity is not Severity.BLOCKING

    def test_nothing_is_found_before_the_webinar(self, offer: CpfOffer) -> None:
        long = attrs.evolve(offer, minutes=1441, price=None)
        assert Cpf(offer=long).check(on="2023-02-28") == ()
        assert set(judged(long.conditions(on="2023-02-28")).values()) == {NO_RULE}
        assert codes(Cpf(offer=long).check(on="2023-03-01")) == ["CPF012", "CPF013"]
        with pytest.raises(NotInForce, match="1 January 2019"):
            long.conditions(on="2018-12-31")


def test_a_condition_is_told_in_words(request_: CpfRequest) -> None:
    cap = request_.conditions()[0]
    assert cap.say() == "plafond de droits : rempli"
    assert cap.say("en") == "cap of rights: met"
    before = attrs.evolve(request_, requested_on="2026-02-25").conditions()[0]
    assert before.say("en") == "cap of rights: no rule known on that day"


class TestInput:
    def test_everything_that_does_not_hold_is_refused_together(self) -> None:
        wrong: dict[type[Any], dict[str, Any]] = {
            CpfRequest: {
                "requested_on": "soon",
                "rights": 1.5,
                "earlier": ["2021"],
                "funded_minutes": -1,
                "accompanied_minutes": True,
                "active": "yes",
            },
            EarlierBilan: {"financed_on": "soon", "fundings": []},
            CpfListing: {**dict.fromkeys(TestListing.NAMES, "true"), "sanctioned": "soon"},
            CpfOffer: {"preliminary": 1, "investigation": 1, "conclusions": 1, "minutes": 0, "price": -1},
            Cpf: {"request": {}, "listing": {}, "offer": {}},
        }
        for cls, values in wrong.items():
            with pytest.raises(InvalidInput) as refusal:
                cls(**values)
            assert [fault.path.partition("[")[0] for fault in refusal.value.faults] == list(values)

    def test_a_day_that_is_none_is_refused(self, listing: CpfListing, offer: CpfOffer) -> None:
        asked: tuple[Any, ...] = (
            lambda: Cpf().check(on="soon"),
            lambda: listing.conditions(on="soon"),
            lambda: offer.conditions(on="soon"),
            lambda: EarlierBilan(financed_on=DAY).is_public(on="soon"),
        )
        for ask in asked:
            with refused("on: "):
                ask()
        with pytest.raises(InvalidInput) as refusal:
            first_cpf_request("soon", on="later")
        assert [fault.path for fault in refusal.value.faults] == ["financed_on", "on"]

    @pytest.mark.property
    @given(cpf=cpfs())
    def test_it_goes_through_json_unchanged(self, cpf: Cpf) -> None:
        assert structure(json.loads(json.dumps(unstructure(cpf))), Cpf) == cpf


@pytest.mark.property
@given(cpf=cpfs(), day=bilan_days(), where=st.sampled_from(["", "bilans[0].cpf"]))
def test_every_finding_tells_where_and_why_in_both_languages(cpf: Cpf, day: Date, where: str) -> None:
    for found in cpf.check(on=day, where=where):
        assert found.where in {f"{where}.{part}".lstrip(".") for part in ("request", "listing", "offer")}
        assert found.citation.source.title
        assert "{" not in found.message("fr") + found.message("en")
        assert {type(value) for _, value in found.params} <= {str, int}
    parts = () if cpf.request is None else cpf.request.conditions()
    assert all(each.say("fr") != each.say("en") for each in parts)
