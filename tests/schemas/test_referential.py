"""The referential as data says what the library says, in JSON and in CSV."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import groupby
from typing import Any

import pytest

from qualiopi_rules import Category, InvalidInput
from qualiopi_rules.rnq.edition import Grading, Referential, editions
from qualiopi_rules.schemas import referential_csv, referential_data

ROWS = list(csv.DictReader(StringIO(referential_csv())))


@pytest.mark.parametrize("edition", editions(), ids=lambda edition: edition.edition)
def test_the_data_of_an_edition_is_that_of_the_library(edition: Referential) -> None:
    data = referential_data(edition.edition)
    assert (data["edition"], data["since"]) == (edition.edition, edition.since.isoformat())
    assert [each["number"] for each in data["criteria"]] == [each.number for each in edition.criteria]
    for found, indicator in zip(data["indicators"], edition.indicators, strict=True):
        assert (found["number"], found["criterion"]) == (indicator.number, indicator.criterion)
        assert found["title"] == {"fr": indicator.title("fr"), "en": indicator.title("en")}
        assert set(found["categories"]) == indicator.categories
        assert (found["condition"] or {}).get("question") == indicator.condition
        assert found["can_be_minor"] is (indicator.grading is Grading.GRADABLE)
        assert found["change"]["kind"] == indicator.change
        assert found["source"]["title"] == indicator.citation.source.title


def test_the_indicators_of_a_bilan_and_what_2026_changed() -> None:
    """By the annex: 19 indicators have no condition and are in the column 2°; 2026 brings one more indicator."""
    old, new = referential_data("2019"), referential_data("2026")
    assert (len(old["indicators"]), len(new["indicators"])) == (32, 33)
    assert (old["until"], new["since"], new["until"]) == ("2026-10-31", "2026-11-01", None)
    (added,) = [each for each in new["indicators"] if each["change"]["kind"] == "new"]
    assert added["number"] == 33
    subcontracting = next(each for each in old["indicators"] if each["number"] == 27)
    assert subcontracting["condition"]["question"] == "subcontracting"


def test_the_table_has_every_indicator_of_every_edition() -> None:
    by_edition = {name: list(rows) for name, rows in groupby(ROWS, key=lambda row: row["edition"])}
    assert list(by_edition) == [edition.edition for edition in editions()]
    for edition in editions():
        for row, indicator in zip(by_edition[edition.edition], edition.indicators, strict=True):
            assert int(row["number"]) == indicator.number
            assert row["title_fr"] == indicator.title("fr")
            assert {each for each in Category if row[each.value] == "true"} == indicator.categories
            assert row["condition"] == (indicator.condition or "")
            assert bool(row["condition_fr"]) is bool(indicator.condition)
            assert bool(row["what_fr"]) is (indicator.what is not None)


def test_an_edition_that_is_not_known_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        referential_data("2021")
    (fault,) = refused.value.faults
    assert (fault.path, fault.expected) == ("edition", "one-of")


def test_the_data_belongs_to_the_caller() -> None:
    first: dict[str, Any] = referential_data("2026")
    first["indicators"].clear()
    assert referential_data("2026")["indicators"]
