"""The documents that a certifier collects from an applicant."""

from __future__ import annotations

import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules import InvalidInput
from qualiopi_rules.audit import ApplicationDocument, application_documents
from qualiopi_rules.law import Provenance
from qualiopi_rules.strategies import audit_days

COLLECTED = [
    *("siren", "legal_form", "declaration", "categories", "activity", "sites"),
    *("organisation_chart", "certifications", "period", "bpf", "sworn_statement"),
]
COLLECTED_BEFORE = [
    *("identity", "declaration", "categories", "sites"),
    *("organisation_chart", "certifications", "period", "bpf"),
]


def ids(collected: tuple[ApplicationDocument, ...]) -> list[str]:
    return [each.id for each in collected]


class TestDocuments:
    """Article 1, in its first version and in that of September 2023."""

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            ("2019-06-08", []),
            ("2019-06-09", COLLECTED_BEFORE),
            ("2023-08-31", COLLECTED_BEFORE),
            ("2023-09-01", COLLECTED),
            ("2030-01-01", COLLECTED),
        ],
    )
    def test_what_is_collected_depends_on_the_day(self, day: str, expected: list[str]) -> None:
        assert ids(application_documents(on=day)) == expected

    def test_what_need_not_exist_is_collected_where_there_is_such_a_thing(self) -> None:
        """An organisation chart had a threshold of staff in the first version; certifications need not be held."""
        before, after = (
            [each.id for each in application_documents(on=day) if each.if_any] for day in ("2023-08-31", "2023-09-01")
        )
        assert before == ["organisation_chart", "certifications"]
        assert after == ["certifications"]

    def test_the_sworn_statement_is_reported_and_the_others_were_read(self) -> None:
        provenances = {each.id: each.citation.provenance for each in application_documents(on="2024-01-01")}
        assert provenances.pop("sworn_statement") is Provenance.SECOND_HAND
        assert set(provenances.values()) == {Provenance.VERBATIM}

    def test_a_document_is_rendered_in_words(self) -> None:
        siren = application_documents(on="2024-01-01")[0]
        assert (siren.say(), siren.say("en")) == ("dénomination et SIREN", "name and SIREN")

    def test_a_document_is_a_value_of_the_days_of_its_text(self) -> None:
        identity, siren = (application_documents(on=day)[0].used for day in ("2023-08-31", "2023-09-01"))
        assert (identity.name, identity.value) == ("application.pieces", "identity")
        assert (identity.since, identity.until) == (Date(2019, 6, 9), Date(2023, 8, 31))
        assert (siren.value, siren.since, siren.until) == ("siren", Date(2023, 9, 1), None)

    @pytest.mark.property
    @given(day=audit_days())
    def test_no_document_is_listed_twice_on_a_day(self, day: Date) -> None:
        collected = application_documents(on=day)
        assert len(set(ids(collected))) == len(collected)
        assert all(each.since <= day and (each.until is None or day <= each.until) for each in collected)

    def test_a_day_is_a_day(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            application_documents(on="soon")
        assert [fault.path for fault in caught.value.faults] == ["on"]
