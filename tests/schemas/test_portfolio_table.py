"""The schema of a portfolio's file: its columns are those that are read, and the validator of Frictionless takes it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qualiopi_rules.schemas import schema
from tests.conftest import EXAMPLES

SCHEMA = schema("portfolio")
FIELDS = {field["name"]: field for field in SCHEMA["fields"]}


def test_every_column_has_words_in_both_languages_and_an_example() -> None:
    for field in SCHEMA["fields"]:
        assert {"name", "title", "x-title-en", "description", "type", "example"} <= field.keys(), field["name"]


def test_no_column_is_a_key_and_none_is_required() -> None:
    """Rows without a number, and several of one certificate, are rows of a portfolio."""
    assert "primaryKey" not in SCHEMA
    assert not any(field.get("constraints", {}).get("required") for field in SCHEMA["fields"])


@pytest.mark.extra
def test_its_columns_are_those_that_are_read() -> None:
    from qualiopi_rules.portfolio import portfolio_columns

    assert sorted(FIELDS) == sorted(portfolio_columns())


def validated(path: Path, tmp_path: Path) -> list[dict[str, Any]]:
    """What the validator says of a file, as `frictionless validate` writes it."""
    described = tmp_path / "portfolio.json"
    described.write_text(json.dumps(SCHEMA), "utf-8")
    command = (sys.executable, "-W", "ignore", "-m", "frictionless", "validate", path.name)
    ended = subprocess.run(
        [*command, "--schema", str(described), "--trusted", "--json"],
        capture_output=True,
        check=False,
        text=True,
        cwd=path.parent,
    )
    report: dict[str, Any] = json.loads(ended.stdout)
    (task,) = report["tasks"]
    assert task["name"], "the file was read"
    errors: list[dict[str, Any]] = task["errors"]
    return errors


@pytest.mark.extra
def test_the_rows_of_the_example_that_are_read_fit_and_those_that_are_not_do_not(tmp_path: Path) -> None:
    """Of the example, rows 7, 8 and 11 are no rows that can be read; row 9 has days that fit no cycle."""
    found = validated(EXAMPLES / "certificates.csv", tmp_path)
    assert {error["rowNumber"] for error in found} == {7, 8, 11}


@pytest.mark.extra
def test_a_file_with_every_column_fits(tmp_path: Path) -> None:
    with (tmp_path / "portfolio.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(FIELDS))
        table.writeheader()
        table.writerow({name: field["example"] for name, field in FIELDS.items()})
        table.writerow({"first_issue": "2023-02-02", "valid_until": "2026-02-01", "categories": "bc , VAE"})
        table.writerow({"surveillance_held": "TRUE", "valid_until": "2026-02-01", "subcontracting": "False"})
    assert validated(tmp_path / "portfolio.csv", tmp_path) == []


@pytest.mark.extra
def test_cells_that_are_not_read_do_not_fit(tmp_path: Path) -> None:
    wrong = {"first_issue": "02/02/2023", "cycle_number": "0", "categories": "AF; BC", "complaints": "oui"}
    with (tmp_path / "portfolio.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, ["number", *wrong])
        table.writeheader()
        for name, cell in wrong.items():
            table.writerow({"number": "1", name: cell})
    found = [(error["rowNumber"], error["fieldName"]) for error in validated(tmp_path / "portfolio.csv", tmp_path)]
    assert found == list(enumerate(wrong, start=2))
