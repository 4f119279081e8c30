"""The convention of employer, employee and provider, as article R. 6313-8 of the code du travail has it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Finding, InvalidInput, NotInForce
from qualiopi_rules.bilan.convention import AnswerStatus, Convention, Mentions, NeedReason, convention_need
from qualiopi_rules.bilan.funding import Funding
from qualiopi_rules.formats.json import structure, unstructure
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.results import Severity
from qualiopi_rules.strategies import bilan_days, conventions, days
from tests.checks import refused
from tests.conftest import EXAMPLES
from tests.strategies import as_pendulum, fundings

SENT, LAST, AFTER = "2026-03-02", "2026-03-12", "2026-03-13"
IN_FRAME = {Funding.PLAN, Funding.CONGE_DE_RECLASSEMENT}

NEXT = {
    AnswerStatus.NOT_SENT: [AnswerStatus.PENDING, AnswerStatus.ACCEPTED, AnswerStatus.NOT_KNOWN],
    AnswerStatus.PENDING: [AnswerStatus.ACCEPTED, AnswerStatus.REFUSED_BY_SILENCE, AnswerStatus.SIGNED_TOO_LATE],
    AnswerStatus.ACCEPTED: [AnswerStatus.NOT_KNOWN],  # where the day of the signature is not provided
    AnswerStatus.REFUSED_BY_SILENCE: [AnswerStatus.SIGNED_TOO_LATE],
    AnswerStatus.SIGNED_TOO_LATE: [],
    AnswerStatus.NOT_KNOWN: [],
}
"""What an answer may become from one day to the next, if it does not stay as it is."""


@pytest.fixture
def good() -> Convention:
    return structure(json.loads((EXAMPLES / "convention.json").read_text("utf-8")), Convention)


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [each.code for each in found]


def check(convention: Convention, on: str = LAST, **changes: Any) -> list[str]:
    return codes(attrs.evolve(convention, **changes).check(on=on))


def test_a_convention_that_meets_everything_has_no_finding(good: Convention) -> None:
    assert good.check(on=LAST) == ()
    assert good.check(on="2030-01-01") == ()


class TestNeed:
    """R. 6313-8: under the plan de développement des compétences or during a congé de reclassement."""

    @pytest.mark.parametrize("funding", Funding)
    def test_only_two_fundings_need_it(self, funding: Funding) -> None:
        need = convention_need([funding], on="2026-03-02")
        assert need.needed is (True if funding in IN_FRAME else None if funding is Funding.OTHER else False)

    def test_the_cpf_is_left_out_by_its_own_article_from_the_day_that_article_is_known(self) -> None:
        """D. 6323-6 takes over R. 6313-4 to R. 6313-7, and the conclusion that R. 6313-8 is left out is deduced."""
        since = convention_need(["cpf"], on="2026-02-26")
        assert (since.needed, since.reason) == (False, NeedReason.CPF)
        assert since.citation.source.id == "code-D6323-6"
        assert since.citation.provenance is Provenance.DEDUCED
        before = convention_need(["cpf"], on="2026-02-25")
        assert (before.needed, before.reason) == (False, NeedReason.OTHER_FUNDING)
        assert before.citation.source.id == "code-R6313-8"
        assert before.citation.provenance is Provenance.VERBATIM

    def test_a_bilan_that_the_plan_and_the_cpf_share_needs_it(self) -> None:
        assert convention_need(["cpf", "plan"], on="2026-03-02").reason is NeedReason.FRAME

    def test_the_cpf_with_something_else_is_another_funding(self) -> None:
        assert convention_need(["cpf", "self"], on="2026-03-02").reason is NeedReason.OTHER_FUNDING

    def test_it_is_not_known_without_a_funding_or_with_one_that_is_not_named(self) -> None:
        for funded_by in (None, ["other"], ["other", "cpf"]):
            need = convention_need(funded_by, on="2026-03-02")
            assert (need.needed, need.reason) == (None, NeedReason.NOT_PROVIDED)
        assert convention_need(["other", "plan"], on="2026-03-02").needed

    @pytest.mark.property
    @given(funded_by=fundings(), day=bilan_days())
    def test_the_need_says_why_in_both_languages(self, funded_by: frozenset[Funding] | None, day: Date) -> None:
        need = convention_need(funded_by, on=day)
        assert (need.needed is True) == bool(funded_by and funded_by & IN_FRAME)
        assert (need.needed is None) == (not funded_by or (Funding.OTHER in funded_by and not funded_by & IN_FRAME))
        assert (need.reason is NeedReason.FRAME) == (need.needed is True)
        assert (need.reason is NeedReason.NOT_PROVIDED) == (need.needed is None)
        assert need.on == day
        assert need.citation.basis is Basis.LAW
        assert need.say("fr") != need.say("en")

    @pytest.mark.parametrize(
        ("funded_by", "said"),
        [
            ("plan", "convention needed between employer, employee and provider: the bilan is carried out under"),
            ("cpf", "no tripartite convention: the article on bilans paid for by the CPF does not carry it over"),
            ("self", "no tripartite convention: it is required only under the plan de développement des compétences"),
        ],
    )
    def test_the_reason_is_said(self, funded_by: str, said: str) -> None:
        assert convention_need([funded_by], on=SENT).say("en").startswith(said)

    def test_it_speaks_french_by_default(self) -> None:
        assert convention_need(None, on=SENT).say() == "indéterminé\u00a0: le financement n’est pas précisé"
        assert convention_need(None, on=SENT).say("en") == "undetermined: the funding is not specified"

    def test_a_day_before_the_article_is_refused(self) -> None:
        with pytest.raises(NotInForce, match="1 January 2019"):
            convention_need(["plan"], on="2018-12-31")
        assert convention_need(["plan"], on="2019-01-01").needed

    def test_everything_that_does_not_hold_is_refused_together(self) -> None:
        with pytest.raises(InvalidInput) as refusal:
            convention_need(["plan", "magic"], on="soon")
        assert [fault.path for fault in refusal.value.faults] == ["fundings[1]", "on"]

    def test_fundings_are_one_or_more_and_none_twice(self) -> None:
        with refused("fundings: .*at least one"):
            Convention(fundings=[])
        with refused("fundings: .*only once"):
            Convention(fundings=["plan", "plan"])


class TestAnswer:
    """R. 6313-8: ten days from the transmission to sign; no answer by then is a refusal."""

    def test_the_tenth_day_after_the_transmission_is_the_last(self, good: Convention) -> None:
        assert good.answer_by == Date(2026, 3, 12)
        assert Convention().answer_by is None

    def test_ten_days_that_the_calendar_does_not_have_are_a_fault_of_the_day_of_the_transmission(self) -> None:
        with pytest.raises(InvalidInput) as refusal:
            Convention(transmitted_on="9999-12-22").answer(on=LAST)
        (fault,) = refusal.value.faults
        assert (fault.path, fault.value, fault.expected) == ("transmitted_on", Date(9999, 12, 22), "countable-day")
        assert Convention(transmitted_on="9999-12-21").answer_by == Date(9999, 12, 31)

    def test_the_last_day_is_not_put_off_to_a_working_day(self) -> None:
        """14 March 2026 is a Saturday."""
        assert Convention(transmitted_on="2026-03-04").answer_by == Date(2026, 3, 14)

    @pytest.mark.property
    @given(sent=days(date(2019, 1, 1), date(2100, 1, 1)))
    def test_ten_whole_days_lie_between_the_day_of_the_transmission_and_the_refusal(self, sent: Date) -> None:
        convention = Convention(transmitted_on=sent, employee_signed=False)
        pending = [
            day
            for day in (as_pendulum(date(sent.year, sent.month, sent.day) + timedelta(days=n)) for n in range(1, 20))
            if convention.answer(on=day).status is AnswerStatus.PENDING
        ]
        assert len(pending) == 10
        assert pending[-1] == convention.answer_by

    @pytest.mark.parametrize(
        ("signed", "on", "status"),
        [
            (False, "2026-03-01", AnswerStatus.NOT_SENT),
            (None, "2026-03-01", AnswerStatus.NOT_SENT),
            (False, SENT, AnswerStatus.PENDING),
            (False, LAST, AnswerStatus.PENDING),
            (False, AFTER, AnswerStatus.REFUSED_BY_SILENCE),
            (SENT, SENT, AnswerStatus.ACCEPTED),
            (LAST, LAST, AnswerStatus.ACCEPTED),
            (LAST, "2026-03-11", AnswerStatus.PENDING),
            (LAST, "2030-01-01", AnswerStatus.ACCEPTED),
            (AFTER, LAST, AnswerStatus.PENDING),
            (AFTER, AFTER, AnswerStatus.SIGNED_TOO_LATE),
            ("2026-03-14", AFTER, AnswerStatus.REFUSED_BY_SILENCE),
            ("2026-03-14", "2026-03-14", AnswerStatus.SIGNED_TOO_LATE),
            (True, LAST, AnswerStatus.ACCEPTED),
            (True, AFTER, AnswerStatus.NOT_KNOWN),
            (None, LAST, AnswerStatus.NOT_KNOWN),
            (None, AFTER, AnswerStatus.NOT_KNOWN),
        ],
    )
    def test_where_it_stands(self, signed: Any, on: str, status: AnswerStatus) -> None:
        answer = Convention(transmitted_on=SENT, employee_signed=signed).answer(on=on)
        assert (answer.status, answer.last_day, str(answer.on)) == (status, Date(2026, 3, 12), on)

    @pytest.mark.parametrize("signed", [None, True, False, LAST])
    def test_it_is_not_known_when_the_transmission_is_not_provided(self, signed: Any) -> None:
        answer = Convention(employee_signed=signed).answer(on=AFTER)
        assert (answer.status, answer.last_day) == (AnswerStatus.NOT_KNOWN, None)

    @pytest.mark.property
    @given(convention=conventions(), sent=bilan_days())
    def test_from_each_day_to_the_next_the_answer_goes_on_and_never_back(
        self, convention: Convention, sent: Date
    ) -> None:
        first = (convention.transmitted_on or sent).subtract(days=2)
        days = [max(first.add(days=count), Date(2019, 1, 1)) for count in range(50)]
        statuses = [convention.answer(on=day).status for day in days]
        for before, after in pairwise(statuses):
            assert after in {before, *NEXT[before]}

    @pytest.mark.property
    @given(sent=days(date(2019, 1, 1), date(2100, 1, 1)), signed=st.none() | st.integers(11, 60))
    def test_a_silence_of_ten_days_is_a_refusal_that_no_signature_ever_makes_an_acceptance(
        self, sent: Date, signed: int | None
    ) -> None:
        convention = Convention(transmitted_on=sent, employee_signed=False if signed is None else sent.add(days=signed))
        for later in range(11, 80):
            expected = (
                AnswerStatus.REFUSED_BY_SILENCE if signed is None or later < signed else AnswerStatus.SIGNED_TOO_LATE
            )
            assert convention.answer(on=sent.add(days=later)).status is expected

    def test_the_days_are_the_laws_and_their_count_a_convention(self, good: Convention) -> None:
        answer = good.answer(on=LAST)
        assert answer.citation.source.identifier == "LEGIARTI000038014115"
        assert (answer.citation.basis, answer.citation.provenance) == (Basis.LAW, Provenance.VERBATIM)
        (count,) = answer.conventions
        assert count.source.identifier == "LEGIARTI000006411002"
        assert (count.basis, count.provenance) == (Basis.PRACTICE, Provenance.DEDUCED)
        assert Convention().answer(on=LAST).citation == answer.citation

    @pytest.mark.parametrize("status", AnswerStatus)
    def test_each_state_has_its_words(self, good: Convention, status: AnswerStatus) -> None:
        answer = attrs.evolve(good.answer(on=LAST), status=status)
        assert answer.say() == answer.say("fr") != answer.say("en")

    def test_a_transmission_before_the_article_is_refused(self) -> None:
        with pytest.raises(NotInForce, match="1 January 2019"):
            Convention(transmitted_on="2018-12-31").answer(on=LAST)

    def test_the_rule_is_that_of_the_day_of_the_transmission(self) -> None:
        """Whatever day is asked about, as one before the article; without a transmission, that day decides."""
        sent = Convention(transmitted_on="2019-01-01").answer(on="2018-12-31")
        assert (sent.status, sent.last_day) == (AnswerStatus.NOT_SENT, Date(2019, 1, 11))
        with pytest.raises(NotInForce, match="1 January 2019"):
            Convention().answer(on="2018-12-31")

    def test_a_day_that_is_none_is_refused(self, good: Convention) -> None:
        with refused("on: "):
            good.answer(on="soon")


class TestCheck:
    def test_nothing_is_found_where_no_convention_is_needed(self) -> None:
        assert Convention(fundings=["cpf"], written=False, employer_signed=False).check(on=LAST) == ()

    def test_without_the_funding_it_alone_is_to_confirm(self) -> None:
        assert codes(Convention(written=False).check(on=LAST)) == ["CNV001"]

    def test_without_writing_nothing_else_is_checked(self, good: Convention) -> None:
        assert check(good, written=False, employee_signed=False, mentions=Mentions()) == ["CNV002"]
        assert check(good, written=None, employee_signed=False, mentions=Mentions()) == ["CNV003"]

    @pytest.mark.parametrize("who", ["employer_signed", "provider_signed"])
    def test_employer_and_provider_sign_too(self, good: Convention, who: str) -> None:
        for provided, code in ((False, "CNV004"), (None, "CNV005")):
            changes: dict[str, Any] = {who: provided}
            (found,) = attrs.evolve(good, **changes).check(on=LAST)
            assert (found.code, found.params) == (code, (("contents", f"convention.{who}"),))

    def test_their_signatures_may_wait_for_that_of_the_employee(self, good: Convention) -> None:
        unsigned = {"employee_signed": False, "employer_signed": False, "provider_signed": None}
        assert check(good, on="2026-03-01", **unsigned) == []
        assert check(good, on=LAST, **unsigned) == ["CNV006"]
        assert check(good, on=AFTER, **unsigned) == ["CNV007"]

    def test_a_late_or_unknown_signature_of_the_employee_does_not_hide_those_that_are_missing(
        self, good: Convention
    ) -> None:
        assert check(good, on=AFTER, employee_signed=AFTER, employer_signed=False) == ["CNV008", "CNV004"]
        assert check(good, on=AFTER, employee_signed=None, employer_signed=False) == ["CNV009", "CNV004"]

    def test_the_finding_on_the_answer_names_the_last_day(self, good: Convention) -> None:
        (pending,) = attrs.evolve(good, employee_signed=False).check(on=LAST)
        assert (pending.code, pending.severity) == ("CNV006", Severity.WARNING)
        assert pending.message("en") == "the employee has not signed; they may do so until 12 March 2026"
        (silence,) = attrs.evolve(good, employee_signed=False, mentions=Mentions()).check(on=AFTER)
        assert (silence.code, silence.severity) == ("CNV007", Severity.BLOCKING)
        assert silence.params == (("day", LAST),)
        (late,) = attrs.evolve(good, employee_signed=AFTER).check(on=AFTER)
        assert (late.code, late.severity) == ("CNV008", Severity.WARNING)
        assert late.citation.provenance is Provenance.DEDUCED

    def test_an_answer_that_is_not_known_names_no_day(self, good: Convention) -> None:
        """Either the last day is not known, or whether the employee signed by then."""
        for unknown in ({"transmitted_on": None}, {"employee_signed": None}):
            changes: dict[str, Any] = unknown
            (found,) = attrs.evolve(good, **changes).check(on=AFTER)
            assert (found.code, found.params) == ("CNV009", ())

    def test_a_signature_on_an_unknown_day_is_to_confirm_once_the_days_are_over(self, good: Convention) -> None:
        assert check(good, on=LAST, employee_signed=True) == []
        assert check(good, on=AFTER, employee_signed=True) == ["CNV009"]

    @pytest.mark.parametrize("mention", [field.name for field in attrs.fields(Mentions)])
    def test_each_of_the_ten_mentions_is_missing_when_denied_and_to_confirm_when_not_provided(
        self, good: Convention, mention: str
    ) -> None:
        for provided, code in ((False, "CNV010"), (None, "CNV011")):
            (found,) = attrs.evolve(good, mentions=attrs.evolve(good.mentions, **{mention: provided})).check(on=LAST)
            assert (found.code, found.params) == (code, (("contents", f"mention.{mention}"),))

    def test_there_are_ten_mentions(self) -> None:
        (found,) = [
            each for each in Convention(fundings=["plan"], written=True).check(on=LAST) if each.code == "CNV011"
        ]
        assert len(str(dict(found.params)["contents"]).split(", ")) == len(attrs.fields(Mentions)) == 10

    @pytest.mark.property
    @given(convention=conventions(), day=bilan_days(), where=st.sampled_from(["", "bilans[0].convention"]))
    def test_every_finding_says_where_and_why_in_both_languages(
        self, convention: Convention, day: Date, where: str
    ) -> None:
        for found in convention.check(on=day, where=where):
            assert found.where == where
            assert found.citation.basis is Basis.LAW
            assert "{" not in found.message("fr") + found.message("en")
            assert {type(value) for _, value in found.params} <= {str, int}

    def test_a_day_that_is_none_is_refused(self, good: Convention) -> None:
        with refused("on: "):
            good.check(on="soon")
        with refused("on: "):
            good.deadlines(on="soon")


class TestInput:
    def test_a_signature_before_the_draft_was_sent_is_a_finding_and_no_refusal(self) -> None:
        for signed, expected in (("2026-03-01", [(("day", "2026-03-01"), ("sent", SENT))]), (SENT, [])):
            convention = Convention(fundings=["plan"], written=True, transmitted_on=SENT, employee_signed=signed)
            found = [each.params for each in convention.check(on="2026-04-01") if each.code == "CNV012"]
            assert found == expected
        unsent = Convention(fundings=["plan"], written=True, employee_signed="2026-03-01")
        assert "CNV012" not in {each.code for each in unsent.check(on="2026-04-01")}

    @pytest.mark.property
    @given(convention=conventions())
    def test_it_goes_through_json_unchanged(self, convention: Convention) -> None:
        assert structure(json.loads(json.dumps(unstructure(convention))), Convention) == convention


def test_the_last_day_of_the_answer_is_a_deadline_while_it_is_awaited() -> None:
    awaited = Convention(transmitted_on="2026-03-04", employee_signed=False)
    (due,) = awaited.deadlines(on="2026-03-10", where="bilans[0].convention")
    assert (str(due.code), due.day, due.days_left) == ("convention-answered", Date(2026, 3, 14), 4)
    assert (due.where, due.citation.source.id) == ("bilans[0].convention", "code-R6313-8")
    assert awaited.deadlines(on="2026-03-15") == ()
    assert awaited.deadlines(on="2026-03-03") == ()
    assert Convention(employee_signed=False).deadlines(on="2026-03-10") == ()
    with pytest.raises(NotInForce, match="1 January 2019"):
        Convention(transmitted_on="2018-12-31").deadlines(on="2026-03-10")
