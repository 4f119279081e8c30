"""A fault of an option has the name that was typed; one of a file keeps its path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qualiopi_rules.cli.commands import COMMANDS, load
from qualiopi_rules.cli.option_names import named_options
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, MissingExtra, MissingField, UnknownField
from qualiopi_rules.core.messages import Locale
from tests.cli.conftest import Run
from tests.cli.test_review import WEBINAR


def named(path: str, command: str, locale: Locale = "fr", cls: Any = InvalidValue) -> str:
    fault = cls(path, "x", "one-of", choices="a, b")
    error = named_options(InvalidInput.of(fault), load(command), locale)
    assert isinstance(error, InvalidInput)
    (other,) = error.faults
    assert (type(other), other.value, other.expected, other.params) == (cls, "x", "one-of", {"choices": "a, b"})
    return str(other.path)


@pytest.mark.parametrize(
    ("path", "command", "option"),
    [
        ("on", "review", "--on"),
        ("out", "report", "--out"),
        ("logo", "report", "--logo"),
        ("name", "report", "--sender"),
        ("alarms", "calendar", "--alarm"),
        ("categories[0]", "sheet", "categories[0]"),
        ("category[0]", "init", "--category[0]"),
        ("columns['on']", "portfolio", "--column['on']"),
        ("source", "portfolio", "FICHIER"),
        ("dates", "check", "--dates"),
        ("code", "explain", "CODE"),
        ("day", "cycle", "JOUR"),
        ("--out", "sheet", "--out"),
        ("", "review", ""),
        ("certificate.number", "review", "certificate.number"),
        ("profile.toml: name", "review", "profile.toml: name"),
        ("sheet.csv", "portfolio", "sheet.csv"),
        ("out", "check", "out"),
        ("dossier.answers.own", "review", "dossier.answers.own"),
    ],
)
def test_the_name_of_an_option(path: str, command: str, option: str) -> None:
    assert named(path, command) == option


def test_the_language_is_that_of_the_run() -> None:
    assert named("day", "cycle", "en") == "DAY"


def test_a_name_that_is_not_known_is_one_of_a_file() -> None:
    assert named("format", "review", cls=UnknownField) == "format"
    assert named("format", "review", cls=MissingField) == "--format"


def test_an_error_of_another_kind_stays() -> None:
    error = MissingExtra("ical")
    assert named_options(error, load("calendar"), "fr") is error


@pytest.mark.parametrize("command", [each for each in COMMANDS if each in ("review", "report", "plan", "history")])
def test_a_bad_day_is_said_as_it_was_typed(run: Run, command: str) -> None:
    code, out, err = run(command, WEBINAR, "--on", "06/05/2024")
    assert (code, out) == (2, "")
    assert err.startswith('--on : "06/05/2024" n’est pas accepté')
    assert err.endswith("vouliez-vous dire 2024-05-06 ?\n")


def test_a_fault_of_a_dossier_keeps_its_path(run: Run, dossier: Callable[..., Path]) -> None:
    assert run("review", dossier(on="x"))[2].startswith("on : nom inconnu")
