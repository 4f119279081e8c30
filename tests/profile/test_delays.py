"""The delays that a certifier sets: one that was published, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from qualiopi_rules import InvalidInput, Profile
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.profile import RenewalAdvice, SuspensionDelay
from tests.profile.test_profile import NAME, OWN


def profile(suspension: Any) -> Profile:
    return Profile(name="ours", words=NAME, suspension=suspension)


def test_the_delay_that_one_certifier_published_is_read_by_its_name() -> None:
    """The three months to correct are renewed once, then the certificate is withdrawn."""
    delay = profile("reported").suspension
    assert delay is not None
    assert (delay.name, delay.months) == ("reported", 3)
    assert (delay.citation.basis, delay.citation.provenance) == (Basis.PRACTICE, Provenance.SECOND_HAND)
    assert "renewed once" in delay.words.say("en")
    assert profile(None).suspension is None


@pytest.mark.parametrize("wrong", ["ours", "", 3, ["reported"]])
def test_another_name_is_refused_with_the_names_of_the_known(wrong: Any) -> None:
    with pytest.raises(InvalidInput) as refusal:
        profile(wrong)
    (fault,) = refusal.value.faults
    assert (fault.path, fault.value, fault.expected) == ("suspension", wrong, "suspension-delay")
    assert fault.params == {"choices": "reported"}


def test_a_delay_of_ones_own_is_taken_as_it_is_and_lasts_a_month_at_least() -> None:
    own = SuspensionDelay(name="ours", months=1, words=NAME, citation=OWN)
    assert profile(own).suspension is own
    with pytest.raises(InvalidInput) as refusal:
        SuspensionDelay(name="", months=0, words="three", citation=None)  # type: ignore[arg-type]
    assert [(fault.path, fault.value) for fault in refusal.value.faults] == [
        ("name", ""),
        ("months", 0),
        ("words", "three"),
        ("citation", None),
    ]


def test_an_advice_opens_before_it_closes() -> None:
    """Both are counted back from the last valid day, which an advice may reach."""
    assert RenewalAdvice(since="2023-01-01", opens=1, closes=0, citation=OWN).closes == 0
    with pytest.raises(InvalidInput) as refusal:
        RenewalAdvice(since="2023-01-01", opens=3, closes=3, citation=OWN)
    (fault,) = refusal.value.faults
    assert (fault.path, fault.value, fault.expected, fault.params) == ("opens", 3, "more-than", {"least": 3})
