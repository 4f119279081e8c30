"""The table of the indicators: why in a few words or in full, what is folded, and what is uncertain."""

from __future__ import annotations

import attrs
import pytest

from qualiopi_rules import Answers, Profile, applicability
from qualiopi_rules.indicators import Applicability, table
from qualiopi_rules.indicators.table import applicability_blocks, applicability_table
from qualiopi_rules.law import Basis, Citation, Provenance
from qualiopi_rules.rnq import editions
from qualiopi_rules.view.blocks import Column, Paragraph, Row, Table, Tone
from tests.indicators.test_applicability import WEBINAR
from tests.profile.test_profile import NAME, OWN, removal

BILAN = applicability(["BC"], attrs.evolve(WEBINAR, subcontracting=None), on="2024-03-08")
"""What the webinar's screen answers for a bilan provider, but for sub-contracting, which is left open."""
UNION = applicability(["AF", "BC"], Answers(certifying=False, work_linked=False), on="2024-03-08")
"""A provider whose trainings lead to no certification, and which makes bilans too."""


def rows_of(result: Applicability, *, detail: bool) -> dict[str, Row]:
    """The rows of a table by their first cell."""
    groups = applicability_table(result, "en", detail=detail).groups
    return {row.cells[0]: row for group in groups for row in group.rows}


class TestTheTable:
    def test_it_says_which_edition_on_which_day_and_names_its_columns(self) -> None:
        """The number stands on the right, and the title of the indicator takes the width that is left."""
        shown = applicability_table(BILAN, "en")
        assert shown.caption == "Indicators by criterion, referential 2019 on 8 March 2024"
        assert shown.columns == (
            Column(title="No.", number=True),
            Column(title="Indicator", wide=True),
            Column(title="Applies"),
            Column(title="Why"),
            Column(title="What is adapted"),
        )
        french = applicability_table(BILAN, "fr")
        assert french.caption == "Indicateurs par critère, référentiel 2019 au 8 mars 2024"
        titles = ["N°", "Indicateur", "S’applique", "Pourquoi", "Ce qui est adapté"]
        assert [column.title for column in french.columns] == titles

    def test_the_indicators_stand_by_criterion_in_the_order_of_the_edition(self) -> None:
        groups = applicability_table(BILAN, "en").groups
        assert [(group.title, [row.cells[0] for row in group.rows], group.folded) for group in groups] == [
            ("Criterion 1: Information for the public", ["1", "2"], "Not applicable: 3."),
            ("Criterion 2: Objectives and design of the services", ["4", "5", "6"], "Not applicable: 7 and 8."),
            (
                "Criterion 3: Reception, support, follow-up and assessment",
                ["9", "10", "11", "12"],
                "Not applicable: 13, 14, 15 and 16.",
            ),
            (
                "Criterion 4: Teaching, technical and supervisory resources",
                ["17", "19"],
                "Not applicable: 18 (removed by the profile) and 20.",
            ),
            ("Criterion 5: Skills of the staff", ["21", "22"], ""),
            ("Criterion 6: Professional environment", ["23", "24", "25", "26", "27"], "Not applicable: 28 and 29."),
            ("Criterion 7: Feedback and complaints", ["30", "31", "32"], ""),
        ]

    def test_a_row_says_whether_it_applies_why_and_what_the_answers_adapt(self) -> None:
        """What is open stands out, and what does not apply stands back."""
        rows = rows_of(BILAN, detail=False)
        assert rows["1"] == Row(
            ("1", "Public information on the services", "yes", "in the annex for BC", ""), Tone.PLAIN
        )
        team = "there is no teaching team whose feedback should be collected"
        companies = "the companies' feedback need not be collected"
        assert rows["30"] == Row(
            ("30", "Feedback from stakeholders", "yes", "in the annex for BC", f"{team}; {companies}"), Tone.PLAIN
        )
        title = "Control of sub-contractors and umbrella-company workers"
        assert rows["27"] == Row(("27", title, "to be confirmed", "answer missing", ""), Tone.WARNING)
        left_out = "The annex does not apply it to category BC."
        assert rows_of(BILAN, detail=True)["29"] == Row(
            ("29", "Employment and further study", "no", left_out, ""), Tone.QUIET
        )

    def test_the_reasons_are_in_full_only_where_detail_is_wanted(self) -> None:
        both = "The annex applies it to category AF. The annex applies it to category BC."
        assert rows_of(UNION, detail=True)["1"].cells[3] == both
        assert rows_of(UNION, detail=False)["1"].cells[3] == "in the annex for AF; in the annex for BC"
        open_question = (
            "Its wording limits it to a provider that uses sub-contracting or portage salarial; "
            "question “subcontracting” not answered."
        )
        assert rows_of(BILAN, detail=True)["27"].cells[3] == open_question

    def test_with_detail_every_indicator_has_a_row_and_nothing_is_folded(self) -> None:
        groups = applicability_table(BILAN, "en", detail=True).groups
        assert [row.cells[0] for group in groups for row in group.rows] == [str(number) for number in range(1, 33)]
        assert {group.folded for group in groups} == {""}

    def test_a_folded_number_says_why_unless_the_annex_alone_leaves_it_out(self) -> None:
        """The words of why have no commas: these stand between the numbers."""
        why = "(its condition is not met; not in the annex for BC)"
        assert [group.folded for group in applicability_table(UNION, "en").groups] == [
            f"Not applicable: 3 {why}.",
            f"Not applicable: 7 {why}.",
            f"Not applicable: 13 {why}, 14, 15 and 16 {why}.",
            "Not applicable: 20.",
            "",
            "Not applicable: 29.",
            "",
        ]

    def test_what_several_categories_say_the_same_way_is_said_once(self) -> None:
        result = applicability(["AF", "BC"], Answers(subcontracting=True), on="2024-03-08")
        assert [reason.category for reason in result[27].reasons] == ["AF", "BC"]
        assert rows_of(result, detail=True)["27"].cells[3] == result[27].reasons[0].say("en")
        assert rows_of(result, detail=False)["27"].cells[3] == "its condition is met"

    def test_the_criteria_are_named_as_in_the_edition_of_the_results(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Those of a caller's own edition are the seven of article R. 6316-1, in the words of the latest one."""
        *_, latest = editions()
        worded = tuple(attrs.evolve(criterion, words=NAME) for criterion in latest.criteria)
        ours = [attrs.evolve(latest, edition="first"), attrs.evolve(latest, edition="second", criteria=worded)]
        monkeypatch.setattr(table, "editions", lambda: (*ours, latest))

        def first_title(edition: str) -> str:
            return applicability_table(attrs.evolve(BILAN, edition=edition), "en").groups[0].title

        assert first_title("first") == first_title("own") == "Criterion 1: Information for the public"
        assert first_title("second") == "Criterion 1: Our grid"


class TestTheBlocks:
    def test_the_count_what_is_uncertain_and_the_profile_stand_before_the_table(self) -> None:
        count, uncertain, profile, shown = applicability_blocks(BILAN, "en")
        assert count == Paragraph("from 20 to 21 indicators apply, depending on the questions not answered")
        assert uncertain == Paragraph(
            "Without being established, the profile “certifier” removes: 18 (practice, deduced). A certifier may keep "
            "them: have your evidence ready.",
            Tone.WARNING,
        )
        assert profile == Paragraph(BILAN.summary("en")[2], Tone.QUIET)
        assert shown == applicability_table(BILAN, "en")

    def test_detail_is_that_of_the_table(self) -> None:
        *_, shown = applicability_blocks(BILAN, "en", detail=True)
        assert isinstance(shown, Table)
        assert shown == applicability_table(BILAN, "en", detail=True) != applicability_table(BILAN, "en")

    def test_what_a_profile_removes_is_named_by_how_sure_it_is(self) -> None:
        """One warning for each basis and provenance, with its own indicators."""
        deduced = Citation(OWN.source, Basis.PRACTICE, Provenance.DEDUCED)
        removals = [removal(), removal(indicator=23), removal(indicator=9, citation=deduced)]
        profile = Profile(name="ours", words=NAME, removals=removals)
        found = applicability(["BC"], Answers(teaching_team=False), on="2024-03-08", profile=profile)
        warned = [
            block.text
            for block in applicability_blocks(found, "en")
            if isinstance(block, Paragraph) and block.tone is Tone.WARNING
        ]
        removed = [text.partition(". ")[0].partition("removes: ")[2] for text in warned]
        assert removed == ["9 (practice, deduced)", "12 and 23 (practice, text consulted)"]
        without = attrs.evolve(profile, removals=())
        untouched = applicability(["BC"], Answers(teaching_team=False), on="2024-03-08", profile=without)
        assert all(getattr(block, "tone", None) is not Tone.WARNING for block in applicability_blocks(untouched, "en"))
