"""The summary of a plan as a page: the numbers of the plan, in words and in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qualiopi_rules.core.messages import Locale
from qualiopi_rules.portfolio import Summary, plan_portfolio, summary_document
from qualiopi_rules.view import Document, Items, Table, Tone
from tests.checks import refused
from tests.conftest import EXAMPLES
from tests.portfolio.test_files import FRENCH

LOCALES: tuple[Locale, ...] = ("fr", "en")


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    out = tmp_path_factory.mktemp("plans") / "plan.parquet"
    return plan_portfolio(EXAMPLES / "certificates.csv", out, on="2025-01-15")


def tables(document: Document) -> dict[str, list[tuple[str, ...]]]:
    """The rows of each section that is a table, by its title."""
    return {
        section.title: [row.cells for group in block.groups for row in group.rows]
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Table)
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_each_part_of_the_summary_is_a_table_row_by_row(summary: Summary, locale: Locale) -> None:
    rejected, upcoming, stages, months = tables(summary_document(summary, locale)).values()
    assert rejected == [(each.say(locale), str(each.rows), str(each.first)) for each in summary.rejected]
    assert stages == [(each.say(locale), str(each.rows)) for each in summary.stages]
    assert months == [(each.say(locale), str(each.rows)) for each in summary.months]
    assert [row[:2] for row in upcoming] == [(each.day.isoformat(), each.number) for each in summary.upcoming]
    for row, each in zip(upcoming, summary.upcoming, strict=True):
        assert str(abs(each.days_left)) in row[3]


def test_the_order_of_reading_and_the_words(summary: Summary) -> None:
    document = summary_document(summary, "en")
    assert document.title == f"Portfolio {summary.source}, review on 15 January 2025"
    assert document.verdict.text == f"Rows: 10, of which rejected: 4. Plan: {summary.out}"
    assert [section.title for section in document.sections] == [
        "Rejected rows",
        "Next deadlines",
        "Statuses",
        "Month of the next deadline",
        "How the file was read",
    ]
    found = tables(document)
    assert found["Rejected rows"][0] == ("too many or too few cells", "1", "11")
    assert found["Next deadlines"][:2] == [
        ("2024-07-01", "00000025-1", "last day for the surveillance audit", "198 days ago"),
        ("2025-01-19", "00000041-1", "last valid day", "in 4 days"),
    ]
    assert found["Statuses"][0] == ("in force", "3")
    assert found["Month of the next deadline"][-1] == ("no deadline", "5")


def test_it_is_in_french_by_default(summary: Summary) -> None:
    assert summary_document(summary) == summary_document(summary, "fr")
    assert summary_document(summary).title == f"Portefeuille {summary.source}, revue au 15 janvier 2025"


def test_rejected_rows_and_overdue_deadlines_stand_out(summary: Summary) -> None:
    document = summary_document(summary)
    assert document.verdict.tone is Tone.WARNING
    upcoming = document.sections[1].blocks[0]
    stages = document.sections[2].blocks[0]
    assert isinstance(upcoming, Table)
    assert isinstance(stages, Table)
    for rows, warned in (
        (upcoming.groups[0].rows, [each.days_left < 0 for each in summary.upcoming]),
        (stages.groups[0].rows, [each.rejected for each in summary.stages]),
    ):
        assert [row.tone is Tone.WARNING for row in rows] == warned
        assert set(warned) == {True, False}


def read(document: Document) -> list[str]:
    """How the file was read, line by line."""
    (block,) = document.sections[-1].blocks
    assert isinstance(block, Items)
    return [item.text for item in block.items]


def test_what_there_is_none_of_has_no_section(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("first_issue,valid_until\n", "utf-8")
    document = summary_document(plan_portfolio(file, tmp_path / "b.csv", on="2025-01-15"), "en")
    assert [section.title for section in document.sections] == ["How the file was read"]
    assert document.verdict.tone is Tone.GOOD
    assert not any("kept" in line for line in read(document))


def test_how_a_file_was_read(summary: Summary, tmp_path: Path) -> None:
    assert read(summary_document(summary, "en")) == [
        "Separator ',' (--separator), encoding utf-8-sig (--encoding)",
        "Dates written as 2023-02-02 (--dates french for 02/02/2023)",
        "Yes written true (--yes), no written false (--no)",
        "Columns read: " + ", ".join(summary.read.columns),
        "Columns kept but not read: holder",
    ]
    options: dict[str, Any] = FRENCH
    french = plan_portfolio(EXAMPLES / "certificats.csv", tmp_path / "a.xlsx", on="2025-01-15", **options)
    assert "first_issue = Première édition" in read(summary_document(french, "en"))[3]
    again = plan_portfolio(
        tmp_path / "a.xlsx",
        tmp_path / "c.csv",
        on="2025-01-15",
        sheet="Sheet1",
        columns=options["columns"],
        prefix="again_",
    )
    assert read(summary_document(again, "en"))[0] == "Sheet Sheet1 (--sheet)"


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "fr",
            [
                ("2024-01-15", "ligne 3", "dernier jour pour l’audit de surveillance", "en retard de 322 jours"),
                ("2024-12-02", "ligne 4", "dernier jour pour l’audit de surveillance", "dans 0 jour"),
            ],
        ),
        (
            "en",
            [
                ("2024-01-15", "row 3", "last day for the surveillance audit", "322 days ago"),
                ("2024-12-02", "row 4", "last day for the surveillance audit", "in 0 days"),
            ],
        ),
    ],
)
def test_a_certificate_without_a_number_is_named_by_its_row(
    locale: Locale, expected: list[tuple[str, ...]], tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(
        "first_issue,valid_until,surveillance_held\n,,\n2022-03-15,2025-03-14,false\n2023-02-02,2026-02-01,\n,,true",
        "utf-8",
    )
    document = summary_document(plan_portfolio(file, tmp_path / "b.csv", on="2024-12-02"), locale)
    assert next(iter(tables(document).values())) == expected


def test_a_language_that_is_not_known_is_refused(summary: Summary) -> None:
    unknown: Any = "de"
    with refused("^locale: "):
        summary_document(summary, unknown)
