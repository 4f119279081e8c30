"""Every code that a caller meets has a short label in both languages."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import Any

import pytest

from qualiopi_rules.core.messages import Locale
from qualiopi_rules.formats import labels
from qualiopi_rules.law import Collection
from qualiopi_rules.results.findings import catalogue
from tests.checks import refused
from tests.house.arrows import ARROWS

OF_FILES = {Collection}
"""What says where a text is published; no result has it as a word."""

# The codes of results are below the formats; those of a page say how it looks.
BELOW = sorted(ARROWS["formats"] - {"view"})
CODES = {
    thing.__name__: thing
    for package in BELOW
    for module in [import_module(f"qualiopi_rules.{package}")]
    for thing in (getattr(module, name) for name in getattr(module, "__all__", ()))
    if isinstance(thing, type) and issubclass(thing, StrEnum) and thing not in OF_FILES
}
LOCALES: tuple[Locale, ...] = ("fr", "en")


@pytest.mark.parametrize("locale", LOCALES)
def test_no_code_without_a_label_and_no_label_without_a_code(locale: Locale) -> None:
    expected = {name: {str(code) for code in codes} for name, codes in CODES.items()}
    assert {name: set(of) for name, of in labels(locale).items()} == {**expected, "FindingCode": set(catalogue())}
    assert len(expected) > 50


@pytest.mark.parametrize("locale", LOCALES)
def test_a_label_is_short_and_complete(locale: Locale) -> None:
    """It stands in a cell or on a button: no sentence, no parameter, nothing twice within one enumeration."""
    for of in labels(locale).values():
        for label in of.values():
            assert label == label.strip() != ""
            assert len(label) < 100
            assert not label.endswith(".")
            assert not set(label) & set("{}|")
        assert len(set(of.values())) == len(of)


def test_examples() -> None:
    french, english = labels(), labels("en")
    assert french["MilestoneCode"]["minor-corrected"] == "dernier jour pour corriger la non-conformité mineure"
    assert english["MilestoneCode"]["expires"] == "last valid day"
    assert french["Stage"]["running"] == "en cours"
    assert french["FindingCode"]["CYC004"] == catalogue()["CYC004"].title.say("fr")
    assert french["Category"] == {
        "AF": "actions de formation",
        "BC": "bilans de compétences",
        "VAE": "validation des acquis de l’expérience",
        "CFA": "actions de formation par apprentissage",
    }


def test_a_caller_may_change_what_it_got() -> None:
    labels("fr")["Stage"]["running"] = "à moi"
    assert labels("fr")["Stage"]["running"] == "en cours"


@pytest.mark.parametrize("locale", ["de", None, 1])
def test_an_unknown_language_is_refused(locale: Any) -> None:
    with refused("locale"):
        labels(locale)
