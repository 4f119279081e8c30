"""Cells that are safe to open: no text begins a formula, and every text can be had back."""

from __future__ import annotations

import csv
import re
import sys
from datetime import date
from io import StringIO
from unicodedata import category, normalize

import pytest
from hypothesis import given, strategies as st

from qualiopi_rules.formats.spreadsheets import UNSAFE, plain_cell, safe_cell

CHARACTERS = [chr(code) for code in range(sys.maxunicode + 1)]
SIGNS = {char for char in CHARACTERS if normalize("NFKC", char) in {"=", "+", "-", "@", "\u2212"}}
INVISIBLE = {char for char in CHARACTERS if char.isspace() or category(char) == "Cc"} | set("\u200b\u2060\ufeff\xad")
SEPARATORS = ";,|\t"

TEXTS = st.text() | st.text(st.sampled_from([*"=+-@'\"ab1", "\uff1d", *";,|\t\r\n \xa0\u200b\x00"]), max_size=12)


@pytest.mark.property
@given(TEXTS)
def test_what_is_not_safe_is_what_changes(text: str) -> None:
    assert (re.search(UNSAFE, text) is not None) == (safe_cell(text) != text)


def begins_a_formula(cell: str) -> bool:
    return cell.lstrip("".join(INVISIBLE))[:1] in SIGNS


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+33 1", "'+33 1"),
        ("-3", "'-3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        ("  =1", "'  =1"),
        ("\u200b=1", "'\u200b=1"),
        ("\uff1d1", "'\uff1d1"),  # full width
        ('"=1"', '"\'=1"'),
        ("a;=1", "a;'=1"),
        ("a, -1", "a,' -1"),
        ("a\n@b", "a\n'@b"),
        ("'=1", "''=1"),  # a text that has one gets one more, or there would be no way back
        ("'\tx", "''\tx"),
    ],
)
def test_a_text_that_could_be_taken_for_a_formula_gets_an_apostrophe(cell: str, safe: str) -> None:
    assert safe_cell(cell) == safe
    assert plain_cell(safe) == cell


@pytest.mark.parametrize(
    "cell", ["", " ", "a", "1-2", "a=b", "a@b.fr", "l’été", "'quoted'", "83811594-1", "2023-02-02", "(+1)", "A; B, C"]
)
def test_any_other_text_stays_as_it_is(cell: str) -> None:
    assert safe_cell(cell) == cell
    assert plain_cell(cell) == cell


@pytest.mark.parametrize("value", [-3, -1.5, None, True, date(2023, 2, 2), ("=1",)])
def test_what_is_no_text_stays_as_it_is(value: object) -> None:
    assert safe_cell(value) is value
    assert plain_cell(value) is value


def test_every_sign_is_known_in_every_width_and_behind_every_invisible_character() -> None:
    assert {sign for sign in SIGNS if safe_cell(f"{sign}1") != f"'{sign}1"} == set()
    assert {char for char in INVISIBLE if not safe_cell(f"{char}=1").startswith("'")} == set()


def test_no_other_character_changes_a_text() -> None:
    changed = {char for char in CHARACTERS if safe_cell(f"{char}a") != f"{char}a"}
    assert changed == SIGNS | set("\t\r\n")


@pytest.mark.property
@given(TEXTS)
def test_no_cell_begins_a_formula_wherever_a_program_begins_a_cell(text: str) -> None:
    safe = safe_cell(text)
    assert safe[:1] not in {"\t", "\r", "\n"}
    for part in re.split(r'[;,|"\t\r\n]', safe):
        assert not begins_a_formula(part)


@pytest.mark.property
@given(TEXTS)
def test_a_text_that_begins_no_formula_anywhere_is_unchanged(text: str) -> None:
    bare = re.split(r'[;,|"\t\r\n]', text.replace("'", ""))
    if not any(begins_a_formula(part) for part in bare) and text.lstrip("'")[:1] not in {"\t", "\r", "\n"}:
        assert safe_cell(text) == text


@pytest.mark.property
@given(TEXTS, st.integers(1, 3))
def test_every_text_can_be_had_back_as_often_as_it_was_made_safe(text: str, times: int) -> None:
    """Only apostrophes are put, none of those that were there is lost, and two texts never become one."""
    safe = text
    for _ in range(times):
        assert safe_cell(safe).replace("'", "") == text.replace("'", "")
        safe = safe_cell(safe)
    for _ in range(times):
        safe = plain_cell(safe)
    assert safe == text


@pytest.mark.property
@given(cells=st.lists(TEXTS, min_size=1), separator=st.sampled_from(SEPARATORS), other=st.sampled_from(SEPARATORS))
def test_a_file_opened_with_another_separator_begins_no_formula_either(
    cells: list[str], separator: str, other: str
) -> None:
    file = StringIO()
    csv.writer(file, delimiter=separator).writerow([safe_cell(cell) for cell in cells])
    for row in csv.reader(StringIO(file.getvalue(), newline=""), delimiter=other):
        for cell in row:
            # What comes before the first cell of another program is a quote or nothing.
            assert not begins_a_formula(cell.lstrip('"'))
