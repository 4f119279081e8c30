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
from tests.checks import plain
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


def test_a_day_says_what_it_is_and_what_sets_it_since_when(run: Run) -> None:
    lines = run("explain", "surveillance-closes")[1].splitlines()
    assert lines[2] == "Un jour du calendrier : dernier jour pour l’audit de surveillance."
    assert lines[6:8] == [
        "Depuis le 9 juin 2019 : 28 mois après le premier jour du cycle",
        "Depuis le 1er janvier 2021 : 22 mois après le premier jour du cycle",
    ]


def test_every_rule_of_a_day_has_words() -> None:
    rules = {rule.partition(".")[2] for each in text("cli/milestones")["rules"].values() for rule in each}
    assert set(text("cli/milestones")["words"]) == rules


def test_a_question_says_which_indicators_its_answer_decides(run: Run) -> None:
    assert "La réponse décide : 27 " in run("explain", "subcontracting", "--on", "2023-03-01")[1]
    assert "La réponse décide" not in run("explain", "complaints")[1]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("subcontracting", " : oui, non, ou sans réponse."),
        ("trainers", "mobilise combien d’intervenants par formation ? La réponse est un nombre."),
        ("new_in", "débute dans la catégorie : la réponse est la liste de ces catégories."),
    ],
)
def test_a_question_says_what_answers_it(run: Run, code: str, said: str) -> None:
    assert said in plain(run("explain", code)[1])


def test_a_code_with_several_meanings_has_them_all(run: Run) -> None:
    out = run("explain", "minor")[1]
    assert out.startswith("minor\n=====\nNon-conformité mineure\n")
    assert "\nMineure\n" in out


@pytest.mark.parametrize(
    ("code", "meant"), [("sub-contracting", "subcontracting"), ("surveillance-close", "surveillance-closes")]
)
def test_a_miss_is_met_with_the_nearest_codes(run: Run, code: str, meant: str) -> None:
    exit_code, out, err = run("explain", code)
    assert (exit_code, out) == (2, "")
    assert err.rstrip().endswith(f"vouliez-vous dire {meant} ?")
    assert "« qualiopi-rules explain --all » les donne tous" in err


def offered(err: str) -> list[str]:
    return err.partition("un code connu, comme ")[2].partition(" ; ")[0].split(", ")


@pytest.mark.parametrize("code", ["bilans", "consent", "audits", "e", "certificat", "34"])
def test_at_most_eight_codes_are_offered_each_of_which_is_one(run: Run, code: str) -> None:
    """They are written nearly so, or their words have it."""
    found = offered(run("explain", code)[2])
    assert 1 <= len(found) <= 8
    assert len(found) == len(set(found))
    for each in found:
        assert run("explain", each)[0] == 0
    assert {"BIL013", "BIL014"} <= set(offered(run("explain", "consent")[2]))


@pytest.mark.parametrize("code", ["zzzz", ""])
def test_where_no_code_is_near_there_is_one_of_each_kind(run: Run, code: str) -> None:
    assert offered(run("explain", code)[2]) == ["BIL001", "27", "surveillance-closes", "subcontracting"]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_code_is_listed_once(run: Run, lang: str) -> None:
    code, out, err = run("explain", "--all", "--lang", lang, "--on", "2026-11-01")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    known = {*map(str, NAMED), *map(str, range(1, 34)), *LABELLED}
    assert lines[2].startswith(f"{len(known)} code")
    starts = [line.partition(" ")[0] for line in lines]
    assert all(each in starts for each in known)


def test_what_does_not_hold(run: Run) -> None:
    assert run("explain")[::2] == (2, "CODE : obligatoire, mais absent\n")
    assert run("explain", "34")[0] == 2
    assert run("explain", "BIL001", "--on", "x")[0] == 2
