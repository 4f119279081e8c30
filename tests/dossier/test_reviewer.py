"""What a review makes of its parts: the place of each finding, and what one part knows of another."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from pendulum import Date

from qualiopi_rules import Answers, Dossier, InvalidInput, NotInForce, Review, explain, review
from qualiopi_rules.audit import AuditFacts, IndicatorSheet, Site
from qualiopi_rules.bilan import Bilan, Provider
from qualiopi_rules.cycle import Transfer
from qualiopi_rules.dossier.state import FileStage
from tests.audit.test_nonconformity import major, minor
from tests.checks import profile_with, refused
from tests.dossier.reviews import reviewed
from tests.dossier.test_history import audit, decision, event
from tests.dossier.test_review import OWN_TABLE

INITIAL = audit("2022-12-05", "initial", categories=["BC"])


def found_in(result: Review, *codes: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [(each.code, each.where, dict(each.params)) for each in result.findings if each.code in codes]


def places(result: Review) -> list[tuple[str, str]]:
    return [(each.code, each.where) for each in result.findings]


# --- The place of each finding


def test_what_is_wrong_with_the_printed_days_has_the_place_of_the_certificate(dossier: Dossier) -> None:
    wrong = attrs.evolve(dossier.certificate, valid_until="2026-02-02")
    assert places(reviewed(dossier, "2023-03-01", certificate=wrong)) == [
        ("CYC001", "certificate"),
        ("CYC008", "certificate"),
    ]


def test_a_number_with_two_departments_is_found(dossier: Dossier) -> None:
    """A practice: every declaration number that was seen has its department twice."""
    unusual = attrs.evolve(dossier.certificate, nda="11755993376")
    result = reviewed(dossier, "2023-03-01", certificate=unusual)
    assert found_in(result, "LIF002") == [("LIF002", "certificate.nda", {"nda": "11 75 59933 76"})]
    assert result.findings[0].citation in result.citations
    usual = attrs.evolve(unusual, nda="11755993375")
    assert reviewed(dossier, "2023-03-01", certificate=usual).findings == ()


def test_bilans_without_their_category_are_found_where_there_are_bilans(dossier: Dossier) -> None:
    trainings = attrs.evolve(dossier.certificate, categories=["AF"])
    told: dict[str, Any] = {"certificate": trainings, "categories": ["AF"]}
    assert found_in(reviewed(dossier, "2023-03-01", bilans=[Bilan()], **told), "DOS002") == [("DOS002", "bilans", {})]
    assert found_in(reviewed(dossier, "2023-03-01", **told), "DOS002") == []


def test_how_the_provider_is_organised_is_checked_in_its_place(dossier: Dossier) -> None:
    assert places(reviewed(dossier, "2023-05-01", provider=Provider())) == [("PRV002", "provider")]


def test_a_sheet_is_checked_in_its_place_from_its_day_on(dossier: Dossier) -> None:
    sheets = [IndicatorSheet(indicator=each, on=on) for each, on in ((1, "2024-06-10"), (2, "2024-06-03"))]
    for on, where in (
        ("2024-06-02", []),
        ("2024-06-03", ["audits.sheets[1]"]),
        ("2024-06-10", ["audits.sheets[0]", "audits.sheets[1]"]),
    ):
        assert places(reviewed(dossier, on, audits=AuditFacts(sheets=sheets))) == [
            ("SHT002", f"{each}.decision") for each in where
        ]


def test_too_many_minor_ones_are_found_in_the_record_where_there_is_one(dossier: Dossier) -> None:
    five = [minor(each, "2024-09-09", found_at="surveillance", plan_sent="2024-09-16") for each in (1, 2, 9, 12, 17)]
    result = reviewed(dossier, "2024-09-16", audits=AuditFacts(nonconformities=five))
    assert places(result) == [("NCF005", "audits.nonconformities")]


# --- What the texts decide


def test_of_a_file_that_is_over_nothing_is_decided_any_more(dossier: Dossier) -> None:
    facts = AuditFacts(nonconformities=[major(4, "2024-01-15", found_at="initial")])
    before = reviewed(dossier, "2024-02-04", decision("2024-02-05", "withdrawn"), audits=facts)
    assert before.decision is not None
    assert reviewed(dossier, "2024-02-05", decision("2024-02-05", "withdrawn"), audits=facts).decision is None


def test_a_suspension_that_the_texts_do_not_ask_for_has_no_decision_of_theirs(dossier: Dossier) -> None:
    """A major one of 15 January 2024 is to be corrected by 15 April."""
    suspended = decision("2024-03-04", "suspended")
    late = AuditFacts(nonconformities=[major(4, "2024-01-15", found_at="surveillance")])
    decided = reviewed(dossier, "2024-04-16", suspended, audits=late).decision
    assert decided is not None
    assert decided.outcome.value == "suspended"
    lifted = major(4, "2024-01-15", found_at="surveillance", implemented="2024-02-05", lifted="2024-02-12")
    facts = AuditFacts(nonconformities=[lifted])
    assert reviewed(dossier, "2024-04-16", suspended, audits=facts).decision is None
    decided = reviewed(dossier, "2024-04-16", audits=facts).decision
    assert decided is not None
    assert decided.outcome.value == "maintained"


# --- The certificate and the events


def test_a_certificate_to_come_has_its_cycle_until_its_first_day(dossier: Dossier) -> None:
    """From then on it is the state that says whether there is one: here the events refused it."""
    refusal = (INITIAL, decision("2023-01-09", "refused"))
    before, after = (reviewed(dossier, on, *refusal) for on in ("2023-02-01", "2023-02-02"))
    assert before.cycle == dossier.certificate.cycle
    assert (after.state.stage, after.cycle, after.timeline, after.missed) == (FileStage.REFUSED, None, (), None)


BOTH = (audit("2022-12-05", "initial", categories=["AF", "BC"]), decision("2023-02-02", "granted"))


def test_what_is_covered_is_what_was_granted_while_it_lives_and_then_what_the_certificate_shows(
    dossier: Dossier,
) -> None:
    events = (*BOTH, decision("2024-09-16", "withdrawn"))
    before, after = (reviewed(dossier, on, *events, categories=["AF", "BC"]) for on in ("2024-09-15", "2024-09-16"))
    assert found_in(before, "DOS001") == []
    assert found_in(after, "DOS001") == [("DOS001", "categories", {"categories": "AF"})]


def test_an_extension_adds_what_was_not_granted_yet(dossier: Dossier) -> None:
    extension = reviewed(dossier, "2024-06-03", *BOTH, categories=["AF", "BC", "VAE"]).extension
    assert extension is not None
    assert extension.added == {"VAE"}


def test_whether_an_unreadable_certificate_can_be_extended_is_not_known(dossier: Dossier) -> None:
    unreadable = attrs.evolve(dossier.certificate, valid_until="2026-02-02")
    extension = reviewed(dossier, "2024-06-03", certificate=unreadable, categories=["AF", "BC"]).extension
    assert extension is not None
    assert extension.possible is None


def test_an_extension_ends_with_the_cycle_of_the_review_also_where_the_certificate_shows_none(dossier: Dossier) -> None:
    """Granted on 2 February 2023: valid until 1 February 2026, whatever is printed."""
    unreadable = attrs.evolve(dossier.certificate, valid_until="2026-02-02")
    events = (audit("2022-12-05", "initial", categories=["BC"]), decision("2023-02-02", "granted"))
    result = reviewed(dossier, "2024-06-03", *events, certificate=unreadable, categories=["AF", "BC"])
    assert result.printed.cycle is None
    assert result.extension is not None
    assert (result.extension.possible, result.extension.valid_until) == (True, Date(2026, 2, 1))
    assert "1er février 2026" in result.extension.say("fr")


def test_a_transfer_that_is_decided_is_barred_by_nothing_from_that_day_on(dossier: Dossier) -> None:
    transfer = Transfer(requested="2024-05-20", file_sent="2024-05-24", decided="2024-07-01")
    for on, bars in (("2024-06-30", ["suspended"]), ("2024-07-01", [])):
        result = reviewed(dossier, on, decision("2024-06-24", "suspended"), transfer=transfer)
        assert result.transfer is not None
        assert [each.value for each in result.transfer.bars] == bars


# --- The surveillance audit of the events


def test_a_surveillance_audit_that_was_held_again_counts_by_its_last_day(dossier: Dossier) -> None:
    """The first came before the window, from 2 April to 2 December 2024."""
    early, again = audit("2024-04-01", "surveillance"), audit("2024-04-02", "surveillance")
    assert [each.code for each in reviewed(dossier, "2024-04-01", early, again).findings] == ["CYC006"]
    result = reviewed(dossier, "2024-04-02", early, again)
    assert result.findings == ()
    assert result.status is not None
    assert result.status.surveillance_held is True


def test_a_surveillance_audit_that_was_in_time_stays_in_time_whatever_comes_after_it(dossier: Dossier) -> None:
    """Article 2 asks for one between the fourteenth and the twenty-second month; a later one makes it no later."""
    in_time, later = audit("2024-12-02", "surveillance"), audit("2024-12-03", "surveillance")
    assert found_in(reviewed(dossier, "2025-01-10", *BOTH, in_time, later), "CYC004", "CYC005", "CYC006") == []
    late = found_in(reviewed(dossier, "2025-01-10", *BOTH, later), "CYC006")
    assert [params["day"] for _, _, params in late] == ["2024-12-03"]
    again = found_in(reviewed(dossier, "2025-01-10", *BOTH, later, audit("2025-01-06", "surveillance")), "CYC006")
    assert [params["day"] for _, _, params in again] == ["2025-01-06"]


def test_a_surveillance_audit_to_come_or_of_another_cycle_is_none_of_this_one(dossier: Dossier) -> None:
    others = (audit("2022-12-12", "surveillance"), audit("2024-12-04", "surveillance"))
    result = reviewed(dossier, "2024-12-03", *BOTH, *others)
    assert result.status is not None
    assert result.status.surveillance_held is None
    assert found_in(result, "CYC004", "CYC005", "CYC006") == found_in(reviewed(dossier, "2024-12-03", *BOTH), "CYC005")


def test_without_a_cycle_its_surveillance_audit_does_not_matter(dossier: Dossier) -> None:
    certified = (INITIAL, decision("2023-02-02", "granted"))
    events = (*certified, audit("2024-09-02", "surveillance"), decision("2024-10-07", "withdrawn"))
    result = reviewed(dossier, "2024-10-07", *events)
    assert (result.cycle, result.status, result.findings) == (None, None, ())


# --- The next audit, and the mock audit of it


@pytest.mark.parametrize("central", [True, False])
def test_sites_are_sampled_beside_that_of_the_central_function(dossier: Dossier, *, central: bool) -> None:
    """Two of seven at a surveillance audit: half a day each beside a base of two, here."""
    facts = AuditFacts(sites=[Site(name=name, central=central and name == "A") for name in "ABCDEFG"])
    own = profile_with(durations=OWN_TABLE)
    following = review(attrs.evolve(dossier, audits=facts), on="2024-05-01", profile=own).next_audit
    assert following is not None
    assert following.sample is not None
    assert (following.sample.sampled, following.duration.half_days) == (2, 4)


def test_the_text_on_sites_is_cited_where_sites_are_sampled(dossier: Dossier) -> None:
    for names, cited in (("", False), ("A", False), ("AB", True)):
        sites = [Site(name=name) for name in names]
        following = reviewed(
            dossier, "2025-03-03", surveillance_held="2024-09-02", audits=AuditFacts(sites=sites)
        ).next_audit
        assert following is not None
        assert ("audit-art-6-2019" in {each.source.id for each in following.citations}) is cited


def test_a_mock_audit_knows_what_was_notified_by_its_day(dossier: Dossier) -> None:
    sheet = IndicatorSheet(indicator=2, on="2024-06-03", decision="conforming")
    for notified, known in (("2024-06-10", True), ("2024-06-11", False)):
        facts = AuditFacts(sheets=[sheet], nonconformities=[major(4, notified, found_at="initial")])
        mock = reviewed(dossier, "2024-06-10", audits=facts).mock_audit
        alone = reviewed(dossier, "2024-06-10", audits=attrs.evolve(facts, nonconformities=())).mock_audit
        assert (mock != alone) is known


# --- Its arguments


def test_a_question_that_the_profile_does_not_ask_is_refused_in_its_place(dossier: Dossier) -> None:
    own = attrs.evolve(dossier, answers=Answers(own={"unknown": True}))
    with pytest.raises(InvalidInput) as caught:
        review(own, on="2023-03-01")
    assert [(fault.path, fault.expected) for fault in caught.value.faults] == [
        ("dossier.answers.own.unknown", "own-question")
    ]


def test_a_thing_that_can_speak_is_no_result_for_that() -> None:
    class Parrot:
        say = staticmethod(str)

    with refused("result: "):
        explain(Parrot())


def test_days_before_the_rules_are_refused_for_the_whole_file(dossier: Dossier) -> None:
    with pytest.raises(NotInForce):
        reviewed(dossier, "2019-06-08", event("2019-06-07", "application"))
