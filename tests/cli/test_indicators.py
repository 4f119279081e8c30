"""`indicators`: the referential of a day, or which of its indicators apply."""

from __future__ import annotations

import csv
import io
import json

import pytest

from qualiopi_rules import applicability, load, referential
from qualiopi_rules.indicators import Applicability
from tests.cli.conftest import Run


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(("day", "count"), [("2026-10-31", 32), ("2026-11-01", 33)])
def test_the_table_has_every_indicator_of_the_edition(run: Run, day: str, count: int, lang: str) -> None:
    code, out, err = run("indicators", "--on", day, "--lang", lang)
    assert (code, err) == (0, "")
    edition = referential(on=day)
    assert len(edition) == count
    for indicator in edition.indicators:
        assert f"{indicator.number:>2}  {indicator.title(lang)}".replace("\u00a0", " ") in out  # type: ignore[arg-type]
    assert str(count) in out.splitlines()[2]


def test_csv_has_a_row_for_each_and_opens_in_a_french_spreadsheet(run: Run) -> None:
    out = run("indicators", "--on", "2026-11-01", "--format", "csv")[1]
    rows = list(csv.reader(io.StringIO(out), delimiter=";"))
    assert rows[0] == ["N°", "Indicateur", "Critère", "Catégories", "Gravité possible d’un écart"]
    assert [int(row[0]) for row in rows[1:]] == list(referential(on="2026-11-01"))
    assert rows[4][4] == "majeur seulement"
    assert {len(row) for row in rows} == {5}


def test_with_categories_it_says_what_applies_and_why(run: Run) -> None:
    tokens = ("indicators", "--on", "2023-03-01", "--category", "BC", "--profile", "law")
    applied = applicability(["BC"], on="2023-03-01", profile="law")
    rows = list(csv.reader(io.StringIO(run(*tokens, "--format", "csv")[1]), delimiter=";"))
    assert rows[0][5:] == ["Applicable", "Pourquoi"]
    assert [row[5] for row in rows[1:]].count("applicable") == len(applied.numbers)
    assert rows[27][5] == "indéterminé"
    assert "sous-traitance" in rows[27][6]
    out = run(*tokens)[1]
    assert applied.summary("fr")[1] in out.replace("\u00a0", " ")
    assert load(run(*tokens, "--format", "json")[1], Applicability) == applied


def test_json_without_categories_is_the_edition(run: Run) -> None:
    read = json.loads(run("indicators", "--on", "2023-03-01", "--format", "json")[1])
    assert read["edition"] == "2019"
    assert len(read["indicators"]) == 32


def test_several_categories_are_joined(run: Run) -> None:
    tokens = ["--category", "AF", "--category", "CFA", "--on", "2023-03-01", "--format", "json"]
    read = load(run("indicators", *tokens)[1], Applicability)
    assert {str(each) for each in read.categories} == {"AF", "CFA"}


@pytest.mark.parametrize("tokens", [["--on", "2018-01-01"], ["--on", "x"], ["--category", "BC", "--profile", "x"]])
def test_what_does_not_hold(run: Run, tokens: list[str]) -> None:
    code, out, err = run("indicators", *tokens)
    assert (code, out) == (2, "")
    assert err
