"""What commands show that have no report of their own: a page with a title, a line that sums it up, and sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.law.source import Citation
from qualiopi_rules.view.blocks import Block, Item, Items, Paragraph, Section
from qualiopi_rules.view.document import Document

__all__ = ["cited", "listed", "page"]


def page(title: str, verdict: str, sections: Mapping[str, Iterable[Block]], locale: Locale) -> Document:
    """Return a page of the sections that are not empty.

    Args:
        title: its title.
        verdict: what it comes down to.
        sections: the blocks of each section by its title.
        locale: the language of the texts.
    """
    filled = {name: tuple(blocks) for name, blocks in sections.items()}
    return Document(
        title=title,
        verdict=Paragraph(verdict),
        sections=tuple(Section(name, blocks) for name, blocks in filled.items() if blocks),
        locale=locale,
    )


def listed(lines: Iterable[str]) -> tuple[Block, ...]:
    """Return a list of lines; nothing where there is none."""
    items = tuple(Item(text=line) for line in lines)
    return (Items(items),) if items else ()


def cited(citations: Iterable[Citation], locale: Locale) -> tuple[Block, ...]:
    """Return the sources, each once, with their addresses; nothing where there is none."""
    items = tuple(
        Item(
            text=message("cited.source", locale, source=str(each.source), basis=each.basis, provenance=each.provenance),
            url=each.source.url,
        )
        for each in dict.fromkeys(citations)
    )
    return (Items(items),) if items else ()
