"""French is written as French is printed: in the texts of the package, in those of the documentation and on its pages.

Texts are written with plain spaces: what must not be separated from the word before it is bound to it when a text is
rendered. Code inside a page, and what a command writes there, are not prose.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import qualiopi_rules
from qualiopi_rules.core.messages import fill

ROOT = Path(__file__).parent.parent.parent
TEXTS = Path(qualiopi_rules.__file__).parent / "law" / "texts"
PAGES = sorted(page for folder in ("fr", "notebooks") for page in (ROOT / "docs" / folder).glob("*.md"))

MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
ACCENTED = (
    "Ecart|Echange|Echéance|Ecole|Economi|Ecrit|Ecrire|Edit|Educati|Egal|Elève|Elément|Emarge|Entête|Equipe|Etablir|"
    "Etabliss|Etape|Etat|Etre|Etude|Evaluer|Evaluation|Evalué|Evénement|Eviter|Evolution"
)
LIGATURE = "œuvre|cœur|vœu|sœur|nœud|œil".replace("œ", "oe")

FAULTS = {
    "straight apostrophe": r"'",
    "straight quotation mark": r'"',
    "English quotation mark": r"[“”]",
    "bound space, which is put in when the text is rendered": r"[\u00a0\u202f]",
    "two spaces": r"\S  +\S",
    "no space before a double sign": r"[^\s][;?!»]|[^\s]:(?=\s|$)",
    "no space after an opening quotation mark": r"«\S",
    "no space before %": r"\d%",
    "no space before €": r"\d€",
    "sign of the currency before the number": r"€ ?\d",
    "space before a comma or a full stop": r"\s[,.](?=\s|$)",
    "no space after a comma": r",[^\s\d]",
    "space inside parentheses": r"\(\s|\s\)",
    "three full stops": r"\.\.",
    "“etc.” and an ellipsis": r"\betc…",
    "hyphen for a dash": r"\s-\s",
    "first day of a month": rf"\b1 (?:{MONTHS})\b|\b1° (?:{MONTHS})\b",
    "name of a month with a capital": rf"\d (?:{'|'.join(month.capitalize() for month in MONTHS.split('|'))})\b",
    "ordinal": r"\b\d+(?:ère|ème|ième|ier|ère|nd|nde)\b",
    "decimal point": r"\b\d+\.\d+ ?(?:€|%|heures?|h|mois|jours?|ans?)\b",
    "comma between thousands": r"\b\d{1,3},\d{3}\b",
    "hour": r"\b\d+h(?:\d\d)?\b",
    "capital without its accent": rf"\b(?:{ACCENTED})|(?:^|[.?!…] )A (?=[a-zéèà])",
    "two letters for œ": rf"(?i)\b\w*(?:{LIGATURE})",
    "number without its abbreviation": r"\b[Nn]o\.? \d|\b[nN]°\d",
}
"""What French does not write, as it stands in a text."""

CODE = (
    *('pip install "qualiopi-rules[x]"', '"AF, BC"', 'valid_until="Fin de validité"'),
    *("« - »", "data:image/png;base64,…", "DOSSIER..."),
)
"""What a message shows as one types it."""


def faults(text: str) -> list[str]:
    """What is wrong with a French text, each with the place that it is seen at."""
    for code in CODE:
        text = text.replace(code, "x")
    return [
        f"{name}: …{text[max(0, seen.start() - 25) : seen.end() + 25]}…"
        for name, pattern in FAULTS.items()
        for seen in re.finditer(pattern, text)
    ]


def in_french(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Each French text of a table, with its place."""
    match value:
        case dict():
            for name, inner in value.items():
                if name in {"fr", "title"} and isinstance(inner, str):
                    yield place, inner
                else:
                    yield from in_french(inner, f"{place}.{name}")
        case list():
            for index, inner in enumerate(value):
                yield from in_french(inner, f"{place}[{index}]")
        case _:
            pass


def texts() -> dict[str, str]:
    """The French texts of the package, and those that the documentation adds, by their place."""
    files = [*sorted(TEXTS.rglob("*.toml")), *sorted((ROOT / "maintenance").glob("*.toml"))]
    return {
        place: said
        for file in files
        for place, said in in_french(tomllib.loads(file.read_text("utf-8")), f"{file.parent.name}/{file.name}")
    }


PARAMETER = re.compile(r"\{[^{}]*\}")
COLUMN = re.compile(r"^(\s*\{[^{}]*\})  (?=\{)")
"""The first of two columns of a line, which two spaces separate."""


def said_with(text: str) -> str:
    """A text with a word for each of its parameters."""
    return PARAMETER.sub("x", COLUMN.sub(r"\1 ", text))


def prose(page: str) -> list[str]:
    """The paragraphs of a page, without its code, its addresses and the marks of Markdown."""
    page = re.sub(r"\A---\n.*?\n---\n", "", page, flags=re.DOTALL)
    page = re.sub(r"^(```+|~~~+).*?^\1$", "", page, flags=re.DOTALL | re.MULTILINE)
    page = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
    page = re.sub(r"\{\w+\}`[^`]*`|``[^`]*``|`[^`]*`", "x", page)
    page = re.sub(r"\]\([^)]*\)|<https?:[^>]*>", "]", page)
    page = re.sub(r"^:\w+:.*$|^[|\s:-]+$", "", page, flags=re.MULTILINE)
    page = re.sub(r"^\s*(?:[-*>#]+|\d+\.)\s+", "", page, flags=re.MULTILINE)
    return [cell.strip() for line in page.splitlines() for cell in re.sub(r"[*\[\]!]{1,2}", "", line).split("|")]


WORDED = texts()


def test_the_texts_are_found() -> None:
    assert len(WORDED) > 1000
    assert {place.split(".")[0].partition("/")[0] for place in WORDED} >= {"core", "audit", "law", "maintenance"}
    assert len(PAGES) >= 5


@pytest.mark.parametrize("file", sorted({place.split(".toml")[0] for place in WORDED}))
def test_the_texts_in_french(file: str) -> None:
    found = {
        place: wrong
        for place, said in WORDED.items()
        if place.startswith(f"{file}.toml") and (wrong := faults(said_with(said)))
    }
    assert found == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_pages_in_french(page: Path) -> None:
    assert [wrong for line in prose(page.read_text("utf-8")) for wrong in faults(line)] == []


def test_no_line_is_broken_before_a_double_sign() -> None:
    for place, said in WORDED.items():
        rendered = fill(said_with(said), "fr", {})
        assert not re.search(r" [:;?!»%€]|« ", rendered), place


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("l'audit", "straight apostrophe"),
        ('le "bilan"', "straight quotation mark"),
        ("le “bilan”", "English quotation mark"),
        ("attendu\u00a0: oui", "bound space, which is put in when the text is rendered"),
        ("un  audit", "two spaces"),
        ("attendu: oui", "no space before a double sign"),
        ("pourquoi?", "no space before a double sign"),
        ("« oui»", "no space before a double sign"),
        ("«oui »", "no space after an opening quotation mark"),
        ("100%", "no space before %"),
        ("1 600€", "no space before €"),
        ("€ 1600", "sign of the currency before the number"),
        ("oui , non", "space before a comma or a full stop"),
        ("oui,non", "no space after a comma"),
        ("( oui)", "space inside parentheses"),
        ("etc...", "three full stops"),
        ("etc…", "“etc.” and an ellipsis"),
        ("oui - non", "hyphen for a dash"),
        ("le 1 mars 2023", "first day of a month"),
        ("le 1° mars 2023", "first day of a month"),
        ("le 2 Mars 2023", "name of a month with a capital"),
        ("la 1ère fois", "ordinal"),
        ("le 2ème cycle", "ordinal"),
        ("2.5 heures", "decimal point"),
        ("16,384 colonnes", "comma between thousands"),
        ("14h30", "hour"),
        ("Etat du dossier", "capital without its accent"),
        ("A corriger", "capital without its accent"),
        ("Oui. A corriger", "capital without its accent"),
        ("mise en oeuvre", "two letters for œ"),
        ("décret no 2019-565", "number without its abbreviation"),
        ("décret n°2019-565", "number without its abbreviation"),
    ],
)
def test_a_fault_is_seen(text: str, fault: str) -> None:
    assert [*dict.fromkeys(seen.partition(": …")[0] for seen in faults(text))] == [fault]


@pytest.mark.parametrize(
    "text",
    [
        "À corriger au plus tard le 1er mars 2023 : « oui », « non » ou « partiel » ?",
        "L’article R. 6313-4, 2°, fixe 1 600,50 € ; 24 h 30 au plus, soit 100 % du temps…",
        "Le point 2.1 du décret n° 2019-565 (version 2023-02-02) : mise en œuvre, etc.",
    ],
)
def test_good_french_is_accepted(text: str) -> None:
    assert faults(text) == []


def test_only_the_prose_of_a_page_is_read() -> None:
    page = (
        "---\nname: 'x'\n---\n# Titre\n\nUn *mot* et `l'autre: oui`, voir [la page](l'autre.md) !\n\n"
        "```console\n$ l'essai: 1\n```\n\n- Un point\n1. Deux\n\n"
        "| A | B |\n| --- | --- |\n| `x'` | c |\n<!-- n'est -->\n"
    )
    lines = [line for line in prose(page) if line]
    assert lines == ["Titre", "Un mot et x, voir la page", "Un point", "Deux", "A", "B", "x", "c"]
