"""What a notebook shows of which indicators apply, and of one of them."""

from __future__ import annotations

from qualiopi_rules import Answers, applicability
from qualiopi_rules.indicators.blocks import blocks_of
from qualiopi_rules.indicators.table import applicability_blocks
from qualiopi_rules.results.blocks import finding_blocks
from qualiopi_rules.view.blocks import Item, Items, Tone
from tests.indicators.test_applicability import WEBINAR

BILAN = applicability(["BC"], WEBINAR, on="2024-03-08")


def test_of_all_it_shows_the_table_without_detail_then_the_findings() -> None:
    contradicted = Answers(sole_practitioner=True, teaching_team=True)
    result = applicability(["BC"], contradicted, on="2024-03-08")
    *before, found = blocks_of(result, "en")
    assert before == list(applicability_blocks(result, "en"))
    assert [found] == list(finding_blocks(result.findings, "en"))
    assert list(blocks_of(BILAN, "en")) == list(applicability_blocks(BILAN, "en"))


def test_of_one_that_applies_it_shows_why_then_what_is_adapted() -> None:
    assert list(blocks_of(BILAN[22], "en")) == [
        Items(
            (
                Item(
                    label="applicable",
                    text="Indicator 22: Development of employees' skills",
                    notes=(
                        "The annex applies it to category BC.",
                        "Adapted: show the practitioner's own continuing training",
                    ),
                    tone=Tone.GOOD,
                ),
            )
        )
    ]


def test_one_that_does_not_apply_stands_back_and_one_that_is_open_stands_out() -> None:
    result = applicability(["BC"], on="2024-03-08")
    for number, label, tone in ((3, "not applicable", Tone.QUIET), (27, "undetermined", Tone.WARNING)):
        (block,) = blocks_of(result[number], "en")
        assert isinstance(block, Items)
        (item,) = block.items
        assert (item.label, item.tone) == (label, tone)
        assert item.notes == tuple(reason.say("en") for reason in result[number].reasons)


def test_what_two_categories_say_the_same_way_is_said_once() -> None:
    both = applicability(["AF", "BC"], WEBINAR, on="2024-03-08")[27]
    (block,) = blocks_of(both, "en")
    assert isinstance(block, Items)
    assert [reason.category for reason in both.reasons] == ["AF", "BC"]
    assert block.items[0].notes == (both.reasons[0].say("en"),)
