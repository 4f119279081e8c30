"""A French text is rendered with spaces that a line is not broken at; the data have plain ones, and a caller's words
stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from qualiopi_rules.core.messages import fill
from qualiopi_rules.core.words import Words
from tests.checks import plain


@pytest.mark.parametrize(
    ("written", "rendered"),
    [
        ("Durée : 2 ; vu ? oui !", "Durée\u00a0: 2\u00a0; vu\u00a0? oui\u00a0!"),
        ("la réponse « oui » à 100 % ou 5 €", "la réponse «\u00a0oui\u00a0» à 100\u00a0% ou 5\u00a0€"),
        ("a:b ; 12:30, «x»", "a:b\u00a0; 12:30, «x»"),
        (" : au début", "\u00a0: au début"),
    ],
)
def test_the_signs_that_keep_to_the_word_before_them(written: str, rendered: str) -> None:
    assert fill(written, "fr", {}) == rendered
    assert fill(written, "en", {}) == written
    assert Words(written, written).say("fr") == rendered


def test_an_english_text_keeps_its_plain_spaces_with_values_as_without() -> None:
    assert fill("« {name} » : seen {name}", "en", {"name": "x"}) == "« x » : seen x"


@given(st.text(alphabet="a :;!?«»%€'’{}"))
def test_a_value_is_written_as_it_was_given(value: str) -> None:
    """Whatever a caller calls a bilan or a site, a message does not rewrite it."""
    assert fill("« {name} » : vu", "fr", {"name": value}) == f"«\u00a0{value}\u00a0»\u00a0: vu"


@given(st.text(alphabet="a :;!?«»%€’"))
def test_only_spaces_change(text: str) -> None:
    rendered = fill(text, "fr", {})
    assert plain(rendered) == text
    assert fill(rendered, "fr", {}) == rendered


def test_amounts_do_not_break() -> None:
    assert fill("{cents:euros}", "fr", {"cents": 160_001}) == "1\u00a0600,01\u00a0€"
    assert fill("{cents:euros}", "fr", {"cents": 160_000_000}) == "1\u00a0600\u00a0000\u00a0€"
    assert fill("{minutes:minutes}", "fr", {"minutes": 125}) == "2\u00a0h\u00a005"
    assert fill("{minutes:minutes}", "en", {"minutes": 125}) == "2 h 05"
