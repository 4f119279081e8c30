"""The extension of a certificate to more categories."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules import Category, Certificate, CertificationCycle, InvalidInput
from qualiopi_rules.cycle import ExtensionStep, check_extension
from qualiopi_rules.cycle.extension import extension_of
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.strategies import categories, certificates
from tests.cycle.examples import TWO_READINGS, UNREAD, WEBINAR
from tests.strategies import answer, decisions

AUDIT, TRANSFER = ExtensionStep.EXTENSION_AUDIT, ExtensionStep.TRANSFER


@pytest.mark.parametrize(
    ("on", "possible"),
    [
        ("2023-02-01", False),
        ("2023-02-02", True),
        ("2024-12-02", True),
        ("2026-02-01", True),
        ("2026-02-02", False),
    ],
)
def test_an_extension_is_possible_on_any_day_of_the_cycle(on: str, possible: bool) -> None:
    """Article 9: at any time of the cycle; the last valid day stays."""
    extension = check_extension(WEBINAR, ["AF", "BC"], on=on, same_certifier=True)
    assert (extension.possible, extension.added, extension.steps) == (possible, frozenset({Category.AF}), (AUDIT,))
    assert str(extension.valid_until) == "2026-02-01"


@pytest.mark.parametrize(("same_certifier", "steps"), [(True, (AUDIT,)), (False, (TRANSFER, AUDIT)), (None, None)])
def test_another_certifier_takes_the_certificate_over_first(
    same_certifier: bool | None, steps: tuple[ExtensionStep, ...] | None
) -> None:
    """The rule of the webinar: a transfer, then the extension."""
    extension = check_extension(WEBINAR, ["AF"], on="2024-01-15", same_certifier=same_certifier)
    assert (extension.steps, extension.possible) == (steps, True)
    assert (extension.practice.source.id, extension.practice.basis) == ("webinar-2023", Basis.PRACTICE)
    assert (extension.citation.basis, extension.citation.provenance) == (Basis.LAW, Provenance.SECOND_HAND)


@pytest.mark.parametrize(
    ("certificate", "suspended", "possible"),
    [
        (WEBINAR, True, False),
        (WEBINAR, False, True),
        (WEBINAR, None, True),
        (UNREAD, None, None),
        (TWO_READINGS, False, None),
        (TWO_READINGS, True, False),
    ],
)
def test_a_suspended_certificate_is_not_extended_and_one_of_no_known_cycle_is_not_guessed(
    certificate: Certificate, suspended: bool | None, possible: bool | None
) -> None:
    extension = check_extension(certificate, ["AF"], on="2024-03-15", same_certifier=True, suspended=suspended)
    assert extension.possible is possible
    assert (extension.valid_until is None) == (certificate is not WEBINAR)


@pytest.mark.parametrize(("valid", "possible"), [(None, True), (True, True), (False, False)])
def test_what_is_known_of_a_file_says_more_than_the_days_of_the_cycle(valid: bool | None, possible: bool) -> None:
    """A certificate that was withdrawn inside its cycle is not extended."""
    cycle = CertificationCycle("2023-02-02")
    extension = extension_of(frozenset({Category.AF}), cycle, Date(2024, 1, 15), valid=valid)
    assert extension.possible is possible


@pytest.mark.parametrize("same_certifier", [True, False, None])
def test_nothing_is_to_be_done_for_what_is_covered(same_certifier: bool | None) -> None:
    extension = check_extension(WEBINAR, ["BC"], on="2024-01-15", same_certifier=same_certifier)
    assert (extension.added, extension.steps) == (frozenset(), ())
    assert extension.say("en") == "Extension: the certificate already covers these categories."


@pytest.mark.parametrize(
    ("same_certifier", "on", "said"),
    [
        (
            True,
            "2024-01-15",
            "Extension (AF and VAE): an extension audit, at any time; the last valid day remains 1 February 2026.",
        ),
        (
            False,
            "2024-01-15",
            (
                "Extension (AF and VAE): the certificate is transferred first, then extended by an audit; "
                "the last valid day remains 1 February 2026."
            ),
        ),
        (
            None,
            "2024-01-15",
            (
                "Extension (AF and VAE): an extension audit with the same certifier; with another, a transfer first. "
                "The last valid day remains 1 February 2026."
            ),
        ),
        (True, "2026-02-02", "Extension: not possible, the certificate is not valid on that day."),
    ],
)
def test_an_extension_is_rendered_in_words(same_certifier: bool | None, on: str, said: str) -> None:
    extension = check_extension(WEBINAR, ["VAE", "AF"], on=on, same_certifier=same_certifier)
    assert extension.say("en") == said
    assert extension.say() == extension.say("fr") != said
    suspended = check_extension(WEBINAR, ["VAE"], on=on, suspended=True)
    assert suspended.say("en") == "Extension: not possible, the certificate is suspended."
    unread = check_extension(UNREAD, ["VAE"], on=on)
    assert unread.say("en") == "Extension: undetermined, the validity of the certificate is not known."


@pytest.mark.property
@given(certificates(), categories(), decisions(), answer(), answer())
def test_an_extension_adds_what_is_missing_and_moves_no_day(
    certificate: Certificate,
    covered: frozenset[Category],
    day: Date,
    same_certifier: bool | None,
    suspended: bool | None,
) -> None:
    extension = check_extension(certificate, covered, on=day, same_certifier=same_certifier, suspended=suspended)
    assert extension.added | certificate.categories == covered | certificate.categories
    assert not extension.added & certificate.categories
    cycle = certificate.cycle
    assert extension.valid_until == (None if cycle is None else cycle.expires)
    if extension.possible:
        assert cycle is not None
        assert day in cycle
        assert suspended is not True
    assert (extension.steps is None) == (same_certifier is None and bool(extension.added))
    assert (TRANSFER in (extension.steps or ())) == (same_certifier is False and bool(extension.added))


def test_an_extension_writes_what_it_adds_and_cites_the_rule_and_the_practice() -> None:
    extension = check_extension(WEBINAR, ["VAE", "AF"], on="2024-01-15")
    assert repr(extension) == 'Extension(on=2024-01-15, added=["AF", "VAE"], possible=True)'
    assert extension.citations == (extension.citation, extension.practice)


def test_every_bad_argument_is_reported_at_once() -> None:
    wrong: Any = {"on": "soon", "same_certifier": "yes", "suspended": 1}
    with pytest.raises(InvalidInput) as caught:
        check_extension("83811594-1", ["XX"], **wrong)  # type: ignore[arg-type]
    assert [fault.path for fault in caught.value.faults] == [
        *("certificate", "categories[0]", "on", "same_certifier", "suspended")
    ]
