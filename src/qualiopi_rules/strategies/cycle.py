"""Strategies of cycles, certificates, the numbers of a provider, and transfers."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pendulum import Date

from qualiopi_rules.core.errors import MissingExtra
from qualiopi_rules.core.resources import text
from qualiopi_rules.cycle.certificate import Certificate, CertificateState
from qualiopi_rules.cycle.cycle import CertificationCycle
from qualiopi_rules.cycle.identifiers import NDA, SIREN, SIRET
from qualiopi_rules.cycle.transfer import Transfer
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.strategies.basics import categories as any_categories, texts, three_answers
from qualiopi_rules.strategies.law_days import days_after, decision_days, file_days

__all__ = ["certificates", "cycles", "ndas", "optional_sirens", "sirens", "sirets", "transfers"]


def cycles(*, decided: SearchStrategy[Date] | None = None) -> SearchStrategy[CertificationCycle]:
    """Certification cycles.

    Args:
        decided: the strategy of the day of the decision; any on which one can be taken by default.
    """
    return (decision_days() if decided is None else decided).map(CertificationCycle)


def certificates(
    *,
    categories: SearchStrategy[frozenset[Category]] | None = None,
    decided: SearchStrategy[Date] | None = None,
    regular: bool | None = None,
) -> SearchStrategy[Certificate]:
    """Certificates, as a certifier's record shows them.

    Args:
        categories: the strategy of the categories; any by default.
        decided: the strategy of the day of first issue; any on which a certification can be decided by default.
        regular: whether the printed days are those of the cycle that starts on the first issue, without a printed
            start and as the first cycle if it has a number: True, False for days that may fit nothing, or None, the
            default, for one half each.
    """
    records = st.builds(
        Certificate,
        number=texts(),
        categories=any_categories() if categories is None else categories,
        first_issue=decision_days() if decided is None else decided,
        valid_until=decision_days(),
        cycle_number=st.none() | st.integers(1, 4),
        printed_start=st.none() | decision_days(),
        last_issue=st.none() | decision_days(),
        holder=st.none() | texts(),
        nda=st.none() | ndas(),
        state=st.none() | st.sampled_from(CertificateState),
        replaced_on=st.none() | decision_days(),
    )
    issued_again = st.lists(st.integers(0, 2_000), max_size=2)
    fits = st.sampled_from([True, False]) if regular is None else st.just(regular)
    return st.builds(_holding_together, records, issued_again, fits)


def _holding_together(record: Certificate, issued_again: list[int], fits: bool) -> Certificate:
    """The record with editions some days after its first issue, and the days of the cycle that starts on it."""
    first = record.first_issue
    editions = tuple(first.add(days=count) for count in sorted(issued_again))
    changes: dict[str, Any] = {"editions": editions}
    if editions and record.last_issue is not None:
        changes["last_issue"] = editions[-1]
    if fits:
        number = None if record.cycle_number is None else 1
        changes |= {"valid_until": CertificationCycle(first).expires, "printed_start": None, "cycle_number": number}
    return attrs.evolve(record, **changes)


def ndas() -> SearchStrategy[NDA]:
    """Declaration numbers; none need be registered."""
    return _digits(text("cycle/interpretations")["nda"]["digits"]).map(NDA)


def sirens() -> SearchStrategy[SIREN]:
    """Numbers of legal units with their check digit; none need be registered.

    Raises:
        MissingExtra: when python-stdnum (the extra `ids`) is not installed.
    """
    luhn = _luhn()
    return _digits(8).map(lambda start: SIREN(start + luhn.calc_check_digit(start)))


def sirets() -> SearchStrategy[SIRET]:
    """Numbers of establishments with their check digits; none need be registered.

    Raises:
        MissingExtra: when python-stdnum (the extra `ids`) is not installed.
    """
    luhn = _luhn()
    starts = st.builds(lambda siren, office: siren.digits + office, sirens(), _digits(4))
    return starts.map(lambda start: SIRET(start + luhn.calc_check_digit(start)))


def optional_sirens() -> SearchStrategy[SIREN | None]:
    """Numbers of legal units, or None; only None where the library that checks them is not installed."""
    try:
        return st.none() | sirens()
    except MissingExtra:
        return st.none()


def _digits(count: int) -> SearchStrategy[str]:
    return st.from_regex(rf"[0-9]{{{count}}}", fullmatch=True)


def _luhn() -> Any:
    try:
        from stdnum import luhn
    except ImportError:
        raise MissingExtra("ids") from None
    return luhn


def transfers(*, requested: SearchStrategy[Date] | None = None) -> SearchStrategy[Transfer]:
    """Transfers to another certifier, of the same company or not.

    Args:
        requested: the strategy of the day of the request; around those on which the times are known by default.
    """
    wait = st.none() | st.integers(0, 60)
    return st.builds(
        _transfer,
        file_days() if requested is None else requested,
        wait,
        wait,
        optional_sirens(),
        st.booleans(),
        new_siren=optional_sirens(),
        suspended=three_answers(),
        withdrawn=three_answers(),
    )


def _transfer(
    requested: Date, sent: int | None, decided: int | None, holder: SIREN | None, same: bool, **others: Any
) -> Transfer:
    """One whose file is sent so many days after the request, and decided so many days after that."""
    file_sent = days_after(requested, sent)
    if same:
        others["new_siren"] = holder
    return Transfer(
        requested=requested,
        file_sent=file_sent,
        decided=days_after(file_sent or requested, decided),
        holder_siren=holder,
        **others,
    )
