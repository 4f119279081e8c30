"""The table of the indicators: why in a few words or in full, what is folded, and what is uncertain."""

from __future__ import annotations

import attrs
import pytest

from qualiopi_rules import Answers, Profile, applicability
from qualiopi_rules.indicators.table import applicability_blocks, applicability_table
from qualiopi_rules.law import Basis, Citation, Provenance
from qualiopi_rules.view.blocks import Paragraph, Tone
from tests.indicators.test_applicability import WEBINAR
from tests.profile.test_profile import NAME, OWN, removal

RESULT = applicability(["BC", "VAE"], WEBINAR, on="2024-03-08")


def why(number: int, *, detail: bool) -> str:
    """What a row says of why."""
    table = applicability_table(RESULT, "en", detail=detail)
    (row,) = (row for group in table.groups for row in group.rows if row.cells[0] == str(number))
    return str(row.cells[3])


def test_the_reasons_are_in_full_only_where_detail_is_wanted() -> None:
    assert why(1, detail=True) == "The annex applies it to category BC. The annex applies it to category VAE."
    assert len(why(1, detail=False)) < len(why(1, detail=True))
    assert not why(1, detail=False).endswith(".")


@pytest.mark.parametrize("detail", [True, False])
def test_those_that_do_not_apply_are_folded_unless_detail_is_wanted(detail: bool) -> None:
    """Where the annex alone leaves an indicator out its number says enough; else why stands beside it."""
    bilan = applicability(["BC"], WEBINAR, on="2024-03-08")
    fourth = applicability_table(bilan, "en", detail=detail).groups[3]
    assert [row.cells[0] for row in fourth.rows] == (["17", "18", "19", "20"] if detail else ["17", "19"])
    assert fourth.folded == ("" if detail else "Not applicable: 18 (removed by the profile) and 20.")


def test_what_a_profile_removes_is_named_by_how_sure_it_is() -> None:
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
