"""The application for a certification: what must hold before the audit, and the days that count."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Category, InvalidInput, NotInForce
from qualiopi_rules.audit import Application, application_documents, new_application_from
from qualiopi_rules.cycle import NDA
from qualiopi_rules.law import Provenance, add_months
from qualiopi_rules.results.deadlines import DeadlineKind, MilestoneCode
from qualiopi_rules.results.findings import catalogue
from qualiopi_rules.strategies import applications, audit_days
from tests.audit.test_documents import COLLECTED
from tests.texts import LAW, SECOND_HAND, VERBATIM, Cited, cited

NUMBER = "11755993375"


def application(**changes: Any) -> Application:
    """An application that meets everything, but for some changes."""
    whole = {"received": "2024-05-02", "categories": ["BC"], "nda": NUMBER, "actions_done": ["BC"]}
    return Application(**{**whole, **changes})


def found(applied: Application, *, on: str = "2024-05-02", where: str = "") -> list[tuple[str, str]]:
    return [(each.code, each.where) for each in applied.check(on=on, where=where)]


class TestPrerequisites:
    def test_an_application_that_meets_everything_has_no_finding(self) -> None:
        whole = application(
            categories=["BC", "AF"],
            actions_done=["AF", "BC", "VAE"],
            other_certifier=False,
            collected=COLLECTED,
            contract_received="2024-05-06",
            date_proposed="2024-06-05",
        )
        assert found(whole, on="2024-12-31") == []

    def test_without_a_number_the_filing_must_be_provided(self) -> None:
        assert found(application(nda=None), where="application") == [("APP001", "application.nda")]
        assert found(application(nda=None, declaration_filed="2024-04-02")) == []
        # With a number, the day it was filed does not matter any more.
        assert found(application(declaration_filed="2020-01-01")) == []

    @pytest.mark.parametrize(
        ("filed", "last", "first_too_late"),
        [
            ("2024-02-02", "2024-05-01", "2024-05-02"),
            ("2024-01-31", "2024-04-29", "2024-04-30"),
            ("2023-11-30", "2024-02-28", "2024-02-29"),
            ("2022-11-30", "2023-02-27", "2023-02-28"),
            ("2019-06-09", "2019-09-08", "2019-09-09"),
        ],
    )
    def test_a_filing_is_younger_than_three_months_up_to_the_eve_of_the_day_of_the_same_number(
        self, filed: str, last: str, first_too_late: str
    ) -> None:
        """« datant de moins de trois mois »: on that day it is three months old."""
        assert found(application(nda=None, declaration_filed=filed, received=last)) == []
        late = application(nda=None, declaration_filed=filed, received=first_too_late)
        (found_late,) = late.check(on=first_too_late)
        assert (found_late.code, found_late.where) == ("APP002", "declaration_filed")
        assert dict(found_late.params) == {"day": first_too_late}
        assert [(used.name, used.value) for used in found_late.values] == [("audit.filing_age", 3)]

    def test_the_version_of_the_day_of_the_application_decides_and_not_that_of_the_filing(self) -> None:
        later = application(nda=None, declaration_filed="2023-05-31", received="2023-09-01")
        (late,) = later.check(on="2023-09-01")
        assert [used.since for used in late.values] == [Date(2023, 9, 1)]

    def test_at_least_one_action_was_carried_out_in_each_category(self) -> None:
        (one,) = application(categories=["BC", "AF", "VAE"], actions_done=["AF"]).check(on="2024-05-02")
        assert (one.code, one.where, dict(one.params)) == ("APP003", "actions_done", {"categories": "BC, VAE"})
        assert found(application(actions_done=[])) == [("APP003", "actions_done")]
        assert found(application(actions_done=None)) == [("APP004", "actions_done")]

    def test_another_certifier_for_the_same_categories_is_in_the_way(self) -> None:
        assert found(application(other_certifier=True), where="application") == [
            ("APP007", "application.other_certifier")
        ]
        for none_known in (False, None):
            assert found(application(other_certifier=none_known)) == []

    def test_what_is_still_to_be_collected_is_named(self) -> None:
        """But for what is collected only where there is such a thing."""
        (missing,) = application(collected=set(COLLECTED) - {"bpf", "certifications", "siren"}).check(on="2024-05-02")
        assert (missing.code, missing.where) == ("APP008", "collected")
        assert dict(missing.params) == {"contents": "piece.siren, piece.bpf"}
        assert found(application(collected=None)) == []
        assert found(application(collected=[])) == [("APP008", "collected")]
        before = {"identity", "declaration", "categories", "sites", "period", "bpf"}
        assert found(application(received="2023-08-31", collected=before)) == []
        assert found(application(received="2023-09-01", collected=before)) == [("APP008", "collected")]

    @pytest.mark.parametrize(
        ("received", "collected", "expected"),
        [
            ("2022-05-02", [], ("audit-art-1-2019", LAW, VERBATIM)),
            ("2023-08-31", [], ("audit-art-1-2019", LAW, VERBATIM)),
            ("2023-09-01", ["sworn_statement"], ("audit-art-1", LAW, VERBATIM)),
            # The sworn statement is reported: a list with it is no surer than that.
            ("2023-09-01", [], ("arrete-2019-06-06", LAW, SECOND_HAND)),
        ],
    )
    def test_what_is_missing_cites_the_article_of_the_day_of_the_application(
        self, received: str, collected: list[str], expected: Cited
    ) -> None:
        lacking = application(nda=None, received=received, collected=collected, actions_done=["BC"])
        unknown, missing = (each for each in lacking.check(on=received) if each.code in ("APP001", "APP008"))
        article = "audit-art-1-2019" if received < "2023-09-01" else "audit-art-1"
        assert cited(unknown.citation) == (article, LAW, VERBATIM)
        assert cited(missing.citation) == expected
        pieces = [used.value for used in missing.values]
        assert sorted(f"piece.{each}" for each in pieces) == sorted(str(dict(missing.params)["contents"]).split(", "))

    def test_a_filing_before_the_texts_is_not_checked(self) -> None:
        old = application(nda=None, declaration_filed="2019-05-01", received="2019-06-08")
        with pytest.raises(NotInForce):
            old.check(on="2024-05-02")

    @pytest.mark.property
    @given(applied=applications(), later=st.integers(-60, 200))
    def test_every_finding_is_there_exactly_when_its_rule_is_broken(self, applied: Application, later: int) -> None:
        """The rules one by one, each in its own words, from the day on which each was written."""
        received = applied.received
        day = received.add(days=later)
        filed, refused, withdrawn = applied.declaration_filed, applied.refused, applied.withdrawn
        done, needed = applied.actions_done, {each.id for each in application_documents(on=received) if not each.if_any}
        contract = applied.contract_received
        by = None if contract is None else contract.add(days=30)
        in_time = by is not None and applied.date_proposed is not None and applied.date_proposed <= by
        broken = {
            "APP001": applied.nda is None and filed is None,
            "APP002": applied.nda is None and filed is not None and received >= add_months(filed, 3),
            "APP003": done is not None and not applied.categories <= done,
            "APP004": done is None,
            "APP005": refused is not None and refused <= received < add_months(refused, 3),
            "APP006": withdrawn is not None and Date(2023, 9, 1) <= withdrawn <= received < add_months(withdrawn, 3),
            "APP007": applied.other_certifier is True,
            "APP008": applied.collected is not None and not needed <= applied.collected,
            "APP009": by is not None and day > by and not in_time,
        }
        found_there = applied.check(on=day, where="application")
        assert {each.code for each in found_there} == {
            code for code, is_broken in broken.items() if is_broken and catalogue()[code].since <= received
        }
        assert all(each.where.startswith("application.") for each in found_there)


class TestRefusalAndWithdrawal:
    """Article 8: three months before a new application; since 2023 after a withdrawal too, as is reported."""

    @pytest.mark.parametrize(("name", "code"), [("refused", "APP005"), ("withdrawn", "APP006")])
    def test_a_new_application_opens_on_the_day_of_the_same_number(self, name: str, code: str) -> None:
        for decided, eve, opens in (
            ("2024-02-02", "2024-05-01", "2024-05-02"),
            ("2023-11-30", "2024-02-28", "2024-02-29"),
            ("2024-01-31", "2024-04-29", "2024-04-30"),
        ):
            early = application(received=eve, **{name: decided})
            (too_early,) = early.check(on=eve)
            assert (too_early.code, too_early.where) == (code, name)
            assert dict(too_early.params) == {"decided": decided, "day": opens}
            rule = "new_application" if name == "refused" else "new_application_after_withdrawal"
            assert [(used.name, used.value) for used in too_early.values] == [(f"audit.{rule}", 3)]
            assert found(application(received=opens, **{name: decided})) == []

    @pytest.mark.parametrize(("name", "code"), [("refused", "APP005"), ("withdrawn", "APP006")])
    def test_what_came_after_the_application_is_not_found(self, name: str, code: str) -> None:
        assert found(application(**{name: "2024-05-03"})) == []
        assert found(application(**{name: "2024-05-02"}), where="application") == [(code, f"application.{name}")]

    def test_before_2023_a_withdrawal_is_not_known_to_close_anything(self) -> None:
        for withdrawn, expected in (("2023-08-31", []), ("2023-09-01", [("APP006", "withdrawn")])):
            assert found(application(received="2023-10-02", withdrawn=withdrawn)) == expected
        assert new_application_from(withdrawn="2023-08-31", on="2023-10-02") == ()

    def test_before_2019_a_refusal_is_not_known_to_close_anything(self) -> None:
        assert found(application(received="2019-06-10", refused="2019-06-08", actions_done=["BC"])) == []
        assert new_application_from("2019-06-08", on="2019-06-10") == ()
        assert len(new_application_from("2019-06-09", on="2019-06-10")) == 1

    def test_a_refusal_of_2019_was_read_and_one_of_today_is_reported(self) -> None:
        for refused, provenance in (("2023-08-31", Provenance.VERBATIM), ("2023-09-01", Provenance.SECOND_HAND)):
            (opens,) = new_application_from(refused, on="2024-05-02")
            assert opens.values[0].citation.provenance is provenance

    def test_the_day_has_its_days_left(self) -> None:
        after_refusal, after_withdrawal = new_application_from("2024-02-02", withdrawn="2024-03-15", on="2024-05-02")
        assert (after_refusal.day, after_refusal.days_left) == (Date(2024, 5, 2), 0)
        assert (after_withdrawal.day, after_withdrawal.days_left) == (Date(2024, 6, 15), 44)
        for each in (after_refusal, after_withdrawal):
            assert (each.code, each.kind) == (MilestoneCode.APPLICATION_OPENS, DeadlineKind.LEGAL)
        assert [used.name for each in (after_refusal, after_withdrawal) for used in each.values] == [
            "audit.new_application",
            "audit.new_application_after_withdrawal",
        ]

    def test_without_a_refusal_or_a_withdrawal_there_is_no_day(self) -> None:
        assert new_application_from(on="2024-05-02") == ()

    @pytest.mark.property
    @given(refused=st.none() | audit_days(), withdrawn=st.none() | audit_days(), day=audit_days())
    def test_an_application_of_the_last_of_those_days_is_not_too_early_and_one_of_its_eve_is(
        self, refused: Date | None, withdrawn: Date | None, day: Date
    ) -> None:
        opens = [each.day for each in new_application_from(refused, withdrawn=withdrawn, on=day)]
        assert all(each.days_left == (each.day - day).days for each in new_application_from(refused, on=day))
        if opens:
            in_time = application(received=max(opens), refused=refused, withdrawn=withdrawn)
            early = attrs.evolve(in_time, received=max(opens).subtract(days=1))
            assert not {"APP005", "APP006"} & {each.code for each in in_time.check(on=day)}
            assert {"APP005", "APP006"} & {each.code for each in early.check(on=day)}

    def test_every_fault_is_reported_at_once(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            new_application_from("x", withdrawn="2024-02-30", on="y")
        assert [fault.path for fault in caught.value.faults] == ["refused", "withdrawn", "on"]


class TestProposal:
    """Thirty calendar days from the contract to the date that the certifier proposes."""

    @pytest.mark.parametrize(
        ("received", "by"),
        [
            ("2024-01-31", "2024-03-01"),
            ("2023-01-30", "2023-03-01"),
            ("2024-06-03", "2024-07-03"),
            ("2019-06-09", "2019-07-09"),
        ],
    )
    def test_they_are_days_of_the_calendar_and_not_a_month(self, received: str, by: str) -> None:
        contracted = application(contract_received=received)
        assert contracted.propose_by == Date.fromisoformat(by)
        assert application().propose_by is None

    def test_the_day_is_a_deadline_from_the_contract_until_a_date_is_proposed(self) -> None:
        proposed = application(contract_received="2024-06-03", date_proposed="2024-06-20")

        def left(day: str) -> list[int]:
            return [each.days_left for each in proposed.deadlines(on=day)]

        assert [left(day) for day in ("2024-06-02", "2024-06-03", "2024-06-19", "2024-06-20")] == [[], [30], [14], []]
        assert application().deadlines(on="2024-06-03") == ()
        assert application(contract_received="9999-12-31").deadlines(on="2024-06-03") == ()
        never = application(contract_received="2024-06-03")
        assert [each.where for each in never.deadlines(on="2024-06-03")] == [""]
        (late,) = never.deadlines(on="2024-07-04", where="application")
        assert (late.code, late.day, late.days_left) == (MilestoneCode.AUDIT_PROPOSED, Date(2024, 7, 3), -1)
        assert (late.where, late.kind) == ("application", DeadlineKind.LEGAL)
        assert [(used.name, used.value) for used in late.values] == [("audit.proposal", 30)]

    def test_a_date_is_late_from_the_thirty_first_day_on(self) -> None:
        never = application(contract_received="2024-06-03")
        assert found(never, on="2024-07-03") == []
        assert found(never, on="2024-07-04", where="application") == [("APP009", "application.date_proposed")]
        (late,) = application(contract_received="2024-06-03", date_proposed="2024-07-04").check(on="2024-12-31")
        assert (late.code, dict(late.params)) == ("APP009", {"day": "2024-07-03"})
        assert [used.name for used in late.values] == ["audit.proposal"]
        assert found(application(contract_received="2024-06-03", date_proposed="2024-07-03"), on="2024-12-31") == []

    def test_a_date_proposed_later_is_not_late_yet(self) -> None:
        late = application(contract_received="2024-06-03", date_proposed="2024-07-10")
        for day, expected in (("2024-07-03", False), ("2024-07-04", True), ("2024-08-01", True)):
            assert ("APP009" in {each.code for each in late.check(on=day)}) is expected

    def test_a_contract_older_than_the_text_has_no_day(self) -> None:
        old = application(contract_received="2019-06-08")
        rules = (lambda: old.propose_by, lambda: old.deadlines(on="2019-07-01"), lambda: old.check(on="2019-07-01"))
        for rule in rules:
            with pytest.raises(NotInForce):
                rule()


DOCUMENTS = ", ".join(["identity", *COLLECTED])
"""What a certifier collects; until 2023 it collected the identity in place of the SIREN and the legal form."""


def test_of_an_application_only_its_day_and_its_categories_need_be_known() -> None:
    bare = Application(received="2024-05-02", categories=["BC"])
    assert (bare.nda, bare.actions_done, bare.other_certifier, bare.collected) == (None, None, None, None)
    assert found(bare) == [("APP001", "nda"), ("APP004", "actions_done")]


class TestWhatIsRefused:
    def test_every_fault_of_an_application_is_reported_at_once(self) -> None:
        wrong: dict[str, Any] = {
            "received": "2024-05-02T10:00",
            "categories": [],
            "nda": "123",
            "declaration_filed": "soon",
            "actions_done": ["BC", "BC"],
            "refused": 3,
            "withdrawn": "2024-02-30",
            "other_certifier": "no",
            "collected": "bpf",
            "contract_received": True,
            "date_proposed": [],
        }
        with pytest.raises(InvalidInput) as caught:
            Application(**wrong)
        assert [fault.path for fault in caught.value.faults] == list(wrong)
        assert all(fault.say("fr") for fault in caught.value.faults)
        assert {fault.path: fault.expected for fault in caught.value.faults}["other_certifier"] == "yes-no"

    def test_a_number_of_declaration_and_categories_are_read_as_everywhere(self) -> None:
        spaced = application(nda="11 75 59933 75", categories=["CFA", "BC"], actions_done=[])
        assert spaced.nda == NDA(NUMBER)
        assert spaced.categories == frozenset({Category.BC, Category.CFA})
        assert spaced.actions_done == frozenset()

    def test_every_unknown_document_is_reported_with_its_place(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            application(collected=["bpf", "BPF", [], "siren", None])
        assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
            ("collected[1]", "BPF", "one-of"),
            ("collected[2]", [], "one-of"),
            ("collected[4]", None, "one-of"),
        ]
        assert {fault.params["choices"] for fault in caught.value.faults} == {DOCUMENTS}
        assert application(collected=["identity", "siren"]).collected == frozenset({"identity", "siren"})

    @pytest.mark.parametrize("wrong", ["bpf", {}, {"bpf": True}, 3, True])
    def test_documents_come_as_a_list(self, wrong: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            application(collected=wrong)
        (fault,) = caught.value.faults
        assert (fault.path, fault.value, fault.expected) == ("collected", wrong, "list-of")
        assert fault.params == {"choices": DOCUMENTS}

    @pytest.mark.parametrize(
        ("name", "changes"),
        [
            ("declaration_filed", {"nda": None, "declaration_filed": "9999-11-01", "received": "9999-12-01"}),
            ("refused", {"refused": "9999-11-01", "received": "9999-12-01"}),
            ("withdrawn", {"withdrawn": "9999-11-01", "received": "9999-12-01"}),
            ("contract_received", {"contract_received": "9999-12-02"}),
        ],
    )
    def test_a_day_from_which_a_time_runs_beyond_the_calendar_is_named(self, name: str, changes: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            application(**changes).check(on="9999-12-31")
        assert [(fault.path, fault.expected) for fault in caught.value.faults] == [(name, "countable-day")]

    def test_a_refusal_and_a_withdrawal_beyond_the_calendar_are_named(self) -> None:
        for name in ("refused", "withdrawn"):
            days: dict[str, Any] = {name: "9999-11-01"}
            with pytest.raises(InvalidInput) as caught:
                new_application_from(**days, on="2024-05-02")
            assert [(fault.path, fault.expected) for fault in caught.value.faults] == [(name, "countable-day")]

    @pytest.mark.parametrize("rule", [Application.check, Application.deadlines])
    def test_a_day_is_a_day_and_a_profile_a_profile(self, rule: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            rule(application(), on="soon", profile="theirs")
        assert [(fault.path, fault.expected) for fault in caught.value.faults] == [
            ("on", "day"),
            ("profile", "profile"),
        ]
