"""Texts that somebody else wrote: nothing in them is obeyed, and nothing that says something is lost."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, strategies as st

from qualiopi_rules.core.safe_text import clean, harmless, json_for, one_line, quoted
from tests.hostile.texts import HOSTILE, ORDERS

TEXTS = st.one_of(st.sampled_from(sorted(HOSTILE.values())), st.text(st.characters(codec=None)))


@pytest.mark.property
@given(TEXTS)
def test_nothing_is_obeyed_and_no_character_goes(text: str) -> None:
    """Each order has a sign in its place; what is no order stays as it is."""
    assert re.search(ORDERS, harmless(text).replace("\r\n", "\n")) is None
    assert len(harmless(text)) == len(text)
    orders = re.compile(ORDERS)
    assert all(
        new == old
        for new, old in zip(harmless(text), text, strict=True)
        if not orders.match(old) and old not in "\ufffe\uffff"
    )
    assert harmless(harmless(text)) == harmless(text)


@pytest.mark.property
@given(TEXTS)
def test_a_line_is_one_line(text: str) -> None:
    for written in (clean(text), one_line(text), quoted(text)):
        assert len(written.splitlines()) <= 1
        assert re.search(ORDERS, written) is None


@pytest.mark.property
@given(TEXTS, st.sampled_from(["utf-8", "UTF8", "utf_8", "cp1252", "ascii", "utf-16"]))
def test_json_is_the_same_value_in_every_encoding(text: str, encoding: str) -> None:
    written = json_for(encoding, json.dumps({"a": text}, ensure_ascii=False))
    assert json.loads(written) == {"a": text}
    assert re.search(ORDERS, written) is None
    written.encode(encoding)


def test_what_is_written() -> None:
    assert harmless("a\r\nb\tc\rd\x1b[31m") == "a\r\nb\tc\N{REPLACEMENT CHARACTER}d\N{REPLACEMENT CHARACTER}[31m"
    assert harmless("\u202ea\u2066") == "\N{REPLACEMENT CHARACTER}a\N{REPLACEMENT CHARACTER}"
    assert harmless("~\x1b~") == "~\N{REPLACEMENT CHARACTER}~"
    assert clean("  a\n b\u00a0: c ") == "a b\u00a0: c"
    assert clean(" ~a~ ") == "~a~"
    assert one_line("a  b\r\nc\u2028d") == "a  b c d"
    assert quoted("é\u00a0\x1b\n") == "é\\u00a0\\u001b\\n"
    assert json_for("utf-8", '"é\x9b"') == '"é\\u009b"'
    for name in ("UTF8", "UTF-8", "utf_8"):  # Python takes one encoding by several names
        assert json_for(name, '"é"') == '"é"'
    assert json_for("utf-8", '"~\u2028"') == '"~\\u2028"'
    assert json_for("cp1252", '"é"') == '"\\u00e9"'
