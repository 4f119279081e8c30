"""The command `qualiopi-rules portfolio`: a file in, a plan out, a summary and an exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pendulum
import polars as pl
import pytest

from qualiopi_rules.cli import main
from qualiopi_rules.formats.json import dump
from qualiopi_rules.portfolio import plan_portfolio
from qualiopi_rules.portfolio.summary import summary_document
from tests.checks import profile_with
from tests.conftest import EXAMPLES
from tests.portfolio.test_files import FRENCH

Run = Callable[..., tuple[int, str, str]]

CERTIFICATES, CERTIFICATS = EXAMPLES / "certificates.csv", EXAMPLES / "certificats.csv"
ON = ("--on", "2025-01-15")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*tokens: object) -> tuple[int, str, str]:
        code = main.run(["portfolio", *map(str, tokens)])
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_summary_is_that_of_the_plan(run: Run, lang: Any, tmp_path: Path) -> None:
    out = tmp_path / "plan.parquet"
    code, written, err = run(CERTIFICATES, "--out", out, *ON, "--lang", lang)
    assert (code, err) == (1, "")
    summary = plan_portfolio(CERTIFICATES, tmp_path / "right.parquet", on=ON[1])
    assert written == summary_document(attrs.evolve(summary, out=str(out)), lang).text()
    assert pl.read_parquet(out).equals(pl.read_parquet(tmp_path / "right.parquet"))


def test_json_is_the_summary_of_the_plan(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "plan.csv"
    code, written, err = run(CERTIFICATES, "--out", out, *ON, "--format", "json", "--upcoming", 2)
    assert (code, err) == (1, "")
    assert written == dump(plan_portfolio(CERTIFICATES, out, on=ON[1], upcoming=2), indent=2) + "\n"
    read = json.loads(written)
    assert (read["rows"], len(read["upcoming"]), read["upcoming"][0]["days_left"]) == (10, 2, -198)
    assert read["rejected"][0] == {"error": "cells", "field": None, "rows": 1, "first": 11}


def test_every_option_of_a_file_is_an_option_of_the_command(run: Run, tmp_path: Path) -> None:
    options = [f"--{name}={value}" for name, value in FRENCH.items() if name != "columns"]
    named = [f"--column={name}={column}" for name, column in FRENCH["columns"].items()]  # type: ignore[attr-defined]
    file = tmp_path / "b.xlsx"
    code, out, err = run(CERTIFICATS, "--out", tmp_path / "plan.csv", *ON, *options, *named, "--prefix", "q_")
    assert (code, err) == (0, "")
    assert "first_issue = Première édition" in out
    assert "encodage cp1252" in out
    assert (tmp_path / "plan.csv").read_text("utf-8").count(";q_") > 10
    code, _, err = run(
        tmp_path / "plan.csv", "--out", tmp_path / "b.xlsx", *ON, "--separator=;", "--dates=french", *named
    )
    assert code == 1  # without the options of oui and non
    file = tmp_path / "b.xlsx"
    code, out, _ = run(
        file, "--out", tmp_path / "b.csv", *ON, "--sheet=Sheet1", "--prefix=r_", "--yes=oui", "--no=non", *named
    )
    assert code == 1  # nor are French dates
    assert "Feuille Sheet1" in out
    ours = tmp_path / "ours.toml"
    ours.write_text('extends = "law"\nname = "ours"\nguide_removes = true\n', "utf-8")
    code, _, _ = run(CERTIFICATES, "--out", file, *ON, "--profile", ours)
    assert code == 1
    assert pl.read_excel(file).equals(
        pl.read_excel(
            plan_portfolio(
                CERTIFICATES, tmp_path / "c.xlsx", on=ON[1], profile=profile_with("law", guide_removes=True)
            ).out
        )
    )


def test_without_a_day_it_is_today_in_paris(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pendulum, "now", pendulum.datetime(2025, 1, 14, 23, 30).in_timezone)
    out = run(CERTIFICATES, "--out", tmp_path / "plan.csv")[1]
    assert out.startswith(f"Portefeuille {CERTIFICATES}, revue au 15 janvier 2025\n")


@pytest.mark.parametrize(
    ("tokens", "named"),
    [
        (["--on", "soon"], 'on\u00a0: "soon"'),
        (
            ["--column", "valid_until"],
            'column\u00a0: "valid_until" n’est pas accepté\u00a0; attendu\u00a0: un nom, le signe =',
        ),
        (["--column", "number=a", "--column", "number=b"], 'column\u00a0: "number=b"'),
        (["--column", "valid_until=Fin"], "--column['valid_until']\u00a0: \"Fin\""),
        (["--separator", ";"], "l’option separator"),
        (["--profile", "none.toml"], "none.toml"),
        (["--on", "2018-06-01"], "1er juin 2018"),
    ],
    ids=str,
)
def test_what_is_refused_is_exit_code_two(run: Run, tokens: list[str], named: str, tmp_path: Path) -> None:
    out = tmp_path / "plan.csv"
    code, written, err = run(CERTIFICATES, "--out", out, *(tokens if "--on" in tokens else [*ON, *tokens]))
    assert (code, written) == (2, "")
    assert named in err
    assert not out.exists()


def test_an_empty_column_of_a_sheet_is_no_news(run: Run, tmp_path: Path) -> None:
    table = {"first_issue": ["2023-02-02"], "valid_until": ["2026-02-01"], "printed_start": [None]}
    pl.DataFrame(table, schema_overrides={"printed_start": pl.String}).write_excel(tmp_path / "a.xlsx")
    assert run(tmp_path / "a.xlsx", "--out", tmp_path / "b.csv", *ON)[::2] == (0, "")


def test_without_the_extra_the_command_says_how_to_install_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in [name for name in sys.modules if name.startswith("qualiopi_rules.portfolio")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "polars", None)
    code, out, err = run(CERTIFICATES, "--out", tmp_path / "plan.csv")
    assert (code, out) == (2, "")
    assert 'pip install "qualiopi-rules[portfolio]"' in err


def test_a_hyphen_alone_is_a_text_where_a_text_is_expected(run: Run, tmp_path: Path) -> None:
    """Only in place of a file is it the standard input or output."""
    file = tmp_path / "a.csv"
    file.write_text("valid_until,first_issue,subcontracting,categories\n2026-02-01,2023-02-02,-,BC\n", "utf-8")
    code, written, _ = run(file, "--out", tmp_path / "b.csv", *ON, "--no", "-", "--format", "json")
    assert code == 0
    assert json.loads(written)["read"]["no"] == "-"
