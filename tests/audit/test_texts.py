"""The data of the audit and of the application: how many, from which day, and what each rests on."""

from __future__ import annotations

from typing import Any

import pytest

from qualiopi_rules.audit import application_documents
from qualiopi_rules.core.resources import text
from qualiopi_rules.law.source import interpretation
from tests.texts import (
    BLOCKING,
    DEDUCED,
    GUIDE,
    LAW,
    PRACTICE,
    SECOND_HAND,
    TO_CONFIRM,
    VERBATIM,
    WARNING,
    Cited,
    cited,
    day,
    found_by,
    rule,
)

FIRST = "2019-06-09"
"""The arrêté of 6 June 2019 was published on the day before."""
EVE, REVISED = "2023-08-31", "2023-09-01"
"""The arrêté of 31 May 2023 takes effect: what was seen of it alone is not known before."""

ARTICLE_1_OF_2019: Cited = ("audit-art-1-2019", LAW, VERBATIM)
ARTICLE_1: Cited = ("audit-art-1", LAW, VERBATIM)
ARTICLE_2_OF_2019: Cited = ("audit-art-2-2019", LAW, VERBATIM)
ARTICLE_2: Cited = ("audit-art-2", LAW, VERBATIM)
ARTICLE_5: Cited = ("audit-art-5", LAW, VERBATIM)
ARTICLE_6_OF_2019: Cited = ("audit-art-6-2019", LAW, SECOND_HAND)
ARTICLE_8_OF_2019: Cited = ("audit-art-8-2019", LAW, VERBATIM)
DEROGATION: Cited = ("arrete-2020-07-24", LAW, VERBATIM)
WEBINAR: Cited = ("webinar-2023", PRACTICE, VERBATIM)
REPORTED: Cited = ("arrete-2019-06-06", LAW, SECOND_HAND)
"""An article of the arrêté of 6 June 2019, or its version of 2023, that was not seen."""

RULES: dict[str, list[tuple[Any, str, str | None, Cited]]] = {
    # Article 1: thirty calendar days to propose a date; a filing of less than three months.
    "proposal": [(30, FIRST, EVE, ARTICLE_1_OF_2019), (30, REVISED, None, REPORTED)],
    "filing_age": [(3, FIRST, EVE, ARTICLE_1_OF_2019), (3, REVISED, None, ARTICLE_1)],
    # Article 2: a surveillance audit reviews 1, 17 and 19, and 3 for the providers concerned.
    "surveillance_scope": [([1, 17, 19], REVISED, None, ARTICLE_2)],
    "surveillance_scope_concerned": [([3], REVISED, None, ARTICLE_2)],
    # Article 2: a certificate that is not displayed is a major gap at surveillance; at another audit that is deduced.
    "display": [("major-only", REVISED, None, ARTICLE_2)],
    "display_elsewhere": [("major-only", REVISED, None, ("audit-art-2", LAW, DEDUCED))],
    # Article 5: six months for a minor one; three for a major one, and one more to verify; five minors are reported.
    "minor_implementation": [(6, REVISED, None, ARTICLE_5)],
    "major_implementation": [(3, REVISED, None, ARTICLE_5)],
    "major_check": [(1, REVISED, None, ARTICLE_5)],
    "minors_as_major": [(5, REVISED, None, ("audit-art-5", LAW, SECOND_HAND))],
    # Article 8: three months after a refusal; since 2023 after a withdrawal as well.
    "new_application": [(3, FIRST, EVE, ARTICLE_8_OF_2019), (3, REVISED, None, REPORTED)],
    "new_application_after_withdrawal": [(3, REVISED, None, REPORTED)],
    # Article 7: fifteen days to send the file, thirty to decide.
    "transfer_sending": [(15, REVISED, None, REPORTED)],
    "transfer_decision": [(30, REVISED, None, REPORTED)],
    # Article 10, and the annex of guide V9: these common indicators.
    "shortened_common": [([1, 2, 11, 12, 22, 24, 25, 26, 32], "2024-03-08", None, ("guide-v9", GUIDE, VERBATIM))],
    # Article 6: the square root of the number of sites; 0.6 of it at surveillance, one of them not audited before.
    "sites_initial": [("1", FIRST, None, ARTICLE_6_OF_2019)],
    "sites_renewal": [("1", FIRST, None, ARTICLE_6_OF_2019)],
    "sites_extension": [("1", FIRST, None, ("audit-art-6-2019", LAW, DEDUCED))],
    "sites_surveillance": [("3/5", REVISED, None, REPORTED)],
    "sites_unaudited_surveillance": [(1, REVISED, None, REPORTED)],
    # Half a day more for who was a new entrant.
    "former_new_entrant": [(1, REVISED, None, REPORTED)],
    # R. 6351-1, R. 6351-6 and R. 6351-8: three months to declare, two for the receipt, thirty days for a change.
    "declaration_filing": [(3, "2021-07-08", None, ("code-R6351-1", LAW, VERBATIM))],
    "declaration_receipt": [(2, "2025-08-01", None, ("code-R6351-6", LAW, VERBATIM))],
    "declaration_change": [(30, "2021-07-08", None, ("code-R6351-8", LAW, VERBATIM))],
    # On the premises, but from July to December 2020 when it could be at a distance; surveillance is at a distance.
    "place_initial": [
        ("on-site", FIRST, "2020-07-29", ARTICLE_1_OF_2019),
        ("either", "2020-07-30", "2020-12-31", DEROGATION),
        ("on-site", "2021-01-01", EVE, ARTICLE_1_OF_2019),
        ("on-site", REVISED, None, REPORTED),
    ],
    "place_surveillance": [("remote", FIRST, EVE, ARTICLE_2_OF_2019), ("remote", REVISED, None, REPORTED)],
    "place_surveillance_after_remote": [("on-site", "2020-07-30", None, DEROGATION)],
    "place_renewal": [("on-site", FIRST, None, REPORTED)],
    "place_extension": [("on-site", FIRST, None, REPORTED)],
    "place_complementary": [("either", FIRST, None, REPORTED)],
}
"""Each value with the first and the last day of the audits, applications or events that it is for."""


@pytest.mark.parametrize("key", RULES)
def test_the_values_of_a_rule(key: str) -> None:
    assert rule("audit/audit", key) == RULES[key]


def test_no_other_rule_is_in_the_text() -> None:
    assert text("audit/audit").keys() == RULES.keys()


def documents(on: str) -> list[tuple[str, bool, str, str | None, Cited]]:
    """What is collected for an application of a day, in the order of the text."""
    return [
        (each.id, each.if_any, str(each.since), day(each.until), cited(each.citation))
        for each in application_documents(on=on)
    ]


class TestApplication:
    def test_article_1_of_2019_names_eight_documents_two_of_them_where_there_are_such(self) -> None:
        """The chart of those with more than three permanent employees, and the proofs of certifications held."""
        names = [
            "identity",
            "declaration",
            "categories",
            "sites",
            "organisation_chart",
            "certifications",
            "period",
            "bpf",
        ]
        where_any = {"organisation_chart", "certifications"}
        assert documents(EVE) == [(name, name in where_any, FIRST, EVE, ARTICLE_1_OF_2019) for name in names]

    def test_article_1_of_2023_names_ten_and_a_sworn_statement_is_reported(self) -> None:
        """No threshold for the chart any more; SIREN, legal form and activity are new."""
        names = [
            *("siren", "legal_form", "declaration", "categories", "activity", "sites"),
            *("organisation_chart", "certifications", "period", "bpf"),
        ]
        assert documents(REVISED) == [
            *((name, name == "certifications", REVISED, None, ARTICLE_1) for name in names),
            ("sworn_statement", False, REVISED, None, REPORTED),
        ]

    def test_each_version_lists_its_own_documents_and_no_other(self) -> None:
        assert len(text("audit/application")["pieces"]) == len(documents(EVE)) + len(documents(REVISED))


def test_how_the_texts_are_read_where_none_of_them_writes_it() -> None:
    assert {name: cited(interpretation("audit", name)) for name in text("audit/interpretations")} == {
        # Article 6 leaves the choice at random to the certifier.
        "draw": ("audit-art-6-2019", PRACTICE, DEDUCED),
        # "Not delivered", in article 5, is a refusal at the initial audit.
        "refusal_elsewhere": ("audit-art-5", LAW, DEDUCED),
        # The annex defines minor and major.
        "grading": ("rnq-2019", LAW, DEDUCED),
        # A mock audit: nothing shown is nothing taken into account; a duty met in part is not met; the mark's charter.
        "without_evidence": ("rnq-2019", LAW, DEDUCED),
        "display_in_part": ("audit-art-2", LAW, DEDUCED),
        "mark": ("certifier-practice", PRACTICE, SECOND_HAND),
        # Articles 1, 3 and 9, and the audit that verifies corrections; article 4 has the durations.
        "scope_initial": ("audit-art-1", LAW, DEDUCED),
        **dict.fromkeys(("scope_renewal", "scope_extension", "scope_complementary", "durations"), REPORTED),
    }


def test_what_can_be_found() -> None:
    assert found_by("audit") == {
        # Article 1, since its first version; a finding of today cites that of 2023 by its value.
        (ARTICLE_1_OF_2019, FIRST): {TO_CONFIRM: "APP001", BLOCKING: "APP002 APP009", WARNING: "APP008"},
        # Since 2023, as is reported: an action in each category, no other certifier, three months after a withdrawal.
        (REPORTED, REVISED): {BLOCKING: "APP003 APP006 APP007", TO_CONFIRM: "APP004"},
        # Article 8: three months after a refusal.
        (ARTICLE_8_OF_2019, FIRST): {BLOCKING: "APP005"},
        # Article 5: three and six months and the month to verify; what is not lifted turns major; seventeen indicators.
        (ARTICLE_5, REVISED): {BLOCKING: "NCF001 NCF002 NCF003", WARNING: "NCF006"},
        (ARTICLE_5, FIRST): {BLOCKING: "NCF004"},
        (("audit-art-5", LAW, SECOND_HAND), REVISED): {WARNING: "NCF005"},
        (("audit-art-5", LAW, DEDUCED), FIRST): {WARNING: "NCF008"},
        # What a sheet shows is what is left of the non-conformity of the audit before.
        (("audit-art-5", LAW, DEDUCED), REVISED): {BLOCKING: "SHT005"},
        # A non-conformity on an indicator that does not apply: no article that was seen speaks of it.
        (("arrete-2019-06-06", LAW, DEDUCED), FIRST): {TO_CONFIRM: "NCF009"},
        # One non-conformity for one subject, as the ministry is reported to have answered.
        (REPORTED, FIRST): {WARNING: "NCF007"},
        # The annex: the definitions of minor and major; how a sheet is filled in is shown by a certifier.
        (("rnq-2019", LAW, DEDUCED), FIRST): {BLOCKING: "SHT001"},
        (WEBINAR, FIRST): {TO_CONFIRM: "SHT002", WARNING: "SHT004"},
        (("webinar-2023", PRACTICE, DEDUCED), FIRST): {WARNING: "SHT003"},
    }
