"""Milestones and deadlines: what they say, what they cite, and what names them."""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import InvalidInput
from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.words import words
from qualiopi_rules.law import Basis, Citation, Provenance, UsedValue
from qualiopi_rules.law.source import citation_of
from qualiopi_rules.results import Deadline, DeadlineKind, Milestone, MilestoneCode
from qualiopi_rules.results.blocks import blocks_of, finding_blocks, source_blocks
from qualiopi_rules.results.deadlines import deadline
from qualiopi_rules.results.findings import finding, within
from qualiopi_rules.strategies import days
from qualiopi_rules.view.blocks import Items, Tone
from tests.checks import plain

CODES = {
    *("starts", "surveillance-opens", "surveillance-closes", "renewal-year-opens", "renewal-opens", "renewal-latest"),
    *("renewal-closes", "expires", "audit-proposed", "minor-corrected", "major-corrected", "major-checked"),
    *("minors-reduced", "application-opens", "transfer-due", "transfer-sent", "transfer-decided"),
    *("convention-answered", "documents-kept"),
}
DAY = Date(2026, 11, 27)


@remember
def cited(basis: Basis, provenance: Provenance) -> Citation:
    return citation_of({"source": "code-R6316-2", "basis": basis, "provenance": provenance})


def value(basis: Basis = Basis.LAW, provenance: Provenance = Provenance.VERBATIM, name: str = "own.rule") -> UsedValue:
    return UsedValue(name=name, value=22, since=Date(2022, 1, 1), citation=cited(basis, provenance))


def milestone(**changes: Any) -> Milestone:
    facts = {"code": MilestoneCode.EXPIRES, "day": DAY, "kind": DeadlineKind.LEGAL, "values": (value(),)}
    return Milestone(**{**facts, **changes})


def test_the_codes_are_those_that_are_documented() -> None:
    assert set(MilestoneCode) == CODES


@pytest.mark.parametrize("code", MilestoneCode)
def test_every_milestone_has_words_in_both_languages(code: MilestoneCode) -> None:
    values = {"subject": "17", "document": "document.synthesis", "count": 5}
    named = [name for _, name, _, _ in Formatter().parse(words(f"milestone.{code}").fr) if name]
    said = milestone(code=code, params=tuple((name, values[name]) for name in named))
    assert said.say() == said.say("fr")
    assert said.say("fr") != said.say("en")


@pytest.mark.property
@given(kind=st.sampled_from(DeadlineKind), basis=st.sampled_from(Basis), provenance=st.sampled_from(Provenance))
def test_advice_that_is_computed_from_the_law_is_deduced_and_no_law(
    kind: DeadlineKind, basis: Basis, provenance: Provenance
) -> None:
    """The value that sets the day comes last, and its citation is that of the day in every other case."""
    found = milestone(kind=kind, values=(value(Basis.GUIDE, name="own.other"), value(basis, provenance)))
    advice = kind is DeadlineKind.RECOMMENDED and basis is Basis.LAW
    expected = cited(basis, Provenance.DEDUCED if advice else provenance)
    assert found.citation == expected


def test_a_milestone_is_named_by_its_code_its_subject_and_its_place() -> None:
    """Whatever its day is: a calendar finds it again when the day is corrected."""
    assert milestone().key == "expires"
    assert milestone(where="bilans[0]").key == "expires.bilans[0]"
    subject = (("subject", "surveillance"), ("other", "x"))
    assert milestone(params=subject).key == "expires.surveillance"
    assert milestone(params=subject, where="bilans[0]").key == "expires.surveillance.bilans[0]"
    assert milestone(day=Date(2027, 1, 1)).key == milestone().key


def test_a_milestone_writes_its_code_its_day_and_its_kind() -> None:
    assert repr(milestone(where="bilans[0]")) == 'Milestone(code="expires", day=2026-11-27, kind="legal")'
    left = deadline(MilestoneCode.EXPIRES, DAY, on=DAY, values=[value()])
    assert repr(left) == 'Deadline(code="expires", day=2026-11-27, days_left=0, kind="legal")'


def test_what_a_milestone_is_made_of_is_named() -> None:
    """Its fields are given by name, and each of another type is refused by its name; it has a value."""
    classes: dict[str, Callable[..., Any]] = {"milestone": Milestone, "deadline": Deadline}
    with pytest.raises(TypeError):
        classes["milestone"](MilestoneCode.EXPIRES, DAY, DeadlineKind.LEGAL, (value(),))
    with pytest.raises(TypeError):
        classes["deadline"](MilestoneCode.EXPIRES, DAY, DeadlineKind.LEGAL, (value(),), "", (), None, 3)
    with pytest.raises(InvalidInput) as caught:
        milestone(code="expires-soon", day="2026-11-27", kind=3, where=None)
    assert [each.path for each in caught.value.faults] == ["code", "day", "kind", "where"]
    with pytest.raises(InvalidInput) as caught:
        milestone(values=())
    assert [each.path for each in caught.value.faults] == ["values"]


@pytest.mark.property
@given(day=days(), on=days(), kind=st.sampled_from(DeadlineKind))
def test_the_days_left_are_those_from_the_day_of_the_review(day: Date, on: Date, kind: DeadlineKind) -> None:
    found = deadline(
        MilestoneCode.MAJOR_CORRECTED, day, on=on, values=[value()], kind=kind, where="events[2]", indicator=17
    )
    assert found == Deadline(
        code=MilestoneCode.MAJOR_CORRECTED,
        day=day,
        kind=kind,
        values=(value(),),
        where="events[2]",
        params=(("indicator", 17),),
        opens=None,
        days_left=(day - on).days,
    )
    assert on.add(days=found.days_left) == day
    assert deadline(MilestoneCode.EXPIRES, day, on=on, values=[value()]).kind is DeadlineKind.LEGAL


def shown(found: Any) -> list[tuple[str, str, list[str], Tone]]:
    """What a notebook shows of a value in English: the label, the text, the notes and the tone of each entry."""
    (block,) = blocks_of(found, "en")
    assert isinstance(block, Items)
    return [(item.label, item.text, [plain(note) for note in item.notes], item.tone) for item in block.items]


def test_a_day_is_shown_with_its_source_and_a_deadline_that_is_past_stands_out() -> None:
    note = "Code du travail, art. R. 6316-2; law, text consulted"
    assert shown(milestone()) == [("Legal", "Last valid day: 27 November 2026", [note], Tone.PLAIN)]
    for left, expected in ((1, Tone.PLAIN), (0, Tone.PLAIN), (-1, Tone.WARNING)):
        found = deadline(MilestoneCode.EXPIRES, DAY, on=Date.fromordinal(DAY.toordinal() - left), values=[value()])
        ((_, _, notes, tone),) = shown(found)
        assert (notes, tone) == ([note], expected)


def test_a_finding_is_shown_with_its_place_where_it_has_one() -> None:
    found = finding("DOS001", "categories", categories="AF")
    ((_, _, notes, _),) = shown(found)
    ((_, _, bare, _),) = shown(attrs.evolve(found, where=""))
    assert bare == [*notes[:2], *notes[3:]]
    assert notes[2].endswith("categories")
    (block,) = finding_blocks([found], "en", str.upper)
    assert isinstance(block, Items)
    assert block.items[0].notes[2].endswith("CATEGORIES")


def test_sources_are_listed_once_with_their_address() -> None:
    law, practice = cited(Basis.LAW, Provenance.VERBATIM), cited(Basis.PRACTICE, Provenance.DEDUCED)
    (block,) = source_blocks([law, practice, law], "en")
    assert isinstance(block, Items)
    assert [(plain(item.text), item.url) for item in block.items] == [
        (f"{law.source}; law, text consulted", law.source.url),
        (f"{law.source}; practice, deduced", law.source.url),
    ]
    assert list(source_blocks([], "en")) == []


def test_the_path_of_a_part_starts_with_that_of_the_whole() -> None:
    assert within("bilans[0]", "convention") == "bilans[0].convention"
    assert within("", "convention") == "convention"


@pytest.mark.parametrize("wrong", ["day", ("day",), (("day", "a", "b"),), (("day", "a"), ("day", "b")), ((1, "a"),)])
def test_the_parameters_of_its_message_are_named_values(wrong: Any) -> None:
    with pytest.raises(InvalidInput) as refusal:
        milestone(params=wrong)
    assert [(fault.path, fault.expected) for fault in refusal.value.faults] == [("params", "pairs")]


def test_a_deadline_is_set_by_law_or_recommended_and_about_the_whole_unless_its_place_is_said() -> None:
    assert [kind.value for kind in DeadlineKind] == ["legal", "recommended"]
    assert deadline(MilestoneCode.EXPIRES, DAY, on=DAY, values=[value()]).where == ""
    assert milestone().where == ""
