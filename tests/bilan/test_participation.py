"""The participation of the holder of an account: article « R6323 » of the code du travail."""

from __future__ import annotations

import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules.bilan.participation import AmountStatus, cpf_participation
from qualiopi_rules.law import Provenance
from qualiopi_rules.strategies import days
from tests.checks import refused


@pytest.mark.parametrize(
    ("on", "cents", "status", "source", "provenance"),
    [
        ("2024-05-01", None, AmountStatus.NO_RULE, "code-R6323", Provenance.VERBATIM),
        ("2024-05-02", 10_000, AmountStatus.KNOWN, "code-R6323", Provenance.VERBATIM),
        ("2024-12-31", 10_000, AmountStatus.KNOWN, "code-R6323", Provenance.VERBATIM),
        ("2025-01-01", 10_223, AmountStatus.KNOWN, "participation-2025", Provenance.SECOND_HAND),
        ("2025-12-31", 10_223, AmountStatus.KNOWN, "participation-2025", Provenance.SECOND_HAND),
        ("2026-01-01", 10_320, AmountStatus.KNOWN, "participation-2026", Provenance.SECOND_HAND),
        ("2026-04-01", 10_320, AmountStatus.KNOWN, "participation-2026", Provenance.SECOND_HAND),
        ("2026-04-02", 15_000, AmountStatus.KNOWN, "decret-2026-234", Provenance.SECOND_HAND),
        ("2026-12-31", 15_000, AmountStatus.KNOWN, "decret-2026-234", Provenance.SECOND_HAND),
        ("2027-01-01", None, AmountStatus.NOT_KNOWN, "decret-2026-234", Provenance.SECOND_HAND),
    ],
)
def test_its_amounts_and_the_days_on_which_none_is_known(
    on: str, cents: int | None, status: AmountStatus, source: str, provenance: Provenance
) -> None:
    found = cpf_participation(on=on)
    assert (str(found.on), found.cents, found.status) == (on, cents, status)
    assert (found.citation.source.id, found.citation.provenance) == (source, provenance)
    assert found.say() == found.say("fr") != found.say("en")


def test_it_is_rendered_in_euros() -> None:
    assert cpf_participation(on="2025-06-01").say("fr") == "participation de 102,23\u00a0€ au 1er juin 2025"
    assert cpf_participation(on="2024-06-02").say("en") == "participation of €100 on 2 June 2024"
    assert cpf_participation(on="2027-01-01").say("en") == "amount of the participation unknown on 1 January 2027"


@pytest.mark.property
@given(day=days())
def test_there_is_an_amount_exactly_when_it_is_known(day: Date) -> None:
    found = cpf_participation(on=day)
    assert (found.cents is not None) == (found.status is AmountStatus.KNOWN)
    assert (found.status is AmountStatus.NO_RULE) == (day < Date(2024, 5, 2))


def test_a_day_that_is_none_is_refused() -> None:
    with refused("on: "):
        cpf_participation(on="2026-02-30")
