"""The sources of a report, each with what makes it binding and how well it was verified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.law.source import Citation
from qualiopi_rules.view.blocks import Block, Item, Items

__all__ = ["source_blocks"]


def source_blocks(citations: Iterable[Citation], locale: Locale) -> Iterator[Block]:
    """Give the sources, in order."""
    yield Items(
        tuple(
            Item(
                text=message(
                    "report.source",
                    locale,
                    source=str(cited.source),
                    basis=cited.basis,
                    provenance=cited.provenance,
                ),
                url=cited.source.url,
            )
            for cited in citations
        )
    )
