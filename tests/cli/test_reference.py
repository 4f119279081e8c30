"""The page of the documentation on the command line lists every command with every option."""

from __future__ import annotations

import re
from inspect import signature
from pathlib import Path

import pytest

from maintenance.commands import command_rows, option_rows
from qualiopi_rules.cli.commands import COMMANDS, load
from qualiopi_rules.cli.parameters import SHARED

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "command-line.md").read_text("utf-8")


def options_of(command: str) -> set[str]:
    """The parameters of a command, as they are written."""
    names = signature(load(command)).parameters.values()
    return {
        f"--{each.name.replace('_', '-')}"
        for each in names
        if each.name != "context" and each.kind is each.KEYWORD_ONLY
    }


def test_every_command_has_its_section_and_its_table_and_no_other_has() -> None:
    tables = re.findall(r"^```\{table-of\} options (\w+)$", PAGE, re.MULTILINE)
    assert tables == ["shared", *COMMANDS]
    headings = [line.partition("qualiopi-rules ")[2] for line in PAGE.splitlines() if line.startswith("## `qualiopi")]
    named = [heading.replace("`", " ").split(",")[0] for heading in headings][:-1]
    for command, heading in zip(COMMANDS, named, strict=True):
        assert heading.startswith(command.replace("_", " "))
    assert "```{table-of} commands\n```" in PAGE


@pytest.mark.parametrize("command", COMMANDS)
def test_the_table_of_a_command_has_every_option(command: str) -> None:
    head, *rows = option_rows(command)
    assert head == ("Option", "What it is", "Without it")
    shown = {re.split("[ ,]", row[0].strip("`"))[0] for row in rows}
    assert {name for name in shown if name.startswith("--")} == options_of(command)
    positional = len(signature(load(command)).parameters) - 1 - len(options_of(command))
    assert len(shown) == len(options_of(command)) + positional
    assert all(row[1] for row in rows)


def test_the_options_of_all_commands_have_a_table() -> None:
    assert [row[0].strip("`").split()[0] for row in list(option_rows("shared"))[1:]] == [f"--{name}" for name in SHARED]


def test_what_is_required_chosen_or_taken_from_the_environment_is_said() -> None:
    rows = {row[0]: row[1:] for row in option_rows("review")}
    assert rows["`DOSSIER`"][1] == "refused"
    assert rows["`--profile PROFILE`"] == (
        rows["`--profile PROFILE`"][0],
        "`certifier`",
    )
    assert "`QUALIOPI_RULES_PROFILE`" in rows["`--profile PROFILE`"][0]
    assert "One of `text`, `json`, `references`, `explanation`." in rows["`--format CHOICE`"][0]
    assert rows["`--detail`"][1] == rows["`--on DAY`"][1] == "—"


def test_the_list_of_commands_is_whole_in_both_languages() -> None:
    for locale in ("fr", "en"):
        _, *rows = command_rows(locale)
        assert [row[0] for row in rows] == [f"`qualiopi-rules {name.replace('_', ' ')}`" for name in COMMANDS]
    assert list(option_rows("review", "fr"))[2][1].startswith("Le jour de la revue")
