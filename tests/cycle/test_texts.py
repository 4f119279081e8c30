"""The data of the cycle, rule by rule: how many months, from which day, and what each rests on."""

from __future__ import annotations

from typing import Any

import pytest

from qualiopi_rules.core.resources import text
from qualiopi_rules.law.source import interpretation
from tests.texts import (
    BLOCKING,
    DEDUCED,
    LAW,
    PRACTICE,
    SECOND_HAND,
    TO_CONFIRM,
    VERBATIM,
    WARNING,
    Cited,
    cited,
    found_by,
    rule,
)

DECREE = "2019-06-09"
"""The décret and the arrêté of 6 June 2019 were published on the day before."""
REFORM = "2021-01-01"
"""The annex takes effect; what is certified before has the four years of the derogation."""
REVISED = "2023-09-01"
"""The arrêté of 31 May 2023 takes effect: the articles are those of its version."""
YEAR = 12

ARTICLE_2_OF_2019: Cited = ("audit-art-2-2019", LAW, VERBATIM)
ARTICLE_2: Cited = ("audit-art-2", LAW, VERBATIM)
DEROGATION: Cited = ("arrete-2020-07-24", LAW, SECOND_HAND)
WEBINAR: Cited = ("webinar-2023", PRACTICE, VERBATIM)
REPORTED: Cited = ("arrete-2019-06-06", LAW, SECOND_HAND)
"""An article of the arrêté of 6 June 2019 that was not seen."""

RULES: dict[str, list[tuple[Any, str, str | None, Cited]]] = {
    # R. 6316-2: three years; four for what starts before 2021, as is reported of the décret as amended.
    "validity": [
        (4 * YEAR, DECREE, "2020-12-31", ("decret-2019-565", LAW, SECOND_HAND)),
        (3 * YEAR, REFORM, None, ("code-R6316-2", LAW, VERBATIM)),
    ],
    # Article 2, both versions: from the 14th to the 22nd month; up to the 28th for what starts before 2021.
    "surveillance_opens": [
        (14, DECREE, "2023-08-31", ARTICLE_2_OF_2019),
        (14, REVISED, None, ARTICLE_2),
    ],
    "surveillance_closes": [
        (28, DECREE, "2020-12-31", DEROGATION),
        (22, REFORM, "2023-08-31", ARTICLE_2_OF_2019),
        (22, REVISED, None, ARTICLE_2),
    ],
    # The annex: in the third year; the décret as amended: in the fourth one, for what starts before 2021.
    "renewal_year": [
        (YEAR, DECREE, "2020-12-31", ("decret-2019-565", LAW, VERBATIM)),
        (YEAR, REFORM, None, ("rnq-2019", LAW, VERBATIM)),
    ],
    # A certifier shows two days, 1 August and 1 November 2025, for an end on 1 February 2026: the counts are deduced.
    "renewal_opens": [(6, DECREE, None, ("webinar-2023", PRACTICE, DEDUCED))],
    "renewal_closes": [(3, DECREE, None, ("webinar-2023", PRACTICE, DEDUCED))],
}
"""Months, with the first and the last day on which a cycle that has them starts."""


@pytest.mark.parametrize("key", RULES)
def test_the_months_of_a_rule(key: str) -> None:
    assert rule("cycle/cycle", key) == RULES[key]


def test_no_other_rule_is_in_the_text() -> None:
    assert text("cycle/cycle").keys() == RULES.keys()


def test_a_declaration_number_is_written_with_eleven_digits() -> None:
    """No text that was seen says so; its meaning digit by digit is not established."""
    assert text("cycle/interpretations")["nda"]["digits"] == 11


def test_an_end_is_suspected_that_is_a_day_a_month_or_a_year_off() -> None:
    slips = text("cycle/interpretations")["misprint"]
    assert (slips["days"], slips["months"]) == ([1], [1, 12])


def test_the_department_stands_in_a_declaration_number_from_its_third_and_from_its_tenth_digit() -> None:
    form = text("cycle/interpretations")["nda_department"]
    assert (form["places"], form["length"]) == ([2, 9], 2)


def test_what_no_text_writes_is_a_practice_or_is_reported() -> None:
    assert {name: cited(interpretation("cycle", name)) for name in text("cycle/interpretations")} == {
        "nda": ("nda-form", PRACTICE, SECOND_HAND),
        # The department stands twice in every number that was seen; no text states it.
        "nda_department": ("nda-form", PRACTICE, DEDUCED),
        # An end copied a day, a month or a year too early or too late.
        "misprint": ("certifier-practice", PRACTICE, DEDUCED),
        "transfer_first": WEBINAR,
        # Suspension, then withdrawal.
        "missed_surveillance": ("certifier-practice", PRACTICE, SECOND_HAND),
        # Article 9, quoted by a certifier.
        "scope_extension": REPORTED,
    }


def test_what_can_be_found() -> None:
    assert found_by("cycle") == {
        # Certificate dates that fit no cycle, or several; a certificate after its three years.
        (("code-R6316-2", LAW, DEDUCED), DECREE): {BLOCKING: "CYC001", TO_CONFIRM: "CYC002"},
        (("code-R6316-2", LAW, VERBATIM), REFORM): {BLOCKING: "CYC003"},
        # Article 2: the surveillance audit is overdue, not provided, or outside its window.
        (ARTICLE_2_OF_2019, DECREE): {BLOCKING: "CYC004 CYC006", TO_CONFIRM: "CYC005"},
        # What a certifier says never blocks: the months before the end, and one certificate for one declaration.
        (WEBINAR, DECREE): {WARNING: "CYC007 LIF001"},
        # A declaration number whose department differs: a practice.
        (("nda-form", PRACTICE, DEDUCED), DECREE): {WARNING: "LIF002"},
        # An end that may be copied wrongly: no text speaks of it.
        (("certifier-practice", PRACTICE, DEDUCED), DECREE): {TO_CONFIRM: "CYC008"},
        # Article 7: what is transferred; fifteen and thirty days are known of the version of 2023 alone.
        (REPORTED, DECREE): {BLOCKING: "TRF001", TO_CONFIRM: "TRF004"},
        (REPORTED, REVISED): {BLOCKING: "TRF002 TRF003"},
    }
