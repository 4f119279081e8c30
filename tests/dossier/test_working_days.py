"""The times to act, under a profile that lets those that end on a weekend or a holiday run to the next working day."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Dossier, Event, InvalidInput, Review, review
from qualiopi_rules.audit import (
    Application,
    AuditDecision,
    AuditFacts,
    NonConformity,
    check_nonconformities,
    count_nonconformities,
    decide,
)
from qualiopi_rules.audit.decision import DecisionReasonCode
from qualiopi_rules.cycle import Transfer
from qualiopi_rules.dossier import file_state
from qualiopi_rules.dossier.explainers import explain
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.law.source import interpretation
from qualiopi_rules.law.working_days import MOVED_END, moved_ends, next_working_day
from qualiopi_rules.profile.public_holidays import french_holidays
from qualiopi_rules.results.deadlines import Deadline, MilestoneCode
from tests.audit.test_application import application
from tests.audit.test_nonconformity import major, minor, minors
from tests.checks import profile_with
from tests.cycle.examples import WEBINAR
from tests.strategies import FIRST_DAY, file_days, files, nonconformities

WORKING = profile_with(working_days=True)
TIMES_TO_ACT = {
    MilestoneCode.AUDIT_PROPOSED,
    MilestoneCode.MINOR_CORRECTED,
    MilestoneCode.MAJOR_CORRECTED,
    MilestoneCode.MAJOR_CHECKED,
    MilestoneCode.MINORS_REDUCED,
    MilestoneCode.TRANSFER_SENT,
    MilestoneCode.TRANSFER_DECIDED,
}


def is_working(day: date) -> bool:
    return day.isoweekday() <= 5 and day not in french_holidays()


def named(values: Any) -> list[tuple[str, Any]]:
    return [(each.name, each.value) for each in values]


def reasons(decision: AuditDecision) -> list[tuple[str, str | None, str | None]]:
    return [(each.code, each.subject, None if each.day is None else str(each.day)) for each in decision.reasons]


class TestNonConformities:
    @pytest.mark.parametrize(
        ("notified", "correct_by", "check_by"),
        [
            ("2026-09-25", "2026-12-28", "2027-01-28"),  # 25 December, a Friday
            ("2025-02-01", "2025-05-02", "2025-06-02"),  # 1 May, a Thursday
            ("2026-01-06", "2026-04-07", "2026-05-07"),  # Easter Monday
            ("2026-01-04", "2026-04-07", "2026-05-07"),  # the Saturday before it
            ("2026-02-07", "2026-05-07", "2026-06-08"),  # only the time to verify ends on a Sunday
            ("2026-02-08", "2026-05-11", "2026-06-11"),  # 8 May, a Friday
            ("2024-01-15", "2024-04-15", "2024-05-15"),
        ],
    )
    def test_a_major_one_is_corrected_and_checked_by_a_working_day(
        self, notified: str, correct_by: str, check_by: str
    ) -> None:
        status = major(notified=notified).status(on=notified, profile=WORKING)
        assert (str(status.correct_by), str(status.check_by)) == (correct_by, check_by)

    def test_a_minor_one_too(self) -> None:
        status = minor(notified="2026-06-25").status(on="2026-06-25", profile=WORKING)
        assert (str(status.correct_by), status.check_by) == ("2026-12-28", None)

    def test_each_end_says_from_which_day_it_was_moved(self) -> None:
        both = major(notified="2025-02-15").status(on="2025-03-01", profile=WORKING)  # no end, then one on a Sunday
        assert named(both.values) == [
            ("audit.major_implementation", 3),
            ("audit.major_check", 1),
            (MOVED_END, "2025-06-15"),
        ]
        corrected, checked = both.deadlines()
        assert named(corrected.values) == [("audit.major_implementation", 3)]
        assert (checked.values, str(checked.day)) == (both.values, "2025-06-16")
        christmas = major(notified="2026-09-25").status(on="2026-10-01", profile=WORKING)
        corrected, checked = christmas.deadlines()
        assert named(corrected.values) == [("audit.major_implementation", 3), (MOVED_END, "2026-12-25")]
        assert named(checked.values) == [*named(corrected.values), ("audit.major_check", 1)]

    def test_the_day_rests_on_article_642_and_its_being_missed_on_the_time_itself(self) -> None:
        """What is late by the later day is late by either reading."""
        found = major(notified="2026-09-25")
        (corrected, _) = found.status(on="2026-12-28", profile=WORKING).deadlines()
        assert corrected.citation == interpretation("law", "working_days")
        assert (corrected.citation.basis, corrected.citation.provenance) == (Basis.PRACTICE, Provenance.DEDUCED)
        assert [each.code for each in check_nonconformities([found], on="2026-12-28")] == ["NCF001", "NCF008"]
        assert [each.code for each in check_nonconformities([found], on="2026-12-28", profile=WORKING)] == ["NCF008"]
        (late, _) = check_nonconformities([found], on="2026-12-29", profile=WORKING)
        assert (late.code, dict(late.params)["day"]) == ("NCF001", "2026-12-28")
        assert named(late.values) == [(MOVED_END, "2026-12-25"), ("audit.major_implementation", 3)]
        (by_default, _) = check_nonconformities([found], on="2026-12-29")
        assert late.citation == by_default.citation

    def test_a_check_is_late_only_after_the_working_day(self) -> None:
        found = major(notified="2025-02-15", implemented="2025-03-01")
        assert check_nonconformities([found], on="2025-06-16", profile=WORKING) == ()
        (late,) = check_nonconformities([found], on="2025-06-17", profile=WORKING)
        assert (late.code, dict(late.params)["day"], late.values[-1].name) == (
            "NCF003",
            "2025-06-16",
            "audit.major_check",
        )

    def test_five_minor_ones_are_reduced_by_a_working_day(self) -> None:
        counted = count_nonconformities(minors(5, notified="2026-09-25"), on="2026-10-01", profile=WORKING)
        assert (str(counted.reduce_by), named(counted.values)) == (
            "2026-12-28",
            [("audit.minors_as_major", 5), ("audit.major_implementation", 3), (MOVED_END, "2026-12-25")],
        )
        (by,) = counted.deadlines()
        assert (by.code, str(by.day)) == (MilestoneCode.MINORS_REDUCED, "2026-12-28")
        found = check_nonconformities(minors(5, notified="2026-09-25"), on="2026-10-01", profile=WORKING)
        (enough,) = (each for each in found if each.code == "NCF005")
        assert enough.values[-1].name == "audit.major_implementation"

    @pytest.mark.property
    @given(each=nonconformities(), day=file_days())
    def test_its_days_are_working_days_none_earlier_and_each_the_next_one(self, each: NonConformity, day: Date) -> None:
        usual, moved = each.status(on=day), each.status(on=day, profile=WORKING)
        assert (usual.correct_by is None, usual.check_by is None) == (moved.correct_by is None, moved.check_by is None)
        if usual.correct_by is not None and moved.correct_by is not None:
            assert moved.correct_by == next_working_day(usual.correct_by, french_holidays())
        if usual.check_by is not None and moved.check_by is not None:
            assert is_working(moved.check_by)
            assert moved.check_by >= usual.check_by
        if not moved_ends(moved.values):
            assert moved == usual


class TestDecisions:
    """A decision gives a time that was moved as a reason of its own."""

    def test_while_it_runs(self) -> None:
        found = major(notified="2026-09-25")
        decision = decide("initial", [found], on="2026-12-26", profile=WORKING)
        assert (decision.outcome, str(decision.next_day)) == ("waiting", "2026-12-28")
        assert reasons(decision) == [("to-correct", "4", "2026-12-28"), ("time-moved", "4", "2026-12-28")]
        assert decision.citations[-1] == interpretation("law", "working_days")
        assert decision.say("fr").endswith("est reportée au 28 décembre 2026.")
        assert decide("initial", [found], on="2026-12-26").outcome == "refused"

    def test_while_the_correction_is_to_be_verified(self) -> None:
        found = major(notified="2025-02-15", implemented="2025-03-01")
        decision = decide("initial", [found], on="2025-06-16", profile=WORKING)
        assert reasons(decision) == [("to-check", "4", "2025-06-16"), ("time-moved", "4", "2025-06-16")]
        before = major(notified="2026-09-25", implemented="2026-10-01")  # the time before it was moved, and not its own
        assert reasons(decide("initial", [before], on="2026-12-01", profile=WORKING)) == [
            ("to-check", "4", "2027-01-28")
        ]

    @pytest.mark.parametrize("kind", ["initial", "renewal"])
    def test_once_it_is_missed(self, kind: str) -> None:
        found = major(notified="2026-09-25")
        late = decide(kind, [found], on="2026-12-29", profile=WORKING)
        assert late.outcome == "refused"
        assert reasons(late) == [("not-corrected", "4", "2026-12-28"), ("time-moved", "4", "2026-12-28")]
        assert late.citations[-1] == interpretation("law", "working_days")
        lifted = attrs.evolve(found, implemented="2026-12-28", verified="2027-01-04", lifted="2027-01-04")
        assert decide(kind, [lifted], on="2027-01-05", profile=WORKING).outcome == "granted"
        assert decide(kind, [lifted], on="2027-01-05").outcome == "refused"

    def test_too_many_minor_ones(self) -> None:
        found = minors(5, notified="2026-09-25")
        running = decide("initial", found, on="2026-12-28", profile=WORKING)
        assert reasons(running) == [("too-many-minors", None, "2026-12-28"), ("time-moved", None, "2026-12-28")]
        over = decide("initial", found, on="2026-12-29", profile=WORKING)
        assert reasons(over) == [("minors-not-reduced", None, "2026-12-28"), ("time-moved", None, "2026-12-28")]

    def test_the_day_that_a_grant_holds_until(self) -> None:
        decision = decide("initial", [minor(notified="2026-06-25")], on="2026-07-01", profile=WORKING)
        assert (decision.outcome, str(decision.next_day)) == ("granted", "2026-12-28")
        assert reasons(decision) == [("minors-only", None, None), ("time-moved", "2", "2026-12-28")]

    def test_the_day_until_which_nothing_is_known(self) -> None:
        unknown = major(1, notified="2023-08-31")
        decision = decide("initial", [unknown, major(notified="2026-09-25")], on="2026-10-01", profile=WORKING)
        assert (decision.outcome, str(decision.next_day)) == ("undetermined", "2026-12-28")
        assert reasons(decision) == [("time-not-known", "1", None), ("time-moved", "4", "2026-12-28")]

    def test_a_suspension_is_a_time_to_correct_too(self) -> None:
        profile = profile_with(working_days=True, suspension="reported")
        found = major(notified="2026-10-30")  # 30 January 2027 is a Saturday; 1 May 2027 too
        on_the_day = decide("surveillance", [found], on="2027-05-03", profile=profile)
        assert (on_the_day.outcome, str(on_the_day.next_day)) == ("suspended", "2027-05-03")
        late = [("not-corrected", "4", "2027-02-01"), ("time-moved", "4", "2027-02-01")]
        assert reasons(on_the_day) == [*late, ("time-moved", None, "2027-05-03")]
        after = decide("surveillance", [found], on="2027-05-04", profile=profile)
        assert after.outcome == "to-be-withdrawn"
        assert reasons(after) == [*late, ("withdrawal-due", None, "2027-05-03"), ("time-moved", None, "2027-05-03")]

    def test_without_such_a_profile_no_decision_speaks_of_it(self) -> None:
        for day in ("2026-12-25", "2026-12-26", "2026-12-29"):
            codes = {each.code for each in decide("initial", [major(notified="2026-09-25")], on=day).reasons}
            assert DecisionReasonCode.TIME_MOVED not in codes


class TestApplicationAndTransfer:
    def test_a_date_is_proposed_by_a_working_day(self) -> None:
        contracted: Application = application(contract_received="2026-11-25")
        (by,) = contracted.deadlines(on="2026-12-01", profile=WORKING)
        assert (str(by.day), named(by.values)) == (
            "2026-12-28",
            [("audit.proposal", 30), (MOVED_END, "2026-12-25")],
        )
        assert contracted.propose_by == Date(2026, 12, 25)

        def late(day: str) -> list[list[tuple[str, Any]]]:
            found = contracted.check(on=day, profile=WORKING)
            return [named(each.values) for each in found if each.code == "APP009"]

        assert late("2026-12-28") == []
        assert late("2026-12-29") == [[(MOVED_END, "2026-12-25"), ("audit.proposal", 30)]]
        assert [each.code for each in contracted.check(on="2026-12-28")].count("APP009") == 1

    def test_each_certifier_acts_by_a_working_day(self) -> None:
        """Fifteen days for the file, thirty for the decision, from the day that the file was really sent."""
        asked = Transfer(requested="2025-12-10")
        check = asked.check(WEBINAR, on="2025-12-20", profile=WORKING)
        assert [(str(each.day), named(each.values)[1:]) for each in check.deadlines] == [
            ("2025-12-26", [(MOVED_END, "2025-12-25")])
        ]
        sent = Transfer(requested="2025-12-10", file_sent="2025-12-26")
        assert [str(each.day) for each in sent.check(WEBINAR, on="2025-12-26", profile=WORKING).deadlines] == [
            "2026-01-26"  # 25 January is a Sunday
        ]

        def late(on: str, **profile: Any) -> list[list[tuple[str, Any]]]:
            found = asked.check(WEBINAR, on=on, **profile).findings
            return [named(each.values) for each in found if each.code == "TRF002"]

        sending = ("audit.transfer_sending", 15)
        assert (late("2025-12-26"), late("2025-12-26", profile=WORKING)) == ([[sending]], [])
        assert late("2025-12-27", profile=WORKING) == [[(MOVED_END, "2025-12-25"), sending]]

    def test_every_bad_argument_is_reported_at_once(self) -> None:
        wrong: dict[str, Any] = {"on": "soon", "profile": "never"}
        for rule in (
            lambda: major().status(**wrong),
            lambda: count_nonconformities([], **wrong),
            lambda: check_nonconformities([], **wrong),
            lambda: application().check(**wrong),
            lambda: application().deadlines(**wrong),
            lambda: Transfer(requested="2025-12-10").check(WEBINAR, **wrong),
        ):
            with pytest.raises(InvalidInput) as caught:
                rule()
            assert [each.path for each in caught.value.faults] == ["on", "profile"]


def event(kind: str, on: str, **facts: Any) -> Event:
    return Event(kind=kind, on=on, **facts)


class TestFile:
    EVENTS = (
        event("application", "2026-08-03", categories=["BC"]),
        event("audit", "2026-09-24", audit="initial"),
        event("notification", "2026-09-25", indicator=4, grade="major"),
        event("correction", "2026-12-28", indicator=4),
        event("verification", "2027-01-04", indicator=4, lifted=True),
        event("decision", "2027-01-05", decided="granted"),
    )

    def test_a_correction_on_the_monday_after_christmas_is_in_time(self) -> None:
        assert file_state(self.EVENTS, on="2027-01-05", profile=WORKING).findings == ()
        assert [each.code for each in file_state(self.EVENTS, on="2027-01-05").findings] == ["HIS003"]

    def test_its_deadlines_are_working_days(self) -> None:
        waiting = file_state(self.EVENTS[:3], on="2026-10-01", profile=WORKING)
        assert [str(each.day) for each in waiting.deadlines] == ["2026-12-28", "2027-01-28"]
        counted = [event("notification", "2026-09-25", indicator=each, grade="minor") for each in (1, 2, 9, 12, 17)]
        five = file_state([*self.EVENTS[:2], *counted], on="2026-10-01", profile=WORKING)
        assert MilestoneCode.MINORS_REDUCED in {each.code for each in five.deadlines}
        assert all(is_working(each.day) for each in five.deadlines)

    def test_a_second_correction_is_the_one_that_counts_only_where_the_first_was_late(self) -> None:
        twice = [*self.EVENTS[:4], event("correction", "2027-01-02", indicator=4)]
        assert str(file_state(twice, on="2027-01-03", profile=WORKING).nonconformities[0].implemented) == "2026-12-28"
        assert str(file_state(twice, on="2027-01-03").nonconformities[0].implemented) == "2027-01-02"


def beside(reviewed: Review) -> tuple[Any, ...]:
    """What no time to act has a part in."""
    return (
        reviewed.printed,
        reviewed.cycle,
        reviewed.status,
        reviewed.timeline,
        reviewed.applicability.results,
        reviewed.extension,
        reviewed.missed,
        reviewed.state.stage,
        [each for each in reviewed.deadlines if each.code not in TIMES_TO_ACT],
    )


def identified(deadlines: tuple[Deadline, ...]) -> dict[str, Deadline]:
    return {each.key: each for each in deadlines if each.code in TIMES_TO_ACT}


@pytest.mark.property
@given(file=files(), since=st.lists(st.integers(0, 120), min_size=1, max_size=3))
def test_in_a_review_the_times_to_act_end_on_working_days_and_no_window_moves(
    file: tuple[Dossier, Date], since: list[int]
) -> None:
    """Some of them run on the day: major non-conformities were notified before it, and nothing was done since."""
    dossier, day = file
    found = [major(notified=str(max(FIRST_DAY, day.subtract(days=days)))) for days in since]
    dossier = attrs.evolve(dossier, audits=attrs.evolve(dossier.audits, nonconformities=found))
    usual, moved = review(dossier, on=day), review(dossier, on=day, profile=WORKING)
    assert beside(moved) == beside(usual)
    before, after = identified(usual.deadlines), identified(moved.deadlines)
    for key, each in after.items():
        assert is_working(each.day)
        if key in before and not moved_ends(each.values):
            assert each == before[key]
    for key in before.keys() & after.keys():
        end, ends = before[key].day, after[key].day
        assert ends >= end
        # The time to verify begins at the end of another, which may have been moved too.
        if after[key].code is not MilestoneCode.MAJOR_CHECKED:
            assert ends == next(day for day in (end.add(days=more) for more in range(9)) if is_working(day))


def test_each_part_of_a_review_follows_the_profile() -> None:
    dossier = Dossier(
        certificate=WEBINAR,
        categories=["BC"],
        transfer=Transfer(requested="2025-05-16"),
        application=application(contract_received="2025-05-16"),
        audits=AuditFacts(nonconformities=[major(notified="2025-02-15", implemented="2025-03-01")]),
    )
    reviewed = review(dossier, on="2025-05-20", profile=WORKING)
    days = {each.code: str(each.day) for each in reviewed.deadlines if each.code in TIMES_TO_ACT}
    assert days == {"transfer-sent": "2025-06-02", "audit-proposed": "2025-06-16", "major-checked": "2025-06-16"}
    assert interpretation("law", "working_days") in reviewed.citations
    late = {"APP009", "NCF003", "TRF002"}
    for day, expected in (("2025-06-02", set()), ("2025-06-03", {"TRF002"}), ("2025-06-16", {"TRF002"})):
        assert late & {each.code for each in review(dossier, on=day, profile=WORKING).findings} == expected
    assert late <= {each.code for each in review(dossier, on="2025-06-17", profile=WORKING).findings}
    assert late <= {each.code for each in review(dossier, on="2025-06-16").findings}


class TestExplanation:
    def test_an_end_that_was_moved_says_so_with_its_source(self) -> None:
        (corrected, _) = major(notified="2026-09-25").status(on="2026-10-01", profile=WORKING).deadlines()
        assert (
            explain(corrected).text("en").splitlines()[-1].strip()
            == "law.working_days: end of the time limit moved from 25 December 2026 to the next working day "
            "[Code de procédure civile, art. 642 (LEGIARTI000006411003); practice, deduced]"
        )
        assert "reportée du 25" in explain(corrected).text("fr")
        status = major(notified="2026-09-25").status(on="2026-10-01", profile=WORKING)
        assert "law.working_days" in explain(status).text("en")

    def test_a_decision_does_too(self) -> None:
        tree = explain(decide("initial", [major(notified="2026-09-25")], on="2026-12-26", profile=WORKING))
        (part,) = (each for each in tree.parts if each.about == "time-moved")
        assert part.citations == (interpretation("law", "working_days"),)

    def test_a_profile_cites_the_article(self) -> None:
        dossier = Dossier(certificate=WEBINAR, categories=["BC"])
        cited = interpretation("law", "working_days")
        (profile, *_) = explain(review(dossier, on="2025-05-20", profile=WORKING).applicability).parts
        assert cited in profile.citations
        assert cited not in review(dossier, on="2025-05-20").citations
