"""Strategies of what is known of a bilan on the CPF, of the account's holder and of how it is paid."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from qualiopi_rules.bilan.beneficiary import BeneficiaryStatus
from qualiopi_rules.bilan.cpf import Cpf
from qualiopi_rules.bilan.cpf_platform import CpfListing, CpfOffer
from qualiopi_rules.bilan.cpf_request import CpfRequest, EarlierBilan
from qualiopi_rules.bilan.funding import Funding
from qualiopi_rules.bilan.remaining_price import CpfHolder
from qualiopi_rules.strategies.basics import answered, three_answers
from qualiopi_rules.strategies.law_days import bilan_days, day_or_answer, days

__all__ = [
    "cpf_holders",
    "cpf_listings",
    "cpf_offers",
    "cpf_requests",
    "cpfs",
    "earlier_bilans",
    "optional_fundings",
]


def optional_fundings() -> SearchStrategy[frozenset[Funding] | None]:
    """Who pays for a bilan, one to three of them; None for not provided."""
    return st.none() | st.frozensets(st.sampled_from(Funding), min_size=1, max_size=3)


def _amounts() -> SearchStrategy[int | None]:
    """Cents, around the cap of the CPF among others; None for not provided."""
    return st.none() | st.integers(0, 320_000)


def cpf_holders() -> SearchStrategy[CpfHolder]:
    """Holders of an account, without a top-up more often than chance would have it."""
    return st.builds(
        CpfHolder,
        status=st.none() | st.sampled_from(BeneficiaryStatus),
        rights_cents=_amounts(),
        top_up_cents=_amounts() | st.just(0),
        prevention_points=three_answers(),
        incapacity_percent=st.none() | st.integers(0, 100),
    )


def earlier_bilans() -> SearchStrategy[EarlierBilan]:
    """Bilans that were financed before, or on the same days."""
    return st.builds(EarlierBilan, financed_on=bilan_days() | days(), fundings=optional_fundings())


def cpf_requests() -> SearchStrategy[CpfRequest]:
    """Requests of a bilan on the CPF."""
    return st.builds(
        CpfRequest,
        requested_on=bilan_days(),
        rights_cents=_amounts(),
        earlier=st.none() | st.lists(earlier_bilans(), max_size=3),
        funded_minutes=_amounts(),
        accompanied_minutes=_amounts(),
        active=three_answers(),
    )


def cpf_listings() -> SearchStrategy[CpfListing]:
    """What is known of the provider on the platform of the CPF."""
    return answered(CpfListing, sanctioned=day_or_answer())


def cpf_offers() -> SearchStrategy[CpfOffer]:
    """Offers of a bilan on the platform."""
    return answered(CpfOffer, minutes=st.none() | st.integers(1, 2_000), price_cents=_amounts())


def cpfs() -> SearchStrategy[Cpf]:
    """Everything about the CPF of a bilan, each part provided or not."""
    return st.builds(
        Cpf,
        request=st.none() | cpf_requests(),
        listing=st.none() | cpf_listings(),
        offer=st.none() | cpf_offers(),
    )
