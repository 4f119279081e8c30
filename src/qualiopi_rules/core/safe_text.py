"""Texts that somebody else wrote, as a line of ours may hold them: nothing in them ends it, turns it or is obeyed.

A terminal obeys control characters, and the signs that turn the direction of writing make a line read as another.
"""

from __future__ import annotations

import json
import re

from qualiopi_rules.core.cache import remember

__all__ = ["clean", "harmless", "json_for", "one_line", "quoted"]

_TURNS = "\u202a-\u202e\u2066-\u2069"
"""What turns the direction of a line."""

_BREAKS = re.compile(r"[ \t-\r\x1c-\x1f\x85\u2028\u2029]+")
"""Spaces and all that ends a line; no-break spaces stay, since French has them before its double signs."""

_ORDERS = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff{_TURNS}]|\r(?!\n)")
"""What a terminal could obey, what no file can hold, and what turns a line; a tab and a line end are none."""


_IN_JSON = re.compile(f"[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff{_TURNS}]")
_NO_ASCII = re.compile("[^\x00-\x7e]")


@remember
def clean(text: str) -> str:
    """Return a text that stays on its line and that no terminal obeys; spaces side by side become one."""
    return harmless(_BREAKS.sub(" ", text).strip(" "))


def harmless(text: str) -> str:
    """Return a text of several lines that no terminal obeys."""
    return text if text.isprintable() else _ORDERS.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    """Return a text that no terminal obeys with a space where a line ends; its other spaces stay as they are."""
    return harmless(" ".join(text.splitlines()))


def quoted(text: str) -> str:
    """Return a text with what is not printable as JSON escapes it: no other text is written so."""
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def json_for(encoding: str, text: str) -> str:
    r"""Return JSON text as a stream of an encoding can hold it, and a terminal show it.

    Where the encoding is not UTF-8, the text is ASCII: `\u00e9` stands for `é`.
    """
    special = _IN_JSON if encoding.lower().replace("-", "").replace("_", "") == "utf8" else _NO_ASCII
    return special.sub(lambda found: _escape(found[0]), text)


def _escape(char: str) -> str:
    return json.dumps(char)[1:-1]
