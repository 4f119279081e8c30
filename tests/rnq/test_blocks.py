"""What a notebook shows of the referential: one worked example of each kind, word by word."""

from __future__ import annotations

from typing import Any

import attrs

from qualiopi_rules import compare, referential
from qualiopi_rules.rnq.blocks import blocks_of
from qualiopi_rules.view import Block, Column, Group, Item, Items, Paragraph, Row, Table, Tone
from tests.checks import plain

BEFORE, AFTER = referential(on="2025-02-03"), referential(on="2026-11-16")


def blocks(value: Any) -> list[Block]:
    return list(blocks_of(value, "en"))


def entries(value: Any) -> tuple[Item, ...]:
    (items,) = blocks(value)
    assert isinstance(items, Items)
    return items.items


class TestIndicator:
    def test_it_has_its_place_its_condition_its_grading_what_changed_and_its_source(self) -> None:
        (item,) = entries(AFTER[27])
        assert (item.label, item.text) == ("Indicator 27", "Sub-contracting under control, documented in the contract")
        changed = "the compliance of sub-contractors is also documented in their contracts"
        assert item.notes == (
            "Criterion 6, categories: AF, BC, CFA and VAE.",
            "Limited, by its wording, to a provider that uses sub-contracting or portage salarial.",
            "A non-conformity on it can only be major.",
            f"Changed by this edition (in substance): {changed}",
            "Source: Décret n° 2026-728 du 1er août 2026",
        )

    def test_what_it_does_not_have_is_not_shown(self) -> None:
        """1 has no condition, and 2019 changed nothing: it is the first edition."""
        (item,) = entries(BEFORE[1])
        assert (item.label, item.text) == ("Indicator 1", "Public information on the services")
        assert item.notes == (
            "Criterion 1, categories: AF, BC, CFA and VAE.",
            "A non-conformity on it can be minor or major.",
            "Source: Code du travail, annexe au chapitre VI (décret n° 2019-565 du 6 juin 2019)",
        )


class TestEdition:
    def test_it_has_its_days_its_guide_and_its_indicators_by_criterion(self) -> None:
        days, guide, table = blocks(AFTER)
        assert days == Paragraph("Referential 2026, in force from 1 November 2026: 33 indicators.")
        assert AFTER.guide is not None
        assert guide == Paragraph(AFTER.guide.say("en"), Tone.QUIET)
        assert isinstance(table, Table)
        assert table.caption == "Indicators by criterion, and what this edition changed"
        assert table.columns == (
            Column(title="No.", number=True),
            Column(title="Indicator", wide=True),
            Column(title="Categories"),
            Column(title="Major gap"),
            Column(title="Change"),
        )
        specific = ("7", "Matching contents and ability to run the certification", "AF, CFA", "always", "in substance")
        assert table.groups[1] == Group(
            "Criterion 2: Objectives and design of the services",
            (
                Row(("4", "Needs analysis", "all", "always", "")),
                Row(("5", "Objectives that can be assessed", "all", "always", "")),
                Row(("6", "Suitable contents and arrangements", "all", "always", "")),
                Row(specific),
                Row(("8", "Placement on entry", "AF, CFA", "", "")),
            ),
        )
        assert [row.cells[0] for group in table.groups for row in group.rows] == [str(number) for number in AFTER]

    def test_an_edition_that_has_ended_has_its_last_day(self) -> None:
        days, *_ = blocks(BEFORE)
        assert days == Paragraph("Referential 2019, in force from 9 June 2019 to 31 October 2026: 32 indicators.")

    def test_an_edition_without_a_day_has_no_guide(self) -> None:
        days, *others = blocks(attrs.evolve(AFTER, guide=None))
        assert days == blocks(AFTER)[0]
        assert others == blocks(AFTER)[2:]


class TestComparison:
    def test_a_change_in_substance_stands_out_from_one_in_form(self) -> None:
        """31 is changed in form alone."""
        (table,) = blocks(compare("2019", "2026", ["BC"]))
        assert isinstance(table, Table)
        assert table.caption == "From edition 2019 to edition 2026, categories: BC"
        assert table.columns == (
            Column(title="No.", number=True),
            Column(title="Indicator"),
            Column(title="Change"),
            Column(title="What changes", wide=True),
        )
        (group,) = table.groups
        assert group.title == ""
        assert [row.cells[0] for row in group.rows] == ["1", "2", "12", "19", "27", "30", "31", "32"]
        in_substance, in_form = group.rows[5:7]
        assert in_substance == Row(
            ("30", "Feedback from stakeholders", "in substance", "Funders are consulted only where there are any"),
            Tone.NOTICE,
        )
        assert in_form.cells[1:3] == ("Handling of difficulties, complaints and unforeseen events", "in form")
        assert in_form.tone is Tone.PLAIN

    def test_what_several_editions_changed_is_on_one_line(self) -> None:
        compared = compare("2019", "2026", ["BC"])
        twice = attrs.evolve(compared.changed[-3], what=compared.changed[-3].what * 2)
        (table,) = blocks_of(attrs.evolve(compared, changed=(twice,)), "fr")
        assert isinstance(table, Table)
        first, _, second = plain(table.groups[0].rows[0].cells[-1]).partition(" ; ")
        assert (first, second) == (
            "Les financeurs ne sont sollicités que le cas échéant",
            "les financeurs ne sont sollicités que le cas échéant",
        )

    def test_where_nothing_changed_it_says_so(self) -> None:
        assert blocks(attrs.evolve(compare("2019", "2026", ["BC"]), changed=())) == [
            Paragraph("From edition 2019 to edition 2026, categories: BC: no indicator changes.")
        ]
