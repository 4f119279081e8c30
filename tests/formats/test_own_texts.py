"""A caller's own edition and dated values, read from TOML: whole, or refused with every fault and its place."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from pendulum import Date

from qualiopi_rules import Answers, InvalidInput, NotInForce, applicability, explain, referential
from qualiopi_rules.formats.json import structure, unstructure
from qualiopi_rules.formats.toml import read_edition, read_values
from qualiopi_rules.law import Citation
from qualiopi_rules.law.dated import Dated, dated
from qualiopi_rules.rnq import Category, Change, Grading, Referential
from tests.checks import profile_with, refused

GROUND = """
[{where}citation]
basis = "practice"
provenance = "deduced"
[{where}citation.source]
id = "ours"
title = "Our text"
"""

EDITION = (
    """
edition = "ours"
since = 2026-01-01
[[criteria]]
number = 1
words = { fr = "Information", en = "Information" }
"""
    + GROUND.format(where="criteria.")
    + """
[[indicators]]
number = 1
criterion = 1
words = { fr = "Public", en = "Public" }
categories = ["BC"]
grading = "gradable"
"""
    + GROUND.format(where="indicators.")
    + GROUND.format(where="indicators.").replace("citation", "grading_citation")
    + """
[[indicators]]
number = 40
criterion = 1
condition = "subcontracting"
words = { fr = "Sous-traitance", en = "Sub-contracting" }
categories = ["BC", "AF"]
grading = "major-only"
"""
    + GROUND.format(where="indicators.")
    + GROUND.format(where="indicators.").replace("citation", "grading_citation")
    + GROUND.format(where="")
)

VALUES = (
    """
[[base.values]]
value = 2
since = 2024-01-01
"""
    + GROUND.format(where="base.values.")
    + """
[[base.values]]
value = 3
since = 2025-01-01
until = 2025-12-31
"""
    + GROUND.format(where="base.values.")
)

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        file = tmp_path / "ours.toml"
        file.write_text(text, "utf-8")
        return file

    return written


def faults(read: Callable[[Path], Any], file: Path) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refusal:
        read(file)
    return [(fault.path.removeprefix(f"{file}: "), fault.expected) for fault in refusal.value.faults]


class TestEditions:
    def test_an_edition_of_ones_own_replaces_the_one_of_the_day(self, write: Write) -> None:
        edition = read_edition(write(EDITION))
        assert list(edition) == [1, 40]
        assert (edition.since, edition.until) == (Date(2026, 1, 1), None)
        result = applicability(["BC"], on="2024-06-01", edition=edition)
        assert (result.edition, result.numbers, result.undetermined) == ("ours", (1,), (40,))
        with_guide = applicability(
            ["AF"],
            Answers(subcontracting=True),
            on="2024-06-01",
            edition=edition,
            profile=profile_with(guide_removes=True),
        )
        assert (with_guide.numbers, with_guide.not_applicable) == ((40,), (1,))
        assert [cited.source.id for cited in explain(with_guide).citations] == ["ours"]

    def test_what_is_no_edition_is_refused(self) -> None:
        with refused("edition: .*Referential"):
            applicability(["BC"], on="2024-06-01", edition="2019")  # type: ignore[arg-type]

    def test_every_fault_of_an_edition_names_the_file(self, write: Write) -> None:
        broken = (
            EDITION.replace("criterion = 1", "criterion = 2", 1)
            .replace('condition = "subcontracting"', 'condition = "weather"')
            .replace("number = 40", "number = 1")
            .replace("since = 2026-01-01", "since = 2026-01-01\nuntil = 2025-12-31")
        )
        assert faults(read_edition, write(broken)) == [
            ("until", "not-before"),
            ("indicators", "in-order"),
            ("indicators[0].criterion", "one-of"),
            ("indicators[1].condition", "one-of"),
        ]
        assert faults(read_edition, write(EDITION.replace('grading = "gradable"', "colour = 1"))) == [
            ("indicators[0].grading", "present"),
            ("indicators[0].colour", "known-field"),
        ]

    def test_our_own_editions_come_back_from_what_is_written(self) -> None:
        for day in ("2026-10-31", "2026-11-01"):
            edition = referential(on=day)
            assert structure(unstructure(edition), Referential) == edition

    def test_criteria_rise_too(self) -> None:
        edition = referential(on="2026-11-01")
        with refused("criteria: .*ascending"):
            attrs.evolve(edition, criteria=edition.criteria[::-1])


class TestValues:
    def test_values_hold_on_their_days(self, write: Write) -> None:
        rule = read_values(write(VALUES))["base"]
        assert (rule.on(Date(2024, 12, 31)).value, rule.on(Date(2025, 1, 1)).value) == (2, 3)
        assert isinstance(rule.on(Date(2025, 1, 1)).citation, Citation)
        for outside in (Date(2023, 12, 31), Date(2026, 1, 1)):
            with pytest.raises(NotInForce):
                rule.on(outside)

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("since = 2025-01-01", "since = 2024-01-01", [("base.values[1].since", "after")]),
            ("since = 2025-01-01", "since = 2023-01-01", [("base.values[1].since", "after")]),
            (
                "since = 2024-01-01",
                "since = 2024-01-01\nuntil = 2025-01-01",
                [("base.values[1].since", "after")],
            ),
            ("until = 2025-12-31", "until = 2024-12-31", [("base.values[1].until", "not-before")]),
            ("value = 2", "value = 2.5", [("base.values[0].value", "integer-or-text")]),
            (
                "value = 2",
                "valeur = 2",
                [("base.values[0].value", "present"), ("base.values[0].valeur", "known-field")],
            ),
            ('title = "Our text"', "", [("base.values[0].citation.source.title", "present")]),
        ],
    )
    def test_what_does_not_hold_is_refused_at_its_place(
        self, write: Write, old: str, new: str, expected: list[tuple[str, str]]
    ) -> None:
        assert faults(read_values, write(VALUES.replace(old, new, 1))) == expected

    def test_a_value_without_a_source_is_refused(self, write: Write) -> None:
        assert faults(read_values, write("[[base.values]]\nvalue = 2\nsince = 2024-01-01\n")) == [
            ("base.values[0].citation", "present")
        ]

    def test_every_rule_is_read_before_the_file_is_refused(self, write: Write) -> None:
        broken = "empty = { values = [] }\nnone = { }\nplain = 3\nodd = { values = [3] }\n" + VALUES
        assert faults(read_values, write(broken)) == [
            ("empty.values", "not-empty"),
            ("none.values", "list"),
            ("plain.values", "list"),
            ("odd.values[0]", "object"),
        ]

    def test_a_file_that_cannot_be_read_is_refused(self, tmp_path: Path) -> None:
        for path, expected in ((tmp_path / "absent.toml", "file"), (Path("a\0b"), "file")):
            with pytest.raises(InvalidInput) as refusal:
                read_values(path)
            assert [fault.expected for fault in refusal.value.faults] == [expected]

    def test_our_own_values_are_under_the_same_law(self) -> None:
        values = dated("cycle/cycle", "validity").values
        with refused("values\\[1\\].since"):
            Dated("reversed", values[::-1])


AMENDMENT = """
edition = "ours"
since = 2027-01-01
amends = "2026"
citation = { basis = "practice", provenance = "deduced", source = { id = "ours", title = "Our text" } }
[[indicators]]
number = 12
change = "substance"
categories = ["AF", "BC"]
"""


def amended(more: str = "", before: str = AMENDMENT) -> Referential:
    return structure(tomllib.loads(before + more), Referential)


def test_an_edition_that_amends_another_says_only_what_changes() -> None:
    known, ours = referential(on="2026-11-01"), amended()
    assert (ours.edition, ours.since) == ("ours", Date(2027, 1, 1))
    assert list(ours) == list(known)
    assert ours.criteria == known.criteria
    for number in ours:
        same = attrs.evolve(known[number], change=Change.UNCHANGED, what=None, citation=ours.citation)
        if number == 12:
            same = attrs.evolve(same, change=Change.SUBSTANCE, categories=frozenset({Category.AF, Category.BC}))
        assert ours[number] == same


def test_the_grading_of_every_indicator_can_be_written_once() -> None:
    own = """
[major_only]
numbers = [1]
citation = { basis = "practice", provenance = "verbatim", source = { id = "ours", title = "Our text" } }
"""
    known, ours = referential(on="2026-11-01"), amended(own)
    assert [number for number in ours if ours[number].grading is Grading.MAJOR_ONLY] == [1]
    # What an indicator has of its own stays.
    assert ours[33].grading_citation == known[33].grading_citation
    assert {ours[number].grading_citation.source.id for number in ours if number != 33} == {"ours"}


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ('amends = "1999"', 'amends: "1999" is not accepted; expected one of: 2019, 2026'),
        ("amends = 2026", "amends: 2026 is not accepted; expected one of: 2019, 2026"),
        ('amends = "2026"\nindicators = [3]', "indicators"),
        ('amends = "2026"\nindicators = 3', "indicators"),
        ('amends = "2026"\nindicators = [{criterion = 1}]', "indicators"),
        ('amends = "2026"\nindicators = [{number = "1"}]', "indicators"),
        ('amends = "2026"\nindicators = [{number = [1]}]', "indicators"),
        ('amends = "2026"\nmajor_only = [1]', "major_only: unknown name"),
        ("criteria = 1", "criteria"),
    ],
)
def test_an_amendment_that_does_not_hold_is_refused_at_its_place(own: str, words: str) -> None:
    start, _, rest = AMENDMENT.partition('amends = "2026"\n')
    with refused(words):
        amended(before=start + rest.partition("[[")[0] + own)
