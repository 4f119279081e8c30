"""`explain`: every code, day, indicator, question and profile is explained; what is none is met with all of them."""

from __future__ import annotations

import pytest

from qualiopi_rules.core.resources import text
from qualiopi_rules.formats.code_labels import labels
from qualiopi_rules.law.dated import dated
from qualiopi_rules.profile import built_in_profiles
from qualiopi_rules.results import MilestoneCode
from qualiopi_rules.results.findings import catalogue
from qualiopi_rules.rnq import referential
from qualiopi_rules.rnq.question import questions, situation_questions
from tests.cli.conftest import Run

LABELLED = sorted({code for own in labels("fr").values() for code in own})
NAMED = [*catalogue(), *MilestoneCode, *questions(), *situation_questions(), *built_in_profiles()]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_code_is_explained(run: Run, lang: str) -> None:
    for code in dict.fromkeys([*map(str, NAMED), *map(str, range(1, 34)), *LABELLED]):
        exit_code, out, err = run("explain", code, "--on", "2026-11-01", "--lang", lang)
        assert (exit_code, err) == (0, ""), code
        assert len(out.splitlines()) >= 3


@pytest.mark.parametrize("code", ["BIL001", "bil001", " BIL001 "])
def test_a_finding_has_its_title_its_meaning_and_its_source(run: Run, code: str) -> None:
    out = run("explain", code)[1]
    entry = catalogue()["BIL001"]
    for said in (entry.title.fr, entry.meaning.fr, entry.citation.source.title, "bloquant"):
        assert said.replace("\u00a0", " ") in out
    assert entry.meaning.en in run("explain", code, "--lang", "en")[1]


@pytest.mark.parametrize(("day", "edition"), [("2026-10-31", "2019"), ("2026-11-01", "2026")])
def test_an_indicator_is_that_of_the_edition_of_the_day(run: Run, day: str, edition: str) -> None:
    out = run("explain", "27", "--on", day)[1]
    indicator = referential(on=day)[27]
    assert referential(on=day).edition == edition
    assert out.startswith(f"Indicateur 27 : {indicator.title('fr')}\n")
    assert "Seulement pour un prestataire qui recourt à la sous-traitance" in out
    assert ("guide de lecture" in out) is True
    assert indicator.citation.source.title in out


def test_an_indicator_that_the_guide_does_not_know_has_no_notes_of_it(run: Run) -> None:
    out = run("explain", "33", "--on", "2026-11-01")[1]
    assert out.startswith("Indicateur 33 : ")
    assert run("explain", "33", "--on", "2026-10-31")[0] == 2


@pytest.mark.parametrize("code", MilestoneCode)
def test_every_day_cites_the_rules_that_set_it(run: Run, code: MilestoneCode) -> None:
    rules = text("cli/milestones")["rules"]
    assert set(rules) == {str(each) for each in MilestoneCode}
    out = run("explain", code.upper())[1]
    for rule in rules[code]:
        file, _, key = rule.partition(".")
        for value in dated(file, key).values:
            assert value.citation.source.title in out


def test_a_question_says_which_indicators_its_answer_decides(run: Run) -> None:
    assert "La réponse décide : 27 " in run("explain", "subcontracting", "--on", "2023-03-01")[1]
    assert "La réponse décide" not in run("explain", "complaints")[1]


def test_a_code_with_several_meanings_has_them_all(run: Run) -> None:
    out = run("explain", "minor")[1]
    assert out.startswith("minor\n=====\nNon-conformité mineure\n")
    assert "\nMineure\n" in out


@pytest.mark.parametrize(
    ("code", "meant"), [("sub-contracting", "subcontracting"), ("surveillance-close", "surveillance-closes")]
)
def test_a_miss_is_met_with_every_code_and_the_nearest(run: Run, code: str, meant: str) -> None:
    exit_code, out, err = run("explain", code)
    assert (exit_code, out) == (2, "")
    assert err.rstrip().endswith(f"vouliez-vous dire {meant} ?")
    listed = err.partition("une valeur parmi : ")[2].partition(" ; ")[0].split(", ")
    assert set(listed) >= {*map(str, NAMED), *map(str, range(1, 34)), *LABELLED}
    assert len(listed) == len(set(listed))


def test_what_does_not_hold(run: Run) -> None:
    assert run("explain", "34")[0] == 2
    assert run("explain", "BIL001", "--on", "x")[0] == 2
