"""What changed on 1 November 2026, for each category."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules import Category, referential
from qualiopi_rules.core.words import Words
from qualiopi_rules.rnq.comparison import compare
from qualiopi_rules.rnq.edition import Change, editions
from qualiopi_rules.strategies import categories
from tests.checks import plain, refused
from tests.rnq.checks import faults

EDITIONS = {"choices": "2019, 2026"}
SUBSTANCE = {1, 2, 3, 7, 12, 14, 15, 19, 20, 27, 30, 32}


def test_a_bilan_provider_looks_at_seven_indicators_again_in_substance_and_one_in_form() -> None:
    """Décret 2026-728, read on column 2° of the annex."""
    comparison = compare("2019", "2026", ["BC"])
    assert comparison.numbers("substance") == (1, 2, 12, 19, 27, 30, 32)
    assert comparison.numbers("form") == (31,)
    assert comparison.numbers(Change.NEW) == ()
    # Of the 22 of a bilan de compétences, those that no text touched.
    assert comparison.numbers("unchanged") == (4, 5, 6, 9, 10, 11, 17, 18, 21, 22, 23, 24, 25, 26)


def test_an_apprenticeship_centre_looks_at_every_change_and_at_the_new_indicator() -> None:
    comparison = compare("2019", "2026", ["CFA"])
    assert set(comparison.numbers("substance")) == SUBSTANCE
    assert comparison.numbers("form") == (31,)
    assert comparison.numbers("new") == (33,)
    new = comparison.changed[-1]
    assert (new.number, new.before) == (33, None)


@pytest.mark.property
@given(categories=categories())
def test_a_comparison_has_the_changed_indicators_of_the_columns_and_no_other(categories: frozenset[Category]) -> None:
    comparison = compare(referential(on="2026-10-31"), referential(on="2026-11-01"), categories)
    columns = {
        indicator.number for category in categories for indicator in referential(on="2026-11-01").of_category(category)
    }
    assert {each.number for each in comparison.changed} == (SUBSTANCE | {31, 33}) & columns
    for each in comparison.changed:
        assert each.after == referential(on="2026-11-01")[each.number]
        assert each.before == referential(on="2026-10-31").get(each.number)
        assert [citation.source.id for citation in each.citations] == ["decret-2026-728"]
        assert len(each.what) == 1


def test_a_comparison_is_rendered_in_words() -> None:
    lines = compare("2019", "2026", ["BC"]).explain("en").splitlines()
    assert lines[0] == "From edition 2019 to edition 2026, categories: BC"
    assert lines[-1].startswith("32  Continuous improvement and risk analysis (in substance): the measures become")
    assert len(lines) == 9
    assert compare("2019", "2026", ["BC"]).explain().startswith("De l’édition 2019")
    several = compare("2019", "2026", ["VAE", "BC", "AF"]).explain("en").splitlines()
    assert several[0] == "From edition 2019 to edition 2026, categories: AF, BC and VAE"


@pytest.mark.parametrize(("before", "after"), [("2026", "2019"), ("2019", "2019"), ("2026", "2026")])
def test_the_second_edition_is_the_later_one(before: str, after: str) -> None:
    with refused(f"after: .*later than {before}"):
        compare(before, after, ["BC"])


def test_every_argument_that_does_not_hold_is_reported_together() -> None:
    assert faults(compare, "2020", 2026, "BC") == [
        ("before", "2020", "one-of", EDITIONS),
        ("after", 2026, "one-of", EDITIONS),
        ("categories", "BC", "list-of", {"choices": "AF, BC, VAE, CFA"}),
    ]


def test_the_editions_of_the_library_alone_are_compared() -> None:
    """What changed between two of them is known; one of a caller's, by whatever name, may have changed anything."""
    ours = attrs.evolve(referential(on="2026-11-01"), indicators=referential(on="2026-11-01").indicators[1:])
    assert faults(compare, "2019", ours, ["BC"]) == [("after", ours, "one-of", EDITIONS)]


def test_what_is_no_kind_of_change_and_what_is_no_edition_are_refused_together() -> None:
    compared = attrs.evolve(compare("2019", "2026", ["BC"]), after="ours")
    kinds = {"choices": "unchanged, form, substance, new"}
    assert faults(compared.numbers, "deep") == [
        ("change", "deep", "one-of", kinds),
        ("after", "ours", "one-of", EDITIONS),
    ]


def test_a_comparison_is_written_on_one_line_with_how_many_changed() -> None:
    assert repr(compare("2019", "2026", ["BC", "AF"])) == (
        'Comparison(before="2019", after="2026", categories=["AF", "BC"], changed=10)'
    )


class TestSeveralEditions:
    """An edition of 2030 that changes 1 in form, 4 in substance without saying what, and adds 34 for all."""

    @pytest.fixture(autouse=True)
    def three_editions(self, monkeypatch: pytest.MonkeyPatch) -> None:
        first, second = editions()
        changes: dict[int, dict[str, Any]] = {
            1: {"change": Change.FORM, "what": Words("le titre est plus court", "its title is shorter")},
            4: {"change": Change.SUBSTANCE},
        }
        unchanged = {"change": Change.UNCHANGED, "what": None, "citation": first.citation}
        indicators = [attrs.evolve(each, **{**unchanged, **changes.get(each.number, {})}) for each in second.values()]
        added = attrs.evolve(indicators[0], number=34, change=Change.NEW)
        third = attrs.evolve(second, edition="2030", since=Date(2030, 1, 1), indicators=(*indicators, added))
        known = first, attrs.evolve(second, until=Date(2029, 12, 31)), third
        monkeypatch.setattr("qualiopi_rules.rnq.comparison.editions", lambda: known)

    def test_the_deepest_change_counts_and_each_edition_says_what_it_changed(self) -> None:
        compared = {each.number: each for each in compare("2019", "2030", ["CFA"]).changed}
        assert set(compared) == SUBSTANCE | {4, 31, 33, 34}
        assert compared[1].change is Change.SUBSTANCE
        earlier, later = (words.en for words in compared[1].what)
        assert earlier.startswith("the information also states the recognition awarded")
        assert later == "its title is shorter"
        assert [citation.source.id for citation in compared[1].citations] == ["decret-2026-728", "rnq-2019"]
        assert (compared[4].change, compared[4].what) == (Change.SUBSTANCE, ())
        assert [compared[number].before for number in (33, 34)] == [None, None]

    def test_what_changed_before_the_first_or_after_the_second_does_not_count(self) -> None:
        assert [(each.number, each.change) for each in compare("2026", "2030", ["BC"]).changed] == [
            (1, Change.FORM),
            (4, Change.SUBSTANCE),
            (34, Change.NEW),
        ]
        assert {each.number for each in compare("2019", "2026", ["CFA"]).changed} == SUBSTANCE | {31, 33}
        (first, *_) = compare("2019", "2026", ["CFA"]).changed
        assert len(first.what) == 1

    def test_the_changes_of_an_indicator_are_joined_as_its_language_does(self) -> None:
        (first, *_) = compare("2019", "2030", ["BC"]).changed
        assert plain(first.say()).endswith("n’induit pas le public en erreur ; le titre est plus court")
        assert " ;" not in first.say()  # the line is not broken there
        assert first.say("en").endswith("does not mislead the public; its title is shorter")
