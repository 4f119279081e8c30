"""The data of the public list of training providers: its form, and the columns that are read."""

from __future__ import annotations

import pytest

from qualiopi_rules.core.resources import text
from qualiopi_rules.law.source import citation
from tests.texts import PRACTICE, SECOND_HAND, cited

TABLES: dict[str, dict[str, str | list[str]]] = {
    # Semicolons; UTF-8, with or without a byte order mark; a certification is `true` (or 1), `false` (or 0) or blank.
    "form": {"separator": ";", "encoding": "utf-8-sig", "yes": ["true", "1"], "no": ["false", "0"]},
    "columns": {
        "nda": "numeroDeclarationActivite",
        "siren": "siren",
        "siret": "siretEtablissementDeclarant",
        "name": "denomination",
    },
    # L. 6313-1, 1° to 4°.
    "certifications": {
        "AF": "certifications.actionsDeFormation",
        "BC": "certifications.bilansDeCompetences",
        "VAE": "certifications.VAE",
        "CFA": "certifications.actionsDeFormationParApprentissage",
    },
    # Of the copy on Opendatasoft with the labels of its fields, where they are other words.
    "labels": {
        "siren": "Code SIREN",
        "AF": "Actions de formations",
        "BC": "Bilans de compétences",
        "VAE": "VAE",
        "CFA": "Actions de formations par apprentissage",
    },
}


@pytest.mark.parametrize("name", TABLES)
def test_how_the_list_is_written_and_what_is_read_of_it(name: str) -> None:
    """As public programs that read the list have it; the list has more columns."""
    table = text("formats/public-list")[name]
    assert {key: value for key, value in table.items() if key != "citation"} == TABLES[name]
    assert cited(citation(table)) == ("public-list", PRACTICE, SECOND_HAND)


def test_nothing_else_is_known_of_the_list() -> None:
    assert text("formats/public-list").keys() == TABLES.keys()
