"""The transfer of a certificate to another certifier."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules import Certificate, Finding, InvalidInput
from qualiopi_rules.cycle import Transfer, TransferBar, TransferCheck
from qualiopi_rules.law import Provenance
from qualiopi_rules.results.deadlines import DeadlineKind, MilestoneCode
from qualiopi_rules.strategies import certificates, file_days, transfers
from tests.cycle.examples import UNREAD, WEBINAR

ONE, OTHER = "732829320", "404833048"
"""Two numbers with the shape of a SIREN."""


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [each.code for each in found]


def transfer(requested: str = "2024-03-04", **facts: Any) -> Transfer:
    whole: dict[str, Any] = {"holder_siren": ONE, "new_siren": ONE, "suspended": False, "withdrawn": False}
    return Transfer(requested=requested, **(whole | facts))


@pytest.mark.parametrize(
    ("facts", "certificate", "bars"),
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
    facts: dict[str, Any], certificate: Certificate, bars: list[TransferBar]
) -> None:
    """Article 7: the same SIREN, and a certificate that is neither suspended, nor withdrawn, nor expired."""
    check = transfer(**facts).check(certificate, on="2024-03-04", where="transfer")
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
def test_what_is_not_provided_leaves_a_transfer_undetermined(name: str) -> None:
    unknown_facts: dict[str, Any] = {name: None}
    check = transfer(**unknown_facts).check(WEBINAR, on="2024-03-04", where="transfer")
    assert (check.possible, check.bars) == (None, ())
    places = [(found.code, found.where) for found in check.findings]
    assert places == ([("TRF004", "transfer.new_siren")] if name.endswith("siren") else [])
    barred = transfer("2026-02-02", **unknown_facts).check(WEBINAR, on="2026-02-02")
    assert (barred.possible, codes(barred.findings)) == (False, ["TRF001"])


def test_a_transfer_leaves_the_days_as_they_are() -> None:
    check = transfer().check(WEBINAR, on="2024-03-04")
    assert (check.possible, str(check.valid_until)) == (True, "2026-02-01")
    assert check.say("en") == "Transfer: possible; the last valid day remains 1 February 2026 and the number changes."
    assert transfer().check(UNREAD, on="2024-03-04").valid_until is None
    assert (check.citation.source.id, check.citation.provenance) == ("arrete-2019-06-06", Provenance.SECOND_HAND)


def test_a_check_writes_its_day_whether_it_is_possible_and_the_end() -> None:
    check = transfer().check(WEBINAR, on="2024-03-04")
    assert repr(check) == "TransferCheck(on=2024-03-04, possible=True, valid_until=2026-02-01)"
    assert check.citations == (check.citation,)


def test_a_transfer_is_rendered_in_words() -> None:
    barred = transfer(suspended=True, new_siren=OTHER).check(WEBINAR, on="2024-03-04")
    assert barred.say("en") == "Transfer: not possible (the SIREN is not the same and the certificate is suspended)."
    assert barred.say() == "Transfert\u00a0: impossible (le SIREN n’est pas le même et le certificat est suspendu)."
    unknown = transfer(suspended=None).check(WEBINAR, on="2024-03-04")
    assert unknown.say("en") == "Transfer: undetermined, the facts that decide it are not provided."
    for bar in TransferBar:
        one = attrs.evolve(barred, bars=(bar,))
        assert one.say("fr") != one.say("en")


SENT, DECIDED = MilestoneCode.TRANSFER_SENT, MilestoneCode.TRANSFER_DECIDED


@pytest.mark.parametrize(
    ("facts", "on", "left", "found"),
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
    facts: dict[str, Any], on: str, left: list[tuple[MilestoneCode, str, int]], found: list[str]
) -> None:
    """Article 7 as reported: 15 days to send the file, 30 to decide; in calendar days, whatever the months."""
    check = transfer(**facts).check(WEBINAR, on=on, where="transfer")
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
    """One of three: something bars it, nothing does, or a fact that decides is not provided."""
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


def test_the_same_company_is_known_by_its_number() -> None:
    assert transfer().same_siren is True
    assert transfer(new_siren="732 829 320").same_siren is True
    assert transfer(new_siren=OTHER).same_siren is False
    assert transfer(new_siren=None).same_siren is None
    assert transfer(holder_siren=None).same_siren is None


def test_every_fault_of_a_transfer_is_reported_at_once() -> None:
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
    assert {fault.path: fault.expected for fault in caught.value.faults} == {
        "requested": "day",
        "holder_siren": "siren",
        "new_siren": "siren",
        "suspended": "yes-no",
        "withdrawn": "yes-no",
        "file_sent": "day",
        "decided": "day",
    }


def test_of_a_transfer_only_the_day_of_the_request_is_needed() -> None:
    """What is not provided is not known, and the finding on it is at the transfer itself where no place is given."""
    asked = Transfer(requested="2024-03-04")
    assert {name for name, value in attrs.asdict(asked).items() if value is not None} == {"requested"}
    check = asked.check(WEBINAR, on="2024-03-04")
    assert (check.possible, [found.where for found in check.findings]) == (None, ["new_siren"])
    assert [each.where for each in check.deadlines] == [""]


@pytest.mark.parametrize(
    ("facts", "faults"),
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
def test_a_transfer_is_requested_then_sent_then_decided(facts: dict[str, Any], faults: list[tuple[str, str]]) -> None:
    with pytest.raises(InvalidInput) as caught:
        transfer(**facts)
    assert [(fault.path, fault.params["day"]) for fault in caught.value.faults] == faults
    assert {fault.expected for fault in caught.value.faults} == {"not-before"}
    same_day = transfer(file_sent="2024-03-04", decided="2024-03-04")
    assert same_day.decided == same_day.requested


@pytest.mark.parametrize(
    ("facts", "path", "day"),
    [
        ({"requested": "9999-12-20"}, "requested", "9999-12-20"),
        ({"requested": "9999-12-10", "file_sent": "9999-12-12"}, "file_sent", "9999-12-12"),
    ],
)
def test_a_time_that_leads_beyond_the_calendar_names_the_day_that_it_runs_from(
    facts: dict[str, Any], path: str, day: str
) -> None:
    last = attrs.evolve(WEBINAR, first_issue="9996-12-31", valid_until="9999-12-30")
    with pytest.raises(InvalidInput) as caught:
        transfer(**facts).check(last, on="9999-12-20")
    assert [(fault.path, str(fault.value), fault.expected) for fault in caught.value.faults] == [
        (path, day, "countable-day")
    ]


def test_every_bad_argument_is_reported_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        transfer().check("83811594-1", on="soon")  # type: ignore[arg-type]
    assert [fault.path for fault in caught.value.faults] == ["certificate", "on"]


def test_a_check_is_a_value() -> None:
    check = transfer().check(WEBINAR, on=date(2024, 3, 4))
    assert isinstance(check, TransferCheck)
    assert check == transfer().check(WEBINAR, on="2024-03-04")
    assert attrs.evolve(check, deadlines=list(check.deadlines), findings=[]) == check
    wrong: Any = {"deadlines": ["2024-03-19"], "findings": ["TRF001"]}
    with pytest.raises(InvalidInput) as caught:
        attrs.evolve(check, **wrong)
    assert [fault.path for fault in caught.value.faults] == ["deadlines[0]", "findings[0]"]
