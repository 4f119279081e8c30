"""The help: every command and every parameter has its words in both languages, and nothing is left in English."""

from __future__ import annotations

import re
from functools import reduce
from inspect import signature
from typing import Any

import pytest

from qualiopi_rules.cli import help_texts
from qualiopi_rules.cli.commands import COMMANDS, load
from qualiopi_rules.cli.main import app_in
from qualiopi_rules.cli.parameters import SHARED
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.resources import text
from tests.cli.conftest import Run

LOCALES: tuple[Locale, ...] = ("fr", "en")
TEXTS = text("cli/commands")
PARAMETERS = [
    (command, name) for command in COMMANDS for name in signature(load(command)).parameters if name != "context"
]
OTHERS = {"about", "more"}


def words(command: str) -> list[str]:
    return command.split("_")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("command", "name"), PARAMETERS)
def test_every_parameter_has_words(command: str, name: str, locale: Locale) -> None:
    said = help_texts.parameter(command, name, locale)
    assert said.endswith(".")
    assert said[0].isupper()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", SHARED)
def test_every_option_of_all_commands_has_words(name: str, locale: Locale) -> None:
    assert help_texts.parameter("review", name, locale).endswith(".")


@pytest.mark.parametrize("command", [*COMMANDS, "profile"])
def test_every_command_says_what_it_does_in_both_languages(command: str) -> None:
    french, english = (help_texts.about(command, locale) for locale in LOCALES)
    assert french
    assert english
    assert french != english
    assert not french.endswith(".")
    assert not english.endswith(".")


def test_no_words_without_a_command_or_a_parameter() -> None:
    """What is in the texts is in the commands."""
    assert set(TEXTS["commands"]) == {*COMMANDS, "profile"}
    for command, table in TEXTS["commands"].items():
        known = {name for each, name in PARAMETERS if each == command}
        assert set(table) - OTHERS <= known, command
    assert set(TEXTS["shared"]) == set(SHARED)
    shared_by_several = {name for _, name in PARAMETERS}
    assert set(TEXTS["options"]) <= shared_by_several


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("command", COMMANDS)
def test_the_page_of_a_command_has_every_option_with_its_words(run: Run, command: str, locale: Locale) -> None:
    code, out, err = run(*words(command), "--help", "--lang", locale)
    assert (code, err) == (0, "")
    flat = " ".join(out.split())
    for paragraph in help_texts.whole(command, locale).replace("\u00a0", " ").split("\n\n"):
        assert paragraph in flat
    for name in [*(name for each, name in PARAMETERS if each == command), *SHARED]:
        start = help_texts.parameter(command, name, locale).replace("\u00a0", " ")[:25]
        assert start in flat, name


ENGLISH = re.compile(r"\b(Usage|Commands|Parameters|Arguments:|required|default|choices|env var|Display|show this)\b")


@pytest.mark.parametrize("tokens", [[], *([*words(command)] for command in COMMANDS)], ids=" ".join)
def test_nothing_of_the_parser_s_own_english_is_in_the_french_help(run: Run, tokens: list[str]) -> None:
    out = run(*tokens, "--help")[1]
    assert not ENGLISH.search(out)
    assert not re.search(r"\b(DAY|FILE|CHOICE|NUMBER|(?<!_)PROFILE|STR|PATH|INT|COMMAND|ARGS)\b", out)


def test_the_list_of_commands_is_in_its_order_and_is_what_no_command_shows(run: Run) -> None:
    out = run("--help")[1]
    places = [out.index(f"  {words(command)[0]} ") for command in COMMANDS]
    assert places == sorted(places)
    assert run() == run("--help")


def test_help_of_a_group_lists_its_commands(run: Run) -> None:
    code, out, _ = run("profile", "--help")
    assert code == 0
    assert "check" in out
    assert run("profile")[1] == out


def test_help_tells_what_is_required_chosen_and_taken_from_the_environment(run: Run) -> None:
    flat = " ".join(run("review", "--help")[1].split())
    for note in (
        "[obligatoire]",
        "[au choix : text, json, references, explanation]",
        "[par défaut : certifier]",
        "[variable d’environnement : QUALIOPI_RULES_PROFILE]",
        "Utilisation : qualiopi-rules review [OPTIONS] DOSSIER",
        "--on JOUR",
    ):
        assert note in flat
    assert "--no-detail" not in flat


def test_every_label_that_is_shown_is_worded() -> None:
    used: set[Any] = set()
    app = app_in("en")
    for command in COMMANDS:
        target = reduce(lambda parent, name: parent[name], words(command), app)
        for argument in target.assemble_argument_collection():
            used |= {argument.parameter.metavar} | ({argument.name.upper()} if argument.index is not None else set())
    assert {label for label in used if label} | {"ARGS", "COMMAND", "OPTIONS"} == set(TEXTS["labels"])


@pytest.mark.parametrize(("color", "coloured"), [("always", True), ("never", False), ("auto", False)])
def test_the_colour_of_the_help_is_chosen(run: Run, color: str, coloured: bool) -> None:
    assert ("\x1b[" in run("--help", "--color", color)[1]) is coloured
