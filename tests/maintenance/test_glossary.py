"""The glossary: every term has its English rendering and both definitions, once, in order."""

from __future__ import annotations

import unicodedata

import pytest

from maintenance.glossary import terms

TERMS = terms()


def in_order(term: str) -> str:
    """A term as it is sorted: accents and capitals left aside, an apostrophe before every letter."""
    plain = unicodedata.normalize("NFD", term.casefold().replace("’", "'"))
    return "".join(each for each in plain if not unicodedata.combining(each))


@pytest.mark.parametrize("entry", TERMS, ids=[entry.get("term", "?") for entry in TERMS])
def test_a_term_has_its_english_rendering_and_a_definition_in_both_languages(entry: dict[str, str]) -> None:
    assert entry.keys() == {"term", "english", "fr", "en"}
    assert all(value == value.strip() != "" for value in entry.values())
    assert entry["fr"].endswith(".")
    assert entry["en"].endswith(".")
    assert entry["fr"] != entry["en"]


def test_terms_are_sorted_and_unique() -> None:
    terms = [in_order(entry["term"]) for entry in TERMS]
    assert terms == sorted(set(terms))


def test_accents_and_capitals_are_left_aside_in_the_order() -> None:
    assert in_order("Référentiel") == "referentiel"
    assert sorted(["VAE", "référentiel", "RNCP"], key=in_order) == ["référentiel", "RNCP", "VAE"]


def test_the_terms_of_the_field_are_there() -> None:
    """Those that the names and the words of the library use."""
    assert {entry["term"] for entry in TERMS} >= {
        *("bilan de compétences", "NDA", "OPCO", "FAF", "CPF", "EDOF", "VAE", "CFA", "AFEST", "alternance", "CEP"),
        *("portage salarial", "certificateur", "Cofrac", "référentiel", "critère", "indicateur", "nouvel entrant"),
        *("non-conformité mineure", "non-conformité majeure", "audit initial", "audit de surveillance"),
        *("audit de renouvellement", "BPF", "France compétences", "RNCP", "RS", "guide de lecture"),
        "donneur d’ordres",
    }
