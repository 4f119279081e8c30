"""The language of a run: an option, or else the environment, or else French."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from qualiopi_rules.cli.language import LANGUAGE, language_of, option_of
from tests.cli.conftest import Run

VARIABLES = st.sampled_from(["LC_ALL", "LC_MESSAGES", "LANG"])
VALUES = st.sampled_from(["", "C", "POSIX", "fr_FR.UTF-8", "en_GB.UTF-8", "EN", "de_DE", "eng"])
ENVIRONMENTS = st.dictionaries(VARIABLES, VALUES)


@pytest.mark.property
@given(st.sampled_from(["fr", "en"]), ENVIRONMENTS, st.sampled_from(["fr", "en", "de", ""]), st.booleans())
def test_the_option_decides_before_everything_else(
    chosen: str, environment: dict[str, str], variable: str, joined: bool
) -> None:
    tokens = [f"--lang={chosen}"] if joined else ["--lang", chosen]
    for words in ([*tokens, "review", "a.json"], ["review", "a.json", *tokens]):
        assert language_of(words, {**environment, LANGUAGE: variable}) == chosen


@pytest.mark.property
@given(st.sampled_from(["fr", "en"]), ENVIRONMENTS)
def test_then_the_variable_of_the_command_line(chosen: str, environment: dict[str, str]) -> None:
    assert language_of(["review"], {**environment, LANGUAGE: chosen}) == chosen
    assert language_of(["review", "--lang", "de"], {**environment, LANGUAGE: chosen}) == chosen


@pytest.mark.property
@given(ENVIRONMENTS)
def test_then_the_first_variable_that_is_set_and_french_unless_it_is_english(environment: dict[str, str]) -> None:
    values = [environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    first = next(filter(None, values), "")
    assert language_of(["review"], environment) == ("en" if first.lower().startswith("en") else "fr")


def test_an_option_is_found_where_it_stands_and_not_after_the_end_of_options() -> None:
    assert option_of("--lang", []) is None
    assert option_of("--lang", ["--lang"]) is None
    assert option_of("--lang", ["a", "--lang", "en", "--lang", "fr"]) == "en"
    assert option_of("--lang", ["--lang=en"]) == "en"
    assert option_of("--lang", ["--", "--lang", "en"]) is None
    assert option_of("--lang", ["--language", "en"]) is None


def test_the_language_decides_of_help_errors_and_reports(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    written = {
        locale: [
            run("--help", "--lang", locale)[1],
            run("review", "--help", f"--lang={locale}")[1],
            run("--lang", locale, "revew")[2],
            run("cycle", "2023-02-02", "--on", "2023-03-01", "--lang", locale)[1],
            run("cycle", "yesterday", "--lang", locale)[2],
        ]
        for locale in ("fr", "en")
    }
    assert all(text.strip() for texts in written.values() for text in texts)
    assert all(french != english for french, english in zip(*written.values(), strict=True))
    assert run("--lang", "en")[1] == written["en"][0]
    assert run("--help")[1] == written["fr"][0]
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert run("--help")[1] == written["en"][0]
    monkeypatch.setenv(LANGUAGE, "fr")
    assert run("--help")[1] == written["fr"][0]


def test_a_language_of_the_environment_that_is_not_known_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LANGUAGE, "de")
    code, out, err = run("cycle", "2023-02-02")
    assert (code, out) == (2, "")
    assert err.startswith("QUALIOPI_RULES_LANG : « de » n’est pas accepté ; au choix : fr, en")
