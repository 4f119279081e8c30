"""What a notebook shows of an audit: one worked example of each kind, word by word."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from qualiopi_rules import Answers, applicability
from qualiopi_rules.audit import (
    CheckedPoint,
    Evidence,
    IndicatorSheet,
    applicable_points,
    decide,
    grade_sheet,
    mock_audit,
    plan_audit,
    sites_to_audit,
)
from qualiopi_rules.audit.blocks import blocks_of
from qualiopi_rules.audit.scope import PlannedIndicator
from qualiopi_rules.profile import conformity_points
from qualiopi_rules.view import Block, Column, Fold, Group, Item, Items, Paragraph, Row, Table, Tone
from tests.audit.test_nonconformity import major
from tests.checks import profile_with

DAY = "2026-11-16"
APPLIED = applicability(["BC"], Answers(complaints=True), on=DAY)
"""A bilan of which it is not known whether it is subcontracted: indicator 27 is undetermined."""
PLAN = plan_audit("surveillance", APPLIED)


def blocks(value: Any) -> list[Block]:
    return list(blocks_of(value, "en"))


def lines(*texts: str) -> Items:
    return Items(tuple(Item(text=text) for text in texts))


def looking_at(*numbers: int, **scope: Any) -> Any:
    """The plan of a surveillance audit, cut down to some indicators."""
    plan = plan_audit("surveillance", APPLIED, **scope)
    return attrs.evolve(plan, indicators=tuple(plan[number] for number in numbers))


# --- The plan

DISPLAY = "It also checks that the certificate is displayed."
REMOTE = "Remote. Not provided: any reports received and the risk analysis, which would require an audit on site."
COLUMNS = (Column(title="No.", number=True), Column(title="Indicator"), Column(title="Why", wide=True))


def test_a_plan_is_a_table_of_what_is_audited_and_of_what_is_not_known() -> None:
    """The indicators that are left out are on one line under it, without their titles."""
    assert blocks(looking_at(1, 2, 3, 4, 27)) == [
        Paragraph("Surveillance audit, if it were held on 16 November 2026: 2 indicators to be audited."),
        Table(
            caption="Indicators of the audit, by what is to be done",
            columns=COLUMNS,
            groups=(
                Group(
                    "To be audited (2)",
                    (
                        Row(
                            (
                                "1",
                                "Public information, complete and not misleading",
                                "It is reviewed at every surveillance audit.",
                            )
                        ),
                        Row(("4", "Needs analysis", "A non-conformity on it can only be major.")),
                    ),
                ),
                Group(
                    "Undetermined (1)",
                    (
                        Row(
                            (
                                "27",
                                "Sub-contracting under control, documented in the contract",
                                "It depends on an unanswered question. A non-conformity on it can only be major.",
                            ),
                            Tone.WARNING,
                        ),
                    ),
                ),
            ),
        ),
        lines("Not to be audited: 2 and 3.", DISPLAY, REMOTE),
    ]


FORMER = (
    "The provider was a new entrant at the initial audit: everything is reviewed. "
    "BC: implementation of what was formalised at the initial audit."
)


def test_an_indicator_of_a_former_new_entrant_says_what_of_it_is_audited() -> None:
    """How far it is audited is said only where that is not in whole."""
    _, table, _ = blocks(looking_at(2, new_entrant_in=["BC"]))
    assert isinstance(table, Table)
    assert table.groups == (
        Group(
            "To be audited (1)",
            (Row(("2", "Published results and how they are computed", FORMER)),),
        ),
    )


def test_a_plan_in_which_all_is_audited_leaves_nothing_out() -> None:
    """Before there is a certificate, no audit looks whether it is displayed."""
    initial = plan_audit("initial", APPLIED)
    *_, last = blocks(attrs.evolve(initial, indicators=(initial[1],)))
    assert last == lines(initial.place.say("en"))


def test_an_indicator_of_ones_own_edition_has_a_number_and_no_title() -> None:
    own = attrs.evolve(PLAN[4], number=40)
    assert isinstance(own, PlannedIndicator)
    _, table, _ = blocks(attrs.evolve(PLAN, indicators=(own,)))
    assert isinstance(table, Table)
    assert table.groups[0].rows == (Row(("40", "", "A non-conformity on it can only be major.")),)


# --- A sheet and its grade

POINTS = [point for point in conformity_points() if point.indicator == 4]
SHEET = IndicatorSheet(
    indicator=4,
    on="2024-03-01",
    points=[
        CheckedPoint(point=point, answer=answer)
        for point, answer in zip(POINTS, ["yes", "partial", "no", "not-applicable", None], strict=False)
    ],
    evidence=[Evidence(name="Livret d'accueil"), Evidence(name="Convention")],
    decision="major",
)
HEAD = Paragraph("Sheet of indicator 4, audit on 1 March 2024")
EMPTY = IndicatorSheet(indicator=4, on="2024-03-01")


def test_a_sheet_is_a_table_of_its_points_with_the_tone_of_each_answer() -> None:
    assert blocks(SHEET) == [
        HEAD,
        Table(
            caption="Conformity points",
            columns=(Column(title="Point"), Column(title="To be shown", wide=True), Column(title="Answer")),
            groups=(
                Group(
                    "",
                    tuple(
                        Row((f"4.{number}", POINTS[number - 1].say("en"), answer), tone)
                        for number, answer, tone in (
                            (1, "yes", Tone.GOOD),
                            (2, "partial", Tone.WARNING),
                            (3, "no", Tone.BLOCKING),
                            (4, "not applicable", Tone.QUIET),
                            (5, "unanswered", Tone.NOTICE),
                        )
                    ),
                ),
            ),
        ),
        lines("Evidence consulted: Livret d'accueil, Convention.", "Decision: major non-conformity."),
    ]


def test_an_empty_sheet_says_that_nothing_was_seen_nor_decided() -> None:
    assert blocks(EMPTY) == [HEAD, lines("Evidence consulted: none.", "Decision: not taken yet.")]
    decided = attrs.evolve(EMPTY, decision="minor")
    assert blocks(decided) == [HEAD, lines("Evidence consulted: none.", "Decision: minor non-conformity.")]


def test_a_grade_shows_what_the_texts_allow_what_is_found_and_the_sheet() -> None:
    """Indicator 4 can only be major: with its one point met, the decision of the sheet is not allowed."""
    met = attrs.evolve(SHEET, points=SHEET.points[:1])
    head, grades, findings, *sheet = blocks(grade_sheet(met))
    assert head == Paragraph("Indicator 4: every applicable point is met.")
    assert grades == lines(
        "Decisions that the texts allow: conforming.", "Decision that the answers suggest: conforming."
    )
    assert isinstance(findings, Items)
    assert [(each.label, each.tone) for each in findings.items] == [("SHT001 · blocking", Tone.BLOCKING)]
    assert sheet == blocks(met)


def test_a_grade_of_an_empty_sheet_shows_no_decisions() -> None:
    head, findings, *sheet = blocks(grade_sheet(EMPTY))
    assert head == Paragraph("Indicator 4: no point applies, there is nothing to assess.")
    assert isinstance(findings, Items)
    assert [(each.label, each.tone) for each in findings.items] == [("SHT002 · to confirm", Tone.NOTICE)]
    assert sheet == blocks(EMPTY)


def test_where_a_point_is_not_answered_the_texts_allow_decisions_and_none_is_suggested() -> None:
    asked = IndicatorSheet.asking(applicable_points(1, ["BC"], on=DAY).applicable, indicator=1, on=DAY)
    _, grades, *_ = blocks(grade_sheet(asked))
    assert grades == lines("Decisions that the texts allow: conforming, minor non-conformity and major non-conformity.")


# --- A decision


@pytest.mark.parametrize(
    ("kind", "found", "on", "suspension", "text", "notes", "tone"),
    [
        (
            "initial",
            [],
            "2024-02-01",
            None,
            "The certification can be granted (initial audit).",
            ["No non-conformity is open."],
            Tone.GOOD,
        ),
        (
            "surveillance",
            [],
            "2024-02-01",
            None,
            "The certification is maintained (surveillance audit).",
            ["No non-conformity is open."],
            Tone.GOOD,
        ),
        (
            "renewal",
            [major()],
            "2024-02-01",
            None,
            "No decision yet (renewal audit).",
            [
                "The major non-conformity (indicator 4) is to be corrected by 15 April 2024.",
                "To be looked at again after 15 April 2024.",
            ],
            Tone.NOTICE,
        ),
        (
            "initial",
            [major(notified="2023-08-31")],
            "2024-02-01",
            None,
            "The decision is undetermined (initial audit).",
            ["No time limit is known for the day of the notification (indicator 4)."],
            Tone.NOTICE,
        ),
        (
            "surveillance",
            [major()],
            "2024-07-16",
            "reported",
            "The certification is to be withdrawn (surveillance audit).",
            [
                "The major non-conformity (indicator 4) was not corrected by 15 April 2024.",
                "The suspension period set by the certifier ended on 15 July 2024.",
            ],
            Tone.BLOCKING,
        ),
    ],
)
def test_a_decision_is_an_item_with_its_reasons_and_the_next_day_under_it(
    kind: str, found: list[Any], on: str, suspension: str | None, text: str, notes: list[str], tone: Tone
) -> None:
    decision = decide(kind, found, on=on, profile=profile_with(suspension=suspension))
    assert blocks(decision) == [Items((Item(text=text, notes=tuple(notes), tone=tone),))]


# --- A mock audit


def test_a_mock_audit_folds_what_is_long() -> None:
    points = [CheckedPoint(point=each, answer="yes") for each in applicable_points(1, ["BC"], on=DAY).applicable]
    ready = IndicatorSheet(indicator=1, on=DAY, points=points, evidence=[Evidence(name="Site")], decision="conforming")
    mock = mock_audit(PLAN, APPLIED, [ready, attrs.evolve(SHEET, on=DAY)])
    head, criteria, outside, changes, indicators = blocks(mock)
    assert head == Paragraph(mock.say("en"))
    assert criteria == lines(*(each.say("en") for each in mock.criteria))
    assert outside == lines(*(each.say("en") for each in mock.outside))
    assert changes == Fold("What would change the conclusion", (lines(*(each.say("en") for each in mock.changes)),))
    assert isinstance(indicators, Fold)
    assert indicators.heading == "Indicator by indicator"
    listed, carried = indicators.blocks
    assert carried == lines(*(each.say("en") for each in mock.carried_over))
    assert isinstance(listed, Items)
    assert [each.text for each in listed.items] == [each.say("en") for each in mock.indicators]
    tones = {True: Tone.GOOD, False: Tone.WARNING, None: Tone.NOTICE}
    assert [each.tone for each in listed.items] == [tones[each.ready] for each in mock.indicators]
    assert {each.ready for each in mock.indicators} == {True, False, None}


def test_a_mock_audit_that_nothing_would_change_has_no_such_fold() -> None:
    mock = attrs.evolve(mock_audit(PLAN, APPLIED), changes=(), carried_over=())
    (*_, indicators) = shown = blocks(mock)
    assert isinstance(indicators, Fold)
    assert [type(each) for each in shown] == [Paragraph, Items, Items, Fold]
    assert len(indicators.blocks) == 1


def test_another_result_of_an_audit_is_shown_as_what_it_says() -> None:
    sample = sites_to_audit(4, "initial", on="2024-03-01")
    assert blocks(sample) == [Paragraph(sample.say("en"))]
