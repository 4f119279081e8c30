"""What becomes of the documents of a bilan: articles R. 6313-7 and L. 6313-4 of the code du travail."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Finding, InvalidInput, NotInForce
from qualiopi_rules.bilan.documents import (
    Disclosure,
    Document,
    DocumentKind,
    Documents,
    Recipient,
    RetentionReason,
    document_retention,
)
from qualiopi_rules.formats.json import structure, unstructure
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.results import Severity
from qualiopi_rules.strategies import bilan_days, document_sets, documents
from tests.checks import refused
from tests.conftest import EXAMPLES

ENDED, NEXT_DAY, LAST, AFTER = "2026-03-31", "2026-04-01", "2029-03-31", "2029-04-01"
TO_CEP = Disclosure(to=Recipient.CEP, agreed=True)
KEPT = Document(kind="synthesis", disclosures=[TO_CEP], follow_up_agreement=False, destroyed=False)
NOTES = Document(kind="other", disclosures=[], follow_up_agreement=False, destroyed=False)


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [each.code for each in found]


def check(document: Document, on: str, ended: str | None = ENDED, **changes: Any) -> list[str]:
    return codes(Documents(ended=ended, documents=[attrs.evolve(document, **changes)]).check(on=on))


def test_documents_that_meet_everything_have_no_finding() -> None:
    good = structure(json.loads((EXAMPLES / "documents.json").read_text("utf-8")), Documents)
    assert good.check(on="2026-04-15") == ()
    assert Documents(ended=ENDED).check(on=LAST) == ()
    assert Documents().check(on=LAST) == ()


class TestKeeping:
    """R. 6313-7: destroyed as soon as the bilan ends, but for two exceptions and a number of years."""

    @pytest.mark.parametrize(
        ("ended", "last"),
        [
            ("2019-01-01", "2020-01-01"),
            ("2023-12-30", "2024-12-30"),
            ("2023-12-31", "2026-12-31"),
            ("2026-03-31", "2029-03-31"),
            ("2024-02-29", "2027-02-28"),
        ],
    )
    def test_one_year_for_a_bilan_that_ended_by_30_december_2023_and_three_from_the_next_day(
        self, ended: str, last: str
    ) -> None:
        retention = document_retention(KEPT, ended)
        assert (str(retention.ended), retention.allowed, str(retention.last_day)) == (ended, True, last)

    def test_the_year_is_second_hand_the_three_years_are_the_texts_and_the_choice_between_them_deduced(self) -> None:
        year, three = document_retention(KEPT, "2023-12-30"), document_retention(KEPT, "2023-12-31")
        assert (year.citation.source.id, year.citation.provenance) == ("code-R6313-7-2019", Provenance.SECOND_HAND)
        assert (three.citation.source.id, three.citation.provenance) == ("code-R6313-7", Provenance.VERBATIM)
        assert [(each.source.id, each.basis, each.provenance) for each in three.conventions] == [
            ("code-R6313-7", Basis.LAW, Provenance.DEDUCED),
            ("cpc-641", Basis.PRACTICE, Provenance.DEDUCED),
        ]

    def test_the_two_exceptions(self) -> None:
        assert document_retention(KEPT, ENDED).reason is RetentionReason.SENT_TO_CEP
        agreed = attrs.evolve(NOTES, follow_up_agreement=True)
        assert document_retention(agreed, ENDED).reason is RetentionReason.WRITTEN_AGREEMENT
        assert document_retention(agreed, ENDED).last_day == Date(2029, 3, 31)

    def test_without_them_it_is_destroyed_at_once(self) -> None:
        retention = document_retention(NOTES, ENDED)
        assert (retention.allowed, retention.reason, retention.last_day) == (
            False,
            RetentionReason.NOTHING_ALLOWS,
            None,
        )

    @pytest.mark.parametrize("kind", DocumentKind)
    def test_sending_to_the_cep_keeps_the_synthesis_alone(self, kind: DocumentKind) -> None:
        allowed = document_retention(attrs.evolve(KEPT, kind=kind), ENDED).allowed
        assert allowed is (kind is DocumentKind.SYNTHESIS)

    @pytest.mark.parametrize("to", Recipient)
    def test_sending_to_anybody_else_keeps_nothing(self, to: Recipient) -> None:
        disclosed = attrs.evolve(KEPT, disclosures=[Disclosure(to=to, agreed=True)])
        assert document_retention(disclosed, ENDED).allowed is (to is Recipient.CEP)

    def test_the_cep_must_have_it_at_the_beneficiarys_request(self) -> None:
        for agreed, allowed in ((True, True), (False, False), (None, None)):
            sent = attrs.evolve(KEPT, disclosures=[Disclosure(to="cep", agreed=agreed)])
            assert document_retention(sent, ENDED).allowed is allowed
        assert attrs.evolve(KEPT, disclosures=None).sent_to_cep is None
        assert attrs.evolve(KEPT, disclosures=None, kind="results").sent_to_cep is False

    @pytest.mark.property
    @given(document=documents(), ended=bilan_days())
    def test_it_is_allowed_exactly_when_every_completion_of_the_answers_allows_it(
        self, document: Document, ended: Date
    ) -> None:
        either = [True, False]
        sent = either if document.sent_to_cep is None else [document.sent_to_cep]
        agreed = either if document.follow_up_agreement is None else [document.follow_up_agreement]
        outcomes = {first or second for first, second in product(sent, agreed)}
        retention = document_retention(document, ended)
        assert retention.allowed is (outcomes.pop() if len(outcomes) == 1 else None)
        assert (retention.last_day is not None) == (retention.allowed is True)
        assert (retention.reason is RetentionReason.NOTHING_ALLOWS) == (retention.allowed is False)
        assert (retention.reason is RetentionReason.NOT_PROVIDED) == (retention.allowed is None)
        assert retention.say() == retention.say("fr") != retention.say("en")
        assert "{" not in retention.say("fr") + retention.say("en")

    @pytest.mark.property
    @given(ended=bilan_days())
    def test_the_last_day_is_a_number_of_whole_years_after_the_end(self, ended: Date) -> None:
        years = 3 if ended >= Date(2023, 12, 31) else 1
        last = document_retention(KEPT, ended).last_day
        assert last is not None
        assert (last.year, last.month) == (ended.year + years, ended.month)
        assert last.day == ended.day or (ended.month, ended.day, last.day) == (2, 29, 28)

    def test_it_names_the_day_in_words(self) -> None:
        assert document_retention(KEPT, ENDED).say("en") == (
            "can be kept until 31 March 2029: sent to the conseil en évolution professionnelle "
            "at the beneficiary's request"
        )
        agreed = document_retention(attrs.evolve(NOTES, follow_up_agreement=True), ENDED)
        assert (
            agreed.say("en") == "can be kept until 31 March 2029: written agreement of the beneficiary for a follow-up"
        )

    def test_it_says_why_no_day_is_named(self) -> None:
        unsure = attrs.evolve(NOTES, follow_up_agreement=None)
        assert document_retention(unsure, ENDED).say("en") == (
            "undetermined: what would allow it to be kept is not specified"
        )
        assert document_retention(NOTES, ENDED).say("en") == (
            "to be destroyed as soon as the bilan ends: nothing allows it to be kept"
        )
        assert document_retention(NOTES, ENDED).say() == (
            "à détruire dès la fin du bilan\u00a0: rien ne permet de le conserver"
        )

    def test_a_bilan_older_than_the_law_that_is_known_is_refused(self) -> None:
        with pytest.raises(NotInForce, match="1 January 2019"):
            document_retention(KEPT, "2018-12-31")

    def test_a_period_that_the_calendar_does_not_have_is_a_fault_of_the_end_of_the_bilan(self) -> None:
        with pytest.raises(InvalidInput) as refusal:
            document_retention(KEPT, "9997-01-01")
        (fault,) = refusal.value.faults
        assert (fault.path, fault.value, fault.expected) == ("ended", Date(9997, 1, 1), "countable-day")
        assert document_retention(NOTES, "9997-01-01").last_day is None

    def test_what_does_not_hold_is_refused_together(self) -> None:
        with pytest.raises(InvalidInput) as refusal:
            document_retention("synthesis", "soon")  # type: ignore[arg-type]
        assert [fault.path for fault in refusal.value.faults] == ["document", "ended"]


class TestDestruction:
    @pytest.mark.parametrize("destroyed", [False, None, True, "2026-03-20", "2030-01-01"])
    def test_nothing_is_found_until_the_bilan_has_ended(self, destroyed: Any) -> None:
        assert check(NOTES, ENDED, destroyed=destroyed) == []

    def test_what_nothing_allows_to_keep_is_gone_the_day_after(self) -> None:
        (found,) = Documents(ended=ENDED, documents=[NOTES]).check(on=NEXT_DAY)
        assert (found.code, found.severity, found.where) == ("DOC001", Severity.BLOCKING, "documents[0]")
        assert found.params == (("document", "document.other"), ("day", ENDED))
        assert found.citation.provenance is Provenance.VERBATIM

    def test_what_is_allowed_is_kept_through_the_last_day(self) -> None:
        assert check(KEPT, NEXT_DAY) == []
        assert check(KEPT, LAST) == []
        (found,) = Documents(ended=ENDED, documents=[KEPT]).check(on=AFTER)
        assert (found.code, found.severity) == ("DOC002", Severity.BLOCKING)
        assert found.params == (("document", "document.synthesis"), ("day", LAST))
        assert found.citation.provenance is Provenance.DEDUCED

    @pytest.mark.parametrize(
        ("document", "on", "destroyed", "expected"),
        [
            (NOTES, NEXT_DAY, None, ["DOC003"]),
            (NOTES, NEXT_DAY, True, []),
            (NOTES, NEXT_DAY, ENDED, []),
            (NOTES, NEXT_DAY, NEXT_DAY, ["DOC005"]),
            (NOTES, NEXT_DAY, "2026-04-02", ["DOC001"]),
            (KEPT, LAST, None, []),
            (KEPT, AFTER, None, ["DOC003"]),
            (KEPT, AFTER, True, []),
            (KEPT, AFTER, LAST, []),
            (KEPT, AFTER, AFTER, ["DOC005"]),
            (KEPT, AFTER, "2029-04-02", ["DOC002"]),
        ],
    )
    def test_destroyed_in_time_late_or_not_provided(
        self, document: Document, on: str, destroyed: Any, expected: list[str]
    ) -> None:
        assert check(document, on, destroyed=destroyed) == expected

    @pytest.mark.parametrize(
        ("on", "destroyed", "expected"),
        [
            (NEXT_DAY, False, ["DOC004"]),
            (NEXT_DAY, None, ["DOC004"]),
            (NEXT_DAY, ENDED, []),
            (NEXT_DAY, NEXT_DAY, ["DOC004"]),
            (LAST, False, ["DOC004"]),
            (AFTER, False, ["DOC002"]),
            (AFTER, None, ["DOC003"]),
            (AFTER, AFTER, ["DOC005"]),
            (AFTER, True, []),
        ],
    )
    def test_where_it_is_unknown_what_allows_it_only_the_whole_period_is_sure(
        self, on: str, destroyed: Any, expected: list[str]
    ) -> None:
        assert check(NOTES, on, follow_up_agreement=None, destroyed=destroyed) == expected

    def test_what_is_not_provided_is_to_confirm_with_the_day_the_bilan_ended(self) -> None:
        unsure = attrs.evolve(NOTES, follow_up_agreement=None)
        (found,) = Documents(ended=ENDED, documents=[unsure]).check(on=LAST)
        assert found.params == (("document", "document.other"), ("day", ENDED))

    def test_a_late_destruction_names_both_days(self) -> None:
        late = attrs.evolve(KEPT, destroyed="2029-05-01")
        (found,) = Documents(ended=ENDED, documents=[late]).check(on="2029-06-01")
        assert (
            found.message("en")
            == "synthesis document: destroyed on 1 May 2029, although the last day was 31 March 2029"
        )

    def test_the_end_is_to_confirm_once_where_there_are_documents(self) -> None:
        found = Documents(documents=[NOTES, KEPT]).check(on=AFTER, where="bilans[0]")
        assert [(each.code, each.where) for each in found] == [("DOC008", "bilans[0]")]

    def test_under_the_earlier_version_the_findings_cite_it_as_second_hand(self) -> None:
        for document, code in ((NOTES, "DOC001"), (KEPT, "DOC002")):
            (found,) = Documents(ended="2023-06-30", documents=[document]).check(on="2024-07-01")
            assert (found.code, found.citation.source.id) == (code, "code-R6313-7-2019")
            assert found.values[-1].citation.provenance is Provenance.SECOND_HAND
            assert found.citation.provenance in (Provenance.SECOND_HAND, Provenance.DEDUCED)
        assert check(KEPT, "2024-06-30", ended="2023-06-30") == []

    @pytest.mark.property
    @given(documents=document_sets(), day=bilan_days())
    def test_once_wrong_always_wrong_until_destroyed(self, documents: Documents, day: Date) -> None:
        kept = attrs.evolve(documents, documents=[attrs.evolve(each, destroyed=False) for each in documents.documents])
        wrong = {"DOC001", "DOC002"}
        now = {each.where for each in kept.check(on=day) if each.code in wrong}
        later = {each.where for each in kept.check(on=day.add(days=400)) if each.code in wrong}
        assert now <= later


class TestSecrecy:
    """L. 6313-4: results and synthesis go to nobody else without the beneficiary's agreement."""

    @pytest.mark.parametrize("to", Recipient)
    @pytest.mark.parametrize("kind", DocumentKind)
    def test_nobody_else_has_a_document_without_agreement(self, to: Recipient, kind: DocumentKind) -> None:
        for agreed, expected in ((True, []), (False, ["DOC006"]), (None, ["DOC007"])):
            document = Document(kind=kind, disclosures=[Disclosure(to=to, agreed=agreed)], destroyed=True)
            assert codes(Documents(ended=ENDED, documents=[document]).check(on=AFTER)) == expected

    def test_one_finding_names_everybody_it_was_disclosed_to(self) -> None:
        disclosed = [Disclosure(to="employer", agreed=False), Disclosure(to="funder", agreed=False), TO_CEP]
        document = attrs.evolve(KEPT, disclosures=disclosed)
        (found,) = Documents(ended=ENDED, documents=[document]).check(on=NEXT_DAY)
        assert (found.code, found.severity) == ("DOC006", Severity.BLOCKING)
        assert found.message("en") == (
            "synthesis document: disclosed without the beneficiary's agreement to: employer and funder"
        )
        assert found.citation.source.id == "code-L6313-4"

    def test_one_agreement_does_not_cover_two_times(self) -> None:
        twice = [Disclosure(to="employer", agreed=True), Disclosure(to="employer", agreed=False)]
        assert check(KEPT, NEXT_DAY, disclosures=[TO_CEP, *twice]) == ["DOC006"]

    def test_it_holds_while_the_bilan_goes_on_and_when_its_end_is_not_provided(self) -> None:
        document = attrs.evolve(NOTES, disclosures=[Disclosure(to="employer", agreed=False)])
        assert codes(Documents(ended=ENDED, documents=[document]).check(on="2026-03-01")) == ["DOC006"]
        assert codes(Documents(documents=[document]).check(on="2026-03-01")) == ["DOC008", "DOC006"]

    def test_to_whom_it_was_disclosed_is_to_confirm(self) -> None:
        assert check(NOTES, ENDED, disclosures=None) == ["DOC009"]


class TestInput:
    def test_a_day_that_is_none_is_refused(self) -> None:
        with refused("on: "):
            Documents().check(on="soon")
        with refused("on: "):
            Documents().deadlines(on="soon")

    def test_a_bilan_older_than_the_law_that_is_known_is_refused(self) -> None:
        with pytest.raises(NotInForce, match="1 January 2019"):
            Documents(ended="2018-12-31", documents=[KEPT]).check(on=AFTER)

    @pytest.mark.property
    @given(documents=document_sets())
    def test_they_go_through_json_unchanged(self, documents: Documents) -> None:
        assert structure(json.loads(json.dumps(unstructure(documents))), Documents) == documents


@pytest.mark.property
@given(documents=document_sets(), day=bilan_days(), where=st.sampled_from(["", "bilans[0].documents"]))
def test_every_finding_says_where_and_why_in_both_languages(documents: Documents, day: Date, where: str) -> None:
    for found in documents.check(on=day, where=where):
        assert found.where.startswith(where)
        assert not found.where.startswith(".")
        assert found.citation.basis is Basis.LAW
        assert "{" not in found.message("fr") + found.message("en")
        assert {type(value) for _, value in found.params} <= {str, int}


def test_the_last_day_of_keeping_is_a_deadline_until_the_document_is_destroyed() -> None:
    kept = Document(kind="results", follow_up_agreement=True, disclosures=())
    gone = Document(kind="results", follow_up_agreement=True, disclosures=(), destroyed="2024-06-03")
    held = Documents(ended="2024-03-11", documents=[kept, gone])
    assert [(each.where, each.day) for each in held.deadlines(on="2024-06-02", where="documents")] == [
        (f"documents.documents[{index}]", Date(2027, 3, 11)) for index in (0, 1)
    ]
    assert [each.where for each in held.deadlines(on="2024-06-03")] == ["documents[0]"]
    assert attrs.evolve(held, documents=[attrs.evolve(kept, destroyed=True)]).deadlines(on="2024-06-03") == ()


def test_the_deadline_stands_from_the_end_of_the_bilan_through_its_own_day_and_names_the_document() -> None:
    """R. 6313-7: what an agreement covers can be kept for three years, the last day being in them."""
    held = Documents(ended=ENDED, documents=[attrs.evolve(NOTES, follow_up_agreement=True)])
    for on, left in (("2026-03-30", []), (ENDED, [3 * 365 + 1]), (LAST, [0]), (AFTER, [])):  # 29 February 2028 lies in
        assert [each.days_left for each in held.deadlines(on=on)] == left
    (due,) = held.deadlines(on=ENDED)
    assert due.params == (("document", "document.other"),)
    assert due.say("en") == "last day on which this document may be kept (other document of the bilan)"
    assert attrs.evolve(held, ended=None).deadlines(on=ENDED) == ()
    assert attrs.evolve(held, documents=[NOTES]).deadlines(on=ENDED) == ()  # nothing allows to keep it
