"""A text as an HTML file holds it. Needs the extra `html`."""

from __future__ import annotations

import re

from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.errors import MissingExtra

__all__ = ["escaped"]

_NO_TEXT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What a file of text cannot hold, or no reader sees."""


@remember
def escaped(text: str) -> str:
    """Return a text whose signs are only signs, in an element as in the value of an attribute.

    Raises:
        MissingExtra: when MarkupSafe is not installed.
    """
    try:
        from markupsafe import escape
    except ImportError:
        raise MissingExtra("html") from None
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", str(escape(text)))
