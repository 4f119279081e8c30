"""A table of an edition says once what holds for all its entries, and of another edition only what it changes."""

from __future__ import annotations

from typing import Any

import pytest

from qualiopi_rules.rnq.amendment import edition_tables, merged_edition
from tests.rnq.checks import faults

OURS = {"basis": "practice", "provenance": "deduced", "source": {"id": "ours", "title": "Our text"}}
OTHER = {"basis": "practice", "provenance": "verbatim", "source": {"id": "other", "title": "Another text"}}


def numbers_of(table: dict[str, Any]) -> list[int]:
    return [entry["number"] for entry in table["indicators"]]


def test_the_tables_of_the_library_are_oldest_first() -> None:
    assert [table["edition"] for table in edition_tables()] == ["2019", "2026"]


class TestOnceForAllEntries:
    def test_an_entry_without_a_citation_has_that_of_the_edition(self) -> None:
        whole = merged_edition(
            {
                "citation": OURS,
                "criteria": [{"number": 1}, {"number": 2, "citation": OTHER}],
                "indicators": ({"number": 1, "citation": OTHER}, {"number": 2}),
            }
        )
        assert whole == {
            "citation": OURS,
            "criteria": [{"number": 1, "citation": OURS}, {"number": 2, "citation": OTHER}],
            "indicators": [{"number": 1, "citation": OTHER}, {"number": 2, "citation": OURS}],
        }

    def test_the_criteria_may_have_a_citation_of_their_own(self) -> None:
        """Article R. 6316-1 has the criteria, the annex the indicators."""
        table = {
            "citation": OURS,
            "criteria_citation": OTHER,
            "criteria": [{"number": 1}],
            "indicators": [{"number": 1}],
        }
        assert merged_edition(table) == {
            "citation": OURS,
            "criteria": [{"number": 1, "citation": OTHER}],
            "indicators": [{"number": 1, "citation": OURS}],
        }
        assert table["criteria_citation"] == OTHER  # the table of the caller stays as it was

    @pytest.mark.parametrize("listed", [[1, 3], (1, 3)])
    def test_the_indicators_that_are_listed_are_major_only_and_the_others_gradable(self, listed: Any) -> None:
        """As article 5 does; what an indicator says of its own grading stays."""
        own = {"number": 3, "grading": "gradable", "grading_citation": OURS}
        whole = merged_edition(
            {
                "major_only": {"numbers": listed, "citation": OTHER},
                "indicators": [{"number": 1}, {"number": 2}, own],
            }
        )
        assert whole == {
            "indicators": [
                {"number": 1, "grading": "major-only", "grading_citation": OTHER},
                {"number": 2, "grading": "gradable", "grading_citation": OTHER},
                own,
            ]
        }

    @pytest.mark.parametrize("graded", [[1], {"numbers": 1, "citation": OTHER}, {"numbers": [1]}])
    def test_a_list_of_them_that_does_not_hold_is_left_to_its_reader(self, graded: Any) -> None:
        table = {"major_only": graded, "indicators": [{"number": 1}]}
        assert merged_edition(table) == table


class TestWhatIsLeftToTheReader:
    """The reader refuses what is missing and what is no table, at its place."""

    def test_nothing_is_made_up_for_what_a_table_does_not_say(self) -> None:
        assert merged_edition({"edition": "ours"}) == {"edition": "ours"}

    def test_what_is_no_list_and_what_is_no_table_of_a_list_stay_as_they_are(self) -> None:
        assert merged_edition({"citation": OURS, "criteria": 1, "indicators": [3, {"number": 1}]}) == {
            "citation": OURS,
            "criteria": 1,
            "indicators": [3, {"number": 1, "citation": OURS}],
        }

    @pytest.mark.parametrize(
        "changed",
        [
            [{"number": 12}, 3],
            [{"number": 12}, {"criterion": 1}],
            [{"number": 12}, {"number": "1"}],
            [{"number": 12}, {"number": True}],
            3,
        ],
    )
    def test_changes_that_name_no_indicator_are_laid_over_none(self, changed: Any) -> None:
        whole = merged_edition({"edition": "ours", "amends": "2019", "indicators": changed})
        assert "amends" not in whole
        # Those that are tables have the citation of the edition, and its grading.
        written = {"indicators": changed, "citation": edition_tables()[0]["citation"]}
        written["major_only"] = edition_tables()[0]["major_only"]
        assert whole["indicators"] == merged_edition(written)["indicators"]


class TestAmendment:
    def test_it_holds_what_the_edition_before_says_where_it_is_silent(self) -> None:
        before, ours = merged_edition(edition_tables()[0]), merged_edition({"edition": "ours", "amends": "2019"})
        unchanged = [{**entry, "change": "unchanged", "what": None} for entry in before["indicators"]]
        assert ours == {**before, "edition": "ours", "indicators": unchanged}

    def test_it_changes_an_indicator_and_adds_another_in_the_order_of_the_numbers(self) -> None:
        """It amends 2026, which amends 2019: what 2026 changed is unchanged since."""
        changed = ({"number": 34, "change": "new"}, {"number": 12, "change": "form", "categories": ["AF"]})
        before = {entry["number"]: entry for entry in merged_edition(edition_tables()[1])["indicators"]}
        ours = merged_edition({"edition": "ours", "amends": "2026", "citation": OURS, "indicators": changed})
        assert numbers_of(ours) == list(range(1, 35))
        entries = {entry["number"]: entry for entry in ours["indicators"]}
        assert entries[12] == {
            **before[12],
            "change": "form",
            "what": None,
            "categories": ["AF"],
            "citation": OURS,
        }
        assert entries[34]["change"] == "new"
        assert {entries[number]["change"] for number in before if number != 12} == {"unchanged"}
        assert {entries[number]["what"] for number in before} == {None}

    @pytest.mark.parametrize("unknown", ["1999", 2026, ["2026"], None])
    def test_an_edition_that_nobody_knows_cannot_be_amended(self, unknown: Any) -> None:
        assert faults(merged_edition, {"edition": "ours", "amends": unknown}) == [
            ("amends", unknown, "one-of", {"choices": "2019, 2026"})
        ]
