"""A text as an HTML file holds it. Needs the extra `html`."""

from __future__ import annotations

from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.errors import MissingExtra
from qualiopi_rules.core.safe_text import harmless

__all__ = ["escaped"]


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
    return harmless(str(escape(text)))
