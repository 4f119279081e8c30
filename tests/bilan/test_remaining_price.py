"""What the holder of an account still pays for a bilan: the participation, and what the rights cannot pay."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules.bilan import BeneficiaryStatus, CpfHolder, RemainingPrice, remaining_to_pay
from qualiopi_rules.bilan.remaining_price import RemainingReasonCode
from qualiopi_rules.law import Provenance
from qualiopi_rules.strategies import cpf_holders, days
from tests.checks import plain, refused

DAY = "2026-05-04"
"""The cap is 1 600 euros, the participation 150 euros."""
PAYS: dict[str, Any] = {
    "status": "private-employee",
    "rights_cents": 500_000,
    "top_up_cents": 0,
    "prevention_points": False,
    "incapacity_percent": 0,
}
"""A holder who is exempt from nothing, with rights to spare and no top-up."""


def paid(price: int, on: Any = DAY, **changed: Any) -> RemainingPrice:
    return remaining_to_pay(price * 100, on=on, holder=CpfHolder(**{**PAYS, **changed}))


def codes(found: RemainingPrice) -> list[str]:
    return [reason.code.value for reason in found.reasons]


@pytest.mark.parametrize(
    ("price", "changed", "euros", "reasons"),
    [
        (1_800, {}, 200, ["above-cap"]),  # a provider's public offer
        (1_800, {"rights_cents": 160_000}, 200, ["above-cap"]),
        (1_750, {}, 150, ["above-cap"]),
        (1_700, {}, 150, ["participation", "above-cap"]),
        (1_600, {}, 150, ["participation"]),
        (100, {}, 100, ["participation"]),  # never more than the price
        (0, {}, 0, []),
        (1_600, {"status": "job-seeker"}, 0, ["job-seeker"]),
        (1_800, {"status": "job-seeker"}, 200, ["job-seeker", "above-cap"]),
        (1_600, {"prevention_points": True}, 0, ["prevention-points"]),
        (1_600, {"incapacity_percent": 10}, 0, ["incapacity"]),
        (1_600, {"incapacity_percent": 9}, 150, ["participation"]),
        (1_800, {"top_up_cents": 20_000}, 0, ["top-up", "above-cap", "topped-up"]),
        (1_800, {"top_up_cents": 1}, 199.99, ["top-up", "above-cap", "topped-up"]),
        (1_500, {"rights_cents": 100_000}, 500, ["above-rights"]),
        (1_800, {"rights_cents": 100_000}, 800, ["above-cap", "above-rights"]),
        (1_500, {"rights_cents": 145_000}, 150, ["participation", "above-rights"]),
    ],
)
def test_what_the_rights_cannot_pay_counts_towards_the_participation(
    price: int, changed: dict[str, Any], euros: float, reasons: list[str]
) -> None:
    found = paid(price, **changed)
    assert (found.cents, codes(found)) == (round(euros * 100), reasons)


@pytest.mark.parametrize(
    ("on", "euros", "reasons"),
    [
        ("2024-05-01", 0, ["no-participation"]),
        ("2024-05-02", 100, ["participation"]),
        ("2026-02-25", 103.2, ["participation"]),  # no cap yet
        ("2026-02-26", 200, ["above-cap"]),
        ("2026-04-02", 200, ["above-cap"]),
        ("2027-01-01", None, ["amount-not-known"]),
    ],
)
def test_each_amount_is_that_of_the_day(on: str, euros: float | None, reasons: list[str]) -> None:
    found = paid(1_800, on)
    assert (found.cents, codes(found)) == (None if euros is None else round(euros * 100), reasons)


@pytest.mark.parametrize(
    ("price", "changed", "between", "reasons"),
    [
        (1_800, {"status": None}, (200, 200), ["above-cap"]),  # exempt or not, it is 200
        (1_600, {"status": None}, (0, 150), ["exemption-not-known"]),
        (1_600, {"incapacity_percent": None}, (0, 150), ["exemption-not-known"]),
        (1_600, {"status": "job-seeker", "prevention_points": None}, (0, 0), ["job-seeker"]),
        (1_800, {"rights_cents": None}, (200, 1_800), ["rights-not-provided"]),
        (1_800, {"top_up_cents": None}, (0, 200), ["exemption-not-known", "top-up-not-provided"]),
        (1_600, {"top_up_cents": None, "status": "job-seeker"}, (0, 0), ["job-seeker"]),
    ],
)
def test_a_fact_that_is_not_provided_leaves_a_range_where_it_decides(
    price: int, changed: dict[str, Any], between: tuple[int, int], reasons: list[str]
) -> None:
    found = paid(price, **changed)
    assert (found.least_cents, found.most_cents) == (between[0] * 100, between[1] * 100)
    assert codes(found) == reasons


def test_without_any_fact_nothing_is_guessed() -> None:
    found = remaining_to_pay(180_000, on=DAY)
    assert (found.least_cents, found.most_cents, found.cents) == (0, 180_000, None)
    assert codes(found) == ["exemption-not-known", "rights-not-provided", "top-up-not-provided"]


def test_an_amount_that_is_not_known_leaves_a_range_unless_the_holder_is_exempt() -> None:
    assert (paid(1_800, "2027-01-01").least_cents, paid(1_800, "2027-01-01").most_cents) == (20_000, 180_000)
    assert paid(1_600, "2027-01-01", status="job-seeker").cents == 0
    unknown = paid(1_600, "2027-01-01", status="job-seeker", rights_cents=None)
    assert codes(unknown) == ["rights-not-provided"]


def test_it_is_deduced_and_says_what_it_rests_on() -> None:
    found = paid(1_800)
    assert (found.citation.source.id, found.citation.provenance) == ("code-D6323-1-A", Provenance.DEDUCED)
    assert [(used.name, used.value) for used in found.values] == [("cpf.cap", 160_000), ("cpf.participation", 15_000)]
    assert paid(1_800, "2024-05-01").values == ()
    seeker = paid(1_600, "2025-05-02", status="job-seeker").reasons[0].citation
    assert (seeker.source.id, seeker.provenance) == ("code-R6323", Provenance.SECOND_HAND)


def test_it_is_rendered_in_words() -> None:
    assert plain(paid(1_800).say()) == (
        "Reste à payer par le titulaire : 200 €. Le prix dépasse le plafond des droits utilisables."
    )
    assert paid(1_600, status=None).say("en") == (
        "The holder still pays from €0 to €150. Undetermined: the holder may be exempt from the participation."
    )


def known(data: st.DataObject, holder: CpfHolder) -> CpfHolder:
    """The same holder with every fact that was not provided, whatever it is."""
    whole = {
        "status": st.sampled_from(BeneficiaryStatus),
        "rights_cents": st.integers(0, 300_000),
        "top_up_cents": st.integers(0, 300_000) | st.just(0),
        "prevention_points": st.booleans(),
        "incapacity_percent": st.integers(0, 100),
    }
    missing = {name: data.draw(values) for name, values in whole.items() if getattr(holder, name) is None}
    return attrs.evolve(holder, **missing)


@pytest.mark.property
@given(price=st.integers(0, 400_000), holder=cpf_holders(), day=days(), data=st.data())
def test_whatever_the_facts_to_come_the_holder_pays_within_the_range(
    price: int, holder: CpfHolder, day: Date, data: st.DataObject
) -> None:
    before = remaining_to_pay(price, on=day, holder=holder)
    after = remaining_to_pay(price, on=day, holder=known(data, holder))
    assert 0 <= before.least_cents <= after.least_cents <= after.most_cents <= before.most_cents <= price
    assert "{" not in before.say("fr") + before.say("en")
    assert (before.cents is None) is (before.least_cents < before.most_cents)


@pytest.mark.property
@given(price=st.integers(0, 400_000), holder=cpf_holders(), more=st.integers(1, 100_000))
def test_a_dearer_bilan_is_never_cheaper_for_the_holder_and_more_rights_never_dearer(
    price: int, holder: CpfHolder, more: int
) -> None:
    found, dearer = (remaining_to_pay(each, on=DAY, holder=holder) for each in (price, price + more))
    assert (found.least_cents, found.most_cents) <= (dearer.least_cents, dearer.most_cents)
    assert found.most_cents <= dearer.most_cents
    richer = attrs.evolve(holder, rights_cents=(holder.rights_cents or 0) + more)
    assert remaining_to_pay(price, on=DAY, holder=richer).most_cents <= found.most_cents


@pytest.mark.property
@given(price=st.integers(0, 400_000), rights=st.integers(0, 300_000), day=days())
def test_one_who_is_exempt_pays_what_the_rights_cannot_and_nothing_else(price: int, rights: int, day: Date) -> None:
    """And one who is not pays at least as much."""
    holder = CpfHolder(**{**PAYS, "rights_cents": rights})
    exempt = remaining_to_pay(price, on=day, holder=attrs.evolve(holder, status="job-seeker"))
    capped = min(rights, 160_000) if day >= Date(2026, 2, 26) else rights
    assert exempt.least_cents == exempt.most_cents == max(0, price - capped)
    assert remaining_to_pay(price, on=day, holder=holder).least_cents >= exempt.least_cents


def test_every_reason_is_given_by_some_case() -> None:
    cases = [
        *(paid(1_500, rights_cents=100_000), paid(1_600), paid(1_800, top_up_cents=1), paid(1_600, "2024-05-01")),
        *(paid(1_600, status="job-seeker"), paid(1_600, prevention_points=True), paid(1_600, incapacity_percent=10)),
        *(remaining_to_pay(180_000, on=DAY), paid(1_600, "2027-01-01")),
    ]
    assert {reason.code for found in cases for reason in found.reasons} == set(RemainingReasonCode)
    assert all(each.say() == each.say("fr") != each.say("en") for found in cases for each in found.reasons)


def test_what_does_not_hold_is_refused_all_together() -> None:
    with refused("(?s)price_cents: .*on: .*holder: "):
        remaining_to_pay(-1, on="2026-02-30", holder="job-seeker")  # type: ignore[arg-type]
