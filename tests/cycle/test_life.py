"""Extension, transfer, a missed surveillance audit, and one certificate for one declaration."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Category, Certificate, CertificationCycle, Finding, InvalidInput
from qualiopi_rules.cycle import Stage, Transfer, check_extension, check_one_certificate, check_surveillance
from qualiopi_rules.cycle.extension import ExtensionStep
from qualiopi_rules.cycle.missed_surveillance import MissedSurveillance
from qualiopi_rules.cycle.transfer import TransferBar, TransferCheck
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.results.deadlines import DeadlineKind, MilestoneCode
from tests.checks import refused
from tests.strategies import answer, categories, certificates, cycles, decisions, file_days, transfers

WEBINAR = Certificate(number="83811594-1", categories=["BC"], first_issue="2023-02-02", valid_until="2026-02-01")
UNREAD = attrs.evolve(WEBINAR, valid_until="2026-02-02")
"""Its printed days fit no cycle."""

TWO_READINGS = attrs.evolve(WEBINAR, first_issue="2024-02-29", valid_until="2027-02-28")
"""Its printed days fit the cycle of 29 February and that of 1 March."""

ONE, OTHER = "732829320", "404833048"
"""Two numbers with the shape of a SIREN."""

AUDIT, TRANSFER = ExtensionStep.EXTENSION_AUDIT, ExtensionStep.TRANSFER


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [each.code for each in found]


# --- Extension


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
    told = check_extension(WEBINAR, ["AF", "BC"], on=on, same_certifier=True)
    assert (told.possible, told.added, told.steps) == (possible, frozenset({Category.AF}), (AUDIT,))
    assert str(told.valid_until) == "2026-02-01"


@pytest.mark.parametrize(("same", "steps"), [(True, (AUDIT,)), (False, (TRANSFER, AUDIT)), (None, None)])
def test_another_certifier_takes_the_certificate_over_first(
    same: bool | None, steps: tuple[ExtensionStep, ...] | None
) -> None:
    """The rule of the webinar: a transfer, then the extension."""
    told = check_extension(WEBINAR, ["AF"], on="2024-01-15", same_certifier=same)
    assert (told.steps, told.possible) == (steps, True)
    assert (told.practice.source.id, told.practice.basis) == ("webinar-2023", Basis.PRACTICE)
    assert (told.citation.basis, told.citation.provenance) == (Basis.LAW, Provenance.SECOND_HAND)


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
    told = check_extension(certificate, ["AF"], on="2024-03-15", same_certifier=True, suspended=suspended)
    assert told.possible is possible
    assert (told.valid_until is None) == (certificate is not WEBINAR)


@pytest.mark.parametrize("same", [True, False, None])
def test_nothing_is_to_be_done_for_what_is_covered(same: bool | None) -> None:
    told = check_extension(WEBINAR, ["BC"], on="2024-01-15", same_certifier=same)
    assert (told.added, told.steps) == (frozenset(), ())
    assert told.say("en") == "Extension: the certificate covers these categories already."


@pytest.mark.parametrize(
    ("same", "on", "said"),
    [
        (
            True,
            "2024-01-15",
            "Extension (AF, VAE): an extension audit, at any time; the last valid day stays 1 February 2026.",
        ),
        (
            False,
            "2024-01-15",
            (
                "Extension (AF, VAE): the certificate is transferred first, then extended by an audit; "
                "the last valid day stays 1 February 2026."
            ),
        ),
        (
            None,
            "2024-01-15",
            (
                "Extension (AF, VAE): an extension audit with the same certifier; with another, a transfer first. "
                "The last valid day stays 1 February 2026."
            ),
        ),
        (True, "2026-02-02", "Extension: not possible, the certificate is not valid on that day."),
    ],
)
def test_an_extension_is_told_in_words(same: bool | None, on: str, said: str) -> None:
    told = check_extension(WEBINAR, ["VAE", "AF"], on=on, same_certifier=same)
    assert told.say("en") == said
    assert told.say() == told.say("fr") != said
    unread = check_extension(UNREAD, ["VAE"], on=on)
    assert unread.say("en") == "Extension: undetermined, whether the certificate is valid is not known."


@pytest.mark.property
@given(certificates(), categories(), decisions(), answer(), answer())
def test_an_extension_adds_what_is_missing_and_moves_no_day(
    certificate: Certificate, wanted: frozenset[Category], day: Date, same: bool | None, suspended: bool | None
) -> None:
    told = check_extension(certificate, wanted, on=day, same_certifier=same, suspended=suspended)
    assert told.added | certificate.categories == wanted | certificate.categories
    assert not told.added & certificate.categories
    cycle = certificate.cycle
    assert told.valid_until == (None if cycle is None else cycle.expires)
    if told.possible:
        assert cycle is not None
        assert day in cycle
        assert suspended is not True
    assert (told.steps is None) == (same is None and bool(told.added))
    assert (TRANSFER in (told.steps or ())) == (same is False and bool(told.added))


# --- Transfer


def transfer(requested: str = "2024-03-04", **told: Any) -> Transfer:
    whole: dict[str, Any] = {"holder_siren": ONE, "new_siren": ONE, "suspended": False, "withdrawn": False}
    return Transfer(requested=requested, **(whole | told))


@pytest.mark.parametrize(
    ("told", "certificate", "bars"),
    [
        ({}, WEBINAR, []),
        ({"new_siren": OTHER}, WEBINAR, [TransferBar.OTHER_SIREN]),
        ({"suspended": True}, WEBINAR, [TransferBar.SUSPENDED]),
        ({"withdrawn": True}, WEBINAR, [TransferBar.WITHDRAWN]),
        ({"requested": "2026-02-01"}, WEBINAR, []),
        ({"requested": "2026-02-02"}, WEBINAR, [TransferBar.EXPIRED]),
        ({"requested": "2023-02-02"}, WEBINAR, []),
        ({"requested": "2023-02-01"}, WEBINAR, [TransferBar.NOT_STARTED]),
        (
            {"requested": "2026-02-02", "new_siren": OTHER, "suspended": True, "withdrawn": True},
            WEBINAR,
            [TransferBar.OTHER_SIREN, TransferBar.SUSPENDED, TransferBar.WITHDRAWN, TransferBar.EXPIRED],
        ),
        ({"requested": "2030-01-01"}, UNREAD, []),
    ],
)
def test_what_stands_in_the_way_of_a_transfer(
    told: dict[str, Any], certificate: Certificate, bars: list[TransferBar]
) -> None:
    """Article 7: the same SIREN, and a certificate that is neither suspended, nor withdrawn, nor expired."""
    check = transfer(**told).check(certificate, on="2024-03-04", where="transfer")
    assert list(check.bars) == bars
    assert check.possible is (None if certificate is UNREAD else not bars)
    if bars:
        (found,) = check.findings
        assert (found.code, found.where) == ("TRF001", "transfer")
        assert dict(found.params) == {"contents": ", ".join(f"transfer.{bar}" for bar in bars)}
        assert check.deadlines == ()
    else:
        assert check.findings == ()


@pytest.mark.parametrize("name", ["holder_siren", "new_siren", "suspended", "withdrawn"])
def test_what_is_not_told_leaves_a_transfer_undetermined(name: str) -> None:
    untold: dict[str, Any] = {name: None}
    check = transfer(**untold).check(WEBINAR, on="2024-03-04", where="transfer")
    assert (check.possible, check.bars) == (None, ())
    places = [(found.code, found.where) for found in check.findings]
    assert places == ([("TRF004", "transfer.new_siren")] if name.endswith("siren") else [])
    barred = transfer("2026-02-02", **untold).check(WEBINAR, on="2026-02-02")
    assert (barred.possible, codes(barred.findings)) == (False, ["TRF001"])


def test_a_transfer_leaves_the_days_as_they_are() -> None:
    check = transfer().check(WEBINAR, on="2024-03-04")
    assert (check.possible, str(check.valid_until)) == (True, "2026-02-01")
    assert check.say("en") == "Transfer: possible; the last valid day stays 1 February 2026 and the number changes."
    assert transfer().check(UNREAD, on="2024-03-04").valid_until is None
    assert (check.citation.source.id, check.citation.provenance) == ("arrete-2019-06-06", Provenance.SECOND_HAND)


def test_a_transfer_is_told_in_words() -> None:
    barred = transfer(suspended=True, new_siren=OTHER).check(WEBINAR, on="2024-03-04")
    assert barred.say("en") == "Transfer: not possible (the SIREN is not the same, the certificate is suspended)."
    assert barred.say() == "Transfert : impossible (le SIREN n'est pas le même, le certificat est suspendu)."
    unknown = transfer(suspended=None).check(WEBINAR, on="2024-03-04")
    assert unknown.say("en") == "Transfer: undetermined, what decides it is not told."
    for bar in TransferBar:
        told = attrs.evolve(barred, bars=(bar,))
        assert told.say("fr") != told.say("en")


SENT, DECIDED = MilestoneCode.TRANSFER_SENT, MilestoneCode.TRANSFER_DECIDED


@pytest.mark.parametrize(
    ("told", "on", "left", "found"),
    [
        # fifteen days for the certifier that is left
        ({}, "2024-03-03", [], []),
        ({}, "2024-03-04", [(SENT, "2024-03-19", 15)], []),
        ({}, "2024-03-19", [(SENT, "2024-03-19", 0)], []),
        ({}, "2024-03-20", [(SENT, "2024-03-19", -1)], ["TRF002"]),
        # thirty for the new one, from the file
        ({"file_sent": "2024-03-19"}, "2024-03-18", [(SENT, "2024-03-19", 1)], []),
        ({"file_sent": "2024-03-19"}, "2024-03-19", [(DECIDED, "2024-04-18", 30)], []),
        ({"file_sent": "2024-03-19"}, "2024-04-18", [(DECIDED, "2024-04-18", 0)], []),
        ({"file_sent": "2024-03-19"}, "2024-04-19", [(DECIDED, "2024-04-18", -1)], ["TRF003"]),
        # sent late: found from the day after it was due, and still once it was sent
        ({"file_sent": "2024-03-20"}, "2024-03-19", [(SENT, "2024-03-19", 0)], []),
        ({"file_sent": "2024-03-20"}, "2024-03-20", [(DECIDED, "2024-04-19", 30)], ["TRF002"]),
        ({"file_sent": "2024-03-25", "decided": "2024-04-25"}, "2024-04-30", [], ["TRF002", "TRF003"]),
        # nothing is left once it is decided
        ({"file_sent": "2024-03-11", "decided": "2024-04-10"}, "2024-04-09", [(DECIDED, "2024-04-10", 1)], []),
        ({"file_sent": "2024-03-11", "decided": "2024-04-10"}, "2024-04-10", [], []),
        ({"file_sent": "2024-03-11", "decided": "2024-04-11"}, "2024-04-11", [], ["TRF003"]),
        ({"decided": "2024-03-18"}, "2024-03-17", [(SENT, "2024-03-19", 2)], []),
        ({"decided": "2024-03-18"}, "2024-03-18", [], []),
        # no time is known before 1 September 2023
        ({"requested": "2023-08-31"}, "2023-12-31", [], []),
        ({"requested": "2023-08-31", "file_sent": "2023-09-01"}, "2023-09-02", [(DECIDED, "2023-10-01", 29)], []),
        ({"requested": "2023-09-01"}, "2023-09-01", [(SENT, "2023-09-16", 15)], []),
    ],
)
def test_the_time_of_each_certifier(
    told: dict[str, Any], on: str, left: list[tuple[MilestoneCode, str, int]], found: list[str]
) -> None:
    """Article 7 as reported: 15 days to send the file, 30 to decide; in calendar days, whatever the months."""
    check = transfer(**told).check(WEBINAR, on=on, where="transfer")
    assert [(each.code, str(each.day), each.days_left) for each in check.deadlines] == left
    assert codes(check.findings) == found
    for each in check.deadlines:
        assert (each.kind, each.where) == (DeadlineKind.LEGAL, "transfer")
        assert each.say("fr") != each.say("en")
        assert each.citation.provenance is Provenance.SECOND_HAND


def test_a_late_certifier_is_found_with_its_day_and_its_time() -> None:
    check = transfer(file_sent="2024-03-25", decided="2024-04-25").check(WEBINAR, on="2024-04-30", where="transfer")
    assert [(each.where, dict(each.params)["day"], each.values[0].name) for each in check.findings] == [
        ("transfer", "2024-03-19", "audit.transfer_sending"),
        ("transfer", "2024-04-24", "audit.transfer_decision"),
    ]


@pytest.mark.property
@given(transfers(), certificates(), file_days())
def test_what_happens_after_the_day_of_the_check_changes_nothing(
    each: Transfer, certificate: Certificate, day: Date
) -> None:
    sent, decided = (None if done is None or done > day else done for done in (each.file_sent, each.decided))
    known = attrs.evolve(each, file_sent=sent, decided=decided)
    assert each.check(certificate, on=day) == known.check(certificate, on=day)


@pytest.mark.property
@given(transfers(), certificates(), file_days())
def test_a_transfer_is_barred_or_has_its_times(each: Transfer, certificate: Certificate, day: Date) -> None:
    """One of three: something bars it, nothing does, or something that decides was not told."""
    check = each.check(certificate, on=day)
    assert (check.possible is False) == bool(check.bars)
    assert ("TRF001" in codes(check.findings)) == bool(check.bars)
    unsettled = None in (each.same_siren, each.suspended, each.withdrawn, certificate.cycle)
    assert (check.possible is None) == (unsettled and not check.bars)
    assert len(check.deadlines) <= 1
    for deadline in check.deadlines:
        wait, begun = (15, each.requested) if deadline.code is SENT else (30, each.file_sent)
        assert begun is not None
        assert (deadline.day - begun).days == wait
        assert begun <= day


def test_the_same_company_is_told_by_its_number() -> None:
    assert transfer().same_siren is True
    assert transfer(new_siren="732 829 320").same_siren is True
    assert transfer(new_siren=OTHER).same_siren is False
    assert transfer(new_siren=None).same_siren is None
    assert transfer(holder_siren=None).same_siren is None


def test_every_fault_of_a_transfer_is_told_at_once() -> None:
    wrong: Any = {
        "requested": "soon",
        "holder_siren": "732829321",
        "new_siren": 1,
        "suspended": "no",
        "withdrawn": 0,
        "file_sent": True,
        "decided": "2024-02-30",
    }
    with pytest.raises(InvalidInput) as caught:
        Transfer(**wrong)
    assert [fault.path for fault in caught.value.faults] == list(wrong)


@pytest.mark.parametrize(
    ("told", "faults"),
    [
        ({"file_sent": "2024-03-03"}, [("file_sent", "2024-03-04")]),
        ({"decided": "2024-03-03"}, [("decided", "2024-03-04")]),
        ({"file_sent": "2024-03-10", "decided": "2024-03-09"}, [("decided", "2024-03-10")]),
        (
            {"file_sent": "2024-03-03", "decided": "2024-03-02"},
            [("file_sent", "2024-03-04"), ("decided", "2024-03-03")],
        ),
    ],
)
def test_a_transfer_is_asked_for_then_sent_then_decided(told: dict[str, Any], faults: list[tuple[str, str]]) -> None:
    with pytest.raises(InvalidInput) as caught:
        transfer(**told)
    assert [(fault.path, fault.params["day"]) for fault in caught.value.faults] == faults
    assert {fault.expected for fault in caught.value.faults} == {"not-before"}
    same_day = transfer(file_sent="2024-03-04", decided="2024-03-04")
    assert same_day.decided == same_day.requested


# --- A surveillance audit that was missed


@pytest.mark.parametrize(
    ("on", "held", "missed"),
    [
        ("2024-12-02", None, False),
        ("2024-12-02", False, False),
        ("2024-12-03", None, None),
        ("2024-12-03", False, True),
        ("2024-12-03", True, False),
        ("2024-12-03", "2024-12-02", False),
        ("2024-12-03", "2024-12-04", True),
        ("2024-12-04", "2024-12-04", False),  # late, and held
        ("2026-02-02", False, True),
        ("2023-01-01", False, False),
    ],
)
def test_the_audit_is_missed_from_the_day_after_its_window(on: str, held: Any, missed: bool | None) -> None:
    """Article 2 closes the window; what follows is the practice of certifiers: they suspend, then withdraw."""
    told = check_surveillance(CertificationCycle("2023-02-02"), on=on, surveillance_held=held)
    assert told.missed is missed
    assert told.follows_from == (None if missed is False else date(2024, 12, 3))
    assert (told.citation.basis, told.citation.provenance) == (Basis.PRACTICE, Provenance.SECOND_HAND)


@pytest.mark.property
@given(cycles(), decisions(), answer())
def test_what_is_missed_is_what_the_cycle_says_is_overdue(
    cycle: CertificationCycle, day: Date, held: bool | None
) -> None:
    told: MissedSurveillance = check_surveillance(cycle, on=day, surveillance_held=held)
    overdue = cycle.status(on=day, surveillance_held=held).stage is Stage.SURVEILLANCE_OVERDUE
    assert overdue == (told.missed is True and day in cycle)
    assert told.follows_from is None or cycle.surveillance.closes < told.follows_from <= day


def test_a_missed_audit_is_told_in_words() -> None:
    cycle = CertificationCycle("2023-02-02")
    answers: tuple[bool | None, ...] = (True, False, None)
    said = {held: check_surveillance(cycle, on="2025-01-01", surveillance_held=held).say("en") for held in answers}
    assert said == {
        True: "The surveillance audit is not missed.",
        False: "The surveillance audit has been missed since 3 December 2024; certifiers suspend, then withdraw.",
        None: "Whether the surveillance audit was held is not told; if not, it has been missed since 3 December 2024.",
    }
    french = check_surveillance(cycle, on="2025-01-01", surveillance_held=False)
    assert french.say() == french.say("fr") != said[False]


# --- One declaration, one certificate


def certificate(number: str, nda: str | None = "11755993375", starts: str = "2023-02-02") -> Certificate:
    cycle = CertificationCycle(starts)
    return Certificate(number=number, categories=["BC"], first_issue=starts, valid_until=cycle.expires, nda=nda)


@pytest.mark.parametrize(
    ("given_", "on", "numbers"),
    [
        ([], "2024-01-15", []),
        ([certificate("1")], "2024-01-15", []),
        ([certificate("1"), certificate("2")], "2024-01-15", ["1, 2"]),
        ([certificate("1"), certificate("1")], "2024-01-15", []),
        ([certificate("1"), certificate("2", "11 75 59933 75"), certificate("3")], "2024-01-15", ["1, 2, 3"]),
        ([certificate("1"), certificate("2", "22755993375")], "2024-01-15", []),
        ([certificate("1"), certificate("2", None)], "2024-01-15", []),
        ([certificate("1", None), certificate("2", None)], "2024-01-15", []),
        # both are valid on the first day of the second, through the last one of the first
        ([certificate("1"), certificate("2", starts="2025-02-02")], "2025-02-01", []),
        ([certificate("1"), certificate("2", starts="2025-02-02")], "2025-02-02", ["1, 2"]),
        ([certificate("1"), certificate("2", starts="2025-02-02")], "2026-02-01", ["1, 2"]),
        ([certificate("1"), certificate("2", starts="2025-02-02")], "2026-02-02", []),
        # one of which nothing is known
        ([certificate("1"), attrs.evolve(certificate("2"), valid_until="2026-02-02")], "2024-01-15", []),
        (
            [certificate(number, nda) for nda in ("11755993375", "22755993375") for number in ("1", "2")],
            "2024-01-15",
            ["1, 2", "1, 2"],
        ),
    ],
)
def test_two_certificates_that_are_valid_on_one_declaration_are_found(
    given_: list[Certificate], on: str, numbers: list[str]
) -> None:
    """The webinar: one NDA, one certificate."""
    found = check_one_certificate(given_, on=on, where="other_certificates")
    assert [dict(each.params)["numbers"] for each in found] == numbers
    assert {each.code for each in found} <= {"LIF001"}
    for each in found:
        assert each.where == "other_certificates"
        assert len(str(dict(each.params)["nda"])) == 11


@pytest.mark.property
@given(st.lists(certificates(), max_size=5), decisions(), st.randoms(use_true_random=False))
def test_the_order_of_certificates_finds_the_same_declarations(
    given_: list[Certificate], day: Date, random: Any
) -> None:
    shuffled = list(given_)
    random.shuffle(shuffled)

    def declarations(found: tuple[Finding, ...]) -> set[tuple[Any, ...]]:
        return {(dict(each.params)["nda"], *sorted(str(dict(each.params)["numbers"]).split(", "))) for each in found}

    assert declarations(check_one_certificate(shuffled, on=day)) == declarations(check_one_certificate(given_, on=day))


# --- Input


def test_every_bad_argument_is_told_at_once() -> None:
    wrong: Any = {"on": "soon", "same_certifier": "yes", "suspended": 1}
    with pytest.raises(InvalidInput) as caught:
        check_extension("83811594-1", ["XX"], **wrong)  # type: ignore[arg-type]
    assert [fault.path for fault in caught.value.faults] == [
        *("certificate", "categories[0]", "on", "same_certifier", "suspended")
    ]
    with pytest.raises(InvalidInput) as caught:
        transfer().check("83811594-1", on="soon")  # type: ignore[arg-type]
    assert [fault.path for fault in caught.value.faults] == ["certificate", "on"]
    with pytest.raises(InvalidInput) as caught:
        check_one_certificate(["83811594-1"], on="soon")  # type: ignore[list-item]
    assert [fault.path for fault in caught.value.faults] == ["certificates[0]", "on"]
    with refused("cycle: "):
        check_surveillance("2023-02-02", on="2024-01-01")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput) as caught:
        check_surveillance(CertificationCycle("2023-02-02"), on="soon", surveillance_held="maybe")
    assert [fault.path for fault in caught.value.faults] == ["on", "surveillance_held"]


def test_results_are_values() -> None:
    check = transfer().check(WEBINAR, on=date(2024, 3, 4))
    assert isinstance(check, TransferCheck)
    assert check == transfer().check(WEBINAR, on="2024-03-04")
    assert check_one_certificate([certificate("1"), certificate("2")], on="2024-01-15")[0].where == "certificates"
