"""What commands show that have no report of their own: a page with a title, a line that sums it up, and sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qualiopi_rules.core.messages import Locale
from qualiopi_rules.view.blocks import Block, Paragraph, sections_of
from qualiopi_rules.view.document import Document

__all__ = ["page"]


def page(title: str, verdict: str, sections: Mapping[str, Iterable[Block]], locale: Locale) -> Document:
    """Return a page of the sections that are not empty.

    Args:
        title: its title.
        verdict: what it comes down to.
        sections: the blocks of each section by its title.
        locale: the language of the texts.
    """
    return Document(
        title=title,
        verdict=Paragraph(verdict),
        sections=sections_of(sections),
        locale=locale,
    )
