"""The listing of a provider on the platform, by article L. 6323-9-1 of the code du travail, and an offer on it."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules import NotInForce
from qualiopi_rules.bilan.cpf import Cpf
from qualiopi_rules.bilan.cpf_conditions import CpfOutcome
from qualiopi_rules.bilan.cpf_platform import CpfListing, CpfOffer
from qualiopi_rules.law import Basis
from qualiopi_rules.results import Severity
from qualiopi_rules.strategies import bilan_days, cpf_listings, cpf_offers
from tests.bilan.checks import DAY, MET, NO_RULE, NOT_KNOWN, NOT_MET, codes, judged


class TestListing:
    """L. 6323-9-1."""

    NAMES = ("declared", "obligations", "eligible", "certified", "dues", "documents", "terms")

    @pytest.mark.parametrize("name", NAMES)
    def test_each_condition_is_missing_when_denied_and_to_confirm_when_not_provided(
        self, listing: CpfListing, name: str
    ) -> None:
        for provided, code, severity in ((False, "CPF009", Severity.BLOCKING), (None, "CPF010", Severity.TO_CONFIRM)):
            (found,) = Cpf(listing=attrs.evolve(listing, **{name: provided})).check(on=DAY)
            assert (found.code, found.severity, found.where) == (code, severity, "listing")
            assert found.params == (("contents", f"condition.{name}"),)

    def test_they_are_reported_together(self, listing: CpfListing) -> None:
        changed = attrs.evolve(listing, dues=False, terms=False, certified=None, sanctioned=None)
        missing, unknown = Cpf(listing=changed).check(on=DAY)
        assert dict(missing.params)["contents"] == "condition.dues, condition.terms"
        assert dict(unknown.params)["contents"] == "condition.certified, condition.unsanctioned"

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
        for provided, expected, code in ((False, NOT_MET, "CPF012"), (None, NOT_KNOWN, "CPF013")):
            changed = attrs.evolve(offer, **{phase: provided})
            assert judged(changed.conditions(on=DAY))["phases"] is expected
            (found,) = Cpf(offer=changed).check(on=DAY)
            assert (found.code, found.where, found.params) == (code, "offer", (("contents", f"condition.{phase}"),))

    @pytest.mark.property
    @given(offer=cpf_offers())
    def test_every_phase_that_is_missing_or_not_provided_is_named_and_no_other(self, offer: CpfOffer) -> None:
        named: dict[str, set[str]] = {"CPF012": set(), "CPF013": set()}
        for found in Cpf(offer=offer).check(on=DAY):
            named[found.code] = set(str(dict(found.params)["contents"]).split(", "))
        for phase in ("preliminary", "investigation", "conclusions"):
            provided = getattr(offer, phase)
            assert (f"condition.{phase}" in named["CPF012"]) is (provided is False)
            assert (f"condition.{phase}" in named["CPF013"]) is (provided is None)

    def test_the_phases_are_named_in_words_among_the_other_points(self, offer: CpfOffer) -> None:
        bare = attrs.evolve(
            offer, preliminary=False, investigation=None, conclusions=False, minutes=1441, price_cents=None
        )
        without, unknown = Cpf(offer=bare).check(on=DAY)
        assert (
            without.message("fr")
            == "il manque\u00a0: phase préliminaire, phase de conclusions et durée d’au plus vingt-quatre heures"
        )
        assert unknown.message("en") == "not specified: investigation phase and price stated"

    def test_twenty_four_hours_pass_and_one_minute_more_does_not(self, offer: CpfOffer) -> None:
        for minutes, expected in ((1440, MET), (1441, NOT_MET), (None, NOT_KNOWN)):
            assert judged(attrs.evolve(offer, minutes=minutes).conditions(on=DAY))["duration"] is expected

    def test_no_price_is_judged(self, offer: CpfOffer) -> None:
        for price_cents, expected in ((0, MET), (10_000_000, MET), (None, NOT_KNOWN)):
            assert judged(attrs.evolve(offer, price_cents=price_cents).conditions(on=DAY))["price"] is expected

    @pytest.mark.property
    @given(offer=cpf_offers(), day=bilan_days())
    def test_a_point_to_watch_is_never_blocking(self, offer: CpfOffer, day: Date) -> None:
        for found in Cpf(offer=offer).check(on=day):
            assert (found.citation.basis, found.where) == (Basis.PRACTICE, "offer")
            assert found.severity is not Severity.BLOCKING

    def test_nothing_is_found_before_the_webinar(self, offer: CpfOffer) -> None:
        long = attrs.evolve(offer, minutes=1441, price_cents=None)
        assert Cpf(offer=long).check(on="2023-02-28") == ()
        assert set(judged(long.conditions(on="2023-02-28")).values()) == {NO_RULE}
        assert codes(Cpf(offer=long).check(on="2023-03-01")) == ["CPF012", "CPF013"]
        with pytest.raises(NotInForce, match="1 January 2019"):
            long.conditions(on="2018-12-31")
